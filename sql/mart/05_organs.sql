-- Organs with their place, the names they signed with, and the names that could not be resolved.
CREATE OR REPLACE MACRO mart.worst_verdict(verdict) AS
    (['suspect', 'source_error', 'missing', 'read', 'proved'])[
        min(list_position(['suspect', 'source_error', 'missing', 'read', 'proved'], verdict))];

CREATE OR REPLACE TABLE mart.organ_names AS
SELECT
    n.organ_id, n.organ_name, n.printed_name, n.site_id, n.method, min(r.report_year) AS first_year,
    max(r.report_year) AS last_year, count(DISTINCT r.report_id) AS report_count
FROM core.organ_names AS n
JOIN raw.items AS i ON i.site_id = n.site_id
JOIN raw.readings AS r ON r.item_id = i.item_id AND r.organ_name = n.printed_name
WHERE r.report_id IS NOT NULL
GROUP BY n.organ_id, n.organ_name, n.printed_name, n.site_id, n.method
ORDER BY n.organ_name, first_year, n.printed_name, n.site_id;

CREATE OR REPLACE TABLE mart.organs AS
WITH years AS (
    SELECT organ_id, min(report_year) AS first_year, max(report_year) AS last_year, count(*) AS report_count
    FROM core.reports GROUP BY organ_id
),
names AS (
    SELECT organ_id, list_sort(list(DISTINCT printed_name)) AS printed_names FROM mart.organ_names GROUP BY organ_id
)
SELECT
    o.organ_id, o.name AS organ_name, o.kind, o.level, o.region_code, g.name AS region_name,
    f.name AS prefecture_name, p.name AS province_name, o.parent_organ_id, o.parent_name,
    n.printed_names, y.first_year, y.last_year, coalesce(y.report_count, 0) AS report_count, o.site_id,
    o.unresolved_reason
FROM core.organs AS o
LEFT JOIN core.regions AS g USING (region_code)
LEFT JOIN core.regions AS f ON f.region_code = g.prefecture_code
LEFT JOIN core.regions AS p ON p.region_code = g.province_code
LEFT JOIN years AS y USING (organ_id)
LEFT JOIN names AS n USING (organ_id)
ORDER BY o.region_code NULLS LAST, o.name, o.site_id;

-- What a person should look at: names whose organ or region neither the name nor the site tells.
CREATE OR REPLACE TABLE mart.unresolved_organs AS
SELECT o.organ_id, n.printed_name, n.site_id, o.unresolved_reason, n.first_year, n.last_year, n.report_count
FROM mart.organ_names AS n JOIN core.organs AS o USING (organ_id)
WHERE o.unresolved_reason IS NOT NULL
ORDER BY n.report_count DESC, n.printed_name, n.site_id;
