-- Structural checks of core.figures, core.report_tables. A check is a query that returns the wrong rows: `scope` says which
-- row, `found` what stands there, `wanted` what must; none returned means it holds.

-- check: STRUCT-FIG-KEY
-- table: core.figures
-- severity: critical
-- zh: 同一报告版本的同一格只有一个数
-- en: one figure for each cell of a report revision
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope, scope AS figures,
       count(*) || ' rows' AS found, '1 row' AS wanted
FROM audit_scope_figures GROUP BY report_id, revision, table_code, row_code, column_code HAVING count(*) > 1;

-- check: STRUCT-FIG-REVISION
-- table: core.figures
-- severity: critical
-- zh: 每个数都属于一个已有的报告版本
-- en: every figure belongs to a revision that exists
SELECT f.report_id, f.revision, f.table_code, concat_ws('.', f.row_code, f.column_code) AS scope, scope AS figures,
       'no such revision' AS found, 'a row of core.revisions' AS wanted
FROM audit_scope_figures f ANTI JOIN core.revisions v USING (report_id, revision);

-- check: STRUCT-FIG-CELL
-- table: core.figures
-- severity: critical
-- zh: 每个数的代码都是所用表式的格
-- en: the codes of every figure are a cell of its layout
SELECT f.report_id, f.revision, f.table_code, concat_ws('.', f.row_code, f.column_code) AS scope, scope AS figures,
       f.layout_id || ' has no such cell' AS found, 'a row of core.layout_cells' AS wanted
FROM audit_scope_figures f ANTI JOIN core.layout_cells c USING (layout_id, row_code, column_code);

-- check: STRUCT-FIG-TABLE
-- table: core.figures
-- severity: critical
-- zh: 每个数的表与表式和已识别的表一致
-- en: table and layout of every figure are those of a table that was recognised
SELECT f.report_id, f.revision, f.table_code, concat_ws('.', f.row_code, f.column_code) AS scope, scope AS figures,
       f.layout_id AS found, coalesce(t.layout_id, 'a row of core.report_tables') AS wanted
FROM audit_scope_figures f LEFT JOIN core.report_tables t USING (report_id, revision, table_code)
WHERE t.layout_id IS DISTINCT FROM f.layout_id;

-- check: STRUCT-FIG-COUNT
-- table: core.figures
-- severity: critical
-- zh: 每张表的数与表式的格数相等（不丢、不造）
-- en: a table has as many figures as its layout has cells (nothing dropped, nothing invented)
SELECT t.report_id, t.revision, t.table_code, t.layout_id AS scope,
       coalesce(f.figures, 0)::VARCHAR AS found, l.cells::VARCHAR AS wanted
FROM audit_scope_tables t
JOIN (SELECT layout_id, count(*) AS cells FROM core.layout_cells GROUP BY layout_id) l USING (layout_id)
LEFT JOIN (SELECT report_id, revision, table_code, count(*) AS figures FROM audit_scope_figures GROUP BY ALL) f
    USING (report_id, revision, table_code)
WHERE coalesce(f.figures, 0) <> l.cells;

-- check: STRUCT-FIG-KIND
-- table: core.figures
-- severity: critical
-- zh: 数的类别是已知的六种之一
-- en: kind is number, zero, blank, dash, text or missing
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope, scope AS figures, kind AS found,
       'number | zero | blank | dash | text | missing' AS wanted
FROM audit_scope_figures WHERE kind NOT IN ('number', 'zero', 'blank', 'dash', 'text', 'missing');

-- check: STRUCT-FIG-VERDICT
-- table: core.figures
-- severity: critical
-- zh: 读数结论是已知的五种之一
-- en: verdict is proved, read, source_error, suspect or missing
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope, scope AS figures, verdict AS found,
       'proved | read | source_error | suspect | missing' AS wanted
FROM audit_scope_figures WHERE verdict NOT IN ('proved', 'read', 'source_error', 'suspect', 'missing');

-- check: STRUCT-FIG-KIND-VALUE
-- table: core.figures
-- severity: critical
-- zh: 类别与数值相符：缺失和文字无值，零为 0，数字有值
-- en: kind and value agree: missing and text have no value, zero is 0, a number has a value
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope, scope AS figures,
       concat(kind, ' with ', coalesce('value ' || value, 'no value')) AS found,
       CASE WHEN kind = 'number' THEN 'a value'
            WHEN kind = 'zero' THEN 'value 0'
            WHEN kind IN ('blank', 'dash') THEN 'no value or 0'
            WHEN kind IN ('text', 'missing') THEN 'no value' END AS wanted
FROM audit_scope_figures
WHERE (kind IN ('text', 'missing') AND value IS NOT NULL)
   OR (kind = 'zero' AND value IS DISTINCT FROM 0)
   OR (kind = 'number' AND value IS NULL)
   OR (kind IN ('blank', 'dash') AND value <> 0);

-- check: STRUCT-FIG-MISSING
-- table: core.figures
-- severity: critical
-- zh: 结论为缺失的数没有数值
-- en: a figure judged missing has no value
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope, scope AS figures,
       'missing with value ' || value AS found, 'no value' AS wanted
FROM audit_scope_figures WHERE verdict = 'missing' AND value IS NOT NULL;

-- check: STRUCT-FIG-NEGATIVE
-- table: core.figures
-- severity: error
-- zh: 没有勾稽关系管到的数也不为负（增减栏除外）
-- en: no negative figure where no identity looks (signed columns excepted)
SELECT f.report_id, f.revision, f.table_code, concat_ws('.', f.row_code, f.column_code) AS scope, scope AS figures,
       f.value::VARCHAR AS found, '≥ 0' AS wanted
FROM audit_scope_figures f
JOIN core.layout_cells c USING (layout_id, row_code, column_code)
ANTI JOIN quality.identity_terms e USING (layout_id, row_code, column_code)
WHERE f.value < 0 AND NOT c.is_signed;

-- check: STRUCT-FIG-MAGNITUDE
-- table: core.figures
-- severity: error
-- zh: 数值小于一千万亿（更大的是两格连读）
-- en: a figure is below 10^15 (a larger one is two cells read as one)
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope, scope AS figures,
       value::VARCHAR AS found, 'below 10^15' AS wanted
FROM audit_scope_figures WHERE abs(value) >= 1000000000000000;

-- check: STRUCT-FIG-UNIT
-- table: core.figures
-- severity: warning
-- zh: 单位与表式规定的一致
-- en: the unit is the one the form prescribes
SELECT f.report_id, f.revision, f.table_code, concat_ws('.', f.row_code, f.column_code) AS scope, scope AS figures,
       f.unit AS found, c.unit AS wanted
FROM audit_scope_figures f JOIN core.layout_cells c USING (layout_id, row_code, column_code)
WHERE c.unit <> '' AND f.unit <> c.unit;

-- check: STRUCT-FIG-PLACE
-- table: core.figures
-- severity: error
-- zh: 页码与方框是页面上的位置
-- en: page and box are a place on a page
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope, scope AS figures,
       concat_ws(' ', page, x0, top, x1, bottom) AS found, 'page ≥ 1, x0 ≤ x1, top ≤ bottom' AS wanted
FROM audit_scope_figures
WHERE page < 1 OR x0 > x1 OR top > bottom
   OR (x0 IS NULL)::INTEGER + (top IS NULL)::INTEGER + (x1 IS NULL)::INTEGER + (bottom IS NULL)::INTEGER NOT IN (0, 4);

-- check: STRUCT-FIG-ORIGIN
-- table: core.figures
-- severity: critical
-- zh: 来源为文字或图片，只有图片读数可被更正
-- en: a figure is of text or of a picture, and only a reading from a picture is ever corrected
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope, scope AS figures,
       concat(origin, ', corrected from ' || corrected_from) AS found, 'text | image; printed text is never corrected' AS wanted
FROM audit_scope_figures WHERE origin NOT IN ('text', 'image') OR (origin = 'text' AND corrected_from IS NOT NULL);

-- check: STRUCT-TAB-KEY
-- table: core.report_tables
-- severity: critical
-- zh: 同一报告版本的同一张表只有一行
-- en: one row for each table of a report revision
SELECT report_id, revision, table_code, table_code AS scope, count(*) || ' rows' AS found, '1 row' AS wanted
FROM core.report_tables GROUP BY report_id, revision, table_code HAVING count(*) > 1;

-- check: STRUCT-TAB-REVISION
-- table: core.report_tables
-- severity: critical
-- zh: 每张表都属于一个已有的报告版本
-- en: every table belongs to a revision that exists
SELECT t.report_id, t.revision, t.table_code, t.table_code AS scope,
       'no such revision' AS found, 'a row of core.revisions' AS wanted
FROM core.report_tables t ANTI JOIN core.revisions v USING (report_id, revision);

-- check: STRUCT-TAB-LAYOUT
-- table: core.report_tables
-- severity: critical
-- zh: 所用表式存在且属于这张表
-- en: the layout exists and is one of this table
SELECT t.report_id, t.revision, t.table_code, t.table_code AS scope,
       t.layout_id AS found, 'a layout of ' || t.table_code AS wanted
FROM core.report_tables t ANTI JOIN core.layouts l USING (layout_id, table_code);

-- check: STRUCT-TAB-ROWS
-- table: core.report_tables
-- severity: error
-- zh: 识别到的行数不超过表式的行数
-- en: rows found are at most the rows the layout has
SELECT t.report_id, t.revision, t.table_code, t.table_code AS scope,
       t.rows_found || ' of ' || t.rows_expected AS found, 'at most ' || l.form_rows AS wanted
FROM core.report_tables t
JOIN (SELECT layout_id, count(*) AS form_rows FROM core.layout_rows GROUP BY layout_id) l USING (layout_id)
WHERE t.rows_found NOT BETWEEN 0 AND t.rows_expected OR t.rows_expected <> l.form_rows;
