-- 各机关报告收取了多少信息处理费，主动公开了多少条政府信息？这些事实只见于正文。（只计本机关口径）
-- How much information processing fee did each organ report, and how many items of information disclosed? These facts stand in the text only; own figures only.
SELECT
    organ_name, report_year,
    max(value) FILTER (WHERE fact_code = 'info_fee_yuan') AS info_fee_yuan,
    max(value) FILTER (WHERE fact_code = 'disclosed_items') AS disclosed_items,
    bool_or(is_approximate) FILTER (WHERE fact_code = 'disclosed_items') AS items_approximate
FROM mart.text_facts
WHERE scope = 'own'
GROUP BY organ_name, report_year
ORDER BY report_year, organ_name;
