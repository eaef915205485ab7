COMMENT ON TABLE lake.{table} IS {comment};
