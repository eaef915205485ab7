-- What each re-publication changed, cell by cell: a figure of a revision that differs from the revision before it.
CREATE OR REPLACE TEMP TABLE revised_keys AS
SELECT reading_key, report_id, revision FROM core.revisions
WHERE report_id IN (SELECT report_id FROM core.revisions WHERE revision > 1);
CREATE OR REPLACE TEMP TABLE revised_packed AS FROM raw.packed_figures SEMI JOIN revised_keys USING (reading_key);
CREATE OR REPLACE TABLE mart.revisions AS
WITH later AS (
    SELECT report_id, revision, revision - 1 AS revision_before, first_seen_at, is_current
    FROM core.revisions WHERE revision > 1
),
several AS (
    SELECT k.report_id, k.revision, f.* EXCLUDE (reading_key, cell_no)
    FROM raw.figures_of('revised_packed') AS f JOIN revised_keys AS k USING (reading_key)
),
now_figures AS (SELECT f.* FROM several AS f JOIN later USING (report_id, revision)),
before_figures AS (
    SELECT f.* REPLACE (l.revision AS revision)
    FROM several AS f JOIN later AS l ON l.report_id = f.report_id AND l.revision_before = f.revision
),
cells AS (
    SELECT
        report_id, revision, table_code, row_code, column_code, coalesce(n.layout_id, b.layout_id) AS layout_id,
        b.raw_text AS raw_before, n.raw_text AS raw_after, b.value AS value_before, n.value AS value_after,
        b.kind AS kind_before, n.kind AS kind_after, coalesce(n.verdict, 'missing') AS verdict
    FROM now_figures AS n FULL JOIN before_figures AS b USING (report_id, revision, table_code, row_code, column_code)
    WHERE n.value IS DISTINCT FROM b.value OR n.raw_text IS DISTINCT FROM b.raw_text OR n.kind IS DISTINCT FROM b.kind
),
findings AS (
    SELECT report_id, revision, table_code, row_code, column_code, count(DISTINCT finding_id) AS finding_count
    FROM mart.finding_figures GROUP BY ALL
)
SELECT
    r.organ_id, o.name AS organ_name, o.region_code, r.report_year, r.scope, c.report_id, c.revision, l.is_current,
    l.first_seen_at, c.table_code, c.row_code, c.column_code, coalesce(y.label_zh, c.row_code) AS row_label_zh,
    coalesce(k.label_zh, c.column_code) AS column_label_zh, c.raw_before, c.raw_after, c.value_before, c.value_after,
    c.value_after - c.value_before AS change, c.kind_before, c.kind_after, c.verdict,
    coalesce(f.finding_count, 0) AS finding_count,
    coalesce(f.finding_count, 0) = 0 AND c.verdict IN ('proved', 'read') AS is_clean
FROM cells AS c
JOIN later AS l USING (report_id, revision)
JOIN core.reports AS r USING (report_id)
JOIN core.organs AS o USING (organ_id)
LEFT JOIN core.layout_rows AS y ON y.layout_id = c.layout_id AND y.row_code = c.row_code
LEFT JOIN core.layout_columns AS k ON k.layout_id = c.layout_id AND k.column_code = c.column_code
LEFT JOIN findings AS f
    ON  f.report_id = c.report_id AND f.revision = c.revision AND f.table_code = c.table_code
    AND f.row_code = c.row_code AND f.column_code = c.column_code
ORDER BY r.report_year, o.name, c.report_id, c.revision, c.table_code, coalesce(y.position, 9999),
         coalesce(k.position, 9999), c.row_code, c.column_code;
