DROP TABLE IF EXISTS lake.{table};
CREATE TABLE lake.{table} AS SELECT * FROM file.{table};
