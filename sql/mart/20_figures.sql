-- Every figure of the current revisions with its names and how far it can be trusted; the other marts are cut from it.
-- A view: as a table it would take as much room as core.figures. `value` is what is printed, always; what a reviewer put beside
-- it stands in columns of its own, as long as the printed value is the one that was corrected.
CREATE OR REPLACE VIEW mart.figures AS
WITH findings AS (
    SELECT report_id, revision, table_code, row_code, column_code, count(DISTINCT finding_id) AS finding_count
    FROM mart.finding_figures
    GROUP BY ALL
)
SELECT
    o.name AS organ_name, r.report_year, r.scope, f.report_id, f.revision, f.layout_id, f.table_code,
    f.row_code, f.column_code,
    coalesce(lr.position, 9999) AS row_position, coalesce(lc.position, 9999) AS column_position,
    coalesce(lr.label_zh, f.row_code) AS row_label_zh, coalesce(lr.label_en, f.row_code) AS row_label_en,
    coalesce(lc.label_zh, f.column_code) AS column_label_zh, coalesce(lc.label_en, f.column_code) AS column_label_en,
    f.value, f.unit, f.kind, f.verdict, f.raw_text, f.origin, f.corrected_from,
    coalesce(n.finding_count, 0) AS finding_count,
    coalesce(n.finding_count, 0) = 0 AND f.verdict IN ('proved', 'read') AS is_clean,
    r.organ_id, o.region_code,
    c.corrected_value, c.reviewer AS corrected_by, c.decided_at AS corrected_at, c.reason AS correction_reason
FROM core.figures AS f
JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision AND v.is_current
JOIN core.reports AS r ON r.report_id = f.report_id
JOIN core.organs AS o ON o.organ_id = r.organ_id
LEFT JOIN core.layout_rows AS lr ON lr.layout_id = f.layout_id AND lr.row_code = f.row_code
LEFT JOIN core.layout_columns AS lc ON lc.layout_id = f.layout_id AND lc.column_code = f.column_code
LEFT JOIN findings AS n
    ON n.report_id = f.report_id AND n.revision = f.revision AND n.table_code = f.table_code
   AND n.row_code = f.row_code AND n.column_code = f.column_code
LEFT JOIN quality.corrections AS c
    ON c.report_id = f.report_id AND c.table_code = f.table_code AND c.row_code = f.row_code AND c.column_code = f.column_code
   AND c.printed_value IS NOT DISTINCT FROM f.value;
