-- Tables, views and columns of the warehouse without a comment ($is_all: all); column_name is NULL for a table or view.
SELECT schema_name, table_name, NULL AS column_name, CASE WHEN is_view THEN 'VIEW' ELSE 'TABLE' END AS kind
FROM (
    SELECT schema_name, table_name, false AS is_view, comment FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT temporary
    UNION ALL
    SELECT schema_name, view_name, true, comment FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal AND NOT temporary
)
WHERE schema_name IN ('raw', 'core', 'quality', 'mart', 'ops', 'packed') AND ($is_all OR coalesce(comment, '') = '')
UNION ALL
SELECT schema_name, table_name, column_name, 'COLUMN'
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name IN ('raw', 'core', 'quality', 'mart', 'ops', 'packed') AND ($is_all OR coalesce(comment, '') = '')
ORDER BY ALL;
