-- 哪些机关名称未能确定机关或地区，原因是什么？
-- Which names could not be tied to an organ or region, and why?
SELECT printed_name, site_id, unresolved_reason, first_year, last_year, report_count
FROM mart.unresolved_organs
ORDER BY report_count DESC, printed_name, site_id;
