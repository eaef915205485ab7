-- 各省各年的公开率是多少，基于多少个机关？（只计本机关口径、无疑点的数值）
-- What is the disclosure rate of each province and year, and on how many organs does it rest? Own, clean figures only.
SELECT
    o.province_name, i.report_year, count(*) AS organs, sum(i.denominator) AS processed,
    round(100 * sum(i.numerator) / nullif(sum(i.denominator), 0), 1) AS disclosure_pct
FROM mart.indicators AS i JOIN mart.organs AS o USING (organ_id)
WHERE i.indicator_code = 'disclosure_rate' AND i.scope = 'own' AND i.is_clean AND i.value IS NOT NULL
GROUP BY o.province_name, i.report_year
ORDER BY i.report_year, o.province_name;
