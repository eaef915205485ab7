-- The first reading that breaks the contract of Report.to_json, and how; no row when all keep it.
WITH faults AS (
    SELECT stage_no, path, 'contract ' || coalesce(contract::VARCHAR, 'is missing, not') || ' is not 1' AS reason
    FROM staged_readings WHERE contract IS DISTINCT FROM 1
    UNION ALL
    SELECT stage_no, path, 'reading_id, code_version, or item_id, site_id, url of the item is missing'
    FROM staged_readings
    WHERE reading_id IS NULL OR code_version IS NULL OR item_id IS NULL OR site_id IS NULL OR url IS NULL
    UNION ALL
    SELECT stage_no, path, 'names no blob' FROM staged_readings
    WHERE stage_no NOT IN (SELECT stage_no FROM staged_blobs)
    UNION ALL
    SELECT stage_no, path, 'fetched_at of a blob is missing or no ISO time' FROM staged_readings
    WHERE seen_at IS NULL AND stage_no IN (SELECT stage_no FROM staged_blobs)
    UNION ALL
    SELECT stage_no, r.path, 'a blob without sha256, url, role, media, bytes or has_figures'
    FROM staged_readings AS r JOIN staged_blobs AS b USING (stage_no)
    WHERE b.blob_sha256 IS NULL OR b.url IS NULL OR b.role IS NULL OR b.media IS NULL OR b.byte_count IS NULL
       OR b.has_figures IS NULL
    UNION ALL
    SELECT stage_no, path, 'status of the report is ' || coalesce(status, 'missing') FROM staged_readings
    WHERE status IS NULL OR status NOT IN ('read', 'partial', 'no_tables', 'unknown_layout', 'not_a_report', 'unreadable')
    UNION ALL
    SELECT stage_no, path, fault FROM staged_readings WHERE fault IS NOT NULL
    UNION ALL
    SELECT stage_no, r.path, concat('claim ', c.position, ' (', c.claim_code, ') lacks a key of the contract')
    FROM staged_claims AS c JOIN staged_readings AS r USING (stage_no)
    WHERE c.claim_code IS NULL OR c.is_fact IS NULL OR c.unit IS NULL OR c.is_approximate IS NULL OR c.raw_text IS NULL
       OR c.sentence IS NULL OR c.section_no IS NULL OR c.figures IS NULL OR c.reason IS NULL OR c.status IS NULL
       OR c.status NOT IN ('agree', 'differ', 'unchecked')
    UNION ALL
    SELECT stage_no, r.path, 'a section without number' FROM staged_sections AS s JOIN staged_readings AS r USING (stage_no)
    WHERE s.section_no IS NULL
    UNION ALL
    SELECT stage_no, r.path, 'a table without table, layout, rows_found or rows_expected'
    FROM staged_tables AS t JOIN staged_readings AS r USING (stage_no)
    WHERE t.table_code IS NULL OR t.layout_id IS NULL OR t.rows_found IS NULL OR t.rows_expected IS NULL
    UNION ALL
    SELECT stage_no, r.path, 'an issue without code, level or message'
    FROM staged_issues AS i JOIN staged_readings AS r USING (stage_no)
    WHERE i.code IS NULL OR i.level IS NULL OR i.message IS NULL
    UNION ALL
    SELECT stage_no, r.path, 'a witness without field or source'
    FROM staged_witnesses AS w JOIN staged_readings AS r USING (stage_no)
    WHERE w.field IS NULL OR w.source IS NULL
)
SELECT path, reason FROM faults ORDER BY stage_no, reason LIMIT 1;
