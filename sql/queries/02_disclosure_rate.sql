-- 各机关办结的申请中，予以公开和部分公开的占多大比例？分母为零时无比例。（只计本机关口径）
-- What share of the requests each organ processed was granted in full or in part? No rate where nothing was processed; own figures only.
SELECT
    organ_name, report_year,
    max(total) FILTER (WHERE row_code = 'processed_total') AS processed,
    max(total) FILTER (WHERE row_code = 'granted') AS granted,
    max(total) FILTER (WHERE row_code = 'partially_granted') AS partially_granted,
    round(100 * (max(total) FILTER (WHERE row_code = 'granted') + max(total) FILTER (WHERE row_code = 'partially_granted'))
          / nullif(max(total) FILTER (WHERE row_code = 'processed_total'), 0), 1) AS disclosure_pct
FROM mart.applications
WHERE scope = 'own' AND row_code IN ('processed_total', 'granted', 'partially_granted')
GROUP BY organ_name, report_year
ORDER BY report_year, organ_name;
