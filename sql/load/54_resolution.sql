INSERT INTO resolution VALUES ($is_all, $fingerprint);
