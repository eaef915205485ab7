SELECT coalesce(max(version), 0) FROM ops.schema_version;
