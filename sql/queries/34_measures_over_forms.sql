-- 每项指标见于哪几年的表样，能否比较？空格表示该表样没有此项。（表四自2019年起未变）
-- Which forms have each measure, and can it be compared? An empty cell: that form has no such count. (Table 4 is the same since 2019.)
WITH forms AS (
    SELECT measure_code, comparability, era FROM core.measure_forms JOIN core.layouts USING (layout_id)
    UNION ALL
    SELECT measure_code, comparability, '2021' FROM core.measure_forms WHERE layout_id = 'review_litigation_2019'
)
SELECT
    m.measure_code, m.label_zh, m.label_en,
    max(f.comparability) FILTER (WHERE f.era = '2014') AS form_2014,
    max(f.comparability) FILTER (WHERE f.era = '2019') AS form_2019,
    max(f.comparability) FILTER (WHERE f.era = '2021') AS form_2021
FROM core.measures AS m JOIN forms AS f USING (measure_code)
GROUP BY m.position, m.measure_code, m.label_zh, m.label_en
ORDER BY m.position;
