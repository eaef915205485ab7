-- 每年的数值中，各种判定各占多少，多少份报告完全无疑点？
-- How far can each year be trusted: how many reports are clean, and how many figures are in doubt or missing?
SELECT
    report_year, count(*) AS reports, count(*) FILTER (WHERE is_clean) AS clean_reports, sum(figure_count) AS figures,
    sum(suspect_count) AS suspect, sum(missing_count) AS missing, sum(finding_count) AS findings
FROM mart.reports
GROUP BY report_year
ORDER BY report_year;
