-- 报告年度最多的机关，其新收、办结、公开申请数逐年如何变化，各年可比性如何？（任一机关可用 mart.organ_panel('机关名称')）
-- How did requests received, processed and granted develop at the organ with most reports? For any other: mart.organ_panel('name').
SELECT organ_name, report_year, scope, measure_code, value, comparability, reason_en, verdict
FROM mart.panel
WHERE organ_id = (SELECT organ_id FROM mart.organs ORDER BY report_count DESC, organ_name, organ_id LIMIT 1)
  AND measure_code IN ('requests_received', 'requests_processed', 'granted')
ORDER BY scope, measure_code, report_year;
