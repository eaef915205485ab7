-- quality: what must hold, what was checked in each load, where it does not hold.
CREATE SCHEMA IF NOT EXISTS quality;

CREATE TABLE IF NOT EXISTS quality.checks (
    check_id     VARCHAR PRIMARY KEY,          -- APP-1, RL-3, STRUCT-…
    severity     VARCHAR NOT NULL,             -- critical | error | warning | info
    status       VARCHAR NOT NULL,             -- official | derived | structural
    title_zh     VARCHAR NOT NULL,
    title_en     VARCHAR NOT NULL,
    form         VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS quality.identities (   -- each equation of each layout
    layout_id    VARCHAR NOT NULL,
    check_id     VARCHAR NOT NULL,
    scope        VARCHAR NOT NULL,             -- the column, row or cell it runs over
    relation     VARCHAR NOT NULL,             -- = | <= | >= | integer>=
    constant     INTEGER NOT NULL,             -- right side when no term stands there
    formula      VARCHAR NOT NULL,
    PRIMARY KEY (layout_id, check_id, scope)
);

CREATE TABLE IF NOT EXISTS quality.identity_terms (
    layout_id    VARCHAR NOT NULL,
    check_id     VARCHAR NOT NULL,
    scope        VARCHAR NOT NULL,
    side         VARCHAR NOT NULL,             -- left | right
    coefficient  INTEGER NOT NULL,             -- +1 | -1
    row_code     VARCHAR NOT NULL,
    column_code  VARCHAR NOT NULL,
    PRIMARY KEY (layout_id, check_id, scope, side, row_code, column_code)
);

CREATE TABLE IF NOT EXISTS quality.expectation_results (   -- one row per expectation of a load
    run_id       VARCHAR NOT NULL,
    suite        VARCHAR NOT NULL,
    expectation  VARCHAR NOT NULL,             -- type and subject, unique within the suite
    check_id     VARCHAR NOT NULL,
    severity     VARCHAR NOT NULL,
    success      BOOLEAN NOT NULL,
    evaluated    BIGINT NOT NULL,              -- rows or equations looked at
    unexpected   BIGINT NOT NULL,              -- of these, wrong
    PRIMARY KEY (run_id, suite, expectation)
);

CREATE TABLE IF NOT EXISTS quality.findings (   -- one place where a check does not hold, rebuilt by every audit
    finding_id   VARCHAR PRIMARY KEY,          -- hash of report, revision, check, scope
    check_id     VARCHAR NOT NULL,
    severity     VARCHAR NOT NULL,
    report_id    VARCHAR,                      -- NULL when the finding is about no report
    revision     INTEGER,
    table_code   VARCHAR,
    scope        VARCHAR NOT NULL,
    figures      VARCHAR NOT NULL,             -- codes of the figures in the equation, comma separated
    formula      VARCHAR NOT NULL,
    left_value   DECIMAL(24, 6),
    right_value  DECIMAL(24, 6),
    difference   DECIMAL(24, 6),
    message_zh   VARCHAR NOT NULL,
    message_en   VARCHAR NOT NULL
);

-- What a reviewer needs of a finding. Added after the first version: a file made before gets them empty, and the next audit
-- fills them, because its rules are others than those the file was audited by.
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS verdict VARCHAR DEFAULT 'extraction_suspect';   -- source_error | extraction_suspect | scope_difference | revision | coverage | policy
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS fingerprint VARCHAR DEFAULT '';                 -- hash of check, organ, year, scope and values
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS organ_id VARCHAR;                               -- also of a finding about no report
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS report_year INTEGER;
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS evidence JSON DEFAULT '{}';                     -- what shows it, see docs/reviewer.md
ALTER TABLE quality.findings ADD COLUMN IF NOT EXISTS first_run_id VARCHAR DEFAULT '';                -- first audit that found these values

CREATE TABLE IF NOT EXISTS quality.catalogue (   -- every check with what it means; the identities of the layouts included
    check_id     VARCHAR PRIMARY KEY,
    position     INTEGER NOT NULL,             -- order of the catalogue, from 1
    family       VARCHAR NOT NULL,             -- arithmetic | cross_year | aggregation | presence | narrative | timeliness | plausibility | revision | structure | audit
    severity     VARCHAR NOT NULL,             -- critical | error | warning | info
    basis        VARCHAR NOT NULL,             -- official: stated in the notice | derived | observed | technical
    title_zh     VARCHAR NOT NULL,
    title_en     VARCHAR NOT NULL,
    formula      VARCHAR NOT NULL,             -- over codes, '' where the rule is no equation
    form         VARCHAR NOT NULL,             -- the notice or form it comes from
    clause       VARCHAR NOT NULL,             -- place in it
    meaning_zh   VARCHAR NOT NULL,             -- what a finding means and what to look at
    meaning_en   VARCHAR NOT NULL,
    least_share  DOUBLE NOT NULL,              -- guard: share of the reports it applies to that must be evaluable
    least_reports INTEGER NOT NULL             -- below this many reports a share says nothing
);

CREATE TABLE IF NOT EXISTS quality.evaluations (   -- per report and check, how often it was looked at; totals and pass rates
    report_id     VARCHAR NOT NULL,
    check_id      VARCHAR NOT NULL,
    layout_id     VARCHAR NOT NULL,            -- '' for checks that no layout brings
    evaluated     INTEGER NOT NULL,            -- places looked at
    unexpected    INTEGER NOT NULL,            -- of these, wrong
    not_evaluable INTEGER NOT NULL             -- places where a value was missing
);

CREATE TABLE IF NOT EXISTS quality.audited (   -- what each report looked like when it was audited last: what is as it was stays
    report_id    VARCHAR NOT NULL,
    state        VARCHAR NOT NULL,             -- hash of all a check looks at in the report itself
    organ_id     VARCHAR NOT NULL,
    report_year  INTEGER NOT NULL,
    blob_sha256  VARCHAR NOT NULL,
    texts        VARCHAR[] NOT NULL            -- hash of each long section without names and numbers, for copies among organs
);
ALTER TABLE quality.audited ADD COLUMN IF NOT EXISTS region_code VARCHAR;                               -- of the organ then: whose aggregate it leaves

CREATE TABLE IF NOT EXISTS quality.rules (     -- hash of the checks the findings were made by; others make all anew
    rules_sha256 VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS quality.load_counts (   -- findings after each audit by check, severity, verdict; the trend over loads
    run_id       VARCHAR NOT NULL,
    check_id     VARCHAR NOT NULL,
    severity     VARCHAR NOT NULL,
    verdict      VARCHAR NOT NULL,
    findings     BIGINT NOT NULL,
    findings_new BIGINT NOT NULL,              -- fingerprints that the audit before did not have
    PRIMARY KEY (run_id, check_id, severity, verdict)
);

CREATE TABLE IF NOT EXISTS quality.audits (    -- one row per audit
    run_id          VARCHAR PRIMARY KEY,
    audited_at      TIMESTAMP NOT NULL,        -- UTC
    reports         BIGINT NOT NULL,           -- current reports in the build
    reports_audited BIGINT NOT NULL,           -- of these, looked at in this audit
    findings        BIGINT NOT NULL,
    findings_new    BIGINT NOT NULL,
    findings_gone   BIGINT NOT NULL,
    is_held         BOOLEAN NOT NULL
);

CREATE OR REPLACE VIEW quality.loads AS        -- history for trends: one row per audit, check, severity and verdict
SELECT a.run_id, a.audited_at, a.reports, a.reports_audited, a.is_held, c.check_id, c.severity, c.verdict, c.findings, c.findings_new
FROM quality.audits AS a LEFT JOIN quality.load_counts AS c USING (run_id);
