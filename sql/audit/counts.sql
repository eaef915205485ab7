-- How much was looked at: places by check, rows by table, columns of the schema.

-- name: wrong_rows
SELECT check_id, coalesce(core_table, '') AS core_table, count(*) AS unexpected FROM (
    SELECT check_id, core_table FROM audit_wrong
    UNION ALL       -- rows of reports that this audit did not look at, still wrong as before
    SELECT f.check_id, NULL FROM quality.findings f ANTI JOIN audit_touched t USING (report_id)
    WHERE f.check_id NOT IN (SELECT unnest($whole::VARCHAR[])) AND f.report_id IS NOT NULL
) GROUP BY ALL;

-- name: check_counts
WITH counted AS (
    SELECT report_id, check_id, evaluated, unexpected, not_evaluable FROM audit_check_counts
    UNION ALL
    SELECT e.report_id, e.check_id, e.evaluated, e.unexpected, e.not_evaluable
    FROM quality.evaluations e ANTI JOIN audit_touched t USING (report_id)
    WHERE e.layout_id = '' AND e.report_id <> ''
)
SELECT check_id, sum(evaluated)::BIGINT, sum(unexpected)::BIGINT, sum(not_evaluable)::BIGINT, count(*) AS reports,
       count(*) FILTER (evaluated > 0) AS reports_evaluable
FROM counted GROUP BY check_id ORDER BY check_id;

-- name: row_counts
SELECT 'core.layouts' AS core_table, count(*) AS row_count FROM core.layouts
UNION ALL SELECT 'core.organs',        count(*) FROM core.organs
UNION ALL SELECT 'core.reports',       count(*) FROM core.reports
UNION ALL SELECT 'core.revisions',     count(*) FROM core.revisions
UNION ALL SELECT 'core.sources',       count(*) FROM core.sources
UNION ALL SELECT 'core.conflicts',     count(*) FROM core.conflicts
UNION ALL SELECT 'core.report_tables', count(*) FROM core.report_tables
UNION ALL SELECT 'core.figures',       count(*) FROM core.figures
UNION ALL SELECT 'core.sections',      count(*) FROM core.sections
UNION ALL SELECT 'core.claims',        count(*) FROM core.claims
UNION ALL SELECT 'core.witnesses',     count(*) FROM core.witnesses
UNION ALL SELECT 'canary',             count(*) FROM audit_canary;

-- name: mart_counts
-- Lines of the marts that are tables; of a view, the reports it is looked at in.
SELECT concat('mart.', table_name) AS core_table, estimated_size AS row_count
FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'mart'
UNION ALL
SELECT concat('mart.', view_name), (SELECT count(*) FROM audit_scope_sample)
FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'mart' AND NOT internal;

-- name: schema_columns
SELECT schema_name || '.' || table_name AS core_table, column_name, data_type
FROM duckdb_columns() WHERE schema_name = 'core' ORDER BY ALL;
