-- Every blob that the log names, with the line that named it first.
SELECT sha256, first FROM blobs ORDER BY sha256;
