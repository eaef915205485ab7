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

CREATE TABLE IF NOT EXISTS ops.fetches (       -- the fetch log, mirrored from the archive's manifest; a row is a line of it
    fetch_id     VARCHAR NOT NULL,             -- no key: its index would be as large as the table itself
    url          VARCHAR NOT NULL,
    site_id      VARCHAR NOT NULL,
    fetched_at   TIMESTAMP NOT NULL,
    status       INTEGER NOT NULL,             -- HTTP status, 0 when no answer came
    outcome      VARCHAR NOT NULL,             -- stored | unchanged | refused | failed
    blob_sha256  VARCHAR,
    message      VARCHAR NOT NULL
);

ALTER TABLE ops.fetches ADD COLUMN IF NOT EXISTS log_byte BIGINT;

CREATE TABLE IF NOT EXISTS ops.crawls (        -- what a run brought from one site; a site not visited has no row
    run_id           VARCHAR NOT NULL,
    site_id          VARCHAR NOT NULL,
    visited_at       TIMESTAMP NOT NULL,       -- UTC
    state            VARCHAR NOT NULL,         -- ok | incomplete | blocked | robots | failing
    message          VARCHAR NOT NULL,         -- why it is not ok
    lists            INTEGER NOT NULL,
    lists_incomplete INTEGER NOT NULL,
    list_pages       INTEGER NOT NULL,
    items_found      INTEGER NOT NULL,         -- rows of the lists, kept out or not
    items_kept_out   INTEGER NOT NULL,         -- no annual reports
    items_new        INTEGER NOT NULL,
    items_changed    INTEGER NOT NULL,
    items_unchanged  INTEGER NOT NULL,
    items_not_due    INTEGER NOT NULL,         -- not asked for tonight: their season is not now
    items_vanished   INTEGER NOT NULL,
    items_missing    INTEGER NOT NULL,         -- nothing of them was ever to be had
    refused          INTEGER NOT NULL,         -- addresses
    failed           INTEGER NOT NULL,         -- addresses
    requests         INTEGER NOT NULL,         -- addresses asked for; retries, redirects and robots.txt come on top
    seconds          DOUBLE NOT NULL,          -- spent on the site, pauses included
    bytes            BIGINT NOT NULL,          -- of the bodies that came
    PRIMARY KEY (run_id, site_id)
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
