-- 行政复议审结案件中，结果纠正的占多大比例？（只计本机关口径）
-- Of the administrative reviews that were decided, what share ended with a correction of the organ? Own figures only.
SELECT
    organ_name, report_year,
    max(value) FILTER (WHERE column_code = 'total') - max(value) FILTER (WHERE column_code = 'pending') AS decided,
    max(value) FILTER (WHERE column_code = 'corrected') AS corrected,
    round(100 * max(value) FILTER (WHERE column_code = 'corrected')
          / nullif(max(value) FILTER (WHERE column_code = 'total') - max(value) FILTER (WHERE column_code = 'pending'), 0), 1)
        AS corrected_pct
FROM mart.review_litigation
WHERE row_code = 'review' AND scope = 'own'
GROUP BY organ_name, report_year
ORDER BY report_year, organ_name;
