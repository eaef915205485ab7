-- What the log says of one address.
SELECT latest, sha256, since, missing FROM addresses WHERE key = ?;
