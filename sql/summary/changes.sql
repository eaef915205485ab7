-- What re-publications changed: figures of a current revision that differ from the revision before, latest first.
WITH later AS (SELECT report_id, revision, first_seen_at FROM core.revisions WHERE is_current AND revision > 1),
cells AS (
    SELECT
        coalesce(n.report_id, b.report_id) AS report_id,
        coalesce(n.table_code, b.table_code) AS table_code,
        coalesce(n.row_code, b.row_code) AS row_code,
        coalesce(n.column_code, b.column_code) AS column_code,
        coalesce(n.layout_id, b.layout_id) AS layout_id,
        b.raw_text AS raw_before, n.raw_text AS raw_after, b.value AS value_before, n.value AS value_after
    FROM (SELECT f.* FROM core.figures AS f JOIN later USING (report_id, revision)) AS n
    FULL JOIN (
        SELECT f.* FROM core.figures AS f JOIN later AS l ON l.report_id = f.report_id AND l.revision - 1 = f.revision
    ) AS b
        ON  b.report_id = n.report_id AND b.table_code = n.table_code
        AND b.row_code = n.row_code AND b.column_code = n.column_code
)
SELECT
    o.name AS organ_name, r.report_year, l.revision, l.first_seen_at, c.table_code, c.row_code, c.column_code,
    coalesce(y.label_zh, c.row_code) AS row_label_zh, coalesce(k.label_zh, c.column_code) AS column_label_zh,
    c.raw_before, c.raw_after, c.value_before, c.value_after
FROM cells AS c
JOIN later AS l USING (report_id)
JOIN core.reports AS r USING (report_id)
JOIN core.organs AS o USING (organ_id)
LEFT JOIN core.layout_rows AS y ON y.layout_id = c.layout_id AND y.row_code = c.row_code
LEFT JOIN core.layout_columns AS k ON k.layout_id = c.layout_id AND k.column_code = c.column_code
WHERE c.value_before IS DISTINCT FROM c.value_after OR c.raw_before IS DISTINCT FROM c.raw_after
ORDER BY l.first_seen_at DESC, o.name, r.report_year, c.table_code, c.row_code, c.column_code;
