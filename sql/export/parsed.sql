-- How DuckDB reads a statement, as JSON; nothing is run.
SELECT json_serialize_sql($statement)::VARCHAR;
