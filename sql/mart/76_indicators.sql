-- Shares and rates of an organ's own counts. NULL where a count is missing or the denominator is 0; never a rate of nothing.
CREATE OR REPLACE VIEW mart.indicators AS
WITH counted AS (
    SELECT
        p.organ_id, o.name AS organ_name, o.region_code, p.report_year, p.scope, i.indicator_code, i.label_zh, i.label_en,
        i.formula, q.comparabilities[i.position] AS comparability, q.worsts[i.position] AS worst,
        coalesce(q.numerators[i.position], q.whole_numerators[i.position]::DECIMAL(24, 6)) AS numerator,
        coalesce(q.denominators[i.position], q.whole_denominators[i.position]::DECIMAL(24, 6)) AS denominator,
        coalesce(q.finding_counts[i.position], 0)::BIGINT AS finding_count,
        coalesce(q.suspect_counts[i.position], 0)::BIGINT AS suspect_count, p.report_id
    FROM packed.indicators AS q
    JOIN packed.reports AS p USING (report_id)
    JOIN core.organs AS o USING (organ_id)
    CROSS JOIN core.indicators AS i
    WHERE q.comparabilities[i.position] IS NOT NULL
)
SELECT
    organ_id, organ_name, region_code, report_year, scope, indicator_code, label_zh, label_en,
    CASE WHEN denominator > 0 THEN numerator::DOUBLE / denominator::DOUBLE END AS value,
    numerator, denominator, formula, (['exact', 'approximate', 'none'])[comparability] AS comparability,
    (['suspect', 'source_error', 'missing', 'read', 'proved'])[worst] AS verdict, finding_count, suspect_count,
    finding_count = 0 AND worst >= 4 AS is_clean, report_id
FROM counted;
