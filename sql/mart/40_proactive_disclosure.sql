-- Table 2 (proactive disclosure), one line per figure: rows of the forms differ in their columns.
CREATE OR REPLACE TABLE mart.proactive_disclosure AS
SELECT
    organ_name, report_year, scope, row_code, row_label_zh, row_label_en, column_code, column_label_zh, column_label_en,
    value, unit, kind, verdict, finding_count, layout_id, report_id
FROM mart.figures
WHERE table_code = 'proactive'
ORDER BY report_year, organ_name, scope, row_position, column_position, row_code, column_code;

COMMENT ON TABLE mart.proactive_disclosure IS '表二：主动公开政府信息情况（长表） / proactive disclosure of government information, one line per figure';
COMMENT ON COLUMN mart.proactive_disclosure.organ_name IS '机关名称 / name of the organ';
COMMENT ON COLUMN mart.proactive_disclosure.report_year IS '报告年度 / year the report is about';
COMMENT ON COLUMN mart.proactive_disclosure.scope IS '口径：own 本机关，aggregate 汇总，unknown 不明 / own figures, an aggregate over organs, or unknown';
COMMENT ON COLUMN mart.proactive_disclosure.row_code IS '行代码 / row code';
COMMENT ON COLUMN mart.proactive_disclosure.row_label_zh IS '行名（中文） / row label in Chinese';
COMMENT ON COLUMN mart.proactive_disclosure.row_label_en IS '行名（英文） / row label in English';
COMMENT ON COLUMN mart.proactive_disclosure.column_code IS '列代码 / column code';
COMMENT ON COLUMN mart.proactive_disclosure.column_label_zh IS '列名（中文） / column label in Chinese';
COMMENT ON COLUMN mart.proactive_disclosure.column_label_en IS '列名（英文） / column label in English';
COMMENT ON COLUMN mart.proactive_disclosure.value IS '数值，按原样；横线为 0，空白仅在勾稽关系证明时为 0，缺失为 NULL / value as printed; a dash is 0, a blank is 0 only where a sum shows it, missing is NULL';
COMMENT ON COLUMN mart.proactive_disclosure.unit IS '单位 / unit';
COMMENT ON COLUMN mart.proactive_disclosure.kind IS '种类：number、zero、blank、dash、text、missing / what the cell holds';
COMMENT ON COLUMN mart.proactive_disclosure.verdict IS '判定：proved、read、source_error、suspect、missing / how far the reading is proved';
COMMENT ON COLUMN mart.proactive_disclosure.finding_count IS '涉及该数值的疑点数 / findings this figure is part of';
COMMENT ON COLUMN mart.proactive_disclosure.layout_id IS '所用表式 / form the figure was read by, see core.layouts';
COMMENT ON COLUMN mart.proactive_disclosure.report_id IS '年度报告编号 / report, see mart.reports';
