COMMENT ON COLUMN lake.{table}.{column} IS {comment};
