-- Lines of the fetch log (the registered table log_lines); those the warehouse has from here on were forgotten before.
INSERT INTO ops.fetches BY NAME
SELECT
    fetch_id::VARCHAR AS fetch_id, url::VARCHAR AS url, site_id::VARCHAR AS site_id,
    fetched_at::VARCHAR::TIMESTAMPTZ AT TIME ZONE 'UTC' AS fetched_at, status::INTEGER AS status,
    outcome::VARCHAR AS outcome, sha256::VARCHAR AS blob_sha256, message::VARCHAR AS message, log_byte::BIGINT AS log_byte
FROM log_lines
ORDER BY log_byte;
