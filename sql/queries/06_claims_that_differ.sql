-- 哪些报告的正文与表格数字不一致？（约数和口径不同的不计）
-- Which reports state a number in their text that their own tables contradict? Rounded numbers and other scopes do not count.
SELECT organ_name, report_year, claim_code, value AS stated, expected AS in_the_tables, figures, sentence
FROM mart.claims
WHERE status = 'differ'
ORDER BY report_year, organ_name, claim_no;
