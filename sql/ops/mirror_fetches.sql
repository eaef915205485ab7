-- Fetch log entries (the registered table log_entries) that the warehouse does not have yet.
INSERT INTO ops.fetches BY NAME
SELECT
    fetch_id::VARCHAR AS fetch_id, any_value(url)::VARCHAR AS url, any_value(site_id)::VARCHAR AS site_id,
    any_value(fetched_at::VARCHAR::TIMESTAMPTZ AT TIME ZONE 'UTC') AS fetched_at, any_value(status)::INTEGER AS status,
    any_value(outcome)::VARCHAR AS outcome, any_value(sha256)::VARCHAR AS blob_sha256,
    any_value(message)::VARCHAR AS message
FROM log_entries
WHERE fetch_id NOT IN (SELECT fetch_id FROM ops.fetches)
GROUP BY fetch_id
ORDER BY fetched_at, fetch_id;
