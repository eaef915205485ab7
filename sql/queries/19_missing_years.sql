-- 哪些机关应有而没有某年度的报告？依据是什么？
-- Which organs should have published a year and have no report of it, and why is it expected?
SELECT organ_name, organ_kind, report_year, basis, due_on
FROM mart.coverage
WHERE NOT has_report
ORDER BY organ_name, report_year;
