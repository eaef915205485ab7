-- Structural checks of the marts, which are made in the build copy before it is judged: each must hold a line for everything
-- it speaks of, once, and say what core says. What is a view over figures is looked at for a sample of the reports of this
-- audit (audit_scope_sample): a join that multiplies or loses lines does so everywhere. A check returns the wrong rows.

-- check: MART-COMMENTS
-- table: mart.*
-- severity: error
-- zh: 每一列都有中英文说明
-- en: every column says what it means
SELECT concat_ws('.', schema_name, table_name) AS core_table, concat_ws('.', schema_name, table_name, column_name) AS scope,
       'no comment' AS found, 'a comment in both languages' AS wanted
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = 'mart' AND NOT internal AND NOT contains(coalesce(comment, ''), ' / ');

-- check: MART-ORGANS
-- table: mart.organs
-- severity: critical
-- zh: 每个机关恰有一行
-- en: one line for each organ
SELECT organ_id AS scope, coalesce(m.lines, 0) || ' rows' AS found, CASE WHEN o.organ_id IS NULL THEN 'no such organ' ELSE '1 row' END AS wanted
FROM core.organs o FULL JOIN (SELECT organ_id, count(*) AS lines FROM mart.organs GROUP BY organ_id) m USING (organ_id)
WHERE m.lines IS DISTINCT FROM 1 OR o.organ_id IS NULL;

-- check: MART-ORGAN-NAMES
-- table: mart.organ_names
-- severity: critical
-- zh: 每个名称都属于一个已有的机关，且不重复
-- en: every name belongs to an organ that exists, and stands once
SELECT concat_ws(' ', n.organ_id, n.printed_name, n.site_id) AS scope, count(*) || ' rows' AS found, '1 row of an organ of core.organs' AS wanted
FROM mart.organ_names n LEFT JOIN core.organs o USING (organ_id)
GROUP BY n.organ_id, n.printed_name, n.site_id, n.organ_name, n.method HAVING count(*) > 1 OR count(o.organ_id) = 0;

-- check: MART-UNRESOLVED
-- table: mart.unresolved_organs
-- severity: critical
-- zh: 恰为地区或机关未能确定的名称
-- en: exactly the names whose organ or region is not known
SELECT concat_ws(' ', u.organ_id, u.printed_name, u.site_id) AS scope, coalesce(o.unresolved_reason, 'resolved') AS found, 'a reason' AS wanted
FROM mart.unresolved_organs u LEFT JOIN core.organs o USING (organ_id)
WHERE o.unresolved_reason IS NULL;

-- check: MART-FINDINGS
-- table: mart.finding_figures
-- severity: critical
-- zh: 每行都是一个发现所涉的一格，不重复
-- en: every line is one cell of a finding that exists, once
SELECT f.report_id, f.revision, f.table_code, concat_ws(' ', f.finding_id, f.row_code, f.column_code) AS scope,
       CASE WHEN q.finding_id IS NULL THEN 'no such finding' ELSE count(*) || ' rows' END AS found, '1 row of a finding' AS wanted
FROM mart.finding_figures f LEFT JOIN (SELECT DISTINCT finding_id FROM quality.findings) q USING (finding_id)
GROUP BY f.report_id, f.revision, f.table_code, f.finding_id, f.row_code, f.column_code, q.finding_id
HAVING count(*) > 1 OR q.finding_id IS NULL;

-- check: MART-FIGURES
-- table: mart.figures
-- severity: critical
-- zh: 与现行版本的数一一对应，数值相同
-- en: one line for each figure of the current revisions, with its value
WITH wanted AS (SELECT report_id, count(*) AS figures, sum(value) AS total FROM audit_scope_core GROUP BY report_id),
found AS (SELECT report_id, count(*) AS figures, sum(value) AS total FROM audit_scope_mart GROUP BY report_id)
SELECT report_id, 'figures' AS scope, concat(coalesce(f.figures, 0), ' adding up to ', f.total) AS found,
       concat(coalesce(w.figures, 0), ' adding up to ', w.total) AS wanted
FROM wanted w FULL JOIN found f USING (report_id)
WHERE f.figures IS DISTINCT FROM w.figures OR f.total IS DISTINCT FROM w.total;

-- check: MART-CLEAN
-- table: mart.figures
-- severity: critical
-- zh: 标为无疑的数，没有发现，也不存疑
-- en: a figure marked clean has no finding and is not in doubt
SELECT m.report_id, m.revision, m.table_code, concat_ws('.', m.row_code, m.column_code) AS scope,
       concat(m.verdict, ', ', count(x.finding_id), ' findings') AS found, 'proved or read, no finding' AS wanted
FROM audit_scope_mart m
LEFT JOIN mart.finding_figures x USING (report_id, revision, table_code, row_code, column_code)
WHERE m.is_clean
GROUP BY m.report_id, m.revision, m.table_code, m.row_code, m.column_code, m.verdict
HAVING count(x.finding_id) > 0 OR m.verdict NOT IN ('proved', 'read');

-- check: MART-CORRECTED
-- table: mart.figures
-- severity: critical
-- zh: 每个有效的更正恰在一个数旁，原文数值不变
-- en: a correction in force stands beside one figure, whose printed value stays
SELECT c.report_id, c.table_code, concat_ws('.', c.row_code, c.column_code) AS scope,
       concat(count(m.report_id), ' figures corrected, printed ', any_value(m.value)) AS found, concat('1 figure, printed ', any_value(c.printed_value)) AS wanted
FROM quality.corrections c
JOIN (SELECT * FROM mart.figures WHERE report_id IN (SELECT report_id FROM quality.corrections)) m
    ON m.report_id = c.report_id AND m.table_code = c.table_code AND m.row_code = c.row_code AND m.column_code = c.column_code
GROUP BY c.report_id, c.table_code, c.row_code, c.column_code
HAVING count(*) > 1 OR bool_or(m.value IS DISTINCT FROM c.printed_value) OR bool_or(m.corrected_value IS DISTINCT FROM c.corrected_value);

-- check: MART-APPLICATIONS
-- table: mart.applications
-- severity: critical
-- zh: 表三每行恰有一行，总计与格相同
-- en: one line for each row of table 3, its total that of the cell
WITH wanted AS (
    SELECT report_id, row_code, max(value) FILTER (column_code = 'total') AS total
    FROM audit_scope_core WHERE table_code = 'applications' GROUP BY ALL
), found AS (
    SELECT report_id, row_code, count(*) AS lines, any_value(total) AS total
    FROM mart.applications SEMI JOIN audit_scope_sample s USING (report_id) GROUP BY ALL
)
SELECT report_id, 'applications' AS table_code, row_code AS scope, concat(coalesce(f.lines, 0), ' rows, total ', f.total) AS found,
       concat('1 row, total ', w.total) AS wanted
FROM wanted w FULL JOIN found f USING (report_id, row_code)
WHERE f.lines IS DISTINCT FROM 1 OR w.row_code IS NULL OR f.total IS DISTINCT FROM w.total;

-- check: MART-TABLES
-- table: mart.applications_long mart.proactive_disclosure mart.review_litigation mart.statistics_2014
-- severity: critical
-- zh: 各表视图的行数与该表的数相等
-- en: the views of single tables have as many lines as the table has figures
WITH wanted AS (
    SELECT CASE table_code WHEN 'applications' THEN 'mart.applications_long' WHEN 'proactive' THEN 'mart.proactive_disclosure'
               WHEN 'review_litigation' THEN 'mart.review_litigation' WHEN 'stats_2014' THEN 'mart.statistics_2014' END AS core_table,
           count(*) AS figures
    FROM audit_scope_core WHERE table_code IN ('applications', 'proactive', 'review_litigation', 'stats_2014') GROUP BY ALL
), found AS (
    SELECT 'mart.applications_long' AS core_table, count(*) AS figures FROM mart.applications_long SEMI JOIN audit_scope_sample s USING (report_id)
    UNION ALL SELECT 'mart.proactive_disclosure', count(*) FROM mart.proactive_disclosure SEMI JOIN audit_scope_sample s USING (report_id)
    UNION ALL SELECT 'mart.review_litigation', count(*) FROM mart.review_litigation SEMI JOIN audit_scope_sample s USING (report_id)
    UNION ALL SELECT 'mart.statistics_2014', count(*) FROM mart.statistics_2014 SEMI JOIN audit_scope_sample s USING (report_id)
)
SELECT core_table, core_table AS scope, coalesce(f.figures, 0)::VARCHAR AS found, coalesce(w.figures, 0)::VARCHAR AS wanted
FROM wanted w FULL JOIN found f USING (core_table) WHERE coalesce(f.figures, 0) <> coalesce(w.figures, 0);

-- check: MART-REPORTS
-- table: mart.reports
-- severity: critical
-- zh: 每份报告恰有一行，所述为现行版本；标为无疑者没有发现
-- en: one line for each report, of its current revision; one marked clean has no finding of a figure
SELECT report_id, r.revision, 'revision' AS scope,
       concat(coalesce(m.lines, 0), ' rows, revision ', m.revision, CASE WHEN m.is_clean THEN ', clean with findings' END) AS found,
       concat('1 row, revision ', r.revision) AS wanted
FROM (SELECT report_id, max(revision) FILTER (is_current) AS revision FROM core.revisions GROUP BY report_id) r
FULL JOIN (
    SELECT report_id, count(*) AS lines, max(revision) AS revision, bool_or(is_clean AND finding_count > findings_policy) AS is_clean
    FROM mart.reports GROUP BY report_id
) m USING (report_id)
WHERE m.lines IS DISTINCT FROM 1 OR m.revision IS DISTINCT FROM r.revision OR m.is_clean;

-- check: MART-CLAIMS
-- table: mart.claims
-- severity: critical
-- zh: 现行版本的每条陈述恰有一行
-- en: one line for each claim of the current revisions
SELECT report_id, 'claims' AS scope, coalesce(m.lines, 0)::VARCHAR AS found, coalesce(c.lines, 0)::VARCHAR AS wanted
FROM (SELECT c.report_id, count(*) AS lines FROM core.claims c JOIN core.revisions v USING (report_id, revision) WHERE v.is_current GROUP BY ALL) c
FULL JOIN (SELECT report_id, count(*) AS lines FROM mart.claims GROUP BY report_id) m USING (report_id)
WHERE m.lines IS DISTINCT FROM c.lines;

-- check: MART-FACTS
-- table: mart.text_facts
-- severity: critical
-- zh: 每份报告每项事实至多一行，且来自现行版本
-- en: one line at most for a fact of a report, and one the report states
SELECT report_id, fact_code AS scope, coalesce(m.lines, 0) || ' rows' AS found, CASE WHEN c.report_id IS NULL THEN 'none' ELSE '1 row' END AS wanted
FROM (SELECT DISTINCT c.report_id, c.claim_code AS fact_code FROM core.claims c JOIN core.revisions v USING (report_id, revision)
      WHERE v.is_current AND c.is_fact) c
FULL JOIN (SELECT report_id, fact_code, count(*) AS lines FROM mart.text_facts GROUP BY ALL) m USING (report_id, fact_code)
WHERE m.lines IS DISTINCT FROM 1 OR c.report_id IS NULL;

-- check: MART-PANEL
-- table: mart.panel
-- severity: critical
-- zh: 每机关、年度、口径、指标至多一行，属于已有报告
-- en: one line at most for organ, year, scope and measure, of a report that exists
SELECT any_value(p.report_id) AS report_id, concat_ws(' ', p.organ_id, p.report_year, p.scope, p.measure_code) AS scope,
       CASE WHEN count(r.report_id) = 0 THEN 'no such report' ELSE count(*) || ' rows' END AS found, '1 row of a report' AS wanted
FROM mart.panel p LEFT JOIN core.reports r ON r.report_id = p.report_id AND r.organ_id = p.organ_id AND r.report_year = p.report_year
GROUP BY p.organ_id, p.report_year, p.scope, p.measure_code HAVING count(*) > 1 OR count(r.report_id) = 0;

-- check: MART-INDICATORS
-- table: mart.indicators
-- severity: critical
-- zh: 每机关、年度、口径、比率至多一行，值为分子除以分母
-- en: one line at most for organ, year, scope and indicator, its value numerator by denominator
SELECT any_value(report_id) AS report_id, concat_ws(' ', organ_id, report_year, indicators.scope, indicator_code) AS scope,
       concat(count(*), ' rows, value ', any_value(value)) AS found,
       concat('1 row, ', any_value(numerator), ' / ', any_value(denominator)) AS wanted
FROM mart.indicators GROUP BY organ_id, report_year, indicators.scope, indicator_code
HAVING count(*) > 1 OR bool_or(value IS NULL <> (numerator IS NULL OR coalesce(denominator, 0) <= 0))
    OR bool_or(abs(value * denominator::DOUBLE - numerator::DOUBLE) > 1e-6 * greatest(1, abs(numerator::DOUBLE)));

-- check: MART-ROLLUP
-- table: mart.rollup
-- severity: critical
-- zh: 每地区、年度、指标至多一行，差为成员之和减汇总
-- en: one line at most for region, year and measure; the difference is members less what was printed
SELECT concat_ws(' ', region_code, report_year, measure_code) AS scope, concat(count(*), ' rows, difference ', any_value(difference)) AS found,
       concat('1 row, ', any_value(members_value), ' - ', any_value(printed_value)) AS wanted
FROM mart.rollup GROUP BY region_code, report_year, measure_code
HAVING count(*) > 1 OR bool_or(difference IS DISTINCT FROM members_value - printed_value) OR bool_or(members_with_value > members);

-- check: MART-COVERAGE
-- table: mart.coverage
-- severity: critical
-- zh: 每机关每年一行，有报告者恰为已有报告的年度
-- en: one line for organ and year; a report is there exactly where core has one
SELECT concat_ws(' ', organ_id, report_year) AS scope, concat(coalesce(m.lines, 0), ' rows, report: ', coalesce(m.has_report, false)) AS found,
       concat('1 row, report: ', r.organ_id IS NOT NULL) AS wanted
FROM (SELECT DISTINCT organ_id, report_year FROM core.reports) r
FULL JOIN (SELECT organ_id, report_year, count(*) AS lines, bool_or(has_report) AS has_report FROM mart.coverage GROUP BY ALL) m
    USING (organ_id, report_year)
WHERE m.lines IS DISTINCT FROM 1 OR m.has_report <> (r.organ_id IS NOT NULL);

-- check: MART-TEXT
-- table: mart.text
-- severity: critical
-- zh: 现行版本的每个部分恰有一行
-- en: one line for each section of the current revisions
WITH wanted AS (
    SELECT x.report_id, count(*) AS lines FROM core.sections x JOIN core.revisions v USING (report_id, revision)
    SEMI JOIN audit_scope_sample s USING (report_id) WHERE v.is_current GROUP BY x.report_id
), found AS (
    SELECT report_id, count(*) AS lines FROM mart.text SEMI JOIN audit_scope_sample s USING (report_id) GROUP BY report_id
)
SELECT report_id, 'sections' AS scope, coalesce(f.lines, 0)::VARCHAR AS found, coalesce(w.lines, 0)::VARCHAR AS wanted
FROM wanted w FULL JOIN found f USING (report_id) WHERE f.lines IS DISTINCT FROM w.lines;

-- check: MART-REVISIONS
-- table: mart.revisions
-- severity: critical
-- zh: 每行是再次发布所改的一格，不重复
-- en: every line is one cell that a re-publication changed, once
SELECT report_id, revision, table_code, concat_ws('.', row_code, column_code) AS scope,
       concat(count(*), ' rows, ', any_value(raw_before), ' → ', any_value(raw_after)) AS found, '1 row of a cell that differs' AS wanted
FROM mart.revisions GROUP BY report_id, revision, table_code, row_code, column_code
HAVING count(*) > 1 OR bool_and(raw_before IS NOT DISTINCT FROM raw_after AND value_before IS NOT DISTINCT FROM value_after
                                AND kind_before IS NOT DISTINCT FROM kind_after);
