-- What the members of a region add up to, beside what its government printed as the sum. Members: the own reports of the
-- organs of the region and of all below it; systems led from above and public institutions report in other lines. Next
-- level: own reports of the organs of this region itself and the printed sums of the regions right below.
CREATE OR REPLACE TABLE mart.rollup AS
WITH members AS (
    SELECT o.organ_id, o.region_code, unnest(list_distinct([g.region_code, g.prefecture_code, g.province_code])) AS node
    FROM core.organs AS o JOIN core.regions AS g USING (region_code)
    WHERE o.kind IN ('government', 'department', 'township', 'zone') AND g.level <> 'national'
),
known AS (
    SELECT m.node AS region_code, count(DISTINCT m.organ_id) AS known_members
    FROM members AS m JOIN core.reports AS r ON r.organ_id = m.organ_id AND r.scope = 'own'
    WHERE m.node IS NOT NULL GROUP BY m.node
),
own AS (
    SELECT
        m.node AS region_code, p.report_year, p.measure_code, count(*) AS members, count(p.value) AS members_with_value,
        sum(p.value) AS members_value, sum(p.value) FILTER (WHERE m.region_code = m.node) AS here_value,
        max(list_position(['exact', 'approximate', 'none'], p.comparability)) AS comparability,
        mart.worst_verdict(p.verdict) AS verdict, sum(p.finding_count) AS finding_count
    FROM mart.panel AS p JOIN members AS m USING (organ_id)
    WHERE p.scope = 'own' AND m.node IS NOT NULL
    GROUP BY m.node, p.report_year, p.measure_code
),
printed AS (
    SELECT
        p.region_code, p.report_year, p.measure_code, p.value AS printed_value, p.report_id, p.verdict, p.finding_count
    FROM mart.panel AS p JOIN core.organs AS o USING (organ_id)
    WHERE p.scope = 'aggregate' AND p.region_code IS NOT NULL AND o.kind IN ('government', 'department')
    QUALIFY row_number() OVER (
        PARTITION BY p.region_code, p.report_year, p.measure_code ORDER BY o.kind DESC, o.name
    ) = 1
),
below AS (
    SELECT
        g.parent_code AS region_code, p.report_year, p.measure_code, sum(p.printed_value) AS below_value,
        count(p.printed_value) AS below_count
    FROM printed AS p JOIN core.regions AS g ON g.region_code = p.region_code
    WHERE g.parent_code IS NOT NULL
    GROUP BY g.parent_code, p.report_year, p.measure_code
),
nodes AS (
    SELECT region_code, report_year, measure_code FROM own
    UNION SELECT region_code, report_year, measure_code FROM printed
)
SELECT
    g.region_code, g.unique_name AS region_name, g.level, n.report_year, n.measure_code, m.label_zh, m.label_en, m.unit,
    w.members_value::DECIMAL(24, 6) AS members_value, p.printed_value,
    (w.members_value - p.printed_value)::DECIMAL(24, 6) AS difference,
    coalesce(w.members, 0) AS members, coalesce(w.members_with_value, 0) AS members_with_value,
    coalesce(k.known_members, 0) AS known_members,
    CASE WHEN k.known_members > 0 THEN coalesce(w.members_with_value, 0) / k.known_members END AS coverage,
    CASE WHEN b.below_count > 0 THEN (coalesce(w.here_value, 0) + b.below_value)::DECIMAL(24, 6) END AS next_level_value,
    coalesce(b.below_count, 0) AS next_level_count,
    (['exact', 'approximate', 'none'])[w.comparability] AS comparability,
    CASE WHEN list_position(['suspect', 'source_error', 'missing', 'read', 'proved'], w.verdict)
           <= list_position(['suspect', 'source_error', 'missing', 'read', 'proved'], p.verdict) OR p.verdict IS NULL
         THEN w.verdict ELSE p.verdict END AS verdict,
    (coalesce(w.finding_count, 0) + coalesce(p.finding_count, 0))::BIGINT AS finding_count,
    coalesce(w.finding_count, 0) + coalesce(p.finding_count, 0) = 0
        AND coalesce(w.verdict, 'read') IN ('proved', 'read') AND coalesce(p.verdict, 'read') IN ('proved', 'read')
        AS is_clean,
    p.report_id AS printed_report_id
FROM nodes AS n
JOIN core.regions AS g USING (region_code)
JOIN core.measures AS m USING (measure_code)
LEFT JOIN own AS w USING (region_code, report_year, measure_code)
LEFT JOIN printed AS p USING (region_code, report_year, measure_code)
LEFT JOIN below AS b USING (region_code, report_year, measure_code)
LEFT JOIN known AS k USING (region_code)
ORDER BY n.report_year, g.region_code, m.position;
