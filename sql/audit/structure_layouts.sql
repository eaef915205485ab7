-- Structural checks of the dimensions that come from the layout files, and of the columns of every core table. A check is a
-- query that returns the wrong rows: `scope` says which row, `found` what stands there, `wanted` what must.

-- check: STRUCT-LAY-CELL
-- table: core.layouts
-- severity: critical
-- zh: 每个表式都有行、列和格，格的代码都存在
-- en: every layout has cells, and their codes are rows and columns of it
SELECT concat_ws('.', c.layout_id, c.row_code, c.column_code) AS scope, 'no such row or column' AS found,
       'rows of core.layout_rows and core.layout_columns' AS wanted
FROM core.layout_cells c
LEFT JOIN core.layout_rows r USING (layout_id, row_code)
LEFT JOIN core.layout_columns k USING (layout_id, column_code)
WHERE r.row_code IS NULL OR k.column_code IS NULL
UNION ALL
SELECT l.layout_id, 'no cell', 'at least one cell' FROM core.layouts l ANTI JOIN core.layout_cells c USING (layout_id);

-- check: STRUCT-LAY-TERM
-- table: core.layouts
-- severity: critical
-- zh: 勾稽关系的每一项都是表式的格
-- en: every term of an identity is a cell of its layout
SELECT concat_ws('.', e.layout_id, e.check_id, e.scope, e.row_code, e.column_code) AS scope,
       'no such cell' AS found, 'a row of core.layout_cells' AS wanted
FROM quality.identity_terms e ANTI JOIN core.layout_cells c USING (layout_id, row_code, column_code);

-- check: STRUCT-LAY-RELATION
-- table: core.layouts
-- severity: critical
-- zh: 勾稽关系的符号已知，左边有项，检查已登记
-- en: an identity has a known relation, terms on its left and a registered check
SELECT concat_ws('.', i.layout_id, i.check_id, i.scope) AS scope,
       concat_ws(', ', 'relation ' || i.relation, count(e.side) || ' left terms',
                 CASE WHEN c.check_id IS NULL THEN 'check not registered' END) AS found,
       '= | <= | >= | integer>=, at least 1 left term, a row of quality.checks' AS wanted
FROM quality.identities i
LEFT JOIN quality.identity_terms e
    ON e.layout_id = i.layout_id AND e.check_id = i.check_id AND e.scope = i.scope AND e.side = 'left'
LEFT JOIN quality.checks c ON c.check_id = i.check_id
GROUP BY i.layout_id, i.check_id, i.scope, i.relation, c.check_id
HAVING count(e.side) = 0 OR i.relation NOT IN ('=', '<=', '>=', 'integer>=') OR c.check_id IS NULL;

-- check: STRUCT-LAY-IDENTITY
-- table: core.layouts
-- severity: critical
-- zh: 每张已识别的表都有勾稽关系可查
-- en: every layout in use has identities to check it by
SELECT DISTINCT t.layout_id AS scope, 'no identity' AS found, 'at least one identity' AS wanted
FROM core.report_tables t ANTI JOIN quality.identities i USING (layout_id);

-- check: STRUCT-TYPES
-- table: *
-- severity: critical
-- zh: 各列及其类型与建表文件一致
-- en: columns and their types are those of the schema files
SELECT x.core_table, concat_ws('.', x.core_table, x.column_name) AS scope,
       coalesce(c.data_type, 'no such column') AS found, x.data_type AS wanted
FROM audit_expected_columns x
LEFT JOIN duckdb_columns() c
    ON  c.database_name = current_database() AND concat_ws('.', c.schema_name, c.table_name) = x.core_table
    AND c.column_name = x.column_name
WHERE c.data_type IS DISTINCT FROM x.data_type;

-- check: CANARY-ROWS
-- table: canary
-- severity: critical
-- zh: 金丝雀：故意的坏行，必须被查出
-- en: canary, a planted wrong row that must be found
SELECT '(canary)' AS report_id, row_code AS scope, value::VARCHAR AS found, 'nothing' AS wanted
FROM audit_canary WHERE value = 0;
