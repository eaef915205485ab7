SELECT 1 FROM one_table WHERE {condition}
