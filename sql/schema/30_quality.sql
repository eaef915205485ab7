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
