-- 各省各年企业提出的申请占多大比例？（本机关口径之和，机关地区已确定者）
-- What share of requests came from businesses in each province and year? Sums of own figures of organs whose region is known.
SELECT
    o.province_name, i.report_year, sum(i.numerator) AS from_businesses, sum(i.denominator) AS requests,
    round(100 * sum(i.numerator) / nullif(sum(i.denominator), 0), 1) AS business_pct
FROM mart.indicators AS i JOIN mart.organs AS o USING (organ_id)
WHERE i.indicator_code = 'business_share' AND i.scope = 'own' AND i.value IS NOT NULL AND o.province_name IS NOT NULL
GROUP BY o.province_name, i.report_year
ORDER BY i.report_year, business_pct DESC, o.province_name;
