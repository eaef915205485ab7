-- One CSV file in UTF-8; sorted, so that the same rows give the same bytes.
COPY (SELECT * FROM {table} WHERE {condition} ORDER BY ALL) TO {path} (FORMAT csv, HEADER);
