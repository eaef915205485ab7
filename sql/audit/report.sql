-- What the static quality report shows. Read-only queries over a published (or build) warehouse.

-- name: use
USE nianbao;    -- the name under which warehouse.connection.open_reading attaches the file

-- name: totals
SELECT (SELECT count(*) FROM core.organs)                                          AS organs,
       (SELECT count(*) FROM core.reports)                                         AS reports,
       (SELECT count(*) FROM core.revisions)                                       AS revisions,
       (SELECT count(*) FROM core.figures f JOIN core.revisions v USING (report_id, revision) WHERE v.is_current) AS figures,
       (SELECT count(DISTINCT report_id) FROM quality.findings WHERE severity IN ('critical', 'error')) AS reports_with_errors,
       (SELECT count(*) FROM quality.findings)                                     AS findings;

-- name: verdicts
SELECT f.verdict, count(*) AS figures
FROM core.figures f JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current GROUP BY ALL ORDER BY figures DESC, verdict;

-- name: last_run
SELECT run_id, started_at, finished_at, outcome, message FROM ops.runs ORDER BY started_at DESC LIMIT 1;

-- name: stages
SELECT stage, seconds, counts FROM ops.stages WHERE run_id = $run_id;

-- name: findings
SELECT f.finding_id, f.check_id, f.severity, f.report_id, f.revision, f.table_code, f.scope, f.figures, f.formula,
       f.left_value, f.right_value, f.difference, f.message_zh, f.message_en,
       o.name AS organ, r.report_year, r.scope AS report_scope, coalesce(c.title_zh, f.check_id) AS check_zh,
       coalesce(c.title_en, f.check_id) AS check_en
FROM quality.findings f
LEFT JOIN core.reports r USING (report_id)
LEFT JOIN core.organs o USING (organ_id)
LEFT JOIN quality.checks c USING (check_id)
ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'error' THEN 2 WHEN 'warning' THEN 3 ELSE 4 END,
         o.name, r.report_year, f.check_id, f.scope, f.finding_id;

-- name: issues
SELECT i.level, i.code, i.message, i.place, coalesce(m.url, i.item_id) AS url, r.status, r.report_id
FROM raw.issues i
LEFT JOIN raw.items m USING (item_id)
LEFT JOIN raw.readings r USING (reading_id)
ORDER BY CASE i.level WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, url, i.issue_no;

-- name: failed_fetches
SELECT outcome, status, url, message FROM ops.fetches WHERE outcome IN ('refused', 'failed') ORDER BY fetched_at DESC, url;

-- name: checks
WITH holds AS (
    SELECT check_id, sum(evaluated)::BIGINT AS evaluated, sum(unexpected)::BIGINT AS unexpected, bool_and(success) AS success
    FROM quality.expectation_results
    WHERE run_id = $run_id AND NOT starts_with(expectation, 'expect_equations_to_be_evaluable')
    GROUP BY check_id
), cover AS (
    SELECT check_id, sum(evaluated)::BIGINT AS reports, sum(evaluated - unexpected)::BIGINT AS reports_evaluable
    FROM quality.expectation_results
    WHERE run_id = $run_id AND starts_with(expectation, 'expect_equations_to_be_evaluable')
    GROUP BY check_id
), found AS (
    SELECT check_id, count(*) AS findings, count(DISTINCT report_id) AS reports_failing FROM quality.findings GROUP BY check_id
)
SELECT c.check_id, c.severity, c.status, c.title_zh, c.title_en, c.form,
       h.evaluated, h.unexpected, h.success, v.reports, v.reports_evaluable,
       coalesce(f.findings, 0) AS findings, coalesce(f.reports_failing, 0) AS reports_failing
FROM quality.checks c
LEFT JOIN holds h USING (check_id)
LEFT JOIN cover v USING (check_id)
LEFT JOIN found f USING (check_id)
ORDER BY c.status = 'structural', c.check_id;

-- name: audited_run
SELECT run_id FROM quality.expectation_results ORDER BY rowid DESC LIMIT 1;

-- name: equations_of_checks
SELECT check_id, layout_id, scope, formula FROM quality.identities ORDER BY ALL;

-- name: reports
SELECT r.report_id, o.name AS organ, r.report_year, r.scope, v.revision, v.title, v.published_date, v.status,
       v.source_url, v.blob_sha256, v.first_seen_at, v.is_current, v.content_sha256
FROM core.reports r
JOIN core.organs o USING (organ_id)
JOIN core.revisions v USING (report_id)
ORDER BY o.name, r.report_year, r.scope, r.report_id, v.revision;

-- name: layouts
SELECT layout_id, table_code, era, form, title_zh, title_en FROM core.layouts ORDER BY ALL;

-- name: layout_groups
SELECT layout_id, group_code, parent_code, label_zh, label_en FROM core.layout_groups ORDER BY layout_id, position;

-- name: layout_rows
SELECT layout_id, row_code, group_code, label_zh, label_en FROM core.layout_rows ORDER BY layout_id, position;

-- name: layout_columns
SELECT layout_id, column_code, label_zh, label_en FROM core.layout_columns ORDER BY layout_id, position;

-- name: layout_cells
SELECT layout_id, row_code, column_code FROM core.layout_cells ORDER BY ALL;

-- name: tables
SELECT t.report_id, t.table_code, t.layout_id, t.rows_found, t.rows_expected, t.place
FROM core.report_tables t JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current ORDER BY t.report_id, t.table_code;

-- name: sections
SELECT s.report_id, s.section_no, s.title, s.text
FROM core.sections s JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current ORDER BY s.report_id, s.section_no;

-- name: claims
SELECT c.report_id, c.claim_code, c.is_fact, c.value, c.unit, c.is_approximate, c.expected, c.status, c.reason, c.figures,
       c.sentence, c.section_no, c.raw_text
FROM core.claims c JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current ORDER BY c.report_id, c.claim_no;

-- name: witnesses
SELECT w.report_id, w.field, w.source, w.value, w.text
FROM core.witnesses w JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current ORDER BY w.report_id, w.position;

-- name: sources
SELECT s.report_id, i.url, i.list_title FROM core.sources s JOIN raw.items i USING (item_id) ORDER BY s.report_id, i.url;

-- name: figures
SELECT f.report_id, f.table_code, f.row_code, f.column_code, f.value, f.kind, f.raw_text, f.unit, f.verdict, f.page, f.path
FROM core.figures f JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current ORDER BY f.report_id;

-- name: marked_cells
SELECT f.report_id, f.table_code, e.row_code, e.column_code, f.finding_id, f.severity, f.message_zh, f.message_en,
       -- the printed total is what a reviewer looks at; the parts are marked lightly
       e.side = 'right' OR NOT EXISTS (
           SELECT 1 FROM quality.identity_terms x
           WHERE x.layout_id = e.layout_id AND x.check_id = e.check_id AND x.scope = e.scope AND x.side = 'right'
       ) AS is_result
FROM quality.findings f
JOIN core.report_tables t USING (report_id, revision, table_code)
JOIN quality.identity_terms e ON e.layout_id = t.layout_id AND e.check_id = f.check_id AND e.scope = f.scope
ORDER BY ALL;
