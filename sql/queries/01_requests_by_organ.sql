-- 各机关每年新收多少件申请，来自企业的占几成？（只计本机关口径）
-- How many new requests did each organ receive each year, and what share came from businesses? Own figures only.
SELECT
    organ_name, report_year, total AS new_requests, business,
    round(100 * business / nullif(total, 0), 1) AS business_pct
FROM mart.applications
WHERE row_code = 'new_received' AND scope = 'own'
ORDER BY report_year, new_requests DESC NULLS LAST, organ_name;
