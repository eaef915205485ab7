-- Each finding of a current revision that casts doubt on a figure, once per figure in its equation. What is only told
-- (severity info: a re-publication, another label, a jump) or is about how the organ published (late, copied, a section left out)
-- says nothing against a value; it stands in quality.findings. Codes stand in quality.findings.figures as row.column or
-- table.row.column, comma separated; the last two parts are always row and column.
CREATE OR REPLACE TABLE mart.finding_figures AS
WITH spread AS (
    SELECT
        f.finding_id, f.check_id, f.severity, f.report_id, f.revision, f.table_code,
        string_split(trim(unnest(string_split(f.figures, ','))), '.') AS parts
    FROM quality.findings AS f
    JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision AND v.is_current
    WHERE f.severity <> 'info' AND coalesce(f.verdict, '') NOT IN ('policy', 'coverage')
)
SELECT DISTINCT
    finding_id, check_id, severity, report_id, revision,
    CASE WHEN len(parts) > 2 THEN parts[-3] ELSE table_code END AS table_code,
    parts[-2] AS row_code,
    parts[-1] AS column_code
FROM spread
WHERE len(parts) >= 2
ORDER BY finding_id, table_code, row_code, column_code;
