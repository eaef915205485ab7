-- One row when the file knows of crawls at all (it does since schema version 3).
SELECT 1 FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name = 'ops' AND table_name = 'crawls';
