-- Every reading that the warehouse holds, with the blobs of its publication in order: one row per blob; of its report what a
-- reading made anew is compared with.
WITH figures AS (
    SELECT
        reading_key,
        list({'table': table_code, 'row': row_code, 'column': column_code, 'kind': kind,
              'value': CASE WHEN value = trunc(value) THEN to_json(value::BIGINT) ELSE to_json(value::DOUBLE) END}
             ORDER BY table_code, cell_no) AS figures
    FROM raw.figures GROUP BY reading_key
)
SELECT r.reading_id, r.item_id, b.blob_sha256,
       to_json({'report': {'status': r.status, 'figures': coalesce(f.figures, [])}})::VARCHAR AS payload
FROM raw.readings AS r
JOIN raw.reading_blobs AS b USING (reading_id)
LEFT JOIN figures AS f USING (reading_key)
ORDER BY r.reading_id, b.position;
