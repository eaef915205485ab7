-- 面板中的数出自原文何处？每个组成数所在的页码和方框（PDF，单位：点）或路径（网页、Word）、原文与网址。（以最近年度新收申请最多的十个机关为例）
-- Where does a number of the panel stand in its source? Page and box (PDF, points) or path (web page, Word) of each figure it is made of; here the ten largest counts of requests of the latest year.
WITH asked AS (
    SELECT * FROM mart.panel
    WHERE measure_code = 'requests_received' AND scope = 'own'
      AND report_year = (SELECT max(report_year) FROM mart.reports) AND value IS NOT NULL
    ORDER BY value DESC, organ_name, report_id
    LIMIT 10
)
SELECT
    a.organ_name, a.report_year, a.measure_code, a.value AS measure_value, t.coefficient,
    concat_ws('.', f.table_code, f.row_code, f.column_code) AS figure, f.value, f.raw_text, f.verdict,
    f.page, round(f.x0, 1) AS x0, round(f.top, 1) AS top, round(f.x1, 1) AS x1, round(f.bottom, 1) AS bottom, f.path,
    v.source_url, a.report_id
FROM asked AS a
JOIN core.revisions AS v ON v.report_id = a.report_id AND v.is_current  -- an earlier content has figures of its own
JOIN core.measure_terms AS t USING (measure_code, layout_id)
JOIN core.figures_of((SELECT list(report_id) FROM asked)) AS f
    ON f.report_id = a.report_id AND f.revision = v.revision
   AND f.layout_id = a.layout_id AND f.row_code = t.row_code AND f.column_code = t.column_code
ORDER BY a.value DESC, a.organ_name, figure;
