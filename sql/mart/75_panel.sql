-- Measures that can be followed over the forms: organ, year, scope and measure. A measure is a sum of figures of one form;
-- where one of them has no value, neither has the measure. What the reform made incomparable is a measure of its own.
CREATE OR REPLACE TEMP TABLE measure_findings AS
SELECT DISTINCT f.report_id, t.measure_code, f.finding_id
FROM mart.finding_figures AS f
JOIN core.report_tables AS b USING (report_id, revision, table_code)
JOIN core.measure_terms AS t ON t.layout_id = b.layout_id AND t.row_code = f.row_code AND t.column_code = f.column_code;

CREATE OR REPLACE TABLE mart.panel AS
WITH sizes AS (SELECT measure_code, layout_id, count(*) AS terms FROM core.measure_terms GROUP BY measure_code, layout_id),
sums AS (
    SELECT
        f.report_id, t.measure_code, f.layout_id, count(f.value) AS found, sum(f.value * t.coefficient) AS total,
        count(*) FILTER (WHERE f.verdict = 'suspect') AS suspect_count, mart.worst_verdict(f.verdict) AS verdict
    FROM core.figures AS f
    JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision AND v.is_current
    JOIN core.measure_terms AS t
        ON t.layout_id = f.layout_id AND t.row_code = f.row_code AND t.column_code = f.column_code
    GROUP BY f.report_id, t.measure_code, f.layout_id
),
findings AS (
    SELECT report_id, measure_code, count(*) AS finding_count FROM measure_findings GROUP BY report_id, measure_code
)
SELECT
    r.organ_id, o.name AS organ_name, o.region_code, r.report_year, r.scope, s.measure_code,
    m.label_zh, m.label_en, m.unit,
    CASE WHEN s.found = z.terms THEN s.total::DECIMAL(24, 6) END AS value,
    c.comparability, c.reason_zh, c.reason_en, s.layout_id, s.verdict,
    coalesce(n.finding_count, 0) AS finding_count, s.suspect_count,
    coalesce(n.finding_count, 0) = 0 AND s.verdict IN ('proved', 'read') AS is_clean,
    s.report_id
FROM sums AS s
JOIN sizes AS z USING (measure_code, layout_id)
JOIN core.measure_forms AS c USING (measure_code, layout_id)
JOIN core.measures AS m USING (measure_code)
JOIN core.reports AS r USING (report_id)
JOIN core.organs AS o USING (organ_id)
LEFT JOIN findings AS n ON n.report_id = s.report_id AND n.measure_code = s.measure_code
-- a report with tables of two forms gives a measure once, from the form that is nearer to that of 2021
QUALIFY row_number() OVER (
    PARTITION BY s.report_id, s.measure_code
    ORDER BY list_position(['exact', 'approximate', 'none'], c.comparability), s.layout_id
) = 1
ORDER BY r.report_year, o.name, r.organ_id, r.scope, m.position;
