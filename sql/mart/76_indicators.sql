-- Shares and rates of an organ's own counts. NULL where a count is missing or the denominator is 0; never a rate of nothing.
CREATE OR REPLACE TABLE mart.indicators AS
WITH sizes AS (
    SELECT
        indicator_code, count(*) FILTER (WHERE side = 'numerator') AS numerators,
        count(*) FILTER (WHERE side = 'denominator') AS denominators
    FROM core.indicator_terms GROUP BY indicator_code
),
terms AS (
    SELECT
        p.organ_id, p.scope, p.report_year - t.year_offset AS report_year, t.indicator_code, t.side, t.year_offset,
        p.value * t.coefficient AS value, p.comparability, p.verdict, p.suspect_count, p.report_id AS term_report_id,
        p.measure_code
    FROM mart.panel AS p JOIN core.indicator_terms AS t USING (measure_code)
),
findings AS (
    SELECT t.organ_id, t.scope, t.report_year, t.indicator_code, count(DISTINCT m.finding_id) AS finding_count
    FROM terms AS t JOIN measure_findings AS m ON m.report_id = t.term_report_id AND m.measure_code = t.measure_code
    GROUP BY ALL
),
sums AS (
    SELECT
        organ_id, scope, report_year, indicator_code,
        any_value(term_report_id) FILTER (WHERE year_offset = 0) AS report_id,
        count(value) FILTER (WHERE side = 'numerator') AS numerators,
        count(value) FILTER (WHERE side = 'denominator') AS denominators,
        sum(value) FILTER (WHERE side = 'numerator') AS numerator,
        sum(value) FILTER (WHERE side = 'denominator') AS denominator,
        max(list_position(['exact', 'approximate', 'none'], comparability)) AS comparability,
        mart.worst_verdict(verdict) AS verdict, sum(suspect_count) AS suspect_count
    FROM terms GROUP BY ALL
),
complete AS (
    SELECT
        s.* EXCLUDE (numerator, denominator),
        CASE WHEN s.numerators = z.numerators THEN s.numerator::DECIMAL(24, 6) END AS numerator,
        CASE WHEN s.denominators = z.denominators THEN s.denominator::DECIMAL(24, 6) END AS denominator
    FROM sums AS s JOIN sizes AS z USING (indicator_code)
    WHERE s.report_id IS NOT NULL
)
SELECT
    c.organ_id, o.name AS organ_name, o.region_code, c.report_year, c.scope, c.indicator_code, i.label_zh, i.label_en,
    CASE WHEN c.denominator > 0 THEN c.numerator::DOUBLE / c.denominator::DOUBLE END AS value,
    c.numerator, c.denominator, i.formula,
    (['exact', 'approximate', 'none'])[c.comparability] AS comparability,
    c.verdict, coalesce(f.finding_count, 0) AS finding_count, c.suspect_count::BIGINT AS suspect_count,
    coalesce(f.finding_count, 0) = 0 AND c.verdict IN ('proved', 'read') AS is_clean, c.report_id
FROM complete AS c
JOIN core.indicators AS i USING (indicator_code)
JOIN core.organs AS o USING (organ_id)
LEFT JOIN findings AS f USING (organ_id, scope, report_year, indicator_code)
ORDER BY c.report_year, o.name, c.organ_id, c.scope, i.position;
