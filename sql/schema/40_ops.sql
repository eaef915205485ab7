-- ops: what ran, when, how much. Times of the machine stand here and nowhere else.
CREATE SCHEMA IF NOT EXISTS ops;

CREATE TABLE IF NOT EXISTS ops.runs (
    run_id       VARCHAR PRIMARY KEY,
    started_at   TIMESTAMP NOT NULL,           -- UTC
    finished_at  TIMESTAMP,
    outcome      VARCHAR NOT NULL,             -- published | unchanged | held | failed | running
    code_version VARCHAR NOT NULL,
    message      VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS ops.stages (
    run_id       VARCHAR NOT NULL,
    stage        VARCHAR NOT NULL,             -- discover | fetch | extract | load | audit | publish | report
    seconds      DOUBLE NOT NULL,
    counts       JSON NOT NULL,                -- stage-specific counts: found, new, unchanged, refused, failed …
    PRIMARY KEY (run_id, stage)
);

CREATE TABLE IF NOT EXISTS ops.fetches (       -- the fetch log, mirrored from the archive's manifest
    fetch_id     VARCHAR PRIMARY KEY,
    url          VARCHAR NOT NULL,
    site_id      VARCHAR NOT NULL,
    fetched_at   TIMESTAMP NOT NULL,
    status       INTEGER NOT NULL,             -- HTTP status, 0 when no answer came
    outcome      VARCHAR NOT NULL,             -- stored | unchanged | refused | failed
    blob_sha256  VARCHAR,
    message      VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS ops.sightings (     -- when which publication was seen; decides which revision is current
    publication_id VARCHAR NOT NULL,
    item_id        VARCHAR NOT NULL,
    seen_at        TIMESTAMP NOT NULL,         -- UTC, when the last of its blobs was fetched
    site_id        VARCHAR NOT NULL,
    url            VARCHAR NOT NULL,
    list_title     VARCHAR NOT NULL,
    list_date      VARCHAR
);

CREATE TABLE IF NOT EXISTS ops.code_versions ( -- the versions of the extractors whose readings came in
    code_version    VARCHAR PRIMARY KEY,
    ordinal         INTEGER NOT NULL,          -- order of arrival; decides between builds of one release
    first_loaded_at TIMESTAMP NOT NULL         -- UTC
);

CREATE TABLE IF NOT EXISTS ops.schema_version (
    version       INTEGER PRIMARY KEY,
    schema_sha256 VARCHAR NOT NULL,            -- hash of the files of sql/schema as they were applied
    applied_at    TIMESTAMP NOT NULL           -- UTC
);
