-- 2014至2018年的申请通过哪些渠道提出？（2019年起的表样没有渠道）
-- By which channels did requests come from 2014 to 2018? Later forms do not say.
SELECT organ_name, report_year, row_label_zh, value, verdict, finding_count
FROM mart.statistics_2014
WHERE row_code IN ('req_received', 'req_in_person', 'req_fax', 'req_online', 'req_letter')
ORDER BY organ_name, report_year, row_code;
