-- Findings: every place where a check does not hold, with ids that depend only on what the finding is about, so that the same
-- data gives the same rows. Those of reports that this audit did not look at stay as they are.

-- name: prepare
-- Without the revision: only the current one is looked at, and the page of a finding keeps its address when the report is
-- published again.
CREATE OR REPLACE TEMP MACRO audit_finding_id(report_id, check_id, scope) AS left(sha256(concat_ws('|', report_id, check_id, scope)), 32);
CREATE OR REPLACE TEMP TABLE audit_wrong (      -- what the structural checks returned
    check_id    VARCHAR, severity VARCHAR, core_table VARCHAR,
    report_id   VARCHAR, revision INTEGER, table_code VARCHAR,
    scope       VARCHAR, figures VARCHAR, found VARCHAR, wanted VARCHAR
);
CREATE OR REPLACE TEMP TABLE audit_uncovered (  -- checks that too few reports could evaluate
    check_id VARCHAR, layout_id VARCHAR, severity VARCHAR, reports BIGINT, reports_evaluable BIGINT, least_share DOUBLE
);
CREATE OR REPLACE TEMP TABLE audit_expected_columns (core_table VARCHAR, column_name VARCHAR, data_type VARCHAR);
CREATE OR REPLACE TEMP TABLE audit_units (      -- every place one check of the catalogue looked at
    check_id VARCHAR, severity VARCHAR, report_id VARCHAR, revision INTEGER, table_code VARCHAR, organ_id VARCHAR,
    report_year INTEGER, scope VARCHAR, holds BOOLEAN, relation VARCHAR, left_value DOUBLE, right_value DOUBLE, figures VARCHAR,
    found VARCHAR, zh VARCHAR, en VARCHAR, verdict VARCHAR, facts JSON,
    terms STRUCT(side VARCHAR, coefficient INTEGER, report_id VARCHAR, revision INTEGER, table_code VARCHAR, row_code VARCHAR,
                 column_code VARCHAR)[]
);
CREATE OR REPLACE TEMP TABLE audit_findings (
    finding_id VARCHAR, check_id VARCHAR, severity VARCHAR, report_id VARCHAR, revision INTEGER, table_code VARCHAR,
    layout_id VARCHAR, organ_id VARCHAR, report_year INTEGER, scope VARCHAR, relation VARCHAR, formula VARCHAR,
    left_value DECIMAL(24, 6), right_value DECIMAL(24, 6), difference DECIMAL(24, 6), figures VARCHAR, found VARCHAR,
    wanted VARCHAR, zh VARCHAR, en VARCHAR, verdict VARCHAR, facts JSON
);
CREATE OR REPLACE TEMP TABLE audit_finding_terms (
    finding_id VARCHAR, side VARCHAR, coefficient INTEGER, report_id VARCHAR, revision INTEGER, table_code VARCHAR,
    row_code VARCHAR, column_code VARCHAR, years_back INTEGER
);
CREATE OR REPLACE TEMP TABLE audit_check_counts (
    report_id VARCHAR, check_id VARCHAR, layout_id VARCHAR, evaluated INTEGER, unexpected INTEGER, not_evaluable INTEGER
);

-- name: scope_all
CREATE OR REPLACE TEMP VIEW audit_scope_figures AS FROM core.figures;
CREATE OR REPLACE TEMP VIEW audit_scope_tables AS FROM core.report_tables;
CREATE OR REPLACE TEMP VIEW audit_scope_sections AS FROM core.sections;

-- name: scope_touched
-- All revisions of the touched reports, cut out before they are unpacked and joined.
CREATE OR REPLACE TEMP TABLE audit_keys AS SELECT reading_key, report_id, revision FROM core.revisions SEMI JOIN audit_touched USING (report_id);
CREATE OR REPLACE TEMP TABLE audit_packed AS FROM raw.packed_figures SEMI JOIN audit_keys USING (reading_key);
CREATE OR REPLACE TEMP VIEW audit_scope_figures AS
SELECT k.report_id, k.revision, f.* EXCLUDE (reading_key, cell_no) FROM raw.figures_of('audit_packed') f JOIN audit_keys k USING (reading_key);
CREATE OR REPLACE TEMP TABLE audit_touched_tables AS FROM core.report_tables SEMI JOIN audit_touched USING (report_id);
CREATE OR REPLACE TEMP VIEW audit_scope_tables AS FROM audit_touched_tables;
CREATE OR REPLACE TEMP TABLE audit_touched_sections AS FROM core.sections SEMI JOIN audit_touched USING (report_id);
CREATE OR REPLACE TEMP VIEW audit_scope_sections AS FROM audit_touched_sections;

-- name: scope_few
-- Few enough to be unpacked once for all checks of figures.
CREATE OR REPLACE TEMP TABLE audit_few_figures AS FROM audit_scope_figures;
CREATE OR REPLACE TEMP VIEW audit_scope_figures AS FROM audit_few_figures;

-- name: scope_sample
-- The reports in which marts that are views are looked at: up to 1,000 of those this audit looked at. As a list, because a
-- condition on a list of constants reaches the packed rows under a view, and a join does not.
CREATE OR REPLACE TEMP TABLE audit_scope_sample AS
SELECT report_id FROM audit_touched JOIN core.reports USING (report_id) ORDER BY hash(report_id) LIMIT 1000;
SET VARIABLE audit_sample = (SELECT coalesce(list(report_id), ['']) FROM audit_scope_sample);
CREATE OR REPLACE TEMP TABLE audit_scope_core AS
SELECT f.report_id, f.layout_id, f.table_code, f.row_code, f.column_code, f.value
FROM audit_scope_figures f JOIN core.revisions v USING (report_id, revision) SEMI JOIN audit_scope_sample s USING (report_id)
WHERE v.is_current;
-- The measures of their organs in all years: an indicator looks at the year before, too.
CREATE OR REPLACE TEMP TABLE audit_scope_panel AS
SELECT organ_id, scope, report_year, report_id, measure_code, layout_id, value FROM mart.panel
WHERE organ_id IN (SELECT organ_id FROM core.reports SEMI JOIN audit_scope_sample s USING (report_id));
CREATE OR REPLACE TEMP TABLE audit_scope_mart AS
SELECT report_id, revision, table_code, row_code, column_code, value, verdict, finding_count, is_clean
FROM mart.figures WHERE report_id IN getvariable('audit_sample');

-- name: expect_column
INSERT INTO audit_expected_columns VALUES (?, ?, ?);

-- name: uncovered
INSERT INTO audit_uncovered BY NAME
SELECT $1 AS check_id, $2 AS layout_id, $3 AS severity, $4 AS reports, $5 AS reports_evaluable, $6 AS least_share;

-- name: collect
INSERT INTO audit_wrong BY NAME
SELECT $check_id AS check_id, $severity AS severity, * FROM audit_wrong_rows;

-- name: take_units
DELETE FROM audit_units;
INSERT INTO audit_units BY NAME SELECT $check_id AS check_id, * FROM audit_unit_rows;
UPDATE audit_units SET scope = concat(scope, ' #', t.nth)      -- two wrong places of one kind are two findings
FROM (
    SELECT rowid AS row_id, row_number() OVER (
               PARTITION BY report_id, revision, organ_id, report_year, scope
               ORDER BY try_cast(facts->>'claim_no' AS INTEGER), found, left_value, zh) AS nth
    FROM audit_units WHERE holds = false QUALIFY nth > 1
) t WHERE audit_units.rowid = t.row_id;
INSERT INTO audit_check_counts
SELECT coalesce(report_id, ''), check_id, '', count(holds), count(*) FILTER (NOT holds), count(*) - count(holds)
FROM audit_units GROUP BY ALL;

-- name: take_cross
DELETE FROM audit_units;
INSERT INTO audit_units BY NAME
SELECT e.check_id, e.severity, e.report_id, e.revision, e.table_code, e.scope, e.holds, '=' AS relation, e.left_value, e.right_value,
       e.verdict
FROM audit_cross_equations e WHERE e.check_id = $check_id;
INSERT INTO audit_check_counts
SELECT report_id, check_id, '', count(holds), count(*) FILTER (NOT holds), count(*) - count(holds) FROM audit_units GROUP BY ALL;

-- name: gather_units
INSERT INTO audit_findings BY NAME
SELECT audit_finding_id(u.report_id, u.check_id, u.scope) AS finding_id,
       u.check_id, coalesce(u.severity, $severity) AS severity, u.report_id, u.revision, u.table_code, u.organ_id, u.report_year,
       u.scope, u.relation, $formula AS formula, u.left_value, u.right_value, u.left_value - u.right_value AS difference,
       u.figures, u.found, u.zh, u.en, coalesce(u.verdict, nullif($verdict, '')) AS verdict, u.facts
FROM audit_units u WHERE u.holds = false;
INSERT INTO audit_finding_terms BY NAME
SELECT audit_finding_id(report_id, check_id, scope) AS finding_id, unnest(terms, recursive := true), 0 AS years_back
FROM (SELECT report_id, revision, check_id, scope, terms FROM audit_units WHERE holds = false AND terms IS NOT NULL);

-- name: gather_cross_terms
INSERT INTO audit_finding_terms BY NAME
SELECT audit_finding_id(e.report_id, e.check_id, e.scope) AS finding_id, x.side, x.coefficient,
       CASE x.years_back WHEN 1 THEN p.before_id ELSE p.report_id END AS report_id,
       CASE x.years_back WHEN 1 THEN p.before_revision ELSE p.revision END AS revision,
       x.table_code, x.row_code, x.column_code, x.years_back
FROM audit_cross_equations e
JOIN audit_pairs p USING (report_id, revision)
JOIN audit_cross x ON x.check_id = e.check_id AND x.scope = e.scope
WHERE e.holds = false;

-- name: gather
INSERT INTO audit_findings BY NAME
SELECT audit_finding_id(t.report_id, i.check_id, i.scope) AS finding_id,
       i.check_id, coalesce(c.severity, 'error') AS severity, t.report_id, t.revision, t.table_code, t.layout_id, i.scope,
       i.relation, i.formula,
       b.left_value::DECIMAL(24, 6) AS left_value, b.right_value::DECIMAL(24, 6) AS right_value,
       (b.left_value - b.right_value)::DECIMAL(24, 6) AS difference
FROM audit_broken b
JOIN audit_identities i USING (identity_no)
JOIN audit_tables t ON t.report_no = b.report_no AND t.layout_id = i.layout_id
LEFT JOIN quality.checks c USING (check_id)
WHERE t.report_no <> 0;

INSERT INTO audit_finding_terms BY NAME
SELECT f.finding_id, t.side, t.coefficient, f.report_id, f.revision, f.table_code, t.row_code, t.column_code, 0 AS years_back
FROM audit_findings f JOIN audit_terms t USING (layout_id, check_id, scope);

-- name: gather_wrong
INSERT INTO audit_findings BY NAME
SELECT left(sha256(concat_ws('|', report_id, check_id, table_code, scope, found, nth)), 32) AS finding_id,
       * EXCLUDE (nth)
FROM (
    SELECT check_id, severity, report_id, revision, table_code, coalesce(scope, '') AS scope, figures, found, wanted,
           -- the same wrong row twice is two findings: number the twins, the newest revision first
           row_number() OVER (PARTITION BY check_id, report_id, table_code, scope, found ORDER BY revision DESC, wanted) AS nth
    FROM audit_wrong
    WHERE NOT starts_with(check_id, 'CANARY')
);

-- name: gather_uncovered
INSERT INTO audit_findings BY NAME
SELECT left(sha256(concat_ws('|', 'COVER', check_id, layout_id)), 32) AS finding_id,
       'COVER' AS check_id, severity, concat_ws(' ', check_id, nullif(layout_id, '')) AS scope, layout_id,
       reports_evaluable || ' / ' || reports AS found, '≥ ' || round(100 * least_share)::INTEGER || ' %' AS wanted,
       reports_evaluable AS left_value, reports AS right_value
FROM audit_uncovered;

-- name: clear
DELETE FROM audit_wrong;
DELETE FROM audit_uncovered;
DELETE FROM audit_findings;
DELETE FROM audit_finding_terms;
