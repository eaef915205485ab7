-- One finding, to be shown in its report.
SELECT check_id, coalesce(table_code, '') AS table_code, scope, figures
FROM quality.findings WHERE finding_id = $finding;
