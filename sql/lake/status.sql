SELECT
    (SELECT count(DISTINCT reading_id) FROM lake.staging.readings) AS readings,
    (SELECT count(DISTINCT writer) FROM lake.staging.readings) AS writers,
    (SELECT max(pushed_at) FROM lake.staging.readings) AS pushed_at,
    (SELECT max(snapshot_id) FROM ducklake_snapshots('lake')) AS snapshot;
