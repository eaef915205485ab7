-- quality: what reviewers decided and how findings came and went, kept beside the findings. The file of decisions is the truth;
-- quality.decisions mirrors it. Both stories grow with every load and are never rewritten.
CREATE TABLE IF NOT EXISTS quality.decisions (
    decision_id     VARCHAR PRIMARY KEY,
    decided_at      TIMESTAMP NOT NULL,
    decision        VARCHAR NOT NULL,
    reviewer        VARCHAR NOT NULL,
    reason          VARCHAR NOT NULL,
    fingerprint     VARCHAR NOT NULL,
    place_key       VARCHAR NOT NULL,
    finding_id      VARCHAR NOT NULL,
    check_id        VARCHAR NOT NULL,
    report_id       VARCHAR,
    organ_name      VARCHAR,
    report_year     INTEGER,
    figure          VARCHAR,
    printed_value   DECIMAL(24, 6),
    corrected_value DECIMAL(24, 6),
    until_date      DATE,
    state           VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS quality.finding_events (
    run_id       VARCHAR NOT NULL,
    noted_at     TIMESTAMP NOT NULL,
    event        VARCHAR NOT NULL,
    place_key    VARCHAR NOT NULL,
    fingerprint  VARCHAR NOT NULL,
    finding_id   VARCHAR NOT NULL,
    left_value   DECIMAL(24, 6),
    right_value  DECIMAL(24, 6)
);
CREATE OR REPLACE VIEW quality.corrections AS
SELECT d.report_id, split_part(d.figure, '.', 1) AS table_code, split_part(d.figure, '.', 2) AS row_code,
       split_part(d.figure, '.', 3) AS column_code, d.printed_value, d.corrected_value, d.reviewer, d.reason,
       d.decided_at, d.decision_id
FROM quality.decisions d
WHERE d.decision = 'correct-value' AND d.state = 'active'
QUALIFY row_number() OVER (PARTITION BY d.report_id, d.figure ORDER BY d.decided_at DESC, d.decision_id DESC) = 1;

COMMENT ON TABLE quality.decisions IS '审核决定（决定文件的副本） / what reviewers decided, a mirror of the file of decisions';
COMMENT ON COLUMN quality.decisions.decision_id IS '决定编号 / decision: hash of its line';
COMMENT ON COLUMN quality.decisions.decided_at IS '决定时间（UTC） / when, UTC';
COMMENT ON COLUMN quality.decisions.decision IS '决定：confirm-source-error、our-mistake、accept、correct-value、ignore-until、withdraw / what was decided';
COMMENT ON COLUMN quality.decisions.reviewer IS '审核人 / who decided';
COMMENT ON COLUMN quality.decisions.reason IS '理由 / why';
COMMENT ON COLUMN quality.decisions.fingerprint IS '发现的指纹：位置和数值 / fingerprint of the finding: its place and its values';
COMMENT ON COLUMN quality.decisions.place_key IS '发现的位置，不含数值 / place of the finding, whatever its values';
COMMENT ON COLUMN quality.decisions.finding_id IS '当时的发现编号 / the finding as it was then';
COMMENT ON COLUMN quality.decisions.check_id IS '检查编号 / check';
COMMENT ON COLUMN quality.decisions.report_id IS '年度报告编号 / report, NULL when the finding is about none';
COMMENT ON COLUMN quality.decisions.organ_name IS '机关名称（当时） / organ, as it was called then';
COMMENT ON COLUMN quality.decisions.report_year IS '报告年度 / report year';
COMMENT ON COLUMN quality.decisions.figure IS '被更正的数值：表.行.列 / the figure that is corrected, table.row.column';
COMMENT ON COLUMN quality.decisions.printed_value IS '原文数值（当时） / value as printed then';
COMMENT ON COLUMN quality.decisions.corrected_value IS '更正后的数值，原文数值不变 / corrected value; the printed one stays';
COMMENT ON COLUMN quality.decisions.until_date IS '暂缓至该日（含） / last day a finding is put aside';
COMMENT ON COLUMN quality.decisions.state IS '状态：active 有效，superseded 已被取代，expired 已到期，reopened 数值已变，orphaned 发现已不存在，invalid 所记原文数值与现数不符 / active, superseded, expired, reopened (the values changed), orphaned (no such finding any more) or invalid (the printed value it names is not the one that stands there)';
COMMENT ON TABLE quality.finding_events IS '发现的历史：出现、数值变化、消失 / when a finding appeared, changed its values, went';
COMMENT ON COLUMN quality.finding_events.run_id IS '运行编号 / run';
COMMENT ON COLUMN quality.finding_events.noted_at IS '时间（UTC） / when, UTC';
COMMENT ON COLUMN quality.finding_events.event IS '事件：appeared 出现，changed 数值变化，gone 消失 / appeared, changed or gone';
COMMENT ON COLUMN quality.finding_events.place_key IS '发现的位置，不含数值 / place of the finding, whatever its values';
COMMENT ON COLUMN quality.finding_events.fingerprint IS '发现的指纹：位置和数值 / fingerprint of the finding: its place and its values';
COMMENT ON COLUMN quality.finding_events.finding_id IS '发现编号 / finding';
COMMENT ON COLUMN quality.finding_events.left_value IS '等式左边 / left side of the equation';
COMMENT ON COLUMN quality.finding_events.right_value IS '等式右边 / right side of the equation';
COMMENT ON VIEW quality.corrections IS '有效的更正：原文数值不变，更正值另列 / corrections in force, beside the printed values';
COMMENT ON COLUMN quality.corrections.report_id IS '年度报告编号 / report';
COMMENT ON COLUMN quality.corrections.table_code IS '表 / table';
COMMENT ON COLUMN quality.corrections.row_code IS '行 / row';
COMMENT ON COLUMN quality.corrections.column_code IS '列 / column';
COMMENT ON COLUMN quality.corrections.printed_value IS '原文数值 / value as printed';
COMMENT ON COLUMN quality.corrections.corrected_value IS '更正后的数值 / corrected value';
COMMENT ON COLUMN quality.corrections.reviewer IS '更正人 / who corrected it';
COMMENT ON COLUMN quality.corrections.reason IS '理由 / why';
COMMENT ON COLUMN quality.corrections.decided_at IS '更正时间（UTC） / when, UTC';
COMMENT ON COLUMN quality.corrections.decision_id IS '决定编号 / decision';
