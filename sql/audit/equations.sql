-- The identities (勾稽关系) over the current revisions of the reports in this audit. An equation is evaluated only when each
-- of its terms has a value (a blank that means 0 has the value 0); otherwise it is not evaluable, which is counted and never
-- a finding. Rules of one cell (no negative figure) are told from sums, because 200 of them a report need no join of terms.
-- The canary travels with the data: a planted report whose total is wrong, so that the same joins and the same sums must
-- find it in every audit.

-- name: canary
CREATE OR REPLACE TEMP TABLE audit_canary AS
SELECT * FROM (VALUES
    ('CANARY-EQUATION', 'left',  'part_1', 10::DECIMAL(24, 6)),
    ('CANARY-EQUATION', 'left',  'part_2', 1::DECIMAL(24, 6)),
    ('CANARY-EQUATION', 'right', 'total',  0::DECIMAL(24, 6)),     -- 10 + 1 is not 0: must be found
    ('CANARY-COVER',    'left',  'absent', NULL::DECIMAL(24, 6))   -- no value: must count as not evaluable
) AS planted(check_id, side, row_code, value);

-- name: sources
CREATE OR REPLACE TEMP TABLE audit_tables AS
SELECT t.report_id, t.revision, t.table_code, t.layout_id, s.report_no
FROM audit_scope_tables t JOIN audit_subjects s USING (report_id, revision)
UNION ALL SELECT '(canary)', 1, '(canary)', '(canary)', 0;

CREATE OR REPLACE TEMP TABLE audit_identities AS
SELECT row_number() OVER (ORDER BY layout_id, check_id, scope)::INTEGER AS identity_no, *
FROM (
    SELECT layout_id, check_id, scope, relation, "constant", formula FROM quality.identities
    UNION ALL SELECT DISTINCT '(canary)', check_id, 'canary', '=', 0, check_id FROM audit_canary
);

CREATE OR REPLACE TEMP TABLE audit_terms AS
SELECT i.identity_no, t.*
FROM (
    SELECT layout_id, check_id, scope, side, coefficient, row_code, column_code FROM quality.identity_terms
    UNION ALL SELECT '(canary)', check_id, 'canary', side, 1, row_code, 'canary' FROM audit_canary
) t
JOIN audit_identities i USING (layout_id, check_id, scope);

CREATE OR REPLACE TEMP TABLE audit_codes AS     -- a number for each cell of each layout, so that big joins compare integers
SELECT layout_id, row_code, column_code, row_number() OVER (ORDER BY layout_id, row_code, column_code)::INTEGER AS cell_no
FROM (SELECT DISTINCT layout_id, row_code, column_code FROM audit_terms);

CREATE OR REPLACE TEMP TABLE audit_sizes AS
SELECT t.identity_no, count(*) AS terms, count(*) FILTER (t.side = 'right') AS right_terms,
       count(*) = 1 AND any_value(i.relation) <> '=' AS is_of_one_cell
FROM audit_terms t JOIN audit_identities i USING (identity_no) GROUP BY t.identity_no;

CREATE OR REPLACE TEMP TABLE audit_values AS
SELECT t.report_no, n.cell_no, f.value
FROM audit_scope_figures f
JOIN audit_tables t USING (report_id, revision, table_code)
JOIN audit_codes n ON n.layout_id = f.layout_id AND n.row_code = f.row_code AND n.column_code = f.column_code
WHERE f.value IS NOT NULL
UNION ALL
SELECT 0, n.cell_no, c.value FROM audit_canary c JOIN audit_codes n ON n.layout_id = '(canary)' AND n.row_code = c.row_code
WHERE c.value IS NOT NULL;

-- name: evaluate
CREATE OR REPLACE TEMP TABLE audit_equations AS      -- sums that can be evaluated
WITH coefficients AS (
    SELECT n.cell_no, t.identity_no, z.terms, z.right_terms, any_value(i.relation) AS relation, any_value(i."constant") AS constant,
           sum(t.coefficient) FILTER (t.side = 'left') AS left_factor, sum(t.coefficient) FILTER (t.side = 'right') AS right_factor
    FROM audit_terms t
    JOIN audit_sizes z USING (identity_no)
    JOIN audit_identities i USING (identity_no)
    JOIN audit_codes n ON n.layout_id = t.layout_id AND n.row_code = t.row_code AND n.column_code = t.column_code
    WHERE NOT z.is_of_one_cell
    GROUP BY ALL
), sums AS (
    SELECT v.report_no, c.identity_no, any_value(c.relation) AS relation, any_value(c.constant) AS constant,
           any_value(c.right_terms) AS right_terms, any_value(c.terms) AS terms, count(*) AS found,
           coalesce(sum(v.value * c.left_factor), 0) AS left_value, coalesce(sum(v.value * c.right_factor), 0) AS right_sum
    FROM audit_values v JOIN coefficients c USING (cell_no)
    GROUP BY v.report_no, c.identity_no
)
SELECT report_no, identity_no, relation, left_value, right_value,
       CASE relation WHEN '=' THEN left_value = right_value
                     WHEN '<=' THEN left_value <= right_value
                     WHEN '>=' THEN left_value >= right_value
       END AS holds     -- an unknown relation is the critical check STRUCT-LAY-RELATION
FROM (SELECT *, CASE WHEN right_terms = 0 THEN constant ELSE right_sum END AS right_value FROM sums WHERE found = terms);

CREATE OR REPLACE TEMP TABLE audit_cell_rules AS
SELECT n.cell_no, t.identity_no, i.relation, i."constant" AS constant, i.layout_id, i.check_id
FROM audit_terms t
JOIN audit_sizes z USING (identity_no)
JOIN audit_identities i USING (identity_no)
JOIN audit_codes n ON n.layout_id = t.layout_id AND n.row_code = t.row_code AND n.column_code = t.column_code
WHERE z.is_of_one_cell;

CREATE OR REPLACE TEMP TABLE audit_broken AS        -- all equations that do not hold
SELECT e.report_no, e.identity_no, e.left_value, e.right_value FROM audit_equations e WHERE NOT e.holds
UNION ALL
SELECT v.report_no, r.identity_no, v.value, r.constant
FROM audit_values v JOIN audit_cell_rules r USING (cell_no)
WHERE CASE r.relation WHEN '<=' THEN v.value > r.constant
                      WHEN '>=' THEN v.value < r.constant
                      WHEN 'integer>=' THEN v.value <> floor(v.value) OR v.value < r.constant
      END;

-- name: evaluations
-- Per report and check: how often it was looked at. What a table has no value for was not.
CREATE OR REPLACE TEMP TABLE audit_evaluations AS
WITH wanted AS (SELECT layout_id, check_id, count(*) AS equations FROM audit_identities GROUP BY ALL),
looked AS (
    SELECT e.report_no, i.layout_id, i.check_id, count(*) AS evaluated
    FROM audit_equations e JOIN audit_identities i USING (identity_no) WHERE e.holds IS NOT NULL GROUP BY ALL
    UNION ALL
    SELECT v.report_no, r.layout_id, r.check_id, count(*) FROM audit_values v JOIN audit_cell_rules r USING (cell_no) GROUP BY ALL
),
sums AS (SELECT report_no, layout_id, check_id, sum(evaluated) AS evaluated FROM looked GROUP BY ALL),
wrong AS (
    SELECT b.report_no, i.layout_id, i.check_id, count(*) AS unexpected
    FROM audit_broken b JOIN audit_identities i USING (identity_no) GROUP BY ALL
)
SELECT t.report_id, w.check_id, t.layout_id, coalesce(s.evaluated, 0)::INTEGER AS evaluated,
       coalesce(x.unexpected, 0)::INTEGER AS unexpected, (w.equations - coalesce(s.evaluated, 0))::INTEGER AS not_evaluable
FROM audit_tables t
JOIN wanted w USING (layout_id)
LEFT JOIN sums s ON s.report_no = t.report_no AND s.layout_id = t.layout_id AND s.check_id = w.check_id
LEFT JOIN wrong x ON x.report_no = t.report_no AND x.layout_id = t.layout_id AND x.check_id = w.check_id;

-- name: measure
-- Over all reports of the warehouse: those of this audit, and the others as they were audited before.
WITH counted AS (
    SELECT report_id, check_id, layout_id, evaluated, unexpected, not_evaluable FROM audit_evaluations
    UNION ALL
    SELECT e.report_id, e.check_id, e.layout_id, e.evaluated, e.unexpected, e.not_evaluable
    FROM quality.evaluations e ANTI JOIN audit_touched t USING (report_id)
    WHERE e.layout_id <> ''
)
SELECT i.check_id, i.layout_id,
       coalesce(sum(c.evaluated), 0)::BIGINT                AS evaluated,
       coalesce(sum(c.unexpected), 0)::BIGINT               AS unexpected,
       coalesce(sum(c.not_evaluable), 0)::BIGINT            AS not_evaluable,
       count(c.report_id)                                   AS reports,
       count(c.report_id) FILTER (c.evaluated > 0)          AS reports_evaluable
FROM (SELECT DISTINCT check_id, layout_id FROM audit_identities) i
LEFT JOIN counted c USING (check_id, layout_id)
GROUP BY ALL
ORDER BY ALL;

-- name: identity_checks
SELECT i.layout_id, i.check_id, c.severity, c.status, c.title_zh, c.title_en, l.title_zh AS layout_zh, count(*) AS equations
FROM quality.identities i
LEFT JOIN quality.checks c USING (check_id)
LEFT JOIN core.layouts l USING (layout_id)
GROUP BY ALL
ORDER BY ALL;

-- name: catalogue
SELECT i.check_id, coalesce(c.severity, 'error'), coalesce(c.status, 'derived'), coalesce(c.title_zh, i.check_id),
       coalesce(c.title_en, i.check_id), coalesce(c.form, ''), min(i.formula) AS formula
FROM quality.identities i LEFT JOIN quality.checks c USING (check_id)
GROUP BY ALL ORDER BY ALL;
