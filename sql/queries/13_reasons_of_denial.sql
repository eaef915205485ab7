-- 每年不予公开的各项理由各有多少件，占多大比例？（只计本机关口径）
-- How many denials fell under each reason each year, and what share is that? Own figures only.
SELECT
    report_year, measure_code, any_value(label_zh) AS label_zh, sum(value) AS denials,
    round(100 * sum(value) / nullif(sum(sum(value)) OVER (PARTITION BY report_year), 0), 1) AS share_pct
FROM mart.panel
WHERE scope = 'own' AND report_year >= 2019
  AND measure_code IN (SELECT measure_code FROM core.measures WHERE topic = 'denials' AND measure_code NOT IN ('denied_total', 'denied_2014'))
GROUP BY report_year, measure_code
ORDER BY report_year, denials DESC, measure_code;
