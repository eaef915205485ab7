-- Every figure of the current revisions with its names and how far it can be trusted; the other marts are cut from it.
-- A view: as a table it would take as much room as core.figures.
CREATE OR REPLACE VIEW mart.figures AS
WITH findings AS (
    SELECT report_id, revision, table_code, row_code, column_code, count(DISTINCT finding_id) AS finding_count
    FROM mart.finding_figures
    GROUP BY ALL
)
SELECT
    o.name AS organ_name, r.report_year, r.scope, f.report_id, f.revision, f.layout_id, f.table_code,
    f.row_code, f.column_code,
    coalesce(lr.position, 9999) AS row_position, coalesce(lc.position, 9999) AS column_position,
    coalesce(lr.label_zh, f.row_code) AS row_label_zh, coalesce(lr.label_en, f.row_code) AS row_label_en,
    coalesce(lc.label_zh, f.column_code) AS column_label_zh, coalesce(lc.label_en, f.column_code) AS column_label_en,
    f.value, f.unit, f.kind, f.verdict, f.raw_text, f.origin, f.corrected_from,
    coalesce(n.finding_count, 0) AS finding_count
FROM core.figures AS f
JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision AND v.is_current
JOIN core.reports AS r ON r.report_id = f.report_id
JOIN core.organs AS o ON o.organ_id = r.organ_id
LEFT JOIN core.layout_rows AS lr ON lr.layout_id = f.layout_id AND lr.row_code = f.row_code
LEFT JOIN core.layout_columns AS lc ON lc.layout_id = f.layout_id AND lc.column_code = f.column_code
LEFT JOIN findings AS n
    ON n.report_id = f.report_id AND n.revision = f.revision AND n.table_code = f.table_code
   AND n.row_code = f.row_code AND n.column_code = f.column_code;

COMMENT ON VIEW mart.figures IS '现行版本的全部数值（长表） / every figure of the current revisions, long form';
COMMENT ON COLUMN mart.figures.organ_name IS '机关名称 / name of the organ';
COMMENT ON COLUMN mart.figures.report_year IS '报告年度 / year the report is about';
COMMENT ON COLUMN mart.figures.scope IS '口径：own 本机关，aggregate 汇总，unknown 不明 / own figures, an aggregate over organs, or unknown';
COMMENT ON COLUMN mart.figures.report_id IS '年度报告编号 / report, see core.reports';
COMMENT ON COLUMN mart.figures.revision IS '现行版本号 / current revision';
COMMENT ON COLUMN mart.figures.layout_id IS '所用表样 / layout that named the cell';
COMMENT ON COLUMN mart.figures.table_code IS '表代码 / table code';
COMMENT ON COLUMN mart.figures.row_code IS '行代码 / row code';
COMMENT ON COLUMN mart.figures.column_code IS '列代码 / column code';
COMMENT ON COLUMN mart.figures.row_position IS '行在表样中的次序 / place of the row in the printed form';
COMMENT ON COLUMN mart.figures.column_position IS '列在表样中的次序 / place of the column in the printed form';
COMMENT ON COLUMN mart.figures.row_label_zh IS '行名（中文） / row label in Chinese';
COMMENT ON COLUMN mart.figures.row_label_en IS '行名（英文） / row label in English';
COMMENT ON COLUMN mart.figures.column_label_zh IS '列名（中文） / column label in Chinese';
COMMENT ON COLUMN mart.figures.column_label_en IS '列名（英文） / column label in English';
COMMENT ON COLUMN mart.figures.value IS '数值，按原样；横线为 0，空白仅在勾稽关系证明时为 0，缺失为 NULL / value as printed; a dash is 0, a blank is 0 only where a sum shows it, missing is NULL';
COMMENT ON COLUMN mart.figures.unit IS '单位 / unit';
COMMENT ON COLUMN mart.figures.kind IS '种类：number、zero、blank、dash、text、missing / what the cell holds';
COMMENT ON COLUMN mart.figures.verdict IS '判定：proved、read、source_error、suspect、missing / how far the reading is proved';
COMMENT ON COLUMN mart.figures.raw_text IS '单元格原文 / text of the cell as printed';
COMMENT ON COLUMN mart.figures.origin IS '来源：text 文字，image 图片识别 / printed text, or read from a picture';
COMMENT ON COLUMN mart.figures.corrected_from IS '图片识别更正前的读数，未更正为 NULL / first reading of a corrected picture; NULL where nothing was corrected';
COMMENT ON COLUMN mart.figures.finding_count IS '涉及该数值的疑点数 / findings this figure is part of';
