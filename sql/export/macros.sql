-- Table functions of the marts with their parameters.
SELECT function_name, array_to_string(parameters, ', ') AS parameters
FROM duckdb_functions()
WHERE database_name = current_database() AND schema_name = 'mart' AND function_type = 'table_macro'
ORDER BY function_name;
