-- Macros for the checks of texts.

-- name: macros
-- Sentences of twelve characters and more, without white space; shorter ones say nothing about copying.
CREATE OR REPLACE TEMP MACRO audit_sentences_of(t) AS
    list_distinct(list_filter(string_split_regex(regexp_replace(t, '[ \t\r\x{3000}\x{00a0}]+', '', 'g'), '[。；;！!\n]'), lambda x: length(x) >= 12));
CREATE OR REPLACE TEMP MACRO audit_claim(claim_no, claim_code, v, unit, expected, figures, raw_text, sentence, section_no, page, x0, top, x1, bottom, path, member) AS
    to_json({kind: 'claim', claim_no: claim_no, claim_code: claim_code, value: v, unit: unit, expected: expected, figures: figures,
             raw: raw_text, sentence: sentence, section_no: section_no, page: page, box: [x0, top, x1, bottom], path: path, member: member});

-- What the reading says of a label, in Chinese; words it does not know stay as they are. Quotes are those of the reading: '…' or "…".
CREATE OR REPLACE TEMP MACRO audit_label_zh(said) AS list_reduce([
    {said: said, way: '', zh: ''},
    {said: '', way: '^label [''"](.*)[''"] read as [''"](.*)[''"]$', zh: '「\1」读作「\2」'},
    {said: '', way: '^a row without a label, by its place [''"](.*)[''"]$', zh: '一行没有行名，按位置读作「\1」'},
    {said: '', way: '^label [''"](.*)[''"] beside a row is not part of the form$', zh: '行旁的「\1」不在表样中'},
    {said: '', way: '^label [''"](.*)[''"] is not part of the form$', zh: '「\1」不在表样中'},
    {said: '', way: '^number [''"](.*)[''"] stands where a label should.*$', zh: '行名处是数字「\1」，其上下各行存疑'},
    {said: '', way: '^header [''"](.*)[''"] read as [''"](.*)[''"] by its place among the others$', zh: '列名「\1」按位置读作「\2」'},
    {said: '', way: '^header [''"](.*)[''"] read by its place among the others$', zh: '列名「\1」按位置读出'},
    {said: '', way: '^header [''"](.*)[''"] stands in the place of [''"](.*)[''"]: its column was left out$', zh: '「\2」列的位置上是「\1」，该列未采'},
    {said: '', way: '^header [''"](.*)[''"] is not part of the form$', zh: '列名「\1」不在表样中'},
    {said: '', way: '^group label [''"](.*)[''"] is not printed$', zh: '没有印组名「\1」'},
    {said: '', way: '^(\d+) labels of the picture were read by likeness: (.*?)(?: and (\d+) more)?$', zh: '图片中有\1个名称按相似读出：\2'}
], lambda a, b: {said: regexp_replace(a.said, b.way, b.zh), way: '', zh: ''}).said;

-- name: held_cells
-- Doubtful figures that another equation shows to be right.
CREATE OR REPLACE TEMP TABLE audit_held_cells AS
SELECT DISTINCT f.report_id, f.table_code, f.row_code, f.column_code, true AS is_held
FROM audit_scope_figures f
JOIN audit_tables t USING (report_id, revision, table_code)
JOIN audit_terms x ON x.layout_id = t.layout_id AND x.row_code = f.row_code AND x.column_code = f.column_code
JOIN audit_equations e ON e.report_no = t.report_no AND e.identity_no = x.identity_no
WHERE f.verdict = 'suspect' AND e.relation = '=' AND e.holds;
