-- 哪些报告逾期公开，晚了多少天？
-- Which reports were published late, and by how many days?
SELECT organ_name, organ_kind, report_year, due_on, published_on, days_late
FROM mart.coverage
WHERE days_late > 0
ORDER BY days_late DESC, report_year, organ_name;
