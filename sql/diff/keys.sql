-- Primary keys of the tables of one of the two files.
SELECT schema_name || '.' || table_name AS relation, constraint_column_names
FROM duckdb_constraints()
WHERE database_name = $database AND constraint_type = 'PRIMARY KEY';
