-- Columns of the warehouse in their order, with type and meaning.
SELECT schema_name, table_name, column_name, data_type, coalesce(comment, '') AS comment
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name IN ('raw', 'core', 'mart', 'quality', 'ops')
ORDER BY schema_name, table_name, column_index;
