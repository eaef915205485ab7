-- The newest schema version that was applied to this file.
SELECT version, schema_sha256 FROM ops.schema_version ORDER BY version DESC LIMIT 1;
