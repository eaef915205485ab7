-- The identities (勾稽关系) over the current revision of every report. An equation is evaluated only when each of its terms
-- has a value (a blank that means 0 has the value 0); otherwise it is not evaluable, which is counted and never a finding.
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
CREATE OR REPLACE TEMP VIEW audit_tables AS
SELECT t.report_id, t.revision, t.table_code, t.layout_id
FROM core.report_tables t
JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current
UNION ALL SELECT '(canary)', 1, '(canary)', '(canary)';

CREATE OR REPLACE TEMP VIEW audit_identities AS
SELECT layout_id, check_id, scope, relation, "constant", formula FROM quality.identities
UNION ALL SELECT DISTINCT '(canary)', check_id, 'canary', '=', 0, check_id FROM audit_canary;

CREATE OR REPLACE TEMP VIEW audit_terms AS
SELECT layout_id, check_id, scope, side, coefficient, row_code, column_code FROM quality.identity_terms
UNION ALL SELECT '(canary)', check_id, 'canary', side, 1, row_code, 'canary' FROM audit_canary;

CREATE OR REPLACE TEMP VIEW audit_figures AS
SELECT report_id, revision, table_code, row_code, column_code, value FROM core.figures
UNION ALL SELECT '(canary)', 1, '(canary)', row_code, 'canary', value FROM audit_canary;

-- name: evaluate
CREATE OR REPLACE TEMP TABLE audit_equations AS
WITH sides AS (
    SELECT t.report_id, t.revision, t.table_code, t.layout_id, e.check_id, e.scope,
           count(*) = count(f.value) AS is_evaluable,
           coalesce(sum(f.value * e.coefficient) FILTER (e.side = 'left'), 0) AS left_value,
           sum(f.value * e.coefficient) FILTER (e.side = 'right') AS right_sum,
           count(*) FILTER (e.side = 'right') AS right_terms
    FROM audit_tables t
    JOIN audit_terms e USING (layout_id)
    LEFT JOIN audit_figures f
        ON  f.report_id = t.report_id AND f.revision = t.revision AND f.table_code = t.table_code
        AND f.row_code = e.row_code AND f.column_code = e.column_code
    GROUP BY ALL
)
SELECT s.report_id, s.revision, s.table_code, s.layout_id, s.check_id, s.scope, i.relation, i.formula, s.left_value,
       CASE WHEN s.right_terms = 0 THEN i."constant" ELSE s.right_sum END AS right_value,
       CASE WHEN NOT s.is_evaluable THEN NULL
            WHEN i.relation = '='         THEN s.left_value = CASE WHEN s.right_terms = 0 THEN i."constant" ELSE s.right_sum END
            WHEN i.relation = '<='        THEN s.left_value <= CASE WHEN s.right_terms = 0 THEN i."constant" ELSE s.right_sum END
            WHEN i.relation = '>='        THEN s.left_value >= CASE WHEN s.right_terms = 0 THEN i."constant" ELSE s.right_sum END
            WHEN i.relation = 'integer>=' THEN s.left_value = floor(s.left_value) AND s.left_value >= i."constant"
       END AS holds    -- NULL: not evaluable (an unknown relation is the critical check STRUCT-LAY-RELATION)
FROM sides s
JOIN audit_identities i USING (layout_id, check_id, scope);

-- name: measure
SELECT i.check_id, i.layout_id,
       count(e.holds)                                                  AS evaluated,
       count(*) FILTER (e.holds = false)                               AS unexpected,
       count(*) FILTER (e.report_id IS NOT NULL AND e.holds IS NULL)   AS not_evaluable,
       count(DISTINCT e.report_id)                                     AS reports,
       count(DISTINCT e.report_id) FILTER (e.holds IS NOT NULL)        AS reports_evaluable
FROM audit_identities i
LEFT JOIN audit_equations e USING (layout_id, check_id, scope)
GROUP BY ALL
ORDER BY ALL;

-- name: identity_checks
SELECT i.layout_id, i.check_id, c.severity, c.status, c.title_zh, c.title_en, l.title_zh AS layout_zh, count(*) AS equations
FROM quality.identities i
LEFT JOIN quality.checks c USING (check_id)
LEFT JOIN core.layouts l USING (layout_id)
GROUP BY ALL
ORDER BY ALL;
