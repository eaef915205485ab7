-- 各机关新收申请比上年增减多少？可比性如何？（同一机关同一口径，上年为零者无增长率）
-- By how much did the requests of each organ grow, and can the two years be compared? Same organ and scope; no rate after a year of none.
SELECT
    organ_name, scope, report_year, denominator AS last_year, denominator + numerator AS this_year,
    round(100 * value, 1) AS growth_pct, comparability
FROM mart.indicators
WHERE indicator_code = 'requests_growth' AND denominator IS NOT NULL AND numerator IS NOT NULL
ORDER BY report_year, organ_name, scope;
