-- core: what names, places and measures mean. Regions, sites, successions and measures come whole with every load, from
-- warehouse/reference and the site registry; core.organ_names is what organ resolution made of the names that reports print.
CREATE TABLE IF NOT EXISTS core.regions (
    region_code    VARCHAR PRIMARY KEY,        -- GB/T 2260; 100000 the country
    name           VARCHAR NOT NULL,
    unique_name    VARCHAR NOT NULL,           -- shortest name that no other region has
    level          VARCHAR NOT NULL,           -- national | province | prefecture | county
    parent_code    VARCHAR,                    -- region around it (市辖区 and the like are left out)
    prefecture_code VARCHAR,                   -- its prefecture, or itself
    province_code  VARCHAR,
    last_year      INTEGER,                    -- last year of a region that is no more; NULL for those of today
    successor_code VARCHAR,
    relation       VARCHAR                     -- renamed | merged
);

CREATE TABLE IF NOT EXISTS core.sites (        -- the site registry
    site_id        VARCHAR PRIMARY KEY,
    organ          VARCHAR NOT NULL,           -- publisher, or the government whose organs the column lists
    organ_id       VARCHAR NOT NULL,           -- that organ as resolved
    region_code    VARCHAR,
    level          VARCHAR NOT NULL,
    many_organs    BOOLEAN NOT NULL,
    first_year     INTEGER,                    -- first report year that should be there; NULL when the registry does not say
    last_year      INTEGER                     -- NULL beside a first year: up to the newest that is due
);

-- No primary key: rows are replaced within the transaction of a load, which keeps (printed_name, site_id) unique.
CREATE TABLE IF NOT EXISTS core.organ_names (
    printed_name    VARCHAR NOT NULL,          -- as the report names its publisher
    site_id         VARCHAR NOT NULL,          -- the site it was met on
    organ_id        VARCHAR NOT NULL,
    organ_name      VARCHAR NOT NULL,
    kind            VARCHAR NOT NULL,
    method          VARCHAR NOT NULL,          -- name | name_and_site | site | site_organ | national | unresolved
    level           VARCHAR,
    region_code     VARCHAR,
    parent_organ_id VARCHAR,
    parent_name     VARCHAR,
    own_site_id     VARCHAR,                   -- see core.organs.site_id
    reason          VARCHAR NOT NULL           -- why it is unresolved, '' when it is resolved
);

CREATE TABLE IF NOT EXISTS core.resolver (     -- what core.organ_names was made with
    fingerprint     VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS core.successions (  -- units that followed others in a reform: links, never one organ
    from_unit      VARCHAR NOT NULL,
    to_unit        VARCHAR NOT NULL,
    kind           VARCHAR NOT NULL,           -- renamed | merged
    reform_year    INTEGER NOT NULL,
    note           VARCHAR NOT NULL,
    PRIMARY KEY (from_unit, to_unit)
);

CREATE TABLE IF NOT EXISTS core.applicants (   -- the seven kinds of applicant of table 3
    applicant_code VARCHAR PRIMARY KEY,
    position       INTEGER NOT NULL,
    label_zh       VARCHAR NOT NULL,
    label_en       VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS core.measures (     -- counts that can be followed over the years
    measure_code   VARCHAR PRIMARY KEY,
    position       INTEGER NOT NULL,
    topic          VARCHAR NOT NULL,           -- requests | results | denials | applicants | review | litigation | disclosure
    label_zh       VARCHAR NOT NULL,
    label_en       VARCHAR NOT NULL,
    unit           VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS core.measure_forms (   -- what a measure is made of in each form, and whether that can be compared
    measure_code   VARCHAR NOT NULL,
    layout_id      VARCHAR NOT NULL,
    comparability  VARCHAR NOT NULL,           -- exact | approximate | none: with the form of 2021
    reason_zh      VARCHAR NOT NULL,           -- '' where it is exact
    reason_en      VARCHAR NOT NULL,
    formula        VARCHAR NOT NULL,
    PRIMARY KEY (measure_code, layout_id)
);

CREATE TABLE IF NOT EXISTS core.measure_terms (
    measure_code   VARCHAR NOT NULL,
    layout_id      VARCHAR NOT NULL,
    row_code       VARCHAR NOT NULL,
    column_code    VARCHAR NOT NULL,
    coefficient    INTEGER NOT NULL,           -- +1 | -1
    PRIMARY KEY (measure_code, layout_id, row_code, column_code)
);

CREATE TABLE IF NOT EXISTS core.indicators (
    indicator_code VARCHAR PRIMARY KEY,
    position       INTEGER NOT NULL,
    label_zh       VARCHAR NOT NULL,
    label_en       VARCHAR NOT NULL,
    formula        VARCHAR NOT NULL            -- over measures; [-1] is the year before
);

CREATE TABLE IF NOT EXISTS core.indicator_terms (
    indicator_code VARCHAR NOT NULL,
    side           VARCHAR NOT NULL,           -- numerator | denominator
    measure_code   VARCHAR NOT NULL,
    coefficient    INTEGER NOT NULL,
    year_offset    INTEGER NOT NULL,           -- 0 | -1
    PRIMARY KEY (indicator_code, side, measure_code, year_offset)
);
