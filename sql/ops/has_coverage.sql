-- One row when the file has the mart of coverage.
SELECT 1 FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name = 'mart' AND table_name = 'coverage';
