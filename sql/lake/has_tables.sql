SELECT count(*) = 2 FROM duckdb_tables()
WHERE database_name = 'lake' AND schema_name = 'staging' AND table_name IN ('readings', 'visits');
