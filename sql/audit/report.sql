-- What the static quality report shows. Read-only queries over a published (or build) warehouse.

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

-- name: issues
SELECT i.level, i.code, i.message, i.place, coalesce(m.url, i.item_id) AS url, r.status, r.report_id
FROM raw.issues i
LEFT JOIN raw.items m USING (item_id)
LEFT JOIN raw.readings r USING (reading_id)
ORDER BY CASE i.level WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, url, i.issue_no;

-- name: failed_fetches
SELECT outcome, status, url, message FROM ops.fetches WHERE outcome IN ('refused', 'failed') ORDER BY fetched_at DESC, url;

-- name: equations_of_checks
SELECT check_id, layout_id, scope, formula FROM quality.identities ORDER BY ALL;

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
WHERE v.is_current AND t.report_id IN (SELECT unnest($ids)) ORDER BY t.report_id, t.table_code;

-- name: sections
SELECT s.report_id, s.section_no, s.title, s.text
FROM core.sections s JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current AND s.report_id IN (SELECT unnest($ids)) ORDER BY s.report_id, s.section_no;

-- name: claims
SELECT c.report_id, c.claim_code, c.is_fact, c.value, c.unit, c.is_approximate, c.expected, c.status, c.reason, c.figures,
       c.sentence, c.section_no, c.raw_text
FROM core.claims c JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current AND c.report_id IN (SELECT unnest($ids)) ORDER BY c.report_id, c.claim_no;

-- name: witnesses
SELECT w.report_id, w.field, w.source, w.value, w.text
FROM core.witnesses w JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current AND w.report_id IN (SELECT unnest($ids)) ORDER BY w.report_id, w.position;

-- name: sources
SELECT s.report_id, i.url, i.list_title FROM core.sources s JOIN raw.items i USING (item_id)
WHERE s.report_id IN (SELECT unnest($ids)) ORDER BY s.report_id, i.url;

-- name: figures
SELECT f.report_id, f.table_code, f.row_code, f.column_code, f.value, f.kind, f.raw_text, f.unit, f.verdict, f.page, f.path
FROM core.figures f JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current AND f.report_id IN (SELECT unnest($ids)) ORDER BY f.report_id, f.table_code, f.row_code, f.column_code;

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
WHERE f.report_id IN (SELECT unnest($ids))
ORDER BY ALL;

-- name: cited_cells
SELECT f.report_id, c.table_code, c.row_code, c.column_code, f.finding_id, f.severity, f.message_zh, f.message_en, true AS is_result
FROM quality.findings f
JOIN (
    SELECT finding_id, CASE WHEN len(parts) = 3 THEN parts[1] ELSE own_table END AS table_code, parts[-2] AS row_code, parts[-1] AS column_code
    FROM (SELECT finding_id, table_code AS own_table, string_split(trim(unnest(string_split(figures, ','))), '.') AS parts
          FROM quality.findings WHERE figures <> '' AND report_id IN (SELECT unnest($ids)))
    WHERE len(parts) BETWEEN 2 AND 3
) c USING (finding_id)
WHERE NOT EXISTS (
    SELECT 1 FROM core.report_tables t JOIN quality.identity_terms e ON e.layout_id = t.layout_id
    WHERE t.report_id = f.report_id AND t.revision = f.revision AND t.table_code = f.table_code AND e.check_id = f.check_id AND e.scope = f.scope
)
ORDER BY ALL;

-- name: report_issues
SELECT i.level, i.code, i.message, i.place, r.report_id
FROM raw.issues i JOIN raw.readings r USING (reading_id)
WHERE r.report_id IN (SELECT unnest($ids))
ORDER BY CASE i.level WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, i.reading_id, i.issue_no;

-- name: report_findings
SELECT f.finding_id, f.check_id, f.severity, f.report_id, f.table_code, f.scope, f.figures, f.formula, f.left_value, f.right_value,
       f.difference, f.message_zh, f.message_en, k.fingerprint, k.verdict, coalesce(c.title_zh, f.check_id) AS check_zh,
       coalesce(c.title_en, f.check_id) AS check_en
FROM quality.findings f
JOIN review_keys k USING (finding_id)
LEFT JOIN quality.checks c USING (check_id)
WHERE f.report_id IN (SELECT unnest($ids))
ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'error' THEN 2 WHEN 'warning' THEN 3 ELSE 4 END, f.check_id, f.scope, f.finding_id;

-- name: revision_changes
SELECT n.report_id, n.revision, n.table_code, n.row_code, n.column_code, o.value AS before_value, o.raw_text AS before_raw,
       n.value AS after_value, n.raw_text AS after_raw, coalesce(y.label_zh, n.row_code) AS row_zh, coalesce(y.label_en, n.row_code) AS row_en,
       coalesce(x.label_zh, n.column_code) AS column_zh, coalesce(x.label_en, n.column_code) AS column_en
FROM core.figures n
JOIN core.revisions v ON v.report_id = n.report_id AND v.revision = n.revision
LEFT JOIN core.figures o ON o.report_id = n.report_id AND o.revision = n.revision - 1 AND o.table_code = n.table_code
    AND o.row_code = n.row_code AND o.column_code = n.column_code
LEFT JOIN core.layout_rows y ON y.layout_id = n.layout_id AND y.row_code = n.row_code
LEFT JOIN core.layout_columns x ON x.layout_id = n.layout_id AND x.column_code = n.column_code
WHERE n.report_id IN (SELECT unnest($ids)) AND n.revision > 1 AND n.value IS DISTINCT FROM o.value
ORDER BY n.report_id, n.revision, n.table_code, y.position, x.position;

-- name: revisions
SELECT r.report_id, r.organ_id, o.name AS organ, r.report_year, r.scope, v.revision, v.title, v.published_date, v.status,
       v.source_url, v.blob_sha256, v.first_seen_at, v.is_current, v.content_sha256
FROM core.reports r
JOIN core.organs o USING (organ_id)
JOIN core.revisions v USING (report_id)
WHERE r.report_id IN (SELECT unnest($ids))
ORDER BY r.report_id, v.revision;

-- name: summaries
SELECT r.report_id, r.organ_id, o.name AS organ, r.report_year, r.scope, left(v.title, 200) AS title,
       (SELECT count(*) FROM core.report_tables t WHERE t.report_id = r.report_id AND t.revision = v.revision) AS tables,
       coalesce(f.findings, 0) AS findings, coalesce(f.worst, '') AS worst
FROM core.reports r
JOIN core.organs o USING (organ_id)
JOIN core.revisions v ON v.report_id = r.report_id AND v.is_current
LEFT JOIN (
    SELECT report_id, count(*) AS findings,
           CASE min(CASE severity WHEN 'critical' THEN 1 WHEN 'error' THEN 2 WHEN 'warning' THEN 3 ELSE 4 END)
               WHEN 1 THEN 'critical' WHEN 2 THEN 'error' WHEN 3 THEN 'warning' ELSE 'info' END AS worst
    FROM quality.findings GROUP BY report_id
) f ON f.report_id = r.report_id
ORDER BY o.name, r.report_year, r.scope, r.report_id;

-- name: checks
WITH audited AS (
    SELECT run_id FROM quality.expectation_results ORDER BY rowid DESC LIMIT 1
), holds AS (
    SELECT check_id, sum(evaluated)::BIGINT AS evaluated, sum(unexpected)::BIGINT AS unexpected, bool_and(success) AS success
    FROM quality.expectation_results
    WHERE run_id IN (FROM audited) AND NOT starts_with(expectation, 'expect_equations_to_be_evaluable')
    GROUP BY check_id
), cover AS (
    SELECT check_id, sum(evaluated)::BIGINT AS reports, sum(evaluated - unexpected)::BIGINT AS reports_evaluable
    FROM quality.expectation_results
    WHERE run_id IN (FROM audited) AND starts_with(expectation, 'expect_equations_to_be_evaluable')
    GROUP BY check_id
), found AS (
    SELECT check_id, count(*) AS findings, count(DISTINCT report_id) AS reports_failing FROM quality.findings GROUP BY check_id
), known AS (
    SELECT check_id FROM quality.checks UNION SELECT check_id FROM quality.catalogue UNION SELECT check_id FROM found
)
SELECT n.check_id, coalesce(k.severity, c.severity, 'error') AS severity, coalesce(k.basis, c.status, 'technical') AS basis,
       coalesce(k.title_zh, c.title_zh, n.check_id) AS title_zh, coalesce(k.title_en, c.title_en, n.check_id) AS title_en,
       coalesce(nullif(k.form, ''), c.form, '') AS form, coalesce(k.clause, '') AS clause, coalesce(k.formula, '') AS formula,
       coalesce(k.family, CASE WHEN c.status = 'structural' THEN 'structure' ELSE 'arithmetic' END) AS family,
       coalesce(k.meaning_zh, '') AS meaning_zh, coalesce(k.meaning_en, '') AS meaning_en,
       coalesce(k.least_share, 0) AS least_share, h.evaluated, h.unexpected, h.success, v.reports, v.reports_evaluable,
       coalesce(f.findings, 0) AS findings, coalesce(f.reports_failing, 0) AS reports_failing
FROM known n
LEFT JOIN quality.checks c USING (check_id)
LEFT JOIN quality.catalogue k USING (check_id)
LEFT JOIN holds h USING (check_id)
LEFT JOIN cover v USING (check_id)
LEFT JOIN found f USING (check_id)
WHERE NOT starts_with(n.check_id, 'CANARY')
ORDER BY coalesce(k.family = 'structure', c.status = 'structural', false), k.position, n.check_id;

-- name: corrected_cells
SELECT report_id, figure, corrected_value FROM review_corrections WHERE report_id IN (SELECT unnest($ids));

-- name: layouts_hash
SELECT sha256(string_agg(concat_ws('|', layout_id, form, title_zh, title_en), ';' ORDER BY layout_id))
    || (SELECT sha256(string_agg(concat_ws('|', layout_id, row_code, label_zh, label_en, position), ';' ORDER BY layout_id, row_code)) FROM core.layout_rows)
    || (SELECT sha256(string_agg(concat_ws('|', layout_id, column_code, label_zh, label_en, position), ';' ORDER BY layout_id, column_code)) FROM core.layout_columns)
FROM core.layouts;
