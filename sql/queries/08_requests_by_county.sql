-- 每个县每年收到多少件申请：各机关之和是多少，县政府汇总报告印的是多少？
-- How many requests did each county receive each year: as its organs add up, and as the county's own summary prints it?
SELECT
    region_name, report_year, members_value AS organs_add_up_to, printed_value AS summary_prints, difference,
    members_with_value AS organs, round(100 * coverage, 1) AS coverage_pct
FROM mart.rollup
WHERE level = 'county' AND measure_code = 'requests_received'
ORDER BY report_year, region_name;
