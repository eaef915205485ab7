-- Lines of the fetch log (the registered table log_lines); one that the warehouse has already is written again.
INSERT OR REPLACE INTO ops.fetches BY NAME
SELECT
    fetch_id::VARCHAR AS fetch_id, any_value(url)::VARCHAR AS url, any_value(site_id)::VARCHAR AS site_id,
    any_value(fetched_at::VARCHAR::TIMESTAMPTZ AT TIME ZONE 'UTC') AS fetched_at, any_value(status)::INTEGER AS status,
    any_value(outcome)::VARCHAR AS outcome, any_value(sha256)::VARCHAR AS blob_sha256,
    any_value(message)::VARCHAR AS message, max(log_byte)::BIGINT AS log_byte
FROM log_lines
GROUP BY fetch_id
ORDER BY log_byte;
