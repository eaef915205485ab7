-- 哪些机关结转下年度的申请占比最高？（只计本机关口径）
-- Which organs carry the largest share of their requests into the next year? Own figures only.
SELECT organ_name, report_year, numerator AS carried_forward, denominator AS to_process, round(100 * value, 1) AS carried_pct
FROM mart.indicators
WHERE indicator_code = 'carry_over_rate' AND scope = 'own' AND numerator > 0
ORDER BY value DESC NULLS LAST, organ_name, report_year;
