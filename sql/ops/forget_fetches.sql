-- Lines of the log from a position on, and those of a file that did not say where they stand: they are read again.
DELETE FROM ops.fetches WHERE log_byte IS NULL OR log_byte >= ?;
