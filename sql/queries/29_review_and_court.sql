-- 每年行政复议和行政诉讼各多少件，结果如何？（只计本机关口径）
-- How many reviews and lawsuits were there each year, and how did they end? Own figures only.
SELECT report_year, measure_code, any_value(label_zh) AS label_zh, sum(value) AS cases, count(value) AS reports
FROM mart.panel
WHERE scope = 'own' AND measure_code IN (SELECT measure_code FROM core.measures WHERE topic IN ('review', 'litigation'))
GROUP BY report_year, measure_code
ORDER BY report_year, measure_code;
