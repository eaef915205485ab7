-- Macros for the checks of texts.

-- name: macros
-- Sentences of twelve characters and more, without white space; shorter ones say nothing about copying.
CREATE OR REPLACE TEMP MACRO audit_sentences_of(t) AS
    list_distinct(list_filter(string_split_regex(regexp_replace(t, '[ \t\r\x{3000}\x{00a0}]+', '', 'g'), '[。；;！!\n]'), lambda x: length(x) >= 12));
CREATE OR REPLACE TEMP MACRO audit_claim(claim_no, claim_code, v, unit, expected, figures, raw_text, sentence, section_no, page, x0, top, x1, bottom, path, member) AS
    to_json({kind: 'claim', claim_no: claim_no, claim_code: claim_code, value: v, unit: unit, expected: expected, figures: figures,
             raw: raw_text, sentence: sentence, section_no: section_no, page: page, box: [x0, top, x1, bottom], path: path, member: member});

-- name: held_cells
-- Doubtful figures that another equation shows to be right.
CREATE OR REPLACE TEMP TABLE audit_held_cells AS
SELECT DISTINCT f.report_id, f.table_code, f.row_code, f.column_code, true AS is_held
FROM audit_scope_figures f
JOIN audit_tables t USING (report_id, revision, table_code)
JOIN audit_terms x ON x.layout_id = t.layout_id AND x.row_code = f.row_code AND x.column_code = f.column_code
JOIN audit_equations e ON e.report_no = t.report_no AND e.identity_no = x.identity_no
WHERE f.verdict = 'suspect' AND e.relation = '=' AND e.holds;
