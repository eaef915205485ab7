SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'staging' AND table_name = 'readings';
