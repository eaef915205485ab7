-- Figures of the current revisions that are not what they were. The cause: the page shows other bytes, or nianbao reads the
-- same bytes differently.
WITH o AS (
    SELECT f.* FROM old.core.figures AS f
    JOIN temp.main.touched AS t ON t.report_id = f.report_id AND t.old_revision = f.revision
),
n AS (
    SELECT f.* FROM new.core.figures AS f
    JOIN temp.main.touched AS t ON t.report_id = f.report_id AND t.new_revision = f.revision
)
SELECT
    g.name AS organ_name, r.report_year, r.scope, table_code, row_code, column_code,
    coalesce(lr.label_zh, row_code) AS row_label_zh, coalesce(lc.label_zh, column_code) AS column_label_zh,
    o.value AS old_value, n.value AS new_value, o.raw_text AS old_raw_text, n.raw_text AS new_raw_text,
    o.kind AS old_kind, n.kind AS new_kind, o.verdict AS old_verdict, n.verdict AS new_verdict,
    CASE WHEN t.is_republished THEN 'republished' ELSE 'read anew' END AS cause, report_id
FROM o FULL JOIN n USING (report_id, table_code, row_code, column_code)
JOIN temp.main.touched AS t USING (report_id)
JOIN new.core.reports AS r USING (report_id)
JOIN new.core.organs AS g ON g.organ_id = r.organ_id
LEFT JOIN new.core.layout_rows AS lr ON lr.layout_id = coalesce(n.layout_id, o.layout_id) AND lr.row_code = coalesce(n.row_code, o.row_code)
LEFT JOIN new.core.layout_columns AS lc
    ON lc.layout_id = coalesce(n.layout_id, o.layout_id) AND lc.column_code = coalesce(n.column_code, o.column_code)
WHERE o.value IS DISTINCT FROM n.value OR o.kind IS DISTINCT FROM n.kind OR o.raw_text IS DISTINCT FROM n.raw_text
ORDER BY r.report_year, g.name, r.scope, table_code, coalesce(lr.position, 9999), coalesce(lc.position, 9999), row_code, column_code;
