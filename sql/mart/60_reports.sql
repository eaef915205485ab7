-- One line per report: which revision counts, where it came from, what was found in it and what is wrong with it.
CREATE OR REPLACE TABLE mart.reports AS
WITH revision_counts AS (SELECT report_id, count(*) AS revision_count FROM core.revisions GROUP BY report_id),
source_counts AS (SELECT report_id, count(*) AS source_count FROM core.sources GROUP BY report_id),
conflict_counts AS (SELECT report_id, count(*) AS conflict_count FROM core.conflicts GROUP BY report_id),
table_lists AS (
    SELECT report_id, revision, count(*) AS table_count, string_agg(table_code, ', ' ORDER BY table_code) AS tables_found
    FROM core.report_tables GROUP BY report_id, revision
),
figure_counts AS (
    SELECT
        report_id, revision, count(*) AS figure_count,
        count(*) FILTER (WHERE kind = 'missing') AS missing_count,
        count(*) FILTER (WHERE verdict = 'suspect') AS suspect_count
    FROM core.figures GROUP BY report_id, revision
),
finding_counts AS (
    SELECT
        report_id, revision,
        count(*) FILTER (WHERE severity = 'critical') AS findings_critical,
        count(*) FILTER (WHERE severity = 'error') AS findings_error,
        count(*) FILTER (WHERE severity = 'warning') AS findings_warning,
        count(*) FILTER (WHERE severity = 'info') AS findings_info
    FROM quality.findings GROUP BY report_id, revision
)
SELECT
    r.report_id, o.name AS organ_name, r.report_year, r.scope, v.title, v.published_date, v.status,
    v.revision, n.revision_count, v.source_url, v.blob_sha256, s.source_count,
    coalesce(k.conflict_count, 0) AS conflict_count,
    coalesce(t.table_count, 0) AS table_count, coalesce(t.tables_found, '') AS tables_found,
    coalesce(f.figure_count, 0) AS figure_count, coalesce(f.missing_count, 0) AS missing_count,
    coalesce(f.suspect_count, 0) AS suspect_count,
    coalesce(q.findings_critical, 0) AS findings_critical, coalesce(q.findings_error, 0) AS findings_error,
    coalesce(q.findings_warning, 0) AS findings_warning, coalesce(q.findings_info, 0) AS findings_info
FROM core.reports AS r
JOIN core.organs AS o USING (organ_id)
JOIN core.revisions AS v ON v.report_id = r.report_id AND v.is_current
JOIN revision_counts AS n ON n.report_id = r.report_id
JOIN source_counts AS s ON s.report_id = r.report_id
LEFT JOIN conflict_counts AS k ON k.report_id = r.report_id
LEFT JOIN table_lists AS t ON t.report_id = v.report_id AND t.revision = v.revision
LEFT JOIN figure_counts AS f ON f.report_id = v.report_id AND f.revision = v.revision
LEFT JOIN finding_counts AS q ON q.report_id = v.report_id AND q.revision = v.revision
ORDER BY r.report_year, o.name, r.scope;

COMMENT ON TABLE mart.reports IS '年度报告一览，每份一行 / one line per report';
COMMENT ON COLUMN mart.reports.report_id IS '年度报告编号 / report, see core.reports';
COMMENT ON COLUMN mart.reports.organ_name IS '机关名称 / name of the organ';
COMMENT ON COLUMN mart.reports.report_year IS '报告年度 / year the report is about';
COMMENT ON COLUMN mart.reports.scope IS '口径：own 本机关，aggregate 汇总，unknown 不明 / own figures, an aggregate over organs, or unknown';
COMMENT ON COLUMN mart.reports.title IS '标题 / title';
COMMENT ON COLUMN mart.reports.published_date IS '发布日期（按原样） / date of publication as printed';
COMMENT ON COLUMN mart.reports.status IS '读取状态：read、partial、no_tables、unknown_layout / how far it could be read';
COMMENT ON COLUMN mart.reports.revision IS '现行版本号 / current revision';
COMMENT ON COLUMN mart.reports.revision_count IS '版本数 / number of revisions';
COMMENT ON COLUMN mart.reports.source_url IS '数值来源网址 / address the figures came from';
COMMENT ON COLUMN mart.reports.blob_sha256 IS '原始字节的 sha256 / sha256 of the bytes they came from';
COMMENT ON COLUMN mart.reports.source_count IS '刊登该报告的网址数 / addresses at which the report was met';
COMMENT ON COLUMN mart.reports.conflict_count IS '内容与现行版本不同的网址数 / addresses that show other content than the current revision';
COMMENT ON COLUMN mart.reports.table_count IS '识别出的官方表格数 / official tables found';
COMMENT ON COLUMN mart.reports.tables_found IS '识别出的官方表格 / codes of the official tables found';
COMMENT ON COLUMN mart.reports.figure_count IS '数值个数 / figures';
COMMENT ON COLUMN mart.reports.missing_count IS '缺失的数值个数 / figures that are missing';
COMMENT ON COLUMN mart.reports.suspect_count IS '存疑的数值个数 / figures whose reading is in doubt';
COMMENT ON COLUMN mart.reports.findings_critical IS '严重疑点数 / findings of severity critical';
COMMENT ON COLUMN mart.reports.findings_error IS '错误疑点数 / findings of severity error';
COMMENT ON COLUMN mart.reports.findings_warning IS '警告疑点数 / findings of severity warning';
COMMENT ON COLUMN mart.reports.findings_info IS '提示疑点数 / findings of severity info';
