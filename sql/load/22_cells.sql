-- The lists of cells that the records of one batch refer to ($cells).
INSERT INTO staged_cells BY NAME
SELECT
    cells AS cells_key, unnest(range(1, len(lines) + 1))::SMALLINT AS cell_no, "table" AS table_code, layout AS layout_id,
    unnest("rows") AS row_code, unnest(column_codes) AS column_code, unnest(units) AS unit,
    unnest(lines)::SMALLINT AS line_no, unnest(columns)::SMALLINT AS column_no, unnest(steps)::SMALLINT AS step_no
FROM read_json($cells, format = 'newline_delimited', columns = {
    'cells': 'BIGINT', 'table': 'VARCHAR', 'layout': 'VARCHAR', 'rows': 'VARCHAR[]', 'column_codes': 'VARCHAR[]',
    'units': 'VARCHAR[]', 'lines': 'INTEGER[]', 'columns': 'INTEGER[]', 'steps': 'INTEGER[]'
})
WHERE cells NOT IN (SELECT cells_key FROM staged_cells);
