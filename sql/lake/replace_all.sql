DELETE FROM lake.{table};
INSERT INTO lake.{table} SELECT * FROM file.{table};
