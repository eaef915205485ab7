-- The log is indexed up to here.
INSERT OR REPLACE INTO state (id, version, done, tail) VALUES (0, ?, ?, ?);
