-- Up to where the fetch log was mirrored: the last line, and where it starts in the log.
SELECT fetch_id, log_byte FROM ops.fetches WHERE log_byte IS NOT NULL ORDER BY log_byte DESC LIMIT 1;
