-- All tables that take room in the file.
SELECT schema_name, table_name FROM duckdb_tables()
WHERE database_name = current_database() AND NOT temporary AND schema_name IN ('raw', 'core', 'mart', 'quality', 'ops', 'packed')
ORDER BY schema_name, table_name;
