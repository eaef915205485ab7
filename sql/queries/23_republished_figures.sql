-- 重新发布的报告改动了哪些数值？
-- Which figures did re-published reports change?
SELECT organ_name, report_year, revision, row_label_zh, column_label_zh, raw_before, raw_after, change
FROM mart.revisions
WHERE value_before IS DISTINCT FROM value_after
ORDER BY organ_name, report_year, revision, table_code, row_code, column_code;
