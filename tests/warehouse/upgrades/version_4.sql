CREATE SCHEMA IF NOT EXISTS raw;
CREATE TABLE IF NOT EXISTS raw.blobs (
    blob_sha256  VARCHAR NOT NULL,
    media        VARCHAR NOT NULL,
    byte_count   BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.items (
    item_id      VARCHAR NOT NULL,
    site_id      VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    list_title   VARCHAR NOT NULL,
    list_date    VARCHAR
);
CREATE TABLE IF NOT EXISTS raw.readings (
    reading_key    INTEGER NOT NULL,
    reading_id     VARCHAR NOT NULL,
    publication_id VARCHAR NOT NULL,
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
    reading_hash   BIGINT NOT NULL,
    remainder      JSON NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.reading_blobs (
    reading_id   VARCHAR NOT NULL,
    position     INTEGER NOT NULL,
    blob_sha256  VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    role         VARCHAR NOT NULL,
    has_figures  BOOLEAN NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.issues (
    reading_id   VARCHAR NOT NULL,
    issue_no     INTEGER NOT NULL,
    item_id      VARCHAR NOT NULL,
    code         VARCHAR NOT NULL,
    level        VARCHAR NOT NULL,
    message      VARCHAR NOT NULL,
    place        VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.cells (
    cells_key    BIGINT NOT NULL,
    cell_no      SMALLINT NOT NULL,
    table_code   VARCHAR NOT NULL,
    layout_id    VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    unit         VARCHAR NOT NULL,
    line_no      SMALLINT NOT NULL,
    column_no    SMALLINT NOT NULL,
    step_no      SMALLINT NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.packed_figures (
    reading_key  INTEGER NOT NULL,
    cells_key    BIGINT NOT NULL,
    whole        BIGINT[] NOT NULL,
    exact        DECIMAL(24, 6)[],
    state        UTINYINT NOT NULL,
    states       UTINYINT[],
    raws         VARCHAR[],
    corrected    VARCHAR[],
    page         INTEGER,
    pages        INTEGER[],
    tops         DOUBLE[],
    sides        DOUBLE[],
    path_parts   VARCHAR[],
    path_numbers INTEGER[],
    member       VARCHAR,
    odd_places   VARCHAR[]
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
    section_no   INTEGER NOT NULL,
    title        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL USING COMPRESSION zstd
);
CREATE TABLE IF NOT EXISTS raw.reading_claims (
    reading_key    INTEGER NOT NULL,
    claim_no       INTEGER NOT NULL,
    claim_code     VARCHAR NOT NULL,
    is_fact        BOOLEAN NOT NULL,
    value          DECIMAL(24, 6) NOT NULL,
    unit           VARCHAR NOT NULL,
    is_approximate BOOLEAN NOT NULL,
    raw_text       VARCHAR NOT NULL,
    sentence       VARCHAR NOT NULL USING COMPRESSION zstd,
    section_no     INTEGER NOT NULL,
    figures        VARCHAR NOT NULL,
    expected       DECIMAL(24, 6),
    status         VARCHAR NOT NULL,
    reason         VARCHAR NOT NULL,
    page           INTEGER,
    x0             DOUBLE, top DOUBLE, x1 DOUBLE, bottom DOUBLE,
    path           VARCHAR,
    member         VARCHAR
);
CREATE TABLE IF NOT EXISTS raw.reading_witnesses (
    reading_key  INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    field        VARCHAR NOT NULL,
    source       VARCHAR NOT NULL,
    value        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL
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
    report_id    VARCHAR NOT NULL,
    organ_id     VARCHAR NOT NULL,
    report_year  INTEGER NOT NULL,
    scope        VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS core.revisions (
    report_id      VARCHAR NOT NULL,
    revision       INTEGER NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    reading_id     VARCHAR NOT NULL,
    reading_key    INTEGER NOT NULL,
    title          VARCHAR NOT NULL,
    published_date VARCHAR,
    status         VARCHAR NOT NULL,
    source_url     VARCHAR NOT NULL,
    blob_sha256    VARCHAR NOT NULL,
    is_current     BOOLEAN NOT NULL,
    first_seen_at  TIMESTAMP NOT NULL
);
CREATE TABLE IF NOT EXISTS core.sources (
    report_id    VARCHAR NOT NULL,
    item_id      VARCHAR NOT NULL,
    revision     INTEGER NOT NULL
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
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS level VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS kind VARCHAR DEFAULT 'unknown';
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS region_code VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS parent_organ_id VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS parent_name VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS site_id VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS unresolved_reason VARCHAR;
CREATE OR REPLACE VIEW raw.figures AS
SELECT
    p.reading_key, c.cell_no, c.table_code, c.row_code, c.column_code, c.layout_id,
    coalesce(p.exact[c.cell_no], p.whole[c.cell_no]::DECIMAL(24, 6)) AS value,
    CASE coalesce(p.states[c.cell_no], p.state) % 8
        WHEN 6 THEN CASE WHEN p.whole[c.cell_no] = 0 THEN 'zero' ELSE 'number' END
        WHEN 0 THEN 'number' WHEN 1 THEN 'zero' WHEN 2 THEN 'blank' WHEN 3 THEN 'dash' WHEN 4 THEN 'text' WHEN 5 THEN 'missing'
    END AS kind,
    coalesce(
        p.raws[c.cell_no],
        CASE WHEN coalesce(p.states[c.cell_no], p.state) % 8 = 6 THEN p.whole[c.cell_no]::VARCHAR ELSE '' END
    ) AS raw_text,
    c.unit,
    CASE (coalesce(p.states[c.cell_no], p.state) // 8) % 8
        WHEN 0 THEN 'proved' WHEN 1 THEN 'read' WHEN 2 THEN 'source_error' WHEN 3 THEN 'suspect' WHEN 4 THEN 'missing'
    END AS verdict,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 0)::INTEGER
         ELSE coalesce(p.pages[c.line_no], p.page) END AS page,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 1)::DOUBLE
         WHEN p.tops[2 * c.line_no] IS NOT NULL THEN p.sides[2 * c.column_no - 1] END AS x0,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 2)::DOUBLE
         WHEN p.sides[2 * c.column_no] IS NOT NULL THEN p.tops[2 * c.line_no - 1] END AS top,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 3)::DOUBLE
         WHEN p.tops[2 * c.line_no] IS NOT NULL THEN p.sides[2 * c.column_no] END AS x1,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 4)::DOUBLE
         WHEN p.sides[2 * c.column_no] IS NOT NULL THEN p.tops[2 * c.line_no] END AS bottom,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN p.odd_places[c.cell_no] ->> 5
         WHEN p.path_numbers[2 * c.line_no] IS NOT NULL
         THEN p.path_parts[1] || p.path_numbers[2 * c.line_no - 1] || p.path_parts[2]
              || (p.path_numbers[2 * c.line_no] + c.step_no) || p.path_parts[3]
    END AS path,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN p.odd_places[c.cell_no] ->> 6 ELSE p.member END AS member,
    CASE WHEN coalesce(p.states[c.cell_no], p.state) // 64 = 1 THEN 'image' ELSE 'text' END AS origin,
    p.corrected[c.cell_no] AS corrected_from
FROM raw.packed_figures AS p JOIN raw.cells AS c USING (cells_key);
CREATE OR REPLACE VIEW core.figures AS
SELECT v.report_id, v.revision, f.* EXCLUDE (reading_key, cell_no)
FROM raw.figures AS f JOIN core.revisions AS v USING (reading_key);
CREATE OR REPLACE VIEW core.claims AS
SELECT v.report_id, v.revision, c.* EXCLUDE (reading_key)
FROM raw.reading_claims AS c JOIN core.revisions AS v USING (reading_key);
CREATE OR REPLACE VIEW core.report_tables AS
SELECT v.report_id, v.revision, t.table_code, t.layout_id, t.rows_found, t.rows_expected, t.place
FROM raw.reading_tables AS t JOIN core.revisions AS v USING (reading_key);
CREATE OR REPLACE VIEW core.sections AS
SELECT v.report_id, v.revision, s.* EXCLUDE (reading_key)
FROM raw.reading_sections AS s JOIN core.revisions AS v USING (reading_key);
CREATE OR REPLACE VIEW core.witnesses AS
SELECT v.report_id, v.revision, w.* EXCLUDE (reading_key)
FROM raw.reading_witnesses AS w JOIN core.revisions AS v USING (reading_key);
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
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS verdict VARCHAR DEFAULT 'extraction_suspect';
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS fingerprint VARCHAR DEFAULT '';
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS organ_id VARCHAR;
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS report_year INTEGER;
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS evidence JSON DEFAULT '{}';
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS first_run_id VARCHAR DEFAULT '';
CREATE TABLE IF NOT EXISTS quality.catalogue (
    check_id     VARCHAR PRIMARY KEY,
    position     INTEGER NOT NULL,
    family       VARCHAR NOT NULL,
    severity     VARCHAR NOT NULL,
    basis        VARCHAR NOT NULL,
    title_zh     VARCHAR NOT NULL,
    title_en     VARCHAR NOT NULL,
    formula      VARCHAR NOT NULL,
    form         VARCHAR NOT NULL,
    clause       VARCHAR NOT NULL,
    meaning_zh   VARCHAR NOT NULL,
    meaning_en   VARCHAR NOT NULL,
    least_share  DOUBLE NOT NULL,
    least_reports INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS quality.evaluations (
    report_id     VARCHAR NOT NULL,
    check_id      VARCHAR NOT NULL,
    layout_id     VARCHAR NOT NULL,
    evaluated     INTEGER NOT NULL,
    unexpected    INTEGER NOT NULL,
    not_evaluable INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS quality.audited (
    report_id    VARCHAR NOT NULL,
    state        VARCHAR NOT NULL,
    organ_id     VARCHAR NOT NULL,
    report_year  INTEGER NOT NULL,
    blob_sha256  VARCHAR NOT NULL,
    texts        VARCHAR[] NOT NULL
);
CREATE TABLE IF NOT EXISTS quality.rules (
    rules_sha256 VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS quality.load_counts (
    run_id       VARCHAR NOT NULL,
    check_id     VARCHAR NOT NULL,
    severity     VARCHAR NOT NULL,
    verdict      VARCHAR NOT NULL,
    findings     BIGINT NOT NULL,
    findings_new BIGINT NOT NULL,
    PRIMARY KEY (run_id, check_id, severity, verdict)
);
CREATE TABLE IF NOT EXISTS quality.audits (
    run_id          VARCHAR PRIMARY KEY,
    audited_at      TIMESTAMP NOT NULL,
    reports         BIGINT NOT NULL,
    reports_audited BIGINT NOT NULL,
    findings        BIGINT NOT NULL,
    findings_new    BIGINT NOT NULL,
    findings_gone   BIGINT NOT NULL,
    is_held         BOOLEAN NOT NULL
);
CREATE OR REPLACE VIEW quality.loads AS
SELECT a.run_id, a.audited_at, a.reports, a.reports_audited, a.is_held, c.check_id, c.severity, c.verdict, c.findings, c.findings_new
FROM quality.audits AS a LEFT JOIN quality.load_counts AS c USING (run_id);
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
    fetch_id     VARCHAR NOT NULL,
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
INSERT INTO ops.schema_version VALUES (4, 'of version 4', TIMESTAMP '2026-01-01 00:00:00');
