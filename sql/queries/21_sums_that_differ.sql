-- 哪些政府汇总报告与成员机关之和不一致，差多少，覆盖率如何？
-- Which printed summaries differ from the sum of their organs, by how much, and how complete are the organs?
SELECT
    region_name, level, report_year, measure_code, printed_value, members_value, difference, members_with_value, known_members,
    round(100 * coverage, 1) AS coverage_pct
FROM mart.rollup
WHERE difference <> 0
ORDER BY coverage DESC, abs(difference) DESC, region_name, report_year, measure_code;
