-- Findings: every place where a check does not hold, all of them, rebuilt by each audit with ids that depend only on what
-- the finding is about, so that the same data gives the same rows.

-- name: prepare
CREATE OR REPLACE TEMP TABLE audit_wrong (      -- what the structural checks returned
    check_id    VARCHAR, severity VARCHAR, core_table VARCHAR,
    report_id   VARCHAR, revision INTEGER, table_code VARCHAR,
    scope       VARCHAR, figures VARCHAR, found VARCHAR, wanted VARCHAR
);
CREATE OR REPLACE TEMP TABLE audit_uncovered (  -- identities that too few reports could evaluate
    check_id VARCHAR, layout_id VARCHAR, severity VARCHAR, reports BIGINT, reports_evaluable BIGINT, least_share DOUBLE
);
CREATE OR REPLACE TEMP TABLE audit_expected_columns (core_table VARCHAR, column_name VARCHAR, data_type VARCHAR);

-- name: expect_column
INSERT INTO audit_expected_columns VALUES (?, ?, ?);

-- name: uncovered
INSERT INTO audit_uncovered BY NAME
SELECT $1 AS check_id, $2 AS layout_id, $3 AS severity, $4 AS reports, $5 AS reports_evaluable, $6 AS least_share;

-- name: collect
INSERT INTO audit_wrong BY NAME
SELECT $check_id AS check_id, $severity AS severity, * FROM audit_wrong_rows;

-- name: gather
CREATE OR REPLACE TEMP TABLE audit_findings AS
SELECT left(sha256(concat_ws('|', e.report_id, e.revision, e.check_id, e.scope)), 32) AS finding_id,
       e.check_id, coalesce(c.severity, 'error') AS severity, e.report_id, e.revision, e.table_code, e.layout_id, e.scope,
       e.relation, e.formula,
       e.left_value::DECIMAL(24, 6) AS left_value, e.right_value::DECIMAL(24, 6) AS right_value,
       (e.left_value - e.right_value)::DECIMAL(24, 6) AS difference,
       NULL::VARCHAR AS figures, NULL::VARCHAR AS found, NULL::VARCHAR AS wanted
FROM audit_equations e
LEFT JOIN quality.checks c USING (check_id)
WHERE e.holds = false AND e.report_id <> '(canary)';

INSERT INTO audit_findings BY NAME
SELECT left(sha256(concat_ws('|', report_id, revision, check_id, table_code, scope, found, nth)), 32) AS finding_id,
       * EXCLUDE (nth)
FROM (
    SELECT check_id, severity, report_id, revision, table_code, coalesce(scope, '') AS scope, figures, found, wanted,
           -- the same wrong row twice is two findings: number the twins
           row_number() OVER (PARTITION BY check_id, report_id, revision, table_code, scope, found ORDER BY wanted) AS nth
    FROM audit_wrong
    WHERE NOT starts_with(check_id, 'CANARY')
);

INSERT INTO audit_findings BY NAME
SELECT left(sha256(concat_ws('|', 'COVER', check_id, layout_id)), 32) AS finding_id,
       'COVER' AS check_id, severity, concat_ws(' ', check_id, layout_id) AS scope, layout_id,
       reports_evaluable || ' / ' || reports AS found, '≥ ' || round(100 * least_share)::INTEGER || ' %' AS wanted,
       reports_evaluable AS left_value, reports AS right_value
FROM audit_uncovered;

-- name: terms
SELECT f.finding_id, f.relation, f.left_value, f.right_value,
       t.side, t.coefficient, t.row_code, t.column_code, v.value,
       coalesce(r.label_zh, t.row_code) AS row_zh, coalesce(r.label_en, t.row_code) AS row_en,
       coalesce(c.label_zh, t.column_code) AS column_zh, coalesce(c.label_en, t.column_code) AS column_en
FROM audit_findings f
JOIN audit_terms t USING (layout_id, check_id, scope)
LEFT JOIN audit_figures v
    ON  v.report_id = f.report_id AND v.revision = f.revision AND v.table_code = f.table_code
    AND v.row_code = t.row_code AND v.column_code = t.column_code
LEFT JOIN core.layout_rows r ON r.layout_id = f.layout_id AND r.row_code = t.row_code
LEFT JOIN core.layout_columns c ON c.layout_id = f.layout_id AND c.column_code = t.column_code
ORDER BY f.finding_id, t.side, r.position, c.position, t.row_code, t.column_code;

-- name: others
SELECT f.finding_id, f.check_id, f.scope, f.found, f.wanted
FROM audit_findings f
WHERE f.relation IS NULL
ORDER BY f.finding_id;

-- name: wrong_rows
SELECT check_id, coalesce(core_table, '') AS core_table, count(*) AS unexpected FROM audit_wrong GROUP BY ALL;

-- name: row_counts
SELECT 'core.layouts' AS core_table, count(*) AS row_count FROM core.layouts
UNION ALL SELECT 'core.organs',        count(*) FROM core.organs
UNION ALL SELECT 'core.reports',       count(*) FROM core.reports
UNION ALL SELECT 'core.revisions',     count(*) FROM core.revisions
UNION ALL SELECT 'core.sources',       count(*) FROM core.sources
UNION ALL SELECT 'core.conflicts',     count(*) FROM core.conflicts
UNION ALL SELECT 'core.report_tables', count(*) FROM core.report_tables
UNION ALL SELECT 'core.figures',       count(*) FROM core.figures
UNION ALL SELECT 'core.sections',      count(*) FROM core.sections
UNION ALL SELECT 'core.claims',        count(*) FROM core.claims
UNION ALL SELECT 'core.witnesses',     count(*) FROM core.witnesses
UNION ALL SELECT 'canary',             count(*) FROM audit_canary;

-- name: schema_columns
SELECT schema_name || '.' || table_name AS core_table, column_name, data_type
FROM duckdb_columns() WHERE schema_name = 'core' ORDER BY ALL;

-- name: known
SELECT finding_id FROM quality.findings;

-- name: store
DELETE FROM quality.findings;
INSERT INTO quality.findings BY NAME
SELECT f.finding_id, f.check_id, f.severity, f.report_id, f.revision, f.table_code, f.scope,
       coalesce(f.figures, s.figures, '') AS figures, coalesce(f.formula, f.wanted, '') AS formula,
       f.left_value, f.right_value, f.difference, s.message_zh, s.message_en
FROM audit_findings f
JOIN audit_sentences s USING (finding_id)
ORDER BY f.finding_id;

-- name: by_severity
SELECT severity, count(*) AS findings FROM quality.findings GROUP BY ALL ORDER BY ALL;

-- name: examples
SELECT f.check_id, coalesce(f.layout_id, '') AS layout_id, f.report_id, f.message_zh
FROM (
    SELECT a.check_id, a.layout_id, a.report_id, s.message_zh,
           row_number() OVER (PARTITION BY a.check_id, a.layout_id ORDER BY a.finding_id) AS nth
    FROM audit_findings a JOIN audit_sentences s USING (finding_id)
) f
WHERE f.nth <= $examples
ORDER BY ALL;
