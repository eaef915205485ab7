-- raw: what came in, as it came in: one row per blob, per listing item, per publication read. A publication is what one
-- item showed (its page and attachments, by their bytes); it has one reading, that of the newest code. Readings are only
-- added, or replaced by newer code that read the same bytes; nothing else ever edits them.
--
-- No primary keys on what grows with every report: their indexes would take more room than the figures. The load keeps the
-- keys unique and the audit tests it.
CREATE SCHEMA IF NOT EXISTS raw;

CREATE TABLE IF NOT EXISTS raw.blobs (
    blob_sha256  VARCHAR NOT NULL,             -- sha256 of the bytes, also the address in the archive
    media        VARCHAR NOT NULL,             -- html | pdf | docx | text | unknown
    byte_count   BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS raw.items (
    item_id      VARCHAR NOT NULL,             -- one row of a list, or one imported file
    site_id      VARCHAR NOT NULL,             -- site of the registry; 'import' for files from disk
    url          VARCHAR NOT NULL,             -- canonical address, or file:// address of an import
    list_title   VARCHAR NOT NULL,             -- title as the list printed it
    list_date    VARCHAR                       -- date as the list printed it
);

CREATE TABLE IF NOT EXISTS raw.readings (
    reading_key    INTEGER NOT NULL,           -- number within this file, by which the tables below refer to it
    reading_id     VARCHAR NOT NULL,           -- hash of item, blobs and code version
    publication_id VARCHAR NOT NULL,           -- hash of item and blobs: what the publisher showed, whoever read it
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
    reading_hash   BIGINT NOT NULL,            -- of the whole reading as the extractors wrote it, without the fetch times
    remainder      JSON NOT NULL               -- what of it has no column anywhere: the results of its equations
);

CREATE TABLE IF NOT EXISTS raw.reading_blobs (
    reading_id   VARCHAR NOT NULL,
    position     INTEGER NOT NULL,             -- 0 = the page, then its attachments in order
    blob_sha256  VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    role         VARCHAR NOT NULL,             -- page | attachment | picture | file
    has_figures  BOOLEAN NOT NULL              -- the figures of the report were read from this blob
);

CREATE TABLE IF NOT EXISTS raw.issues (
    reading_id   VARCHAR NOT NULL,
    issue_no     INTEGER NOT NULL,
    item_id      VARCHAR NOT NULL,
    code         VARCHAR NOT NULL,
    level        VARCHAR NOT NULL,             -- error | warning | info
    message      VARCHAR NOT NULL,             -- one clear line: which file or address, why, what to do
    place        VARCHAR NOT NULL
);

-- What a reading says, by reading_key: core.figures, core.sections and the like are views of it for the readings that are
-- revisions, so a revision that is renumbered or taken back moves no figure.
CREATE TABLE IF NOT EXISTS raw.cells (         -- the cells of a table in the order in which readings give them
    cells_key    BIGINT NOT NULL,              -- hash of table, layout, codes and units in their order
    cell_no      SMALLINT NOT NULL,            -- from 1
    table_code   VARCHAR NOT NULL,
    layout_id    VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    unit         VARCHAR NOT NULL,
    line_no      SMALLINT NOT NULL,            -- of the printed row, from 1
    column_no    SMALLINT NOT NULL,            -- of the printed column, from 1
    step_no      SMALLINT NOT NULL             -- place within its row, from 0
);

CREATE TABLE IF NOT EXISTS raw.packed_figures (   -- one row a table: lists in the order of raw.cells; see raw.figures
    reading_key  INTEGER NOT NULL,
    cells_key    BIGINT NOT NULL,
    whole        BIGINT[] NOT NULL,            -- whole numbers; NULL where the cell has none
    exact        DECIMAL(24, 6)[],             -- numbers with decimals; NULL when there is none
    state        UTINYINT NOT NULL,            -- kind + 8 * verdict + 64 * origin of most cells, see raw.figures
    states       UTINYINT[],                   -- of every cell; NULL when all have that one
    raws         VARCHAR[],                    -- raw text where it is not the number's own digits; NULL when there is none
    corrected    VARCHAR[],                    -- first readings of corrected cells; NULL when there is none
    page         INTEGER,
    pages        INTEGER[],                    -- of every line; NULL when all stand on one page
    tops         DOUBLE[],                     -- top and bottom of every line
    sides        DOUBLE[],                     -- left and right of every column
    path_parts   VARCHAR[],                    -- path before, between and after its last two numbers
    path_numbers INTEGER[],                    -- of every line: its number, and that of its first cell
    member       VARCHAR,
    odd_places   VARCHAR[]                     -- JSON [page, x0, top, x1, bottom, path, member] of cells that stand elsewhere
);

CREATE TABLE IF NOT EXISTS raw.reading_tables (
    reading_key   INTEGER NOT NULL,
    table_code    VARCHAR NOT NULL,
    layout_id     VARCHAR NOT NULL,
    rows_found    INTEGER NOT NULL,
    rows_expected INTEGER NOT NULL,
    place         VARCHAR NOT NULL,
    position      INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS raw.reading_sections (
    reading_key  INTEGER NOT NULL,
    section_no   INTEGER NOT NULL,             -- 1..6; 0 = before the first heading
    title        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL USING COMPRESSION zstd
);

-- What the sentences of a report state in figures. A claim never changes a figure.
CREATE TABLE IF NOT EXISTS raw.reading_claims (
    reading_key    INTEGER NOT NULL,
    claim_no       INTEGER NOT NULL,           -- order in the text, from 1
    claim_code     VARCHAR NOT NULL,           -- what is stated: received, info_fee_yuan …
    is_fact        BOOLEAN NOT NULL,           -- stands in the text only, in no table of the annual form
    value          DECIMAL(24, 6) NOT NULL,
    unit           VARCHAR NOT NULL,
    is_approximate BOOLEAN NOT NULL,
    raw_text       VARCHAR NOT NULL,           -- the words the number was read from
    sentence       VARCHAR NOT NULL USING COMPRESSION zstd,
    section_no     INTEGER NOT NULL,
    figures        VARCHAR NOT NULL,           -- formula over figure codes, '' for none
    expected       DECIMAL(24, 6),             -- value of the formula in the tables; NULL where they give none
    status         VARCHAR NOT NULL,           -- agree | differ | unchecked
    reason         VARCHAR NOT NULL,           -- why unchecked; '' otherwise
    page           INTEGER,
    x0             DOUBLE, top DOUBLE, x1 DOUBLE, bottom DOUBLE,
    path           VARCHAR,
    member         VARCHAR
);

CREATE TABLE IF NOT EXISTS raw.reading_witnesses (   -- what each source said of organ, year, scope, publication
    reading_key  INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    field        VARCHAR NOT NULL,             -- organ | year | scope | published
    source       VARCHAR NOT NULL,             -- title | list_title | meta | period | letterhead | …
    value        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL
);
