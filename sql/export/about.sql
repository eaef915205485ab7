-- When the last run that changed this file finished, and the version of its schema.
SELECT
    (SELECT max(coalesce(finished_at, started_at)) FROM ops.runs) AS loaded_at,
    (SELECT max(version) FROM ops.schema_version) AS schema_version;
