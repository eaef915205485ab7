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
    report_id    VARCHAR NOT NULL,             -- hash of organ, year, scope
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
    reading_key    INTEGER NOT NULL,           -- the same, see raw.readings
    title          VARCHAR NOT NULL,
    published_date VARCHAR,
    status         VARCHAR NOT NULL,           -- status of the reading
    source_url     VARCHAR NOT NULL,           -- the address the figures came from
    blob_sha256    VARCHAR NOT NULL,           -- the bytes the figures came from
    is_current     BOOLEAN NOT NULL,           -- the content that some address changed to last
    first_seen_at  TIMESTAMP NOT NULL          -- UTC, when the bytes were first fetched
);

CREATE TABLE IF NOT EXISTS core.sources (      -- every address at which a report was met
    report_id    VARCHAR NOT NULL,
    item_id      VARCHAR NOT NULL,
    revision     INTEGER NOT NULL              -- what that address showed when it was last read
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
