INSERT INTO ops.schema_version (version, applied_at) VALUES ($version, now() AT TIME ZONE 'UTC');
