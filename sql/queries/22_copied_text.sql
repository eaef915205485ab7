-- 哪些报告的某一部分与上年度一字不差？
-- Which reports repeat a section of the year before word for word?
SELECT organ_name, report_year, section_no, title, length(text) AS characters
FROM mart.text
WHERE is_unchanged AND length(text) >= 20
ORDER BY characters DESC, organ_name, report_year, section_no;
