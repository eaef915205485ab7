-- What a finding is told with: the figures of its equation with labels and places, and whose mistake they say it is.

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

-- name: examples
SELECT f.check_id, coalesce(f.layout_id, '') AS layout_id, f.report_id, f.message_zh
FROM (
    SELECT a.check_id, a.layout_id, a.report_id, s.message_zh,
           row_number() OVER (PARTITION BY a.check_id, a.layout_id ORDER BY a.finding_id) AS nth
    FROM audit_findings a JOIN audit_sentences s USING (finding_id)
) f
WHERE f.nth <= $examples
ORDER BY ALL;
