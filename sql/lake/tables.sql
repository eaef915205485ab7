-- What several writers append to, and what readers ask. DuckLake has no keys: one job merges.
CREATE SCHEMA IF NOT EXISTS lake.staging;
CREATE SCHEMA IF NOT EXISTS lake.core;
CREATE SCHEMA IF NOT EXISTS lake.mart;
CREATE SCHEMA IF NOT EXISTS lake.quality;
CREATE SCHEMA IF NOT EXISTS lake.ops;
CREATE TABLE IF NOT EXISTS lake.staging.visits (
    site_id     VARCHAR NOT NULL,
    seen_at     TIMESTAMP NOT NULL         -- UTC: a good visit
);
CREATE TABLE IF NOT EXISTS lake.staging.readings (
    reading_id  VARCHAR NOT NULL,
    sha256      VARCHAR NOT NULL,          -- of the payload: a reading whose times were mended is pushed again
    writer      VARCHAR NOT NULL,
    pushed_at   TIMESTAMP NOT NULL,        -- UTC
    payload     VARCHAR NOT NULL
);
