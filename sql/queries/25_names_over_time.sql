-- 哪些机关使用过一个以上的名称，各在哪些年度？
-- Which organs signed with more than one name, and in which years?
SELECT organ_name, printed_name, first_year, last_year, report_count, method
FROM mart.organ_names
QUALIFY count(*) OVER (PARTITION BY organ_id) > 1
ORDER BY organ_name, first_year, printed_name;
