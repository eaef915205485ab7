-- 哪些机关最常以“本机关不掌握”答复？（只计本机关口径，办结十件以上）
-- Which organs most often answer that they do not hold the information? Own figures only, at least ten requests processed.
SELECT organ_name, report_year, numerator AS not_held, denominator AS processed, round(100 * value, 1) AS not_held_pct
FROM mart.indicators
WHERE indicator_code = 'not_held_rate' AND scope = 'own' AND denominator >= 10
ORDER BY value DESC NULLS LAST, organ_name, report_year;
