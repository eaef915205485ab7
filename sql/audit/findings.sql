-- Findings: every place where a check does not hold, with ids that depend only on what the finding is about, so that the same
-- data gives the same rows. Those of reports that this audit did not look at stay as they are.

-- name: prepare
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
SELECT e.check_id, e.severity, e.report_id, e.revision, e.table_code, e.scope, e.holds, '=' AS relation, e.left_value, e.right_value
FROM audit_cross_equations e WHERE e.check_id = $check_id;
INSERT INTO audit_check_counts
SELECT report_id, check_id, '', count(holds), count(*) FILTER (NOT holds), count(*) - count(holds) FROM audit_units GROUP BY ALL;

-- name: gather_units
INSERT INTO audit_findings BY NAME
SELECT left(sha256(concat_ws('|', u.report_id, u.revision, u.check_id, u.scope)), 32) AS finding_id,
       u.check_id, coalesce(u.severity, $severity) AS severity, u.report_id, u.revision, u.table_code, u.organ_id, u.report_year,
       u.scope, u.relation, $formula AS formula, u.left_value, u.right_value, u.left_value - u.right_value AS difference,
       u.figures, u.found, u.zh, u.en, coalesce(u.verdict, nullif($verdict, '')) AS verdict, u.facts
FROM audit_units u WHERE u.holds = false;
INSERT INTO audit_finding_terms BY NAME
SELECT left(sha256(concat_ws('|', report_id, revision, check_id, scope)), 32) AS finding_id, unnest(terms, recursive := true), 0 AS years_back
FROM (SELECT report_id, revision, check_id, scope, terms FROM audit_units WHERE holds = false AND terms IS NOT NULL);

-- name: gather_cross_terms
INSERT INTO audit_finding_terms BY NAME
SELECT left(sha256(concat_ws('|', e.report_id, e.revision, e.check_id, e.scope)), 32) AS finding_id, x.side, x.coefficient,
       CASE x.years_back WHEN 1 THEN p.before_id ELSE p.report_id END AS report_id,
       CASE x.years_back WHEN 1 THEN p.before_revision ELSE p.revision END AS revision,
       x.table_code, x.row_code, x.column_code, x.years_back
FROM audit_cross_equations e
JOIN audit_pairs p USING (report_id, revision)
JOIN audit_cross x ON x.check_id = e.check_id AND x.scope = e.scope
WHERE e.holds = false;

-- name: gather
INSERT INTO audit_findings BY NAME
SELECT left(sha256(concat_ws('|', t.report_id, t.revision, i.check_id, i.scope)), 32) AS finding_id,
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
SELECT left(sha256(concat_ws('|', report_id, revision, check_id, table_code, scope, found, nth)), 32) AS finding_id,
       * EXCLUDE (nth)
FROM (
    SELECT check_id, severity, report_id, revision, table_code, coalesce(scope, '') AS scope, figures, found, wanted,
           -- the same wrong row twice is two findings: number the twins
           row_number() OVER (PARTITION BY check_id, report_id, revision, table_code, scope, found ORDER BY wanted) AS nth
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

-- name: term_values
CREATE OR REPLACE TEMP TABLE audit_term_keys AS
SELECT reading_key, report_id, revision FROM core.revisions SEMI JOIN audit_finding_terms USING (report_id, revision);
CREATE OR REPLACE TEMP TABLE audit_term_packed AS FROM raw.packed_figures SEMI JOIN audit_term_keys USING (reading_key);
CREATE OR REPLACE TEMP TABLE audit_term_values AS
WITH figures AS (SELECT k.report_id, k.revision, f.* FROM raw.figures_of('audit_term_packed') f JOIN audit_term_keys k USING (reading_key))
SELECT t.finding_id, t.side, t.coefficient, t.report_id, t.revision, t.table_code, t.row_code, t.column_code, t.years_back,
       c.report_year, v.value, v.raw_text, v.kind, v.verdict, v.page, v.x0, v.top, v.x1, v.bottom, v.path, v.member, v.origin,
       coalesce(r.label_zh, n.row_zh, t.row_code) AS row_zh, coalesce(r.label_en, n.row_en, t.row_code) AS row_en,
       coalesce(k.label_zh, n.column_zh, t.column_code) AS column_zh, coalesce(k.label_en, n.column_en, t.column_code) AS column_en,
       coalesce(r.position, n.row_position) AS row_position, coalesce(k.position, n.column_position) AS column_position
FROM audit_finding_terms t
LEFT JOIN figures v USING (report_id, revision, table_code, row_code, column_code)
LEFT JOIN audit_current c ON c.report_id = t.report_id
LEFT JOIN core.layout_rows r ON r.layout_id = v.layout_id AND r.row_code = t.row_code
LEFT JOIN core.layout_columns k ON k.layout_id = v.layout_id AND k.column_code = t.column_code
LEFT JOIN audit_labels n ON n.table_code = t.table_code AND n.row_code = t.row_code AND n.column_code = t.column_code;

-- name: terms
SELECT f.finding_id, f.relation, f.left_value, f.right_value,
       t.side, t.coefficient, t.row_code, t.column_code, t.value,
       -- over two years the label that tells the terms apart names the year as well
       t.row_zh || CASE WHEN f.layout_id IS NULL AND NOT y.is_one_row THEN '（' || t.report_year || '年）' ELSE '' END AS row_zh,
       t.row_en || CASE WHEN f.layout_id IS NULL AND NOT y.is_one_row THEN ' (' || t.report_year || ')' ELSE '' END AS row_en,
       t.column_zh || CASE WHEN f.layout_id IS NULL AND y.is_one_row THEN '（' || t.report_year || '年）' ELSE '' END AS column_zh,
       t.column_en || CASE WHEN f.layout_id IS NULL AND y.is_one_row THEN ' (' || t.report_year || ')' ELSE '' END AS column_en
FROM audit_findings f JOIN audit_term_values t USING (finding_id)
JOIN (SELECT finding_id, count(DISTINCT row_code) = 1 AS is_one_row FROM audit_term_values GROUP BY finding_id) y USING (finding_id)
WHERE f.relation IS NOT NULL AND f.zh IS NULL
ORDER BY f.finding_id, t.side, t.years_back DESC, t.row_position, t.column_position, t.row_code, t.column_code;

-- name: others
SELECT f.finding_id, f.check_id, f.scope, f.found, f.wanted, f.zh, f.en
FROM audit_findings f
WHERE f.relation IS NULL OR f.zh IS NOT NULL
ORDER BY f.finding_id;

-- name: verdicts
-- Whose mistake an equation is. Readings agree where none of its figures is in doubt (a second reading gave the same), or where
-- every doubtful figure stands in another equation that holds: a misread figure would break that one too.
CREATE OR REPLACE TEMP TABLE audit_verdicts AS
SELECT v.finding_id,
       CASE WHEN bool_or(v.verdict = 'suspect' AND c.is_held IS NULL) THEN 'extraction_suspect' ELSE 'source_error' END AS verdict,
       to_json(list({side: v.side, coefficient: v.coefficient, year: v.report_year, report_id: v.report_id, revision: v.revision,
                     'table': v.table_code, 'row': v.row_code, 'column': v.column_code, row_zh: v.row_zh, row_en: v.row_en,
                     column_zh: v.column_zh, column_en: v.column_en, value: v.value, raw: v.raw_text, kind: v.kind,
                     verdict: v.verdict, is_confirmed: c.is_held IS NOT NULL, page: v.page,
                     box: CASE WHEN v.x0 IS NOT NULL THEN [v.x0, v.top, v.x1, v.bottom] END, path: v.path, member: v.member,
                     origin: v.origin}
                    ORDER BY v.side, v.years_back DESC, v.row_position, v.column_position, v.row_code, v.column_code)) AS terms,
       string_agg(concat(v.report_year, v.table_code, v.row_code, v.column_code, '=', v.value), ';'
                  ORDER BY v.report_year, v.table_code, v.row_code, v.column_code) AS term_values,
       string_agg(concat_ws('.', v.table_code, v.row_code, v.column_code), ','
                  ORDER BY v.side, v.row_position, v.column_position) FILTER (v.years_back = 0) AS codes
FROM audit_term_values v
LEFT JOIN audit_held_cells c USING (report_id, table_code, row_code, column_code)
GROUP BY v.finding_id;

-- name: wrong_rows
SELECT check_id, coalesce(core_table, '') AS core_table, count(*) AS unexpected FROM (
    SELECT check_id, core_table FROM audit_wrong
    UNION ALL       -- rows of reports that this audit did not look at, still wrong as before
    SELECT f.check_id, NULL FROM quality.findings f ANTI JOIN audit_touched t USING (report_id)
    WHERE f.check_id NOT IN (SELECT unnest($whole::VARCHAR[])) AND f.report_id IS NOT NULL
) GROUP BY ALL;

-- name: check_counts
WITH counted AS (
    SELECT report_id, check_id, evaluated, unexpected, not_evaluable FROM audit_check_counts
    UNION ALL
    SELECT e.report_id, e.check_id, e.evaluated, e.unexpected, e.not_evaluable
    FROM quality.evaluations e ANTI JOIN audit_touched t USING (report_id)
    WHERE e.layout_id = '' AND e.report_id <> ''
)
SELECT check_id, sum(evaluated)::BIGINT, sum(unexpected)::BIGINT, sum(not_evaluable)::BIGINT, count(*) AS reports,
       count(*) FILTER (evaluated > 0) AS reports_evaluable
FROM counted GROUP BY check_id ORDER BY check_id;

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

-- name: mart_counts
-- Lines of the marts that are tables; of a view, the reports it is looked at in.
SELECT concat('mart.', table_name) AS core_table, estimated_size AS row_count
FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'mart'
UNION ALL
SELECT concat('mart.', view_name), (SELECT count(*) FROM audit_scope_sample)
FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'mart' AND NOT internal;

-- name: schema_columns
SELECT schema_name || '.' || table_name AS core_table, column_name, data_type
FROM duckdb_columns() WHERE schema_name = 'core' ORDER BY ALL;

-- name: before
CREATE OR REPLACE TEMP TABLE audit_before AS SELECT finding_id, fingerprint, first_run_id FROM quality.findings;

-- name: forget
DELETE FROM quality.findings
WHERE report_id IS NULL OR report_id IN (SELECT report_id FROM audit_touched)
   OR check_id IN (SELECT unnest($whole::VARCHAR[])) OR report_id NOT IN (SELECT report_id FROM core.reports);

-- name: clear
DELETE FROM audit_wrong;
DELETE FROM audit_uncovered;
DELETE FROM audit_findings;
DELETE FROM audit_finding_terms;

-- name: store
INSERT INTO quality.findings BY NAME
WITH completed AS (
    SELECT f.*, coalesce(f.organ_id, r.organ_id) AS of_organ, coalesce(f.report_year, r.report_year) AS of_year, r.scope AS of_scope,
           s.message_zh, s.message_en, s.figures AS codes, v.verdict AS term_verdict, v.terms, v.term_values,
           CASE WHEN f.layout_id IS NULL THEN v.codes END AS term_codes
    FROM audit_findings f
    JOIN audit_sentences s USING (finding_id)
    LEFT JOIN audit_verdicts v USING (finding_id)
    LEFT JOIN core.reports r ON r.report_id = f.report_id
)
SELECT c.finding_id, c.check_id, c.severity, c.report_id, c.revision, c.table_code, c.scope,
       coalesce(c.figures, c.term_codes, c.codes, '') AS figures, coalesce(nullif(c.formula, ''), c.wanted, '') AS formula,
       c.left_value, c.right_value, c.difference, c.message_zh, c.message_en,
       -- a check's own verdict is of figures that were read without doubt
       CASE WHEN c.term_verdict = 'extraction_suspect' THEN c.term_verdict
            ELSE coalesce(c.verdict, c.term_verdict, $verdicts->>c.check_id, 'extraction_suspect') END AS verdict,
       sha256(concat_ws('|', c.check_id, coalesce(c.of_organ, ''), coalesce(c.of_year, 0), coalesce(c.of_scope, ''),
              CASE WHEN starts_with(c.scope, 'revision ') THEN '' ELSE c.scope END,
              concat_ws('~', c.term_values, c.left_value, c.right_value, c.found, c.wanted))) AS fingerprint,
       c.of_organ AS organ_id, c.of_year AS report_year,
       json_merge_patch(
           coalesce(c.facts, CASE WHEN c.terms IS NOT NULL THEN json_object('kind', 'equation')
                         ELSE json_object('kind', 'row', 'found', c.found, 'wanted', c.wanted) END),
           CASE WHEN c.terms IS NOT NULL THEN json_object('relation', coalesce(c.relation, '='), 'terms', c.terms) ELSE '{}'::JSON END
       ) AS evidence,
       $run_id AS first_run_id
FROM completed c
QUALIFY row_number() OVER (PARTITION BY c.finding_id) = 1
ORDER BY c.finding_id;
UPDATE quality.findings SET first_run_id = b.first_run_id
FROM (SELECT fingerprint, min(first_run_id) AS first_run_id FROM audit_before WHERE fingerprint <> '' AND first_run_id <> '' GROUP BY fingerprint) b
WHERE quality.findings.fingerprint = b.fingerprint AND quality.findings.first_run_id = $run_id AND b.first_run_id <> $run_id;

-- name: store_evaluations
DELETE FROM quality.evaluations WHERE report_id = '' OR report_id IN (SELECT report_id FROM audit_touched);
INSERT INTO quality.evaluations BY NAME
SELECT * FROM (FROM audit_evaluations WHERE report_id <> '(canary)' UNION ALL BY NAME FROM audit_check_counts)
ORDER BY report_id, check_id;

-- name: changes
SELECT (SELECT count(*) FROM quality.findings ANTI JOIN audit_before USING (finding_id)) AS findings_new,
       (SELECT count(*) FROM audit_before ANTI JOIN quality.findings USING (finding_id)) AS findings_gone;

-- name: store_audit
DELETE FROM quality.audits WHERE run_id = $run_id;
DELETE FROM quality.load_counts WHERE run_id = $run_id;
INSERT INTO quality.audits BY NAME
SELECT $run_id AS run_id, $audited_at::TIMESTAMP AS audited_at, $reports AS reports, $reports_audited AS reports_audited,
       (SELECT count(*) FROM quality.findings) AS findings, $findings_new AS findings_new, $findings_gone AS findings_gone,
       $is_held AS is_held;
INSERT INTO quality.load_counts BY NAME
SELECT $run_id AS run_id, f.check_id, f.severity, f.verdict, count(*) AS findings,
       count(*) FILTER (b.fingerprint IS NULL) AS findings_new
FROM quality.findings f LEFT JOIN (SELECT DISTINCT fingerprint FROM audit_before) b USING (fingerprint)
GROUP BY ALL;

-- name: store_catalogue
DELETE FROM quality.catalogue;
INSERT INTO quality.catalogue BY NAME SELECT * FROM audit_catalogue;

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
