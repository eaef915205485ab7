-- Each finding of a current revision, once per figure in its equation. Codes stand in quality.findings.figures as
-- row.column or table.row.column, comma separated; the last two parts are always row and column.
CREATE OR REPLACE TABLE mart.finding_figures AS
WITH spread AS (
    SELECT
        f.finding_id, f.check_id, f.severity, f.report_id, f.revision, f.table_code,
        string_split(trim(unnest(string_split(f.figures, ','))), '.') AS parts
    FROM quality.findings AS f
    JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision AND v.is_current
)
SELECT DISTINCT
    finding_id, check_id, severity, report_id, revision,
    CASE WHEN len(parts) > 2 THEN parts[-3] ELSE table_code END AS table_code,
    parts[-2] AS row_code,
    parts[-1] AS column_code
FROM spread
WHERE len(parts) >= 2
ORDER BY finding_id, table_code, row_code, column_code;
