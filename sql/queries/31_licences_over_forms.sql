-- 各机关的行政许可决定数跨越2019年表和2021年表如何变化，能否比较？（只计本机关口径）
-- How did the licence decisions of each organ develop over the forms of 2019 and 2021, and can they be compared? Own figures only.
SELECT organ_name, report_year, value AS licence_decisions, comparability, reason_zh, reason_en, is_clean
FROM mart.panel
WHERE measure_code = 'licensing_decisions' AND scope = 'own'
ORDER BY organ_name, report_year;
