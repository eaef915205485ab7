-- The reading of a report (its current revision), of an item (what it shows now), or of bytes, by a key that someone pasted.
-- $key: id of a report, a reading or an item, or the sha256 of the bytes (at least its first 8 digits)
SELECT r.reading_id, coalesce(r.report_id, '') AS report_id, coalesce(r.organ_name, '') AS organ_name, r.report_year,
       coalesce(r.scope, '') AS scope, r.source_url, r.blob_sha256
FROM raw.readings AS r
LEFT JOIN core.revisions AS v ON v.reading_id = r.reading_id
WHERE r.reading_id = $key
   OR (r.report_id = $key AND v.is_current)
   OR (r.item_id = $key AND r.reading_id IN (
        SELECT arg_max(x.reading_id, coalesce(w.first_seen_at, TIMESTAMP '1970-01-01'))
        FROM raw.readings AS x LEFT JOIN core.revisions AS w ON w.reading_id = x.reading_id WHERE x.item_id = $key))
   OR (length($key) >= 8 AND starts_with(r.blob_sha256, $key))
ORDER BY r.reading_id;
