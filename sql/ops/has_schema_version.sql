-- One row when the file carries a schema version at all.
SELECT 1 FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name = 'ops' AND table_name = 'schema_version';
