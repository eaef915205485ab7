-- Reports that only one of the two files has.
SELECT
    CASE WHEN o.report_id IS NULL THEN 'new' ELSE 'vanished' END AS change,
    coalesce(n.organ_name, o.organ_name) AS organ_name, coalesce(n.report_year, o.report_year) AS report_year,
    coalesce(n.scope, o.scope) AS scope, coalesce(n.report_id, o.report_id) AS report_id
FROM (SELECT r.*, g.name AS organ_name FROM old.core.reports AS r JOIN old.core.organs AS g USING (organ_id)) AS o
FULL JOIN (SELECT r.*, g.name AS organ_name FROM new.core.reports AS r JOIN new.core.organs AS g USING (organ_id)) AS n
    ON o.report_id = n.report_id
WHERE o.report_id IS NULL OR n.report_id IS NULL
ORDER BY change, report_year, organ_name, scope;
