-- What several checks of figures need: aggregates beside their members, contents of whole tables, cells that a re-publication
-- changed, and macros for messages and evidence.

-- name: macros
CREATE OR REPLACE TEMP MACRO audit_number(v) AS
    CASE WHEN v IS NULL THEN '无' WHEN v = trunc(v) THEN v::DECIMAL(38, 0)::VARCHAR ELSE rtrim(v::DECIMAL(24, 6)::VARCHAR, '0') END;
CREATE OR REPLACE TEMP MACRO audit_two_years(before_id, before_revision, now_id, now_revision, t, r, c) AS
    [{side: 'left', coefficient: 1, report_id: before_id, revision: before_revision, table_code: t, row_code: r, column_code: c},
     {side: 'right', coefficient: 1, report_id: now_id, revision: now_revision, table_code: t, row_code: r, column_code: c}];
CREATE OR REPLACE TEMP MACRO audit_level_zh(level) AS
    MAP {'national': '国家级', 'province': '省级', 'prefecture': '市级', 'county': '县级', 'township': '乡级'}[level];
CREATE OR REPLACE TEMP MACRO audit_kind_zh(kind) AS
    MAP {'government': '政府', 'department': '部门', 'township': '乡镇街道', 'zone': '开发区', 'vertical_system': '垂直管理系统',
         'institution': '事业单位', 'other': '其他', 'unknown': '类别不明'}[kind];

-- name: labels
CREATE OR REPLACE TEMP TABLE audit_labels AS
SELECT l.table_code, c.row_code, c.column_code, any_value(r.label_zh ORDER BY l.era DESC) AS row_zh,
       any_value(r.label_en ORDER BY l.era DESC) AS row_en, any_value(k.label_zh ORDER BY l.era DESC) AS column_zh,
       any_value(k.label_en ORDER BY l.era DESC) AS column_en, min(r.position) AS row_position, min(k.position) AS column_position
FROM core.layout_cells c
JOIN core.layouts l USING (layout_id)
LEFT JOIN core.layout_rows r ON r.layout_id = c.layout_id AND r.row_code = c.row_code
LEFT JOIN core.layout_columns k ON k.layout_id = c.layout_id AND k.column_code = c.column_code
GROUP BY ALL;

-- name: aggregates
-- Members of an aggregate: own reports of organs of its region (a township's region is its county), and the aggregates of the
-- regions right below. Systems led from above and institutions report in other lines. Complete: every known one is there.
CREATE OR REPLACE TEMP TABLE audit_aggregates AS
SELECT report_id, revision, report_year, region_code
FROM audit_subjects
WHERE scope = 'aggregate' AND region_code IS NOT NULL AND is_resolved AND kind IN ('government', 'department');

CREATE OR REPLACE TEMP TABLE audit_members AS
SELECT a.report_id AS aggregate_id, m.report_id, m.revision, m.organ_id, m.organ_name, true AS is_own
FROM audit_aggregates a
JOIN audit_current m ON m.region_code = a.region_code AND m.report_year = a.report_year
WHERE m.scope = 'own' AND m.is_resolved AND m.kind IN ('government', 'department', 'township', 'zone')
UNION ALL
SELECT a.report_id, m.report_id, m.revision, m.organ_id, m.organ_name, false
FROM audit_aggregates a
JOIN core.regions g ON g.parent_code = a.region_code
JOIN audit_current m ON m.region_code = g.region_code AND m.report_year = a.report_year
WHERE m.scope = 'aggregate' AND m.is_resolved AND m.kind IN ('government', 'department')
QUALIFY row_number() OVER (PARTITION BY a.report_id, g.region_code ORDER BY m.kind DESC, m.organ_name) = 1;

CREATE OR REPLACE TEMP TABLE audit_completeness AS
WITH known AS (
    SELECT region_code, count(DISTINCT organ_id) AS organs FROM audit_current
    WHERE scope = 'own' AND is_resolved AND kind IN ('government', 'department', 'township', 'zone') GROUP BY region_code
), below AS (
    SELECT parent_code AS region_code, count(*) AS regions FROM core.regions WHERE last_year IS NULL GROUP BY parent_code
)
SELECT a.report_id AS aggregate_id, count(m.report_id) AS members,
       count(m.report_id) FILTER (m.is_own) >= coalesce(any_value(k.organs), 0)
           AND count(m.report_id) FILTER (NOT m.is_own) >= coalesce(any_value(b.regions), 0)
           AND count(m.report_id) >= 3 AS is_complete
FROM audit_aggregates a
LEFT JOIN audit_members m ON m.aggregate_id = a.report_id
LEFT JOIN known k ON k.region_code = a.region_code
LEFT JOIN below b ON b.region_code = a.region_code
GROUP BY a.report_id;

CREATE OR REPLACE TEMP TABLE audit_member_keys AS
SELECT reading_key, report_id, revision FROM core.revisions
SEMI JOIN (SELECT report_id, revision FROM audit_aggregates UNION SELECT report_id, revision FROM audit_members) USING (report_id, revision);
CREATE OR REPLACE TEMP TABLE audit_member_packed AS FROM raw.packed_figures SEMI JOIN audit_member_keys USING (reading_key);
CREATE OR REPLACE TEMP TABLE audit_aggregate_cells AS
WITH figures AS (
    SELECT k.report_id, k.revision, f.table_code, f.row_code, f.column_code, f.layout_id, f.value
    FROM raw.figures_of('audit_member_packed') f JOIN audit_member_keys k USING (reading_key)
), printed AS (
    SELECT f.* FROM figures f JOIN audit_aggregates a USING (report_id, revision)
    WHERE f.table_code IN ('proactive', 'applications', 'review_litigation')
), of_members AS (
    SELECT m.aggregate_id, f.table_code, f.row_code, f.column_code, f.layout_id, count(f.value) AS members_with_value,
           sum(f.value) AS members_value, max(f.value) FILTER (m.is_own) AS largest_value,
           arg_max({organ_name: m.organ_name, report_id: m.report_id, value: f.value}, f.value) FILTER (m.is_own) AS largest,
           list({organ_name: m.organ_name, report_id: m.report_id, value: f.value} ORDER BY f.value DESC, m.organ_name)[:60] AS member_list
    FROM audit_members m
    JOIN figures f ON f.report_id = m.report_id AND f.revision = m.revision
    WHERE f.table_code IN ('proactive', 'applications', 'review_litigation')
    GROUP BY ALL
)
SELECT p.report_id, p.revision, p.table_code, p.row_code, p.column_code, p.value, y.is_signed, c.members, c.is_complete, o.members_with_value,
       o.members_value, o.largest_value, o.largest, o.member_list, concat_ws('·', n.row_zh, n.column_zh) AS label_zh,
       concat_ws(' · ', n.row_en, n.column_en) AS label_en
FROM printed p
JOIN audit_completeness c ON c.aggregate_id = p.report_id
JOIN of_members o ON o.aggregate_id = p.report_id AND o.table_code = p.table_code AND o.row_code = p.row_code
    AND o.column_code = p.column_code AND o.layout_id = p.layout_id
JOIN core.layout_cells y ON y.layout_id = p.layout_id AND y.row_code = p.row_code AND y.column_code = p.column_code
LEFT JOIN audit_labels n ON n.table_code = p.table_code AND n.row_code = p.row_code AND n.column_code = p.column_code;

-- name: contents
CREATE OR REPLACE TEMP TABLE audit_table_contents AS
SELECT v.report_no, n.layout_id, bit_xor(hash(concat(v.cell_no, '=', v.value))) AS content, count(*) FILTER (v.value <> 0) AS above_zero
FROM audit_values v JOIN audit_codes n USING (cell_no)
GROUP BY v.report_no, n.layout_id;

-- name: revised
CREATE OR REPLACE TEMP TABLE audit_revised AS
WITH later AS (
    SELECT s.report_id, s.revision, max(v.revision) AS before_revision
    FROM audit_subjects s
    JOIN core.revisions v ON v.report_id = s.report_id AND v.revision < s.revision AND v.blob_sha256 <> s.blob_sha256
    GROUP BY ALL
), now_cells AS (SELECT l.before_revision, f.* FROM audit_scope_figures f JOIN later l USING (report_id, revision)),
before_cells AS (
    SELECT l.revision AS later_revision, f.* FROM audit_scope_figures f
    JOIN later l ON l.report_id = f.report_id AND l.before_revision = f.revision
), changed AS (
    SELECT coalesce(n.report_id, b.report_id) AS report_id,
           concat_ws('.', coalesce(n.table_code, b.table_code), coalesce(n.row_code, b.row_code), coalesce(n.column_code, b.column_code)) AS code,
           b.value AS value_before, n.value AS value_after, b.raw_text AS raw_before, n.raw_text AS raw_after,
           coalesce(n.table_code, b.table_code) AS table_code, coalesce(n.row_code, b.row_code) AS row_code,
           coalesce(n.column_code, b.column_code) AS column_code
    FROM now_cells n
    FULL JOIN before_cells b ON b.report_id = n.report_id AND b.table_code = n.table_code AND b.row_code = n.row_code
        AND b.column_code = n.column_code
    WHERE n.value IS DISTINCT FROM b.value
)
SELECT l.report_id, l.revision, l.before_revision,
       coalesce(list({code: c.code, value_before: c.value_before, value_after: c.value_after, raw_before: c.raw_before,
                      raw_after: c.raw_after} ORDER BY c.code) FILTER (c.code IS NOT NULL), []) AS cells,
       min_by(coalesce(concat_ws('·', n.row_zh, n.column_zh), c.code), c.code) AS first_zh,
       min_by(coalesce(concat_ws(' · ', n.row_en, n.column_en), c.code), c.code) AS first_en
FROM later l
LEFT JOIN changed c USING (report_id)
LEFT JOIN audit_labels n USING (table_code, row_code, column_code)
GROUP BY ALL;
