-- 哪些机关办结了申请，却没有一件予以公开或部分公开？（只计本机关口径，按办结件数排列）
-- Which organs processed requests and granted none, not even in part? Own figures only, most requests first.
SELECT organ_name, report_year, denominator AS processed, comparability, is_clean
FROM mart.indicators
WHERE indicator_code = 'disclosure_rate' AND scope = 'own' AND denominator > 0 AND numerator = 0
ORDER BY denominator DESC, report_year, organ_name;
