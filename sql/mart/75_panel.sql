-- Measures that can be followed over the forms: organ, year, scope and measure. A measure is a sum of figures of one form;
-- where one of them has no value, neither has the measure. What the reform made incomparable is a measure of its own.
CREATE OR REPLACE VIEW mart.panel AS
SELECT
    p.organ_id, o.name AS organ_name, o.region_code, p.report_year, p.scope, s.measure_code,
    m.label_zh, m.label_en, m.unit,
    coalesce(p.exact[s.measure_no], p.whole[s.measure_no]::DECIMAL(24, 6)) AS value,
    c.comparability, c.reason_zh, c.reason_en, s.layout_id,
    (['suspect', 'source_error', 'missing', 'read', 'proved'])[p.worsts[s.measure_no]] AS verdict,
    coalesce(p.finding_counts[s.measure_no], 0)::BIGINT AS finding_count,
    coalesce(p.suspect_counts[s.measure_no], 0)::BIGINT AS suspect_count,
    coalesce(p.finding_counts[s.measure_no], 0) = 0 AND p.worsts[s.measure_no] >= 4 AS is_clean,
    p.report_id
FROM packed.reports AS p
JOIN packed.measures AS s USING (measures_key)
JOIN core.measure_forms AS c USING (measure_code, layout_id)
JOIN core.measures AS m USING (measure_code)
JOIN core.organs AS o USING (organ_id);
