-- raw: what came in, as it came in: one row per blob, per listing item, per publication read. A publication is what one
-- item showed (its page and attachments, by their bytes); it has one reading, that of the newest code. Readings are only
-- added, or replaced by newer code that read the same bytes; nothing else ever edits them.
CREATE SCHEMA IF NOT EXISTS raw;

CREATE TABLE IF NOT EXISTS raw.blobs (
    blob_sha256  VARCHAR PRIMARY KEY,          -- sha256 of the bytes, also the address in the archive
    media        VARCHAR NOT NULL,             -- html | pdf | docx | text | unknown
    byte_count   BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS raw.items (
    item_id      VARCHAR PRIMARY KEY,          -- one row of a list, or one imported file
    site_id      VARCHAR NOT NULL,             -- site of the registry; 'import' for files from disk
    url          VARCHAR NOT NULL,             -- canonical address, or file:// address of an import
    list_title   VARCHAR NOT NULL,             -- title as the list printed it
    list_date    VARCHAR                       -- date as the list printed it
);

CREATE TABLE IF NOT EXISTS raw.readings (
    reading_id     VARCHAR PRIMARY KEY,        -- hash of item, blobs and code version
    publication_id VARCHAR NOT NULL UNIQUE,    -- hash of item and blobs: what the publisher showed, whoever read it
    item_id        VARCHAR NOT NULL,
    status         VARCHAR NOT NULL,           -- read | partial | no_tables | unknown_layout | not_a_report | unreadable
    code_version   VARCHAR NOT NULL,
    report_id      VARCHAR,                    -- the report it is of; NULL when organ or year is not known
    organ_name     VARCHAR,
    report_year    INTEGER,
    scope          VARCHAR,                    -- own | aggregate | unknown
    title          VARCHAR NOT NULL,
    published_date VARCHAR,
    content_sha256 VARCHAR NOT NULL,           -- hash of figures and sections, see core.revisions
    source_url     VARCHAR NOT NULL,           -- address of the blob the figures came from, else of the page
    blob_sha256    VARCHAR NOT NULL,           -- that blob
    payload        JSON NOT NULL               -- the whole reading as the extractors wrote it, without the fetch times
);

CREATE TABLE IF NOT EXISTS raw.reading_blobs (
    reading_id   VARCHAR NOT NULL,
    position     INTEGER NOT NULL,             -- 0 = the page, then its attachments in order
    blob_sha256  VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    role         VARCHAR NOT NULL,             -- page | attachment | picture | file
    has_figures  BOOLEAN NOT NULL,             -- the figures of the report were read from this blob
    PRIMARY KEY (reading_id, position)
);

CREATE TABLE IF NOT EXISTS raw.issues (
    reading_id   VARCHAR NOT NULL,
    issue_no     INTEGER NOT NULL,
    item_id      VARCHAR NOT NULL,
    code         VARCHAR NOT NULL,
    level        VARCHAR NOT NULL,             -- error | warning | info
    message      VARCHAR NOT NULL,             -- one clear line: which file or address, why, what to do
    place        VARCHAR NOT NULL,
    PRIMARY KEY (reading_id, issue_no)
);
