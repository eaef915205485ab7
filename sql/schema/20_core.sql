-- core: the entities, normalised. Dimensions come from the layout files; reports, revisions and figures from readings.
CREATE SCHEMA IF NOT EXISTS core;

CREATE TABLE IF NOT EXISTS core.layouts (
    layout_id    VARCHAR PRIMARY KEY,          -- e.g. applications_2021
    table_code   VARCHAR NOT NULL,             -- proactive | applications | review_litigation
    era          VARCHAR NOT NULL,             -- 2019 | 2021
    form         VARCHAR NOT NULL,             -- the notice that prescribes the form
    title_zh     VARCHAR NOT NULL,
    title_en     VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS core.layout_groups (  -- headings that rows stand under; needed to redraw a form as printed
    layout_id    VARCHAR NOT NULL,
    group_code   VARCHAR NOT NULL,
    parent_code  VARCHAR NOT NULL,             -- heading it stands under, '' when none
    position     INTEGER NOT NULL,             -- order in the printed form, from 1
    label_zh     VARCHAR NOT NULL,
    label_en     VARCHAR NOT NULL,
    PRIMARY KEY (layout_id, group_code)
);

CREATE TABLE IF NOT EXISTS core.layout_rows (
    layout_id    VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    position     INTEGER NOT NULL,             -- order in the printed form, from 1
    group_code   VARCHAR NOT NULL,             -- heading the row stands under, '' when none
    label_zh     VARCHAR NOT NULL,
    label_en     VARCHAR NOT NULL,
    PRIMARY KEY (layout_id, row_code)
);

CREATE TABLE IF NOT EXISTS core.layout_columns (
    layout_id    VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    position     INTEGER NOT NULL,
    label_zh     VARCHAR NOT NULL,
    label_en     VARCHAR NOT NULL,
    PRIMARY KEY (layout_id, column_code)
);

CREATE TABLE IF NOT EXISTS core.layout_cells (   -- every cell a form has: what a complete report must bring
    layout_id    VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    unit         VARCHAR NOT NULL,
    is_signed    BOOLEAN NOT NULL,               -- may be negative (本年增/减)
    PRIMARY KEY (layout_id, row_code, column_code)
);

CREATE TABLE IF NOT EXISTS core.organs (
    organ_id     VARCHAR PRIMARY KEY,          -- hash of the resolved name
    name         VARCHAR NOT NULL,             -- unique; for an unresolved name without a place within site_id only
    level        VARCHAR,                      -- national | province | prefecture | county | township
    kind         VARCHAR DEFAULT 'unknown',    -- government | department | township | zone | vertical_system | institution | other
    region_code  VARCHAR,                      -- GB/T 2260; of a township its county
    parent_organ_id VARCHAR,                   -- organ it answers to; may have no report yet
    parent_name  VARCHAR,
    site_id      VARCHAR,                      -- the only site on which this unresolved name means this organ
    unresolved_reason VARCHAR                  -- NULL when name and region are resolved
);

CREATE TABLE IF NOT EXISTS core.reports (
    report_id    VARCHAR PRIMARY KEY,          -- hash of organ, year, scope
    organ_id     VARCHAR NOT NULL,
    report_year  INTEGER NOT NULL,
    scope        VARCHAR NOT NULL              -- own | aggregate | unknown
);

-- A revision is one content of a report: the same content met again, at another address or after another one, is the
-- same revision. Numbers follow (first_seen_at, content_sha256), so they do not depend on the order of loading.
CREATE TABLE IF NOT EXISTS core.revisions (
    report_id      VARCHAR NOT NULL,
    revision       INTEGER NOT NULL,           -- 1, 2, …: each content of the report, in order of arrival
    content_sha256 VARCHAR NOT NULL,           -- hash of figures and sections: the same content is the same revision
    reading_id     VARCHAR NOT NULL,           -- the reading that brought it
    title          VARCHAR NOT NULL,
    published_date VARCHAR,
    status         VARCHAR NOT NULL,           -- status of the reading
    source_url     VARCHAR NOT NULL,           -- the address the figures came from
    blob_sha256    VARCHAR NOT NULL,           -- the bytes the figures came from
    is_current     BOOLEAN NOT NULL,           -- the content that some address changed to last
    first_seen_at  TIMESTAMP NOT NULL,         -- UTC, when the bytes were first fetched
    PRIMARY KEY (report_id, revision)
);

CREATE TABLE IF NOT EXISTS core.sources (      -- every address at which a report was met
    report_id    VARCHAR NOT NULL,
    item_id      VARCHAR NOT NULL,
    revision     INTEGER NOT NULL,             -- what that address showed when it was last read
    PRIMARY KEY (report_id, item_id)
);

CREATE TABLE IF NOT EXISTS core.conflicts (    -- addresses that show other content than the current revision
    report_id        VARCHAR NOT NULL,
    item_id          VARCHAR NOT NULL,
    revision         INTEGER NOT NULL,         -- what this address shows
    current_revision INTEGER NOT NULL,         -- what counts
    message_zh       VARCHAR NOT NULL,
    message_en       VARCHAR NOT NULL,
    PRIMARY KEY (report_id, item_id)
);

-- No primary key: its index costs four times the table on disk. The load keeps (report_id, revision, table_code,
-- row_code, column_code) unique (a repeated cell is an issue) and the expectations test it.
CREATE TABLE IF NOT EXISTS core.figures (
    report_id    VARCHAR NOT NULL,
    revision     INTEGER NOT NULL,
    table_code   VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    layout_id    VARCHAR NOT NULL,
    value        DECIMAL(24, 6),               -- as printed; NULL where the page gives no value
    kind         VARCHAR NOT NULL,             -- number | zero | blank | dash | text | missing
    raw_text     VARCHAR NOT NULL,
    unit         VARCHAR NOT NULL,
    verdict      VARCHAR NOT NULL,             -- proved | read | source_error | suspect | missing
    page         INTEGER,
    x0           DOUBLE, top DOUBLE, x1 DOUBLE, bottom DOUBLE,   -- points from the top left of the page
    path         VARCHAR,
    member       VARCHAR,                      -- file inside an archive or picture inside a page; NULL = the blob itself
    origin       VARCHAR NOT NULL DEFAULT 'text',   -- text | image
    corrected_from VARCHAR                     -- first reading of a corrected picture; NULL where nothing was corrected
);

-- What the sentences of a report state in figures. A claim never changes a figure.
CREATE TABLE IF NOT EXISTS core.claims (
    report_id      VARCHAR NOT NULL,
    revision       INTEGER NOT NULL,
    claim_no       INTEGER NOT NULL,           -- order in the text, from 1
    claim_code     VARCHAR NOT NULL,           -- what is stated: received, info_fee_yuan …
    is_fact        BOOLEAN NOT NULL,           -- stands in the text only, in no table of the annual form
    value          DECIMAL(24, 6) NOT NULL,
    unit           VARCHAR NOT NULL,
    is_approximate BOOLEAN NOT NULL,
    raw_text       VARCHAR NOT NULL,           -- the words the number was read from
    sentence       VARCHAR NOT NULL,
    section_no     INTEGER NOT NULL,
    figures        VARCHAR NOT NULL,           -- formula over figure codes, '' for none
    expected       DECIMAL(24, 6),             -- value of the formula in the tables; NULL where they give none
    status         VARCHAR NOT NULL,           -- agree | differ | unchecked
    reason         VARCHAR NOT NULL,           -- why unchecked; '' otherwise
    page           INTEGER,
    x0             DOUBLE, top DOUBLE, x1 DOUBLE, bottom DOUBLE,
    path           VARCHAR,
    member         VARCHAR,
    PRIMARY KEY (report_id, revision, claim_no)
);

CREATE TABLE IF NOT EXISTS core.report_tables (
    report_id     VARCHAR NOT NULL,
    revision      INTEGER NOT NULL,
    table_code    VARCHAR NOT NULL,
    layout_id     VARCHAR NOT NULL,
    rows_found    INTEGER NOT NULL,
    rows_expected INTEGER NOT NULL,
    place         VARCHAR NOT NULL,
    PRIMARY KEY (report_id, revision, table_code)
);

CREATE TABLE IF NOT EXISTS core.sections (
    report_id    VARCHAR NOT NULL,
    revision     INTEGER NOT NULL,
    section_no   INTEGER NOT NULL,             -- 1..6; 0 = before the first heading
    title        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL,
    PRIMARY KEY (report_id, revision, section_no)
);

CREATE TABLE IF NOT EXISTS core.witnesses (    -- what each source said of organ, year, scope, publication
    report_id    VARCHAR NOT NULL,
    revision     INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    field        VARCHAR NOT NULL,             -- organ | year | scope | published
    source       VARCHAR NOT NULL,             -- title | list_title | meta | period | letterhead | …
    value        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL,
    PRIMARY KEY (report_id, revision, position)
);
