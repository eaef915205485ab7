-- Tables and views of the warehouse with what they mean.
SELECT schema_name, table_name, coalesce(comment, '') AS comment
FROM (
    SELECT schema_name, table_name, comment FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT temporary
    UNION ALL
    SELECT schema_name, view_name, comment FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal AND NOT temporary
)
WHERE schema_name IN ('raw', 'core', 'mart', 'quality', 'ops')
ORDER BY list_position(['mart', 'core', 'quality', 'raw', 'ops'], schema_name), table_name;
