-- packed: what the marts reports, panel, indicators and rollup are views of. One row a report holds all its measures as lists,
-- for 53 measures and 16 indicators as rows took 1.2 kB a report. Kept from night to night: sql/mart makes anew only what a
-- load or an audit touched, so a night costs what changed in it.
CREATE SCHEMA IF NOT EXISTS packed;

CREATE TABLE IF NOT EXISTS packed.reports (
    report_id         VARCHAR NOT NULL,
    organ_id          VARCHAR NOT NULL,
    report_year       INTEGER NOT NULL,
    scope             VARCHAR NOT NULL,
    reading_key       INTEGER NOT NULL,          -- reading of the current revision this row was made from
    revision          INTEGER NOT NULL,
    findings_digest   UBIGINT NOT NULL,          -- of the findings this row was made from
    revision_count    BIGINT NOT NULL,
    source_count      BIGINT NOT NULL,
    conflict_count    BIGINT NOT NULL,
    table_count       BIGINT NOT NULL,
    tables_found      VARCHAR NOT NULL,
    figure_count      BIGINT NOT NULL,
    missing_count     BIGINT NOT NULL,
    suspect_count     BIGINT NOT NULL,
    findings_critical BIGINT NOT NULL,
    findings_error    BIGINT NOT NULL,
    findings_warning  BIGINT NOT NULL,
    findings_info     BIGINT NOT NULL,
    findings_policy   BIGINT NOT NULL,
    finding_count     BIGINT NOT NULL,
    worst             UTINYINT,                  -- place of its worst verdict in: suspect, source_error, missing, read, proved
    first_seen_at     TIMESTAMP NOT NULL,
    last_seen_at      TIMESTAMP,
    measures_key      UBIGINT,                   -- which measures the lists below hold, see packed.measures
    whole             BIGINT[],                  -- values that are whole numbers, in that order
    exact             DECIMAL(24, 6)[],          -- other values; NULL when there is none
    worsts            UTINYINT[],                -- as worst, of each measure
    finding_counts    USMALLINT[],               -- NULL when all are 0
    suspect_counts    USMALLINT[]                -- NULL when all are 0
);

CREATE TABLE IF NOT EXISTS packed.measures (   -- the sets of measures that reports bring, each with the form it comes from
    measures_key UBIGINT NOT NULL,
    measure_no   SMALLINT NOT NULL,              -- from 1
    measure_code VARCHAR NOT NULL,
    layout_id    VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS packed.indicators ( -- lists in the order of core.indicators
    report_id          VARCHAR NOT NULL,
    comparabilities    UTINYINT[] NOT NULL,      -- 1 exact, 2 approximate, 3 none; NULL: the report has no such indicator
    numerators         DECIMAL(24, 6)[],         -- NULL where all are whole numbers
    denominators       DECIMAL(24, 6)[],
    whole_numerators   BIGINT[],
    whole_denominators BIGINT[],
    worsts             UTINYINT[] NOT NULL,
    finding_counts     USMALLINT[],
    suspect_counts     USMALLINT[]
);

CREATE TABLE IF NOT EXISTS packed.region_sums ( -- own reports of the organs right in a region, by year and measure
    region_code        VARCHAR NOT NULL,
    report_year        INTEGER NOT NULL,
    measure_code       VARCHAR NOT NULL,
    members            INTEGER NOT NULL,
    members_with_value INTEGER NOT NULL,
    value              DECIMAL(24, 6),
    comparability      UTINYINT NOT NULL,
    worst              UTINYINT NOT NULL,
    finding_count      BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS packed.rollup (      -- mart.rollup without names and without the number of known members
    region_code        VARCHAR NOT NULL,
    report_year        INTEGER NOT NULL,
    measure_code       VARCHAR NOT NULL,
    members            INTEGER,
    members_with_value INTEGER,
    members_value      DECIMAL(24, 6),
    here_value         DECIMAL(24, 6),
    comparability      UTINYINT,
    worst              UTINYINT,
    finding_count      BIGINT NOT NULL,
    printed_value      DECIMAL(24, 6),
    printed_report_id  VARCHAR,
    printed_worst      UTINYINT,
    below_value        DECIMAL(24, 6),
    below_count        INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS packed.organs (      -- where each organ stood when the sums were made
    organ_id     VARCHAR NOT NULL,
    organ_name   VARCHAR NOT NULL,
    kind         VARCHAR,
    region_code  VARCHAR
);

CREATE TABLE IF NOT EXISTS packed.members (     -- organs of a region and of all below it that have own reports
    region_code   VARCHAR NOT NULL,
    known_members BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS packed.state (       -- definitions all this was made with; with others it is made anew
    definitions VARCHAR NOT NULL
);

-- Reports whose addresses, sightings or revisions a load changed; emptied when the marts are made.
CREATE TABLE IF NOT EXISTS packed.stale (
    report_id    VARCHAR NOT NULL
);
