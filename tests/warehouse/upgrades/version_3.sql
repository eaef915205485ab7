CREATE SCHEMA IF NOT EXISTS raw;
CREATE TABLE IF NOT EXISTS raw.blobs (
    blob_sha256  VARCHAR PRIMARY KEY,
    media        VARCHAR NOT NULL,
    byte_count   BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.items (
    item_id      VARCHAR PRIMARY KEY,
    site_id      VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    list_title   VARCHAR NOT NULL,
    list_date    VARCHAR
);
CREATE TABLE IF NOT EXISTS raw.readings (
    reading_id     VARCHAR PRIMARY KEY,
    publication_id VARCHAR NOT NULL UNIQUE,
    item_id        VARCHAR NOT NULL,
    status         VARCHAR NOT NULL,
    code_version   VARCHAR NOT NULL,
    report_id      VARCHAR,
    organ_name     VARCHAR,
    report_year    INTEGER,
    scope          VARCHAR,
    title          VARCHAR NOT NULL,
    published_date VARCHAR,
    content_sha256 VARCHAR NOT NULL,
    source_url     VARCHAR NOT NULL,
    blob_sha256    VARCHAR NOT NULL,
    payload        JSON NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.reading_blobs (
    reading_id   VARCHAR NOT NULL,
    position     INTEGER NOT NULL,
    blob_sha256  VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    role         VARCHAR NOT NULL,
    has_figures  BOOLEAN NOT NULL,
    PRIMARY KEY (reading_id, position)
);
CREATE TABLE IF NOT EXISTS raw.issues (
    reading_id   VARCHAR NOT NULL,
    issue_no     INTEGER NOT NULL,
    item_id      VARCHAR NOT NULL,
    code         VARCHAR NOT NULL,
    level        VARCHAR NOT NULL,
    message      VARCHAR NOT NULL,
    place        VARCHAR NOT NULL,
    PRIMARY KEY (reading_id, issue_no)
);
CREATE SCHEMA IF NOT EXISTS core;
CREATE TABLE IF NOT EXISTS core.layouts (
    layout_id    VARCHAR PRIMARY KEY,
    table_code   VARCHAR NOT NULL,
    era          VARCHAR NOT NULL,
    form         VARCHAR NOT NULL,
    title_zh     VARCHAR NOT NULL,
    title_en     VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS core.layout_groups (
    layout_id    VARCHAR NOT NULL,
    group_code   VARCHAR NOT NULL,
    parent_code  VARCHAR NOT NULL,
    position     INTEGER NOT NULL,
    label_zh     VARCHAR NOT NULL,
    label_en     VARCHAR NOT NULL,
    PRIMARY KEY (layout_id, group_code)
);
CREATE TABLE IF NOT EXISTS core.layout_rows (
    layout_id    VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    position     INTEGER NOT NULL,
    group_code   VARCHAR NOT NULL,
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
CREATE TABLE IF NOT EXISTS core.layout_cells (
    layout_id    VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    unit         VARCHAR NOT NULL,
    is_signed    BOOLEAN NOT NULL,
    PRIMARY KEY (layout_id, row_code, column_code)
);
CREATE TABLE IF NOT EXISTS core.organs (
    organ_id     VARCHAR PRIMARY KEY,
    name         VARCHAR NOT NULL,
    level        VARCHAR,
    kind         VARCHAR DEFAULT 'unknown',
    region_code  VARCHAR,
    parent_organ_id VARCHAR,
    parent_name  VARCHAR,
    site_id      VARCHAR,
    unresolved_reason VARCHAR
);
CREATE TABLE IF NOT EXISTS core.reports (
    report_id    VARCHAR PRIMARY KEY,
    organ_id     VARCHAR NOT NULL,
    report_year  INTEGER NOT NULL,
    scope        VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS core.revisions (
    report_id      VARCHAR NOT NULL,
    revision       INTEGER NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    reading_id     VARCHAR NOT NULL,
    title          VARCHAR NOT NULL,
    published_date VARCHAR,
    status         VARCHAR NOT NULL,
    source_url     VARCHAR NOT NULL,
    blob_sha256    VARCHAR NOT NULL,
    is_current     BOOLEAN NOT NULL,
    first_seen_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (report_id, revision)
);
CREATE TABLE IF NOT EXISTS core.sources (
    report_id    VARCHAR NOT NULL,
    item_id      VARCHAR NOT NULL,
    revision     INTEGER NOT NULL,
    PRIMARY KEY (report_id, item_id)
);
CREATE TABLE IF NOT EXISTS core.conflicts (
    report_id        VARCHAR NOT NULL,
    item_id          VARCHAR NOT NULL,
    revision         INTEGER NOT NULL,
    current_revision INTEGER NOT NULL,
    message_zh       VARCHAR NOT NULL,
    message_en       VARCHAR NOT NULL,
    PRIMARY KEY (report_id, item_id)
);
CREATE TABLE IF NOT EXISTS core.figures (
    report_id    VARCHAR NOT NULL,
    revision     INTEGER NOT NULL,
    table_code   VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    layout_id    VARCHAR NOT NULL,
    value        DECIMAL(24, 6),
    kind         VARCHAR NOT NULL,
    raw_text     VARCHAR NOT NULL,
    unit         VARCHAR NOT NULL,
    verdict      VARCHAR NOT NULL,
    page         INTEGER,
    x0           DOUBLE, top DOUBLE, x1 DOUBLE, bottom DOUBLE,
    path         VARCHAR,
    member       VARCHAR,
    origin       VARCHAR NOT NULL DEFAULT 'text',
    corrected_from VARCHAR
);
CREATE TABLE IF NOT EXISTS core.claims (
    report_id      VARCHAR NOT NULL,
    revision       INTEGER NOT NULL,
    claim_no       INTEGER NOT NULL,
    claim_code     VARCHAR NOT NULL,
    is_fact        BOOLEAN NOT NULL,
    value          DECIMAL(24, 6) NOT NULL,
    unit           VARCHAR NOT NULL,
    is_approximate BOOLEAN NOT NULL,
    raw_text       VARCHAR NOT NULL,
    sentence       VARCHAR NOT NULL,
    section_no     INTEGER NOT NULL,
    figures        VARCHAR NOT NULL,
    expected       DECIMAL(24, 6),
    status         VARCHAR NOT NULL,
    reason         VARCHAR NOT NULL,
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
    section_no   INTEGER NOT NULL,
    title        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL,
    PRIMARY KEY (report_id, revision, section_no)
);
CREATE TABLE IF NOT EXISTS core.witnesses (
    report_id    VARCHAR NOT NULL,
    revision     INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    field        VARCHAR NOT NULL,
    source       VARCHAR NOT NULL,
    value        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL,
    PRIMARY KEY (report_id, revision, position)
);
CREATE TABLE IF NOT EXISTS core.regions (
    region_code    VARCHAR PRIMARY KEY,
    name           VARCHAR NOT NULL,
    unique_name    VARCHAR NOT NULL,
    level          VARCHAR NOT NULL,
    parent_code    VARCHAR,
    prefecture_code VARCHAR,
    province_code  VARCHAR,
    last_year      INTEGER,
    successor_code VARCHAR,
    relation       VARCHAR
);
CREATE TABLE IF NOT EXISTS core.sites (
    site_id        VARCHAR PRIMARY KEY,
    organ          VARCHAR NOT NULL,
    organ_id       VARCHAR NOT NULL,
    region_code    VARCHAR,
    level          VARCHAR NOT NULL,
    many_organs    BOOLEAN NOT NULL,
    first_year     INTEGER,
    last_year      INTEGER
);
CREATE TABLE IF NOT EXISTS core.organ_names (
    printed_name    VARCHAR NOT NULL,
    site_id         VARCHAR NOT NULL,
    organ_id        VARCHAR NOT NULL,
    organ_name      VARCHAR NOT NULL,
    kind            VARCHAR NOT NULL,
    method          VARCHAR NOT NULL,
    level           VARCHAR,
    region_code     VARCHAR,
    parent_organ_id VARCHAR,
    parent_name     VARCHAR,
    own_site_id     VARCHAR,
    reason          VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS core.resolver (
    fingerprint     VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS core.successions (
    from_unit      VARCHAR NOT NULL,
    to_unit        VARCHAR NOT NULL,
    kind           VARCHAR NOT NULL,
    reform_year    INTEGER NOT NULL,
    note           VARCHAR NOT NULL,
    PRIMARY KEY (from_unit, to_unit)
);
CREATE TABLE IF NOT EXISTS core.applicants (
    applicant_code VARCHAR PRIMARY KEY,
    position       INTEGER NOT NULL,
    label_zh       VARCHAR NOT NULL,
    label_en       VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS core.measures (
    measure_code   VARCHAR PRIMARY KEY,
    position       INTEGER NOT NULL,
    topic          VARCHAR NOT NULL,
    label_zh       VARCHAR NOT NULL,
    label_en       VARCHAR NOT NULL,
    unit           VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS core.measure_forms (
    measure_code   VARCHAR NOT NULL,
    layout_id      VARCHAR NOT NULL,
    comparability  VARCHAR NOT NULL,
    reason_zh      VARCHAR NOT NULL,
    reason_en      VARCHAR NOT NULL,
    formula        VARCHAR NOT NULL,
    PRIMARY KEY (measure_code, layout_id)
);
CREATE TABLE IF NOT EXISTS core.measure_terms (
    measure_code   VARCHAR NOT NULL,
    layout_id      VARCHAR NOT NULL,
    row_code       VARCHAR NOT NULL,
    column_code    VARCHAR NOT NULL,
    coefficient    INTEGER NOT NULL,
    PRIMARY KEY (measure_code, layout_id, row_code, column_code)
);
CREATE TABLE IF NOT EXISTS core.indicators (
    indicator_code VARCHAR PRIMARY KEY,
    position       INTEGER NOT NULL,
    label_zh       VARCHAR NOT NULL,
    label_en       VARCHAR NOT NULL,
    formula        VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS core.indicator_terms (
    indicator_code VARCHAR NOT NULL,
    side           VARCHAR NOT NULL,
    measure_code   VARCHAR NOT NULL,
    coefficient    INTEGER NOT NULL,
    year_offset    INTEGER NOT NULL,
    PRIMARY KEY (indicator_code, side, measure_code, year_offset)
);
CREATE SCHEMA IF NOT EXISTS quality;
CREATE TABLE IF NOT EXISTS quality.checks (
    check_id     VARCHAR PRIMARY KEY,
    severity     VARCHAR NOT NULL,
    status       VARCHAR NOT NULL,
    title_zh     VARCHAR NOT NULL,
    title_en     VARCHAR NOT NULL,
    form         VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS quality.identities (
    layout_id    VARCHAR NOT NULL,
    check_id     VARCHAR NOT NULL,
    scope        VARCHAR NOT NULL,
    relation     VARCHAR NOT NULL,
    constant     INTEGER NOT NULL,
    formula      VARCHAR NOT NULL,
    PRIMARY KEY (layout_id, check_id, scope)
);
CREATE TABLE IF NOT EXISTS quality.identity_terms (
    layout_id    VARCHAR NOT NULL,
    check_id     VARCHAR NOT NULL,
    scope        VARCHAR NOT NULL,
    side         VARCHAR NOT NULL,
    coefficient  INTEGER NOT NULL,
    row_code     VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    PRIMARY KEY (layout_id, check_id, scope, side, row_code, column_code)
);
CREATE TABLE IF NOT EXISTS quality.expectation_results (
    run_id       VARCHAR NOT NULL,
    suite        VARCHAR NOT NULL,
    expectation  VARCHAR NOT NULL,
    check_id     VARCHAR NOT NULL,
    severity     VARCHAR NOT NULL,
    success      BOOLEAN NOT NULL,
    evaluated    BIGINT NOT NULL,
    unexpected   BIGINT NOT NULL,
    PRIMARY KEY (run_id, suite, expectation)
);
CREATE TABLE IF NOT EXISTS quality.findings (
    finding_id   VARCHAR PRIMARY KEY,
    check_id     VARCHAR NOT NULL,
    severity     VARCHAR NOT NULL,
    report_id    VARCHAR,
    revision     INTEGER,
    table_code   VARCHAR,
    scope        VARCHAR NOT NULL,
    figures      VARCHAR NOT NULL,
    formula      VARCHAR NOT NULL,
    left_value   DECIMAL(24, 6),
    right_value  DECIMAL(24, 6),
    difference   DECIMAL(24, 6),
    message_zh   VARCHAR NOT NULL,
    message_en   VARCHAR NOT NULL
);
CREATE SCHEMA IF NOT EXISTS ops;
CREATE TABLE IF NOT EXISTS ops.runs (
    run_id       VARCHAR PRIMARY KEY,
    started_at   TIMESTAMP NOT NULL,
    finished_at  TIMESTAMP,
    outcome      VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    message      VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS ops.stages (
    run_id       VARCHAR NOT NULL,
    stage        VARCHAR NOT NULL,
    seconds      DOUBLE NOT NULL,
    counts       JSON NOT NULL,
    PRIMARY KEY (run_id, stage)
);
CREATE TABLE IF NOT EXISTS ops.fetches (
    fetch_id     VARCHAR PRIMARY KEY,
    url          VARCHAR NOT NULL,
    site_id      VARCHAR NOT NULL,
    fetched_at   TIMESTAMP NOT NULL,
    status       INTEGER NOT NULL,
    outcome      VARCHAR NOT NULL,
    blob_sha256  VARCHAR,
    message      VARCHAR NOT NULL
);
ALTER TABLE ops.fetches ADD COLUMN IF NOT EXISTS log_byte BIGINT;
CREATE TABLE IF NOT EXISTS ops.crawls (
    run_id           VARCHAR NOT NULL,
    site_id          VARCHAR NOT NULL,
    visited_at       TIMESTAMP NOT NULL,
    state            VARCHAR NOT NULL,
    message          VARCHAR NOT NULL,
    lists            INTEGER NOT NULL,
    lists_incomplete INTEGER NOT NULL,
    list_pages       INTEGER NOT NULL,
    items_found      INTEGER NOT NULL,
    items_kept_out   INTEGER NOT NULL,
    items_new        INTEGER NOT NULL,
    items_changed    INTEGER NOT NULL,
    items_unchanged  INTEGER NOT NULL,
    items_not_due    INTEGER NOT NULL,
    items_vanished   INTEGER NOT NULL,
    items_missing    INTEGER NOT NULL,
    refused          INTEGER NOT NULL,
    failed           INTEGER NOT NULL,
    requests         INTEGER NOT NULL,
    seconds          DOUBLE NOT NULL,
    bytes            BIGINT NOT NULL,
    PRIMARY KEY (run_id, site_id)
);
CREATE TABLE IF NOT EXISTS ops.sightings (
    publication_id VARCHAR NOT NULL,
    item_id        VARCHAR NOT NULL,
    seen_at        TIMESTAMP NOT NULL,
    site_id        VARCHAR NOT NULL,
    url            VARCHAR NOT NULL,
    list_title     VARCHAR NOT NULL,
    list_date      VARCHAR
);
CREATE TABLE IF NOT EXISTS ops.code_versions (
    code_version    VARCHAR PRIMARY KEY,
    ordinal         INTEGER NOT NULL,
    first_loaded_at TIMESTAMP NOT NULL
);
CREATE TABLE IF NOT EXISTS ops.schema_version (
    version       INTEGER PRIMARY KEY,
    schema_sha256 VARCHAR NOT NULL,
    applied_at    TIMESTAMP NOT NULL
);
CREATE SCHEMA IF NOT EXISTS mart;
INSERT INTO ops.schema_version VALUES (3, 'of version 3', TIMESTAMP '2026-01-01 00:00:00');
