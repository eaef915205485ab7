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
-- zh: 报告署名的每个名称都在，属于一个已有的机关，且不重复
-- en: every name that a report was signed with is there, once, and belongs to an organ that exists
WITH wanted AS (
    SELECT DISTINCT n.organ_id, n.printed_name, n.site_id, n.organ_name, n.method
    FROM core.organ_names n JOIN raw.items i ON i.site_id = n.site_id
    JOIN raw.readings r ON r.item_id = i.item_id AND r.organ_name = n.printed_name AND r.report_id IS NOT NULL
), found AS (SELECT organ_id, printed_name, site_id, organ_name, method, count(*) AS lines FROM mart.organ_names GROUP BY ALL)
SELECT concat_ws(' ', organ_id, printed_name, site_id) AS scope, concat(coalesce(f.lines, 0), ' rows') AS found, '1 row of an organ of core.organs' AS wanted
FROM wanted w FULL JOIN found f USING (organ_id, printed_name, site_id, organ_name, method)
WHERE f.lines IS DISTINCT FROM 1 OR w.organ_id IS NULL OR organ_id NOT IN (SELECT organ_id FROM core.organs);

-- check: MART-UNRESOLVED
-- table: mart.unresolved_organs
-- severity: critical
-- zh: 恰为地区或机关未能确定的名称
-- en: exactly the names whose organ or region is not known
WITH wanted AS (
    SELECT DISTINCT n.organ_id, n.printed_name, n.site_id FROM mart.organ_names n JOIN core.organs o USING (organ_id) WHERE o.unresolved_reason IS NOT NULL
), found AS (SELECT organ_id, printed_name, site_id, count(*) AS lines FROM mart.unresolved_organs GROUP BY ALL)
SELECT concat_ws(' ', organ_id, printed_name, site_id) AS scope, concat(coalesce(f.lines, 0), ' rows') AS found,
       CASE WHEN w.organ_id IS NULL THEN 'none: it is resolved' ELSE 'a reason' END AS wanted
FROM wanted w FULL JOIN found f USING (organ_id, printed_name, site_id)
WHERE w.organ_id IS NULL OR f.organ_id IS NULL;

-- check: MART-FINDINGS
-- table: mart.finding_figures
-- severity: critical
-- zh: 每个使数值存疑的发现都在，每行是其中一格，不重复
-- en: every finding that casts doubt on figures is there, each line one cell of it, once
WITH wanted AS (
    SELECT DISTINCT f.finding_id FROM quality.findings f JOIN core.revisions v USING (report_id, revision)
    WHERE v.is_current AND contains(f.figures, '.') AND f.severity <> 'info' AND coalesce(f.verdict, '') NOT IN ('policy', 'coverage')
), found AS (
    SELECT finding_id, count(*) AS lines, count(DISTINCT (table_code, row_code, column_code)) AS cells FROM mart.finding_figures GROUP BY finding_id
)
SELECT finding_id AS scope, concat(coalesce(f.lines, 0), ' rows of ', coalesce(f.cells, 0), ' cells') AS found,
       CASE WHEN w.finding_id IS NULL THEN 'no such finding' ELSE 'a row of each cell' END AS wanted
FROM wanted w FULL JOIN found f USING (finding_id)
WHERE w.finding_id IS NULL OR f.finding_id IS NULL OR f.lines <> f.cells;

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
-- severity: error
-- zh: 每个有效的更正恰在一个数旁，原文数值不变
-- en: a correction in force stands beside one figure, whose printed value stays
SELECT c.report_id, c.table_code, concat_ws('.', c.row_code, c.column_code) AS scope,
       concat(count(m.report_id), ' figures corrected, printed ', any_value(m.value)) AS found, concat('1 figure, printed ', any_value(c.printed_value)) AS wanted
FROM quality.corrections c
LEFT JOIN (SELECT * FROM mart.figures WHERE report_id IN (SELECT report_id FROM quality.corrections)) m
    ON m.report_id = c.report_id AND m.table_code = c.table_code AND m.row_code = c.row_code AND m.column_code = c.column_code
GROUP BY c.report_id, c.table_code, c.row_code, c.column_code
HAVING count(m.report_id) <> 1 OR bool_or(m.value IS DISTINCT FROM c.printed_value) OR bool_or(m.corrected_value IS DISTINCT FROM c.corrected_value);

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
    FROM mart.applications WHERE report_id IN getvariable('audit_sample') GROUP BY ALL
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
    SELECT 'mart.applications_long' AS core_table, count(*) AS figures FROM mart.applications_long WHERE report_id IN getvariable('audit_sample')
    UNION ALL SELECT 'mart.proactive_disclosure', count(*) FROM mart.proactive_disclosure WHERE report_id IN getvariable('audit_sample')
    UNION ALL SELECT 'mart.review_litigation', count(*) FROM mart.review_litigation WHERE report_id IN getvariable('audit_sample')
    UNION ALL SELECT 'mart.statistics_2014', count(*) FROM mart.statistics_2014 WHERE report_id IN getvariable('audit_sample')
)
SELECT core_table, core_table AS scope, coalesce(f.figures, 0)::VARCHAR AS found, coalesce(w.figures, 0)::VARCHAR AS wanted
FROM wanted w FULL JOIN found f USING (core_table) WHERE coalesce(f.figures, 0) <> coalesce(w.figures, 0);

-- check: MART-REPORTS
-- table: mart.reports
-- severity: critical
-- zh: 每份报告恰有一行，所述为现行版本，发现数与格数相符；标为无疑者没有发现
-- en: one line for each report, of its current revision, with its counts of findings and figures; one marked clean has no finding of a figure
WITH wanted AS (
    SELECT v.report_id, v.revision, v.source_url, count(f.finding_id) AS findings, count(f.finding_id) FILTER (f.severity <> 'info') AS doubts
    FROM core.revisions v LEFT JOIN quality.findings f USING (report_id, revision) WHERE v.is_current GROUP BY ALL
), figures AS (SELECT report_id, count(*) AS figures FROM audit_scope_core GROUP BY report_id),
found AS (
    SELECT report_id, count(*) AS lines, max(revision) AS revision, max(source_url) AS source_url, bool_or(is_clean AND findings_critical + findings_error + findings_warning > findings_policy) AS is_clean,
           max(findings_critical + findings_error + findings_warning + findings_info) AS findings, max(finding_count) AS doubts, max(figure_count) AS figures
    FROM mart.reports GROUP BY report_id
)
SELECT report_id, w.revision, 'counts' AS scope,
       concat(coalesce(m.lines, 0), ' rows, revision ', m.revision, ', ', m.findings, ' findings, ', m.figures, ' figures', CASE WHEN m.is_clean THEN ', clean with findings' END) AS found,
       concat('1 row, revision ', w.revision, ', ', w.findings, ' findings', CASE WHEN g.figures IS NOT NULL THEN concat(', ', g.figures, ' figures') END) AS wanted
FROM wanted w FULL JOIN found m USING (report_id) LEFT JOIN figures g USING (report_id)
WHERE m.lines IS DISTINCT FROM 1 OR m.revision IS DISTINCT FROM w.revision OR m.source_url IS DISTINCT FROM w.source_url OR m.is_clean
   OR m.findings IS DISTINCT FROM w.findings OR m.doubts IS DISTINCT FROM w.doubts OR m.figures <> g.figures;

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
-- zh: 每份报告的每个指标恰有一行，值为所含各格之和
-- en: one line for each measure of a report, its value the sum of its cells
WITH sums AS (
    SELECT f.report_id, t.measure_code, f.layout_id, CASE WHEN count(f.value) = any_value(z.terms) THEN sum(f.value * t.coefficient) END AS value
    FROM audit_scope_core f JOIN core.measure_terms t USING (layout_id, row_code, column_code)
    JOIN (SELECT measure_code, layout_id, count(*) AS terms FROM core.measure_terms GROUP BY ALL) z USING (measure_code, layout_id)
    GROUP BY f.report_id, t.measure_code, f.layout_id
), wanted AS (SELECT DISTINCT report_id, measure_code FROM sums),
found AS (
    SELECT report_id, measure_code, count(*) AS lines, any_value(layout_id) AS layout_id, any_value(value) AS value
    FROM audit_scope_panel SEMI JOIN audit_scope_sample s USING (report_id) GROUP BY ALL
)
SELECT report_id, measure_code AS scope, concat(coalesce(f.lines, 0), ' rows, value ', f.value) AS found, concat('1 row, value ', s.value) AS wanted
FROM wanted w FULL JOIN found f USING (report_id, measure_code) LEFT JOIN sums s USING (report_id, measure_code, layout_id)
WHERE f.lines IS DISTINCT FROM 1 OR w.report_id IS NULL OR f.value IS DISTINCT FROM s.value;

-- check: MART-INDICATORS
-- table: mart.indicators
-- severity: critical
-- zh: 每份报告的每个比率恰有一行，分子分母为所含指标之和
-- en: one line for each indicator of a report, its numerator and denominator the sums of their measures
WITH terms AS (
    SELECT r.report_id, t.indicator_code, t.side, t.year_offset, p.value * t.coefficient AS value
    FROM audit_scope_sample s JOIN core.reports r USING (report_id)
    JOIN audit_scope_panel p ON p.organ_id = r.organ_id AND p.scope = r.scope
    JOIN core.indicator_terms t ON t.measure_code = p.measure_code AND p.report_year = r.report_year + t.year_offset
), sizes AS (
    SELECT indicator_code, count(*) FILTER (side = 'numerator') AS numerators, count(*) FILTER (side = 'denominator') AS denominators
    FROM core.indicator_terms GROUP BY ALL
), wanted AS (
    SELECT report_id, indicator_code,
           CASE WHEN count(value) FILTER (side = 'numerator') = any_value(z.numerators) THEN sum(value) FILTER (side = 'numerator') END AS numerator,
           CASE WHEN count(value) FILTER (side = 'denominator') = any_value(z.denominators) THEN sum(value) FILTER (side = 'denominator') END AS denominator
    FROM terms JOIN sizes z USING (indicator_code) GROUP BY ALL HAVING bool_or(year_offset = 0)
), found AS (
    SELECT report_id, indicator_code, count(*) AS lines, any_value(numerator) AS numerator, any_value(denominator) AS denominator
    FROM mart.indicators WHERE report_id IN getvariable('audit_sample') GROUP BY ALL
)
SELECT report_id, indicator_code AS scope, concat(coalesce(f.lines, 0), ' rows, ', f.numerator, ' / ', f.denominator) AS found,
       concat('1 row, ', w.numerator, ' / ', w.denominator) AS wanted
FROM wanted w FULL JOIN found f USING (report_id, indicator_code)
WHERE f.lines IS DISTINCT FROM 1 OR w.report_id IS NULL OR f.numerator IS DISTINCT FROM w.numerator OR f.denominator IS DISTINCT FROM w.denominator;

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
-- zh: 应有报告的每个机关、年度恰有一行，有报告者恰为已有报告的年度
-- en: one line for each organ and year a report is expected of, none else; a report is there exactly where core has one
WITH wanted AS (
    SELECT organ_id, unnest(range(min(report_year), max(report_year) + 1))::INTEGER AS report_year FROM core.reports GROUP BY organ_id
    UNION SELECT organ_id, report_year FROM core.expected_reports()
), held AS (SELECT DISTINCT organ_id, report_year, true AS has_report FROM core.reports),
found AS (SELECT organ_id, report_year, count(*) AS lines, bool_or(has_report) AS has_report FROM mart.coverage GROUP BY ALL)
SELECT concat_ws(' ', organ_id, report_year) AS scope, concat(coalesce(m.lines, 0), ' rows, report: ', coalesce(m.has_report, false)) AS found,
       CASE WHEN w.organ_id IS NULL THEN 'no row' ELSE concat('1 row, report: ', coalesce(r.has_report, false)) END AS wanted
FROM wanted w FULL JOIN found m USING (organ_id, report_year) LEFT JOIN held r USING (organ_id, report_year)
WHERE (w.organ_id IS NULL) <> (m.lines IS NULL) OR m.lines > 1 OR m.has_report <> coalesce(r.has_report, false);

-- check: MART-TEXT
-- table: mart.text
-- severity: critical
-- zh: 现行版本的每个部分恰有一行
-- en: one line for each section of the current revisions
WITH wanted AS (
    SELECT x.report_id, count(*) AS lines FROM core.sections x JOIN core.revisions v USING (report_id, revision)
    SEMI JOIN audit_scope_sample s USING (report_id) WHERE v.is_current GROUP BY x.report_id
), found AS (
    SELECT report_id, count(*) AS lines FROM mart.text WHERE report_id IN getvariable('audit_sample') GROUP BY report_id
)
SELECT report_id, 'sections' AS scope, coalesce(f.lines, 0)::VARCHAR AS found, coalesce(w.lines, 0)::VARCHAR AS wanted
FROM wanted w FULL JOIN found f USING (report_id) WHERE f.lines IS DISTINCT FROM w.lines;

-- check: MART-REVISIONS
-- table: mart.revisions
-- severity: critical
-- zh: 再次发布所改的每一格恰有一行
-- en: one line for each cell that a re-publication changed
WITH cells AS (
    SELECT f.report_id, f.revision, f.table_code, f.row_code, f.column_code, (f.value, f.raw_text, f.kind) AS printed
    FROM audit_scope_figures f
    WHERE f.report_id IN (SELECT report_id FROM audit_scope_sample SEMI JOIN (SELECT report_id FROM core.revisions WHERE revision > 1) USING (report_id))
), later AS (SELECT report_id, revision FROM core.revisions WHERE revision > 1),
pairs AS (
    SELECT report_id, revision, table_code, row_code, column_code, count(*) AS seen, count(DISTINCT printed) AS contents
    FROM (SELECT * FROM cells SEMI JOIN later USING (report_id, revision)
          UNION ALL SELECT * REPLACE (revision + 1 AS revision) FROM cells WHERE (report_id, revision + 1) IN (FROM later))
    GROUP BY ALL
), wanted AS (SELECT report_id, revision, count(*) AS lines FROM pairs WHERE seen = 1 OR contents > 1 GROUP BY ALL),
found AS (
    SELECT report_id, revision, count(*) AS lines, count(DISTINCT (table_code, row_code, column_code)) AS cells
    FROM mart.revisions WHERE report_id IN getvariable('audit_sample') GROUP BY ALL
)
SELECT report_id, revision, 'cells' AS scope, concat(coalesce(f.lines, 0), ' rows of ', coalesce(f.cells, 0), ' cells') AS found, concat(coalesce(w.lines, 0), ' cells') AS wanted
FROM wanted w FULL JOIN found f USING (report_id, revision)
WHERE f.lines IS DISTINCT FROM w.lines OR f.lines <> f.cells;
