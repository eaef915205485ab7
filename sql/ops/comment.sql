COMMENT ON {kind} {name} IS {text};
