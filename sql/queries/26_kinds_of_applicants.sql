-- 每年新收申请中各类申请人各占多少？（只计本机关口径）
-- Who asks: how many new requests came from each kind of applicant each year? Own figures only.
SELECT
    report_year, natural_person, business, research, social_welfare, legal_service, other_org, total
FROM (
    SELECT
        report_year, sum(natural_person) AS natural_person, sum(business) AS business, sum(research) AS research,
        sum(social_welfare) AS social_welfare, sum(legal_service) AS legal_service, sum(other_org) AS other_org,
        sum(total) AS total
    FROM mart.applications WHERE row_code = 'new_received' AND scope = 'own' GROUP BY report_year
)
ORDER BY report_year;
