-- Table functions for analysts with their parameters.
SELECT schema_name || '.' || function_name AS name, array_to_string(parameters, ', ') AS parameters
FROM duckdb_functions()
WHERE database_name = current_database() AND schema_name IN ('core', 'mart') AND function_type = 'table_macro'
ORDER BY name;
