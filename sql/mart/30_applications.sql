-- Table 3 (requests received and processed), one line per row of the form, one column per kind of applicant. A cell that
-- is blank or missing is NULL, never 0; mart.figures tells which of the two.
CREATE OR REPLACE TABLE mart.applications AS
SELECT
    organ_name, report_year, scope, row_code,
    any_value(row_label_zh) AS label_zh,
    any_value(row_label_en) AS label_en,
    max(value) FILTER (WHERE column_code = 'natural_person') AS natural_person,
    max(value) FILTER (WHERE column_code = 'business') AS business,
    max(value) FILTER (WHERE column_code = 'research') AS research,
    max(value) FILTER (WHERE column_code = 'social_welfare') AS social_welfare,
    max(value) FILTER (WHERE column_code = 'legal_service') AS legal_service,
    max(value) FILTER (WHERE column_code = 'other_org') AS other_org,
    max(value) FILTER (WHERE column_code = 'total') AS total,
    (SELECT count(DISTINCT n.finding_id) FROM mart.finding_figures AS n
     WHERE n.report_id = f.report_id AND n.table_code = 'applications' AND n.row_code = f.row_code) AS finding_count,
    count(*) FILTER (WHERE verdict = 'suspect') AS suspect_count,
    any_value(layout_id) AS layout_id, report_id
FROM mart.figures AS f
WHERE table_code = 'applications'
GROUP BY organ_name, report_year, scope, report_id, row_code
ORDER BY report_year, organ_name, scope, any_value(row_position), row_code;

COMMENT ON TABLE mart.applications IS '表三：收到和处理政府信息公开申请情况（宽表，每行一项，每列一类申请人） / requests received and processed, one line per row of the form';
COMMENT ON COLUMN mart.applications.organ_name IS '机关名称 / name of the organ';
COMMENT ON COLUMN mart.applications.report_year IS '报告年度 / year the report is about';
COMMENT ON COLUMN mart.applications.scope IS '口径：own 本机关，aggregate 汇总，unknown 不明 / own figures, an aggregate over organs, or unknown';
COMMENT ON COLUMN mart.applications.row_code IS '行代码 / row code';
COMMENT ON COLUMN mart.applications.label_zh IS '行名（中文） / row label in Chinese';
COMMENT ON COLUMN mart.applications.label_en IS '行名（英文） / row label in English';
COMMENT ON COLUMN mart.applications.natural_person IS '自然人（件） / natural persons, requests';
COMMENT ON COLUMN mart.applications.business IS '商业企业（件） / businesses, requests';
COMMENT ON COLUMN mart.applications.research IS '科研机构（件） / research institutions, requests';
COMMENT ON COLUMN mart.applications.social_welfare IS '社会公益组织（件） / public welfare organisations, requests';
COMMENT ON COLUMN mart.applications.legal_service IS '法律服务机构（件） / legal service organisations, requests';
COMMENT ON COLUMN mart.applications.other_org IS '其他（件） / other organisations, requests';
COMMENT ON COLUMN mart.applications.total IS '总计（件），按原样 / total as printed, requests';
COMMENT ON COLUMN mart.applications.finding_count IS '涉及本行的疑点数 / findings this row is part of';
COMMENT ON COLUMN mart.applications.suspect_count IS '本行存疑（读取不确定）的数值个数 / figures of this row whose reading is in doubt';
COMMENT ON COLUMN mart.applications.layout_id IS '所用表式 / form the row was read by, see core.layouts';
COMMENT ON COLUMN mart.applications.report_id IS '年度报告编号 / report, see mart.reports';
