-- A line names a blob.
INSERT OR IGNORE INTO blobs (sha256, first) VALUES (?, ?);
