-- 各机关的决定在行政复议和行政诉讼中被纠正的比例各是多少？（只计本机关口径，无案件者无比例）
-- How often were the decisions of each organ overturned, in review and in court? Own figures only; no rate where no case was decided.
SELECT
    organ_name, report_year,
    max(denominator) FILTER (WHERE indicator_code = 'review_overturn_rate') AS reviews_decided,
    round(100 * max(value) FILTER (WHERE indicator_code = 'review_overturn_rate'), 1) AS review_overturned_pct,
    max(denominator) FILTER (WHERE indicator_code = 'suit_overturn_rate') AS suits_decided,
    round(100 * max(value) FILTER (WHERE indicator_code = 'suit_overturn_rate'), 1) AS suit_overturned_pct
FROM mart.indicators
WHERE scope = 'own' AND indicator_code IN ('review_overturn_rate', 'suit_overturn_rate')
GROUP BY organ_id, organ_name, report_year
HAVING max(denominator) > 0
ORDER BY report_year, organ_name;
