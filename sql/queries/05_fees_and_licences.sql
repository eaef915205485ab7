-- 各机关本年行政许可处理决定多少件，收取行政事业性收费多少万元？（只计本机关口径）
-- How many licence decisions did each organ take in the year, and how much did it charge in fees (10,000 yuan)? Own figures only.
SELECT
    organ_name, report_year,
    max(value) FILTER (WHERE row_code = 'licensing' AND column_code = 'decisions') AS licence_decisions,
    max(value) FILTER (WHERE row_code = 'admin_fees' AND column_code = 'amount_wan_yuan') AS fees_wan_yuan
FROM mart.proactive_disclosure
WHERE scope = 'own'
GROUP BY organ_name, report_year
ORDER BY report_year, organ_name;
