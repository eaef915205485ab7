-- The rows of packed.indicators of every organ with a touched report: a growth rate looks at the year before, too.
CREATE OR REPLACE TEMP TABLE touched_organs AS
SELECT organ_id, scope FROM touched UNION SELECT organ_id, scope FROM gone;

DELETE FROM packed.indicators
WHERE report_id IN (
    SELECT report_id FROM packed.reports JOIN touched_organs USING (organ_id, scope) UNION ALL SELECT report_id FROM gone
);

INSERT INTO packed.indicators BY NAME
WITH sizes AS (
    SELECT
        indicator_code, count(*) FILTER (WHERE side = 'numerator') AS numerators,
        count(*) FILTER (WHERE side = 'denominator') AS denominators
    FROM core.indicator_terms GROUP BY indicator_code
),
terms AS (
    SELECT
        p.organ_id, p.scope, p.report_year - t.year_offset AS report_year, t.indicator_code, t.side, t.year_offset,
        coalesce(p.exact[s.measure_no], p.whole[s.measure_no]::DECIMAL(24, 6)) * t.coefficient AS value,
        list_position(['exact', 'approximate', 'none'], c.comparability) AS comparability,
        p.worsts[s.measure_no] AS worst, coalesce(p.suspect_counts[s.measure_no], 0) AS suspect_count,
        p.report_id AS term_report_id, s.measure_code
    FROM touched_organs
    JOIN packed.reports AS p USING (organ_id, scope)
    JOIN packed.measures AS s USING (measures_key)
    JOIN core.measure_forms AS c USING (measure_code, layout_id)
    JOIN core.indicator_terms AS t USING (measure_code)
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
        max(comparability) AS comparability, min(worst) AS worst, sum(suspect_count) AS suspect_count
    FROM terms GROUP BY ALL
),
complete AS (
    SELECT
        s.report_id, i.position, s.comparability, s.worst, s.suspect_count, coalesce(f.finding_count, 0) AS finding_count,
        CASE WHEN s.numerators = z.numerators THEN s.numerator::DECIMAL(24, 6) END AS numerator,
        CASE WHEN s.denominators = z.denominators THEN s.denominator::DECIMAL(24, 6) END AS denominator
    FROM sums AS s
    JOIN sizes AS z USING (indicator_code)
    JOIN core.indicators AS i USING (indicator_code)
    LEFT JOIN findings AS f USING (organ_id, scope, report_year, indicator_code)
    WHERE s.report_id IS NOT NULL
),
places AS (   -- one row for each report and indicator, so that a list has a place for each
    SELECT
        r.report_id, i.position, c.* EXCLUDE (report_id, position),
        coalesce(c.numerator = trunc(c.numerator) AND abs(c.numerator) < 1000000000000000000, true)
            AND coalesce(c.denominator = trunc(c.denominator) AND abs(c.denominator) < 1000000000000000000, true) AS is_whole
    FROM (SELECT DISTINCT report_id FROM complete) AS r
    CROSS JOIN core.indicators AS i
    LEFT JOIN complete AS c ON c.report_id = r.report_id AND c.position = i.position
),
lists AS (
    SELECT
        report_id, list(comparability::UTINYINT ORDER BY position) AS comparabilities, bool_and(is_whole) AS is_whole,
        list(numerator ORDER BY position) AS numerators, list(denominator ORDER BY position) AS denominators,
        list(coalesce(worst, 0)::UTINYINT ORDER BY position) AS worsts,
        CASE WHEN max(finding_count) > 0
             THEN list(least(coalesce(finding_count, 0), 65535)::USMALLINT ORDER BY position) END AS finding_counts,
        CASE WHEN max(suspect_count) > 0
             THEN list(least(coalesce(suspect_count, 0), 65535)::USMALLINT ORDER BY position) END AS suspect_counts
    FROM places GROUP BY report_id
)
SELECT
    report_id, comparabilities, worsts, finding_counts, suspect_counts,
    CASE WHEN NOT is_whole THEN numerators END AS numerators,
    CASE WHEN NOT is_whole THEN denominators END AS denominators,
    CASE WHEN is_whole THEN numerators::BIGINT[] END AS whole_numerators,
    CASE WHEN is_whole THEN denominators::BIGINT[] END AS whole_denominators
FROM lists ORDER BY report_id;
