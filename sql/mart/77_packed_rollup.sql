-- Sums of regions: first of the organs right in a region, only where something was touched; from these and the printed
-- sums the rollup of those regions and of all above them.
CREATE OR REPLACE TEMP TABLE moved_organs AS   -- new, gone, renamed, of another kind or in another region than before
SELECT coalesce(o.organ_id, b.organ_id) AS organ_id, o.region_code, b.region_code AS region_before
FROM core.organs AS o FULL JOIN packed.organs AS b USING (organ_id)
WHERE (o.organ_id IS NULL) OR (b.organ_id IS NULL) OR o.name <> b.organ_name OR o.kind IS DISTINCT FROM b.kind
   OR o.region_code IS DISTINCT FROM b.region_code;

CREATE OR REPLACE TEMP TABLE touched_regions AS
WITH changed AS (SELECT organ_id, report_year FROM touched UNION SELECT organ_id, report_year FROM gone),
places AS (
    SELECT o.region_code, c.report_year FROM changed AS c JOIN packed.organs AS o USING (organ_id)
    UNION
    SELECT o.region_code, c.report_year FROM changed AS c JOIN core.organs AS o USING (organ_id)
    UNION
    SELECT unnest([m.region_code, m.region_before]), r.report_year FROM moved_organs AS m JOIN packed.reports AS r USING (organ_id)
)
SELECT region_code, report_year FROM places WHERE region_code IS NOT NULL;

DELETE FROM packed.region_sums AS s USING touched_regions AS t
WHERE s.region_code = t.region_code AND s.report_year = t.report_year;

INSERT INTO packed.region_sums BY NAME
WITH wanted AS (
    SELECT p.*, o.region_code
    FROM packed.reports AS p
    JOIN core.organs AS o USING (organ_id)
    JOIN touched_regions AS t ON t.region_code = o.region_code AND t.report_year = p.report_year
    JOIN core.regions AS g ON g.region_code = o.region_code
    WHERE p.scope = 'own' AND o.kind IN ('government', 'department', 'township', 'zone') AND g.level <> 'national'
)
SELECT
    p.region_code, p.report_year, s.measure_code, count(*)::INTEGER AS members,
    count(coalesce(p.exact[s.measure_no], p.whole[s.measure_no]::DECIMAL(24, 6)))::INTEGER AS members_with_value,
    sum(coalesce(p.exact[s.measure_no], p.whole[s.measure_no]::DECIMAL(24, 6)))::DECIMAL(24, 6) AS value,
    max(list_position(['exact', 'approximate', 'none'], c.comparability))::UTINYINT AS comparability,
    min(p.worsts[s.measure_no]) AS worst, sum(coalesce(p.finding_counts[s.measure_no], 0))::BIGINT AS finding_count
FROM wanted AS p
JOIN packed.measures AS s USING (measures_key)
JOIN core.measure_forms AS c USING (measure_code, layout_id)
GROUP BY p.region_code, p.report_year, s.measure_code
ORDER BY p.report_year, s.measure_code, p.region_code;

CREATE OR REPLACE TEMP TABLE touched_nodes AS   -- these regions and all above them, in whose sums they count
SELECT DISTINCT unnest([g.region_code, g.parent_code, g.prefecture_code, g.province_code]) AS region_code, t.report_year
FROM touched_regions AS t JOIN core.regions AS g USING (region_code);

CREATE OR REPLACE TEMP TABLE touched_years AS SELECT DISTINCT report_year FROM touched_regions;

DELETE FROM packed.rollup AS r USING touched_nodes AS t WHERE r.region_code = t.region_code AND r.report_year = t.report_year;

INSERT INTO packed.rollup BY NAME
WITH spread AS (
    SELECT s.*, unnest(list_distinct([g.region_code, g.prefecture_code, g.province_code])) AS node
    FROM packed.region_sums AS s JOIN core.regions AS g USING (region_code)
    WHERE s.report_year IN (SELECT report_year FROM touched_years)
),
own AS (
    SELECT
        node AS region_code, report_year, measure_code, sum(members)::INTEGER AS members,
        sum(members_with_value)::INTEGER AS members_with_value, sum(value)::DECIMAL(24, 6) AS members_value,
        sum(value) FILTER (WHERE region_code = node)::DECIMAL(24, 6) AS here_value, max(comparability) AS comparability,
        min(worst) AS worst, sum(finding_count)::BIGINT AS finding_count
    FROM spread
    SEMI JOIN touched_nodes AS t ON t.region_code = spread.node AND t.report_year = spread.report_year
    GROUP BY node, report_year, measure_code
),
printed AS (
    SELECT
        p.region_code, p.report_year, p.measure_code, p.value AS printed_value, p.report_id,
        list_position(['suspect', 'source_error', 'missing', 'read', 'proved'], p.verdict)::UTINYINT AS worst, p.finding_count
    FROM mart.panel AS p JOIN core.organs AS o USING (organ_id)
    WHERE p.scope = 'aggregate' AND p.region_code IS NOT NULL AND o.kind IN ('government', 'department')
      AND p.report_year IN (SELECT report_year FROM touched_years)
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
    UNION SELECT region_code, report_year, measure_code FROM printed SEMI JOIN touched_nodes USING (region_code, report_year)
)
SELECT
    n.region_code, n.report_year, n.measure_code, w.members, w.members_with_value, w.members_value, w.here_value,
    w.comparability, w.worst, (coalesce(w.finding_count, 0) + coalesce(p.finding_count, 0))::BIGINT AS finding_count,
    p.printed_value, p.report_id AS printed_report_id, p.worst AS printed_worst, b.below_value::DECIMAL(24, 6) AS below_value,
    coalesce(b.below_count, 0)::INTEGER AS below_count
FROM nodes AS n
LEFT JOIN own AS w USING (region_code, report_year, measure_code)
LEFT JOIN printed AS p USING (region_code, report_year, measure_code)
LEFT JOIN below AS b USING (region_code, report_year, measure_code)
ORDER BY n.report_year, n.measure_code, n.region_code;

-- Members that are known of a region: another organ's first report changes the coverage of all its years.
CREATE OR REPLACE TABLE packed.members AS
WITH places AS (
    SELECT unnest(list_distinct([g.region_code, g.prefecture_code, g.province_code])) AS region_code
    FROM core.organs AS o JOIN core.regions AS g USING (region_code)
    WHERE o.kind IN ('government', 'department', 'township', 'zone') AND g.level <> 'national'
      AND o.organ_id IN (SELECT organ_id FROM packed.reports WHERE scope = 'own')
)
SELECT region_code, count(*) AS known_members FROM places WHERE region_code IS NOT NULL GROUP BY region_code ORDER BY region_code;

DELETE FROM packed.organs WHERE organ_id IN (SELECT organ_id FROM moved_organs);
INSERT INTO packed.organs
SELECT organ_id, name, kind, region_code FROM core.organs WHERE organ_id IN (SELECT organ_id FROM moved_organs) ORDER BY organ_id;
DELETE FROM packed.stale;
