-- What the sentences of the current revisions state in figures, beside what the tables of the same report say.
CREATE OR REPLACE VIEW mart.claims AS
SELECT
    o.name AS organ_name, r.report_year, r.scope, c.report_id, c.revision, c.claim_no, c.claim_code, c.is_fact,
    c.value, c.unit, c.is_approximate, c.expected, c.status, c.reason, c.figures, c.raw_text, c.sentence, c.section_no
FROM core.claims AS c
JOIN core.revisions AS v ON v.report_id = c.report_id AND v.revision = c.revision AND v.is_current
JOIN core.reports AS r ON r.report_id = c.report_id
JOIN core.organs AS o ON o.organ_id = r.organ_id;

COMMENT ON VIEW mart.claims IS '现行版本正文中的数字陈述及其与表格的核对 / what sentences of the current revisions state in figures, compared with the tables';
COMMENT ON COLUMN mart.claims.organ_name IS '机关名称 / name of the organ';
COMMENT ON COLUMN mart.claims.report_year IS '报告年度 / year the report is about';
COMMENT ON COLUMN mart.claims.scope IS '口径：own 本机关，aggregate 汇总，unknown 不明 / own figures, an aggregate over organs, or unknown';
COMMENT ON COLUMN mart.claims.report_id IS '年度报告编号 / report, see core.reports';
COMMENT ON COLUMN mart.claims.revision IS '现行版本号 / current revision';
COMMENT ON COLUMN mart.claims.claim_no IS '在正文中的次序 / order in the text';
COMMENT ON COLUMN mart.claims.claim_code IS '陈述内容的代码 / what is stated';
COMMENT ON COLUMN mart.claims.is_fact IS '是否仅见于正文 / whether it stands in the text only';
COMMENT ON COLUMN mart.claims.value IS '所述数值 / number as stated';
COMMENT ON COLUMN mart.claims.unit IS '单位 / unit';
COMMENT ON COLUMN mart.claims.is_approximate IS '是否约数 / whether the sentence rounds';
COMMENT ON COLUMN mart.claims.expected IS '表格中的数值，没有时为 NULL / value in the tables; NULL where they give none';
COMMENT ON COLUMN mart.claims.status IS '核对结果：agree、differ、unchecked / agree, differ or unchecked';
COMMENT ON COLUMN mart.claims.reason IS '未核对的原因 / why it is unchecked';
COMMENT ON COLUMN mart.claims.figures IS '所指数值的代码（算式） / formula over the figure codes it speaks of';
COMMENT ON COLUMN mart.claims.raw_text IS '数字的原文 / words the number was read from';
COMMENT ON COLUMN mart.claims.sentence IS '所在句子 / sentence as printed';
COMMENT ON COLUMN mart.claims.section_no IS '章节号 / section';

-- Facts that stand in the text only, one line per report and fact. A report that states two numbers for one fact gives
-- none: its value is NULL and statement_count tells.
CREATE OR REPLACE VIEW mart.text_facts AS
SELECT
    organ_name, report_year, scope, report_id, claim_code AS fact_code,
    CASE WHEN count(DISTINCT value) = 1 THEN min(value) END AS value,
    any_value(unit) AS unit,
    bool_or(is_approximate) AS is_approximate,
    count(*) AS statement_count,
    arg_min(sentence, claim_no) AS sentence
FROM mart.claims
WHERE is_fact
GROUP BY organ_name, report_year, scope, report_id, claim_code;

COMMENT ON VIEW mart.text_facts IS '仅见于正文的事实，每份报告每项一行 / facts that stand in the text only, one line per report and fact';
COMMENT ON COLUMN mart.text_facts.organ_name IS '机关名称 / name of the organ';
COMMENT ON COLUMN mart.text_facts.report_year IS '报告年度 / year the report is about';
COMMENT ON COLUMN mart.text_facts.scope IS '口径：own 本机关，aggregate 汇总，unknown 不明 / own figures, an aggregate over organs, or unknown';
COMMENT ON COLUMN mart.text_facts.report_id IS '年度报告编号 / report, see core.reports';
COMMENT ON COLUMN mart.text_facts.fact_code IS '事实代码：info_fee_yuan 信息处理费、disclosed_items 主动公开信息条数等 / fact, for instance info_fee_yuan or disclosed_items';
COMMENT ON COLUMN mart.text_facts.value IS '数值；正文前后说法不一时为 NULL / value; NULL where the text gives two';
COMMENT ON COLUMN mart.text_facts.unit IS '单位 / unit';
COMMENT ON COLUMN mart.text_facts.is_approximate IS '是否约数 / whether a sentence rounds it';
COMMENT ON COLUMN mart.text_facts.statement_count IS '正文中出现的次数 / how often the text states it';
COMMENT ON COLUMN mart.text_facts.sentence IS '首次出现的句子 / first sentence that states it';
