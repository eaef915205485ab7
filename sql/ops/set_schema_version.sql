INSERT OR REPLACE INTO ops.schema_version (version, schema_sha256, applied_at)
VALUES ($version, $schema_sha256, now() AT TIME ZONE 'UTC');
