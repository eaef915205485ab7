-- How far the log is indexed.
SELECT version, done, tail FROM state;
