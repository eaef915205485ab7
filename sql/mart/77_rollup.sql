-- What the members of a region add up to, beside what its government printed as the sum. Members: the own reports of the
-- organs of the region and of all below it; systems led from above and public institutions report in other lines. Next
-- level: own reports of the organs of this region itself and the printed sums of the regions right below.
CREATE OR REPLACE VIEW mart.rollup AS
SELECT
    n.region_code, g.unique_name AS region_name, g.level, n.report_year, n.measure_code, m.label_zh, m.label_en, m.unit,
    n.members_value, n.printed_value, (n.members_value - n.printed_value)::DECIMAL(24, 6) AS difference,
    coalesce(n.members, 0)::BIGINT AS members, coalesce(n.members_with_value, 0)::BIGINT AS members_with_value,
    coalesce(k.known_members, 0) AS known_members,
    CASE WHEN k.known_members > 0 THEN coalesce(n.members_with_value, 0) / k.known_members END AS coverage,
    CASE WHEN n.below_count > 0 THEN (coalesce(n.here_value, 0) + n.below_value)::DECIMAL(24, 6) END AS next_level_value,
    n.below_count::BIGINT AS next_level_count,
    (['exact', 'approximate', 'none'])[n.comparability] AS comparability,
    (['suspect', 'source_error', 'missing', 'read', 'proved'])[least(n.worst, n.printed_worst)] AS verdict,
    n.finding_count,
    n.finding_count = 0 AND coalesce(n.worst, 4) >= 4 AND coalesce(n.printed_worst, 4) >= 4 AS is_clean,
    n.printed_report_id
FROM packed.rollup AS n
JOIN core.regions AS g USING (region_code)
JOIN core.measures AS m USING (measure_code)
LEFT JOIN packed.members AS k USING (region_code);
