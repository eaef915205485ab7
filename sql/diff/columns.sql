-- Columns of one of the two files, with their types.
SELECT schema_name || '.' || table_name AS relation, column_name, data_type
FROM duckdb_columns()
WHERE database_name = $database AND list_contains($schemas, schema_name)
ORDER BY relation, column_index;
