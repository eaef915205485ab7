SELECT * FROM {table} WHERE {condition} ORDER BY ALL;
