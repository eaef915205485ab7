-- 各机关现行有效的行政规范性文件多少件，本年制发多少件？（2021年表，只计本机关口径）
-- How many normative documents of each organ are in force, and how many did it issue in the year? Form of 2021, own figures only.
SELECT
    organ_name, report_year, max(value) FILTER (WHERE measure_code = 'normative_in_force') AS in_force,
    max(value) FILTER (WHERE measure_code = 'normative_made') AS issued
FROM mart.panel
WHERE scope = 'own' AND layout_id = 'proactive_2021' AND measure_code IN ('normative_in_force', 'normative_made')
GROUP BY organ_id, organ_name, report_year
ORDER BY in_force DESC NULLS LAST, organ_name, report_year;
