-- A fetch left an address with known bytes: the same as before, or others, which then stand there since this fetch.
INSERT INTO addresses (key, latest, sha256, since, missing) VALUES (?, ?, ?, ?, '')
ON CONFLICT (key) DO UPDATE SET
    since = CASE WHEN sha256 IS excluded.sha256 THEN since ELSE excluded.since END,
    latest = excluded.latest, sha256 = excluded.sha256, missing = '';
