-- Equations over two years: terms of a report and of that of the year before (catalogue: cross_year.yaml). Where a form has no
-- such cell in one of the years the equation does not apply; where a cell has no value it cannot be evaluated.

-- name: prepare
CREATE OR REPLACE TEMP TABLE audit_cross (
    check_id VARCHAR, scope VARCHAR, side VARCHAR, coefficient INTEGER, years_back INTEGER, table_code VARCHAR,
    row_code VARCHAR, column_code VARCHAR, severity VARCHAR, terms INTEGER, formula VARCHAR, short_verdict VARCHAR
);

-- name: cells_of_table
SELECT DISTINCT c.row_code, c.column_code
FROM core.layout_cells c JOIN core.layouts l USING (layout_id) WHERE l.table_code = $table_code ORDER BY ALL;

-- name: add_terms
INSERT INTO audit_cross BY NAME SELECT * FROM audit_cross_terms;

-- name: cells
CREATE OR REPLACE TEMP TABLE audit_cells AS     -- the cells that are followed over the years
SELECT f.report_id, f.revision, f.table_code, f.row_code, f.column_code, f.value, f.verdict
FROM audit_scope_figures f JOIN audit_subjects s USING (report_id, revision)
WHERE f.table_code IN ('proactive', 'stats_provincial')
   OR (f.table_code = 'applications' AND f.row_code IN ('new_received', 'carried_in', 'carried_forward'))
   OR (f.table_code = 'applications' AND f.row_code IN ('processed_total', 'other_fee_unpaid') AND f.column_code = 'total');

-- name: evaluate
CREATE OR REPLACE TEMP TABLE audit_cross_equations AS
WITH placed AS (
    SELECT p.report_id, p.revision, x.*, f.value
    FROM audit_cells f
    JOIN audit_cross x USING (table_code, row_code, column_code)
    JOIN audit_pairs p ON p.report_id = f.report_id
    WHERE x.years_back = 0
    UNION ALL
    SELECT p.report_id, p.revision, x.*, f.value
    FROM audit_cells f
    JOIN audit_cross x USING (table_code, row_code, column_code)
    JOIN audit_pairs p ON p.before_id = f.report_id
    WHERE x.years_back = 1
), sums AS (
    SELECT report_id, revision, check_id, scope, table_code, severity, formula, short_verdict, terms, count(*) AS cells, count(value) AS found,
           sum(value * coefficient) FILTER (side = 'left') AS left_value,
           sum(value * coefficient) FILTER (side = 'right') AS right_value
    FROM placed GROUP BY ALL
)
SELECT report_id, revision, check_id, scope, table_code, severity, formula,
       CASE WHEN found = terms THEN left_value END AS left_value, CASE WHEN found = terms THEN right_value END AS right_value,
       CASE WHEN found = terms THEN left_value = right_value END AS holds,
       -- a right side that falls short may have a reason that the form does not ask for
       CASE WHEN left_value > right_value THEN nullif(short_verdict, '') END AS verdict
FROM sums WHERE cells = terms;
