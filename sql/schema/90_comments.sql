-- What every table and column means, in Chinese and English; marts carry theirs in sql/mart. Applied with the schema; a test
-- fails on anything without a comment.
COMMENT ON TABLE raw.blobs IS '原始字节（每个文件一行） / bytes that were fetched, one row per blob';
COMMENT ON COLUMN raw.blobs.blob_sha256 IS '原始字节的 sha256 / sha256 of the bytes, their address in the archive';
COMMENT ON COLUMN raw.blobs.media IS '格式：html、pdf、docx、text、unknown / format by the bytes';
COMMENT ON COLUMN raw.blobs.byte_count IS '字节数 / size in bytes';

COMMENT ON TABLE raw.items IS '列表条目（或导入文件） / listing items, or imported files';
COMMENT ON COLUMN raw.items.item_id IS '条目编号 / listing item, see raw.items';
COMMENT ON COLUMN raw.items.site_id IS '站点编号，import 为磁盘文件 / site of the registry; import for files from disk';
COMMENT ON COLUMN raw.items.url IS '网址 / address';
COMMENT ON COLUMN raw.items.list_title IS '列表所示标题 / title as the list printed it';
COMMENT ON COLUMN raw.items.list_date IS '列表所示日期 / date as the list printed it';

COMMENT ON TABLE raw.readings IS '读取结果：某条目所示内容由最新程序读取的结果 / readings: what the newest code read in what an item showed';
COMMENT ON COLUMN raw.readings.reading_id IS '读取编号 / reading, hash of item, bytes and code version';
COMMENT ON COLUMN raw.readings.publication_id IS '所示内容编号 / publication: hash of the item and the bytes it showed';
COMMENT ON COLUMN raw.readings.item_id IS '条目编号 / listing item, see raw.items';
COMMENT ON COLUMN raw.readings.status IS '读取状态 / status of the reading: read, partial, no_tables, unknown_layout, not_a_report, unreadable';
COMMENT ON COLUMN raw.readings.code_version IS '读取程序版本 / version of the reading code';
COMMENT ON COLUMN raw.readings.report_id IS '年度报告编号，机关或年度不明时为 NULL / report; NULL when organ or year is not known';
COMMENT ON COLUMN raw.readings.organ_name IS '机关名称 / name of the organ';
COMMENT ON COLUMN raw.readings.report_year IS '报告年度 / year the report is about';
COMMENT ON COLUMN raw.readings.scope IS '口径：own 本机关，aggregate 汇总，unknown 不明 / own figures, an aggregate over organs, or unknown';
COMMENT ON COLUMN raw.readings.title IS '标题 / title';
COMMENT ON COLUMN raw.readings.published_date IS '发布日期（按原样） / date of publication as printed';
COMMENT ON COLUMN raw.readings.content_sha256 IS '内容散列值（全部数值和文字） / hash of all figures and sections';
COMMENT ON COLUMN raw.readings.source_url IS '数值来源网址 / address the figures came from';
COMMENT ON COLUMN raw.readings.blob_sha256 IS '原始字节的 sha256 / sha256 of the bytes, their address in the archive';
COMMENT ON COLUMN raw.readings.payload IS '完整读取结果（JSON，不含抓取时间） / the whole reading as JSON, without the fetch times';

COMMENT ON TABLE raw.reading_blobs IS '读取所用的原始字节 / blobs a reading was made from';
COMMENT ON COLUMN raw.reading_blobs.reading_id IS '读取编号 / reading, hash of item, bytes and code version';
COMMENT ON COLUMN raw.reading_blobs.position IS '次序 / order';
COMMENT ON COLUMN raw.reading_blobs.blob_sha256 IS '原始字节的 sha256 / sha256 of the bytes, their address in the archive';
COMMENT ON COLUMN raw.reading_blobs.url IS '网址 / address';
COMMENT ON COLUMN raw.reading_blobs.role IS '作用：page 页面，attachment 附件，file 文件 / page, attachment or file';
COMMENT ON COLUMN raw.reading_blobs.has_figures IS '数值是否读自该文件 / whether the figures were read from this blob';

COMMENT ON TABLE raw.issues IS '读取中发现的问题 / what the reading of one input noticed';
COMMENT ON COLUMN raw.issues.reading_id IS '读取编号 / reading, hash of item, bytes and code version';
COMMENT ON COLUMN raw.issues.issue_no IS '问题序号 / number of the issue within its reading';
COMMENT ON COLUMN raw.issues.item_id IS '条目编号 / listing item, see raw.items';
COMMENT ON COLUMN raw.issues.code IS '问题代码 / stable name of the kind of issue';
COMMENT ON COLUMN raw.issues.level IS '级别：error、warning、info / level of the issue';
COMMENT ON COLUMN raw.issues.message IS '一行说明 / one clear line';
COMMENT ON COLUMN raw.issues.place IS '所在位置 / where in the document';

COMMENT ON TABLE core.layouts IS '官方表样 / official tables, one row per table and era';
COMMENT ON COLUMN core.layouts.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN core.layouts.table_code IS '表代码 / table: proactive, applications, review_litigation';
COMMENT ON COLUMN core.layouts.era IS '表样年代 / era of the form';
COMMENT ON COLUMN core.layouts.form IS '规定该表的文件 / notice that prescribes the form';
COMMENT ON COLUMN core.layouts.title_zh IS '标题（中文） / title in Chinese';
COMMENT ON COLUMN core.layouts.title_en IS '标题（英文） / title in English';

COMMENT ON TABLE core.layout_groups IS '表样中的分组标题 / headings that rows of a form stand under';
COMMENT ON COLUMN core.layout_groups.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN core.layout_groups.group_code IS '分组代码，无分组为空 / heading the row stands under, empty when none';
COMMENT ON COLUMN core.layout_groups.parent_code IS '上级分组代码 / heading above this one, empty when none';
COMMENT ON COLUMN core.layout_groups.position IS '次序 / order';
COMMENT ON COLUMN core.layout_groups.label_zh IS '名称（中文） / label in Chinese';
COMMENT ON COLUMN core.layout_groups.label_en IS '名称（英文） / label in English';

COMMENT ON TABLE core.layout_rows IS '表样的行 / rows of the forms';
COMMENT ON COLUMN core.layout_rows.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN core.layout_rows.row_code IS '行代码 / row code';
COMMENT ON COLUMN core.layout_rows.position IS '次序 / order';
COMMENT ON COLUMN core.layout_rows.group_code IS '分组代码，无分组为空 / heading the row stands under, empty when none';
COMMENT ON COLUMN core.layout_rows.label_zh IS '名称（中文） / label in Chinese';
COMMENT ON COLUMN core.layout_rows.label_en IS '名称（英文） / label in English';

COMMENT ON TABLE core.layout_columns IS '表样的列 / columns of the forms';
COMMENT ON COLUMN core.layout_columns.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN core.layout_columns.column_code IS '列代码 / column code';
COMMENT ON COLUMN core.layout_columns.position IS '次序 / order';
COMMENT ON COLUMN core.layout_columns.label_zh IS '名称（中文） / label in Chinese';
COMMENT ON COLUMN core.layout_columns.label_en IS '名称（英文） / label in English';

COMMENT ON TABLE core.layout_cells IS '表样应有的单元格 / cells a complete report has to bring';
COMMENT ON COLUMN core.layout_cells.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN core.layout_cells.row_code IS '行代码 / row code';
COMMENT ON COLUMN core.layout_cells.column_code IS '列代码 / column code';
COMMENT ON COLUMN core.layout_cells.unit IS '单位 / unit';
COMMENT ON COLUMN core.layout_cells.is_signed IS '可否为负 / whether the cell may be negative';

COMMENT ON TABLE core.organs IS '机关 / organs that publish';
COMMENT ON COLUMN core.organs.organ_id IS '机关编号 / organ, hash of its name';
COMMENT ON COLUMN core.organs.name IS '机关名称 / name of the organ';

COMMENT ON TABLE core.reports IS '年度报告（机关、年度、口径） / reports: organ, year, scope';
COMMENT ON COLUMN core.reports.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.reports.organ_id IS '机关编号 / organ, hash of its name';
COMMENT ON COLUMN core.reports.report_year IS '报告年度 / year the report is about';
COMMENT ON COLUMN core.reports.scope IS '口径：own 本机关，aggregate 汇总，unknown 不明 / own figures, an aggregate over organs, or unknown';

COMMENT ON TABLE core.revisions IS '报告的各个版本 / contents of a report; each different content is a revision';
COMMENT ON COLUMN core.revisions.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.revisions.revision IS '版本号，从 1 起 / revision of the report, from 1';
COMMENT ON COLUMN core.revisions.content_sha256 IS '内容散列值（全部数值和文字） / hash of all figures and sections';
COMMENT ON COLUMN core.revisions.reading_id IS '读取编号 / reading, hash of item, bytes and code version';
COMMENT ON COLUMN core.revisions.title IS '标题 / title';
COMMENT ON COLUMN core.revisions.published_date IS '发布日期（按原样） / date of publication as printed';
COMMENT ON COLUMN core.revisions.status IS '读取状态 / status of the reading: read, partial, no_tables, unknown_layout, not_a_report, unreadable';
COMMENT ON COLUMN core.revisions.source_url IS '数值来源网址 / address the figures came from';
COMMENT ON COLUMN core.revisions.blob_sha256 IS '原始字节的 sha256 / sha256 of the bytes, their address in the archive';
COMMENT ON COLUMN core.revisions.is_current IS '是否为现行版本 / whether this is the content an address changed to last';
COMMENT ON COLUMN core.revisions.first_seen_at IS '首次看到的时间（UTC） / when this content was first seen, UTC';

COMMENT ON TABLE core.sources IS '刊登报告的条目 / items at which a report was met';
COMMENT ON COLUMN core.sources.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.sources.item_id IS '条目编号 / listing item, see raw.items';
COMMENT ON COLUMN core.sources.revision IS '该条目最后所示的版本 / revision the item showed when last read';

COMMENT ON TABLE core.conflicts IS '内容与现行版本不同的条目 / items that show other content than the current revision';
COMMENT ON COLUMN core.conflicts.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.conflicts.item_id IS '条目编号 / listing item, see raw.items';
COMMENT ON COLUMN core.conflicts.revision IS '该条目所示的版本 / revision the item shows';
COMMENT ON COLUMN core.conflicts.current_revision IS '现行版本号 / revision that counts';
COMMENT ON COLUMN core.conflicts.message_zh IS '说明（中文） / what does not hold, in Chinese';
COMMENT ON COLUMN core.conflicts.message_en IS '说明（英文） / what does not hold, in English';

COMMENT ON TABLE core.figures IS '数值：一张官方表中的一个数 / figures: one number in one official form';
COMMENT ON COLUMN core.figures.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.figures.revision IS '版本号，从 1 起 / revision of the report, from 1';
COMMENT ON COLUMN core.figures.table_code IS '表代码 / table: proactive, applications, review_litigation';
COMMENT ON COLUMN core.figures.row_code IS '行代码 / row code';
COMMENT ON COLUMN core.figures.column_code IS '列代码 / column code';
COMMENT ON COLUMN core.figures.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN core.figures.value IS '数值，按原样；未给出时为 NULL / value as printed; NULL where the page gives none';
COMMENT ON COLUMN core.figures.kind IS '种类：number、zero、blank、dash、text、missing / what the cell holds';
COMMENT ON COLUMN core.figures.raw_text IS '单元格原文 / text of the cell as printed';
COMMENT ON COLUMN core.figures.unit IS '单位 / unit';
COMMENT ON COLUMN core.figures.verdict IS '判定：proved、read、source_error、suspect、missing / how far the reading is proved';
COMMENT ON COLUMN core.figures.page IS '页码，从 1 起 / page, from 1; NULL in formats without pages';
COMMENT ON COLUMN core.figures.x0 IS '左边（点） / left edge in points';
COMMENT ON COLUMN core.figures.top IS '上边（点，自页面顶端） / top edge in points from the top of the page';
COMMENT ON COLUMN core.figures.x1 IS '右边（点） / right edge in points';
COMMENT ON COLUMN core.figures.bottom IS '下边（点，自页面顶端） / bottom edge in points from the top of the page';
COMMENT ON COLUMN core.figures.path IS '文档内路径（无页码的格式） / address inside formats without pages';
COMMENT ON COLUMN core.figures.member IS '压缩包内文件或页面内图片，NULL 为文件本身 / file inside an archive or picture inside a page; NULL for the blob itself';
COMMENT ON COLUMN core.figures.origin IS '来源：text 文字，image 图片识别 / printed text, or read from a picture';
COMMENT ON COLUMN core.figures.corrected_from IS '图片识别更正前的读数，未更正为 NULL / first reading of a corrected picture; NULL where nothing was corrected';

COMMENT ON TABLE core.claims IS '正文中的数字陈述 / what sentences of a report state in figures';
COMMENT ON COLUMN core.claims.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.claims.revision IS '版本号，从 1 起 / revision of the report, from 1';
COMMENT ON COLUMN core.claims.claim_no IS '在正文中的次序，从 1 起 / order in the text, from 1';
COMMENT ON COLUMN core.claims.claim_code IS '陈述内容的代码 / what is stated, for instance received or info_fee_yuan';
COMMENT ON COLUMN core.claims.is_fact IS '是否仅见于正文（表格中没有的事实） / whether it stands in the text only, in no table of the annual form';
COMMENT ON COLUMN core.claims.value IS '所述数值 / number as stated';
COMMENT ON COLUMN core.claims.unit IS '单位 / unit';
COMMENT ON COLUMN core.claims.is_approximate IS '是否约数（余、近、约、万） / whether the sentence rounds';
COMMENT ON COLUMN core.claims.raw_text IS '数字的原文 / words the number was read from';
COMMENT ON COLUMN core.claims.sentence IS '所在句子 / sentence as printed';
COMMENT ON COLUMN core.claims.section_no IS '章节号，0 为首个标题之前 / section, 0 before the first heading';
COMMENT ON COLUMN core.claims.figures IS '所指数值的代码（算式） / formula over the figure codes it speaks of';
COMMENT ON COLUMN core.claims.expected IS '表格中的数值，没有时为 NULL / value of the formula in the tables; NULL where they give none';
COMMENT ON COLUMN core.claims.status IS '核对结果：agree 一致、differ 不一致、unchecked 未核对 / agree, differ or unchecked';
COMMENT ON COLUMN core.claims.reason IS '未核对的原因 / why it is unchecked: no_table, no_value, scope, approximate, incomplete, needs_last_year';
COMMENT ON COLUMN core.claims.page IS '页码，从 1 起 / page, from 1; NULL in formats without pages';
COMMENT ON COLUMN core.claims.x0 IS '左边（点） / left edge in points';
COMMENT ON COLUMN core.claims.top IS '上边（点，自页面顶端） / top edge in points from the top of the page';
COMMENT ON COLUMN core.claims.x1 IS '右边（点） / right edge in points';
COMMENT ON COLUMN core.claims.bottom IS '下边（点，自页面顶端） / bottom edge in points from the top of the page';
COMMENT ON COLUMN core.claims.path IS '文档内路径（无页码的格式） / address inside formats without pages';
COMMENT ON COLUMN core.claims.member IS '压缩包内文件或页面内图片，NULL 为文件本身 / file inside an archive or picture inside a page; NULL for the blob itself';

COMMENT ON TABLE core.report_tables IS '报告中识别出的官方表格 / official tables found in a report';
COMMENT ON COLUMN core.report_tables.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.report_tables.revision IS '版本号，从 1 起 / revision of the report, from 1';
COMMENT ON COLUMN core.report_tables.table_code IS '表代码 / table: proactive, applications, review_litigation';
COMMENT ON COLUMN core.report_tables.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN core.report_tables.rows_found IS '识别出的行数 / rows found';
COMMENT ON COLUMN core.report_tables.rows_expected IS '表样的行数 / rows the form has';
COMMENT ON COLUMN core.report_tables.place IS '表格所在位置 / where the table stands';

COMMENT ON TABLE core.sections IS '报告的文字部分 / sections of text of a report';
COMMENT ON COLUMN core.sections.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.sections.revision IS '版本号，从 1 起 / revision of the report, from 1';
COMMENT ON COLUMN core.sections.section_no IS '章节号，0 为首个标题之前 / section, 0 before the first heading';
COMMENT ON COLUMN core.sections.title IS '标题 / title';
COMMENT ON COLUMN core.sections.text IS '文字 / text';

COMMENT ON TABLE core.witnesses IS '机关、年度、口径、日期的各种依据 / what each source said of organ, year, scope and publication';
COMMENT ON COLUMN core.witnesses.report_id IS '年度报告编号 / report, hash of organ, year and scope';
COMMENT ON COLUMN core.witnesses.revision IS '版本号，从 1 起 / revision of the report, from 1';
COMMENT ON COLUMN core.witnesses.position IS '次序 / order';
COMMENT ON COLUMN core.witnesses.field IS '所证事项：organ、year、scope、published / what it speaks of';
COMMENT ON COLUMN core.witnesses.source IS '依据来源：标题、统计期限、落款等 / where it was said: title, period, letterhead and so on';
COMMENT ON COLUMN core.witnesses.value IS '该依据给出的值 / value it gave';
COMMENT ON COLUMN core.witnesses.text IS '所在原文 / text it was taken from';

COMMENT ON TABLE quality.checks IS '校验规则 / rules that must hold';
COMMENT ON COLUMN quality.checks.check_id IS '校验规则编号 / rule, see quality.checks';
COMMENT ON COLUMN quality.checks.severity IS '严重程度：critical、error、warning、info / severity';
COMMENT ON COLUMN quality.checks.status IS '性质：official、derived、structural / official, derived or structural';
COMMENT ON COLUMN quality.checks.title_zh IS '标题（中文） / title in Chinese';
COMMENT ON COLUMN quality.checks.title_en IS '标题（英文） / title in English';
COMMENT ON COLUMN quality.checks.form IS '规定该表的文件 / notice that prescribes the form';

COMMENT ON TABLE quality.identities IS '勾稽关系等式 / equations of the forms';
COMMENT ON COLUMN quality.identities.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN quality.identities.check_id IS '校验规则编号 / rule, see quality.checks';
COMMENT ON COLUMN quality.identities.scope IS '等式所在的行、列或单元格 / column, row or cell the equation runs over';
COMMENT ON COLUMN quality.identities.relation IS '关系：=、<=、>=、integer>= / relation of both sides';
COMMENT ON COLUMN quality.identities.constant IS '右侧常数（右侧无项时） / right side when no term stands there';
COMMENT ON COLUMN quality.identities.formula IS '等式（代码） / equation over codes';

COMMENT ON TABLE quality.identity_terms IS '勾稽关系等式中的各项 / terms of the equations';
COMMENT ON COLUMN quality.identity_terms.layout_id IS '表样编号 / layout, see core.layouts';
COMMENT ON COLUMN quality.identity_terms.check_id IS '校验规则编号 / rule, see quality.checks';
COMMENT ON COLUMN quality.identity_terms.scope IS '等式所在的行、列或单元格 / column, row or cell the equation runs over';
COMMENT ON COLUMN quality.identity_terms.side IS '等式的左侧或右侧 / left or right side';
COMMENT ON COLUMN quality.identity_terms.coefficient IS '系数 +1 或 -1 / coefficient, +1 or -1';
COMMENT ON COLUMN quality.identity_terms.row_code IS '行代码 / row code';
COMMENT ON COLUMN quality.identity_terms.column_code IS '列代码 / column code';

COMMENT ON TABLE quality.expectation_results IS '每次装载的校验结果 / results of the expectations of each load';
COMMENT ON COLUMN quality.expectation_results.run_id IS '运行编号 / run, see ops.runs';
COMMENT ON COLUMN quality.expectation_results.suite IS '规则组 / suite of expectations';
COMMENT ON COLUMN quality.expectation_results.expectation IS '规则类型和对象 / type and subject of the expectation';
COMMENT ON COLUMN quality.expectation_results.check_id IS '校验规则编号 / rule, see quality.checks';
COMMENT ON COLUMN quality.expectation_results.severity IS '严重程度：critical、error、warning、info / severity';
COMMENT ON COLUMN quality.expectation_results.success IS '是否通过 / whether it held';
COMMENT ON COLUMN quality.expectation_results.evaluated IS '检查的行数或等式数 / rows or equations looked at';
COMMENT ON COLUMN quality.expectation_results.unexpected IS '不符合的个数 / of these, wrong';

COMMENT ON TABLE quality.findings IS '疑点：不符合规则之处 / findings: places where a rule does not hold';
COMMENT ON COLUMN quality.findings.finding_id IS '疑点编号 / finding, hash of report, revision, check and scope';
COMMENT ON COLUMN quality.findings.check_id IS '校验规则编号 / rule, see quality.checks';
COMMENT ON COLUMN quality.findings.severity IS '严重程度：critical、error、warning、info / severity';
COMMENT ON COLUMN quality.findings.report_id IS '年度报告编号，与报告无关时为 NULL / report, NULL when it is about no report';
COMMENT ON COLUMN quality.findings.revision IS '版本号，从 1 起 / revision of the report, from 1';
COMMENT ON COLUMN quality.findings.table_code IS '表代码 / table: proactive, applications, review_litigation';
COMMENT ON COLUMN quality.findings.scope IS '等式所在的行、列或单元格 / column, row or cell it runs over';
COMMENT ON COLUMN quality.findings.figures IS '所涉数值的代码 / codes of the figures in the equation';
COMMENT ON COLUMN quality.findings.formula IS '等式（代码） / equation over codes';
COMMENT ON COLUMN quality.findings.left_value IS '左侧值 / value of the left side';
COMMENT ON COLUMN quality.findings.right_value IS '右侧值 / value of the right side';
COMMENT ON COLUMN quality.findings.difference IS '差额 / left less right';
COMMENT ON COLUMN quality.findings.message_zh IS '说明（中文） / what does not hold, in Chinese';
COMMENT ON COLUMN quality.findings.message_en IS '说明（英文） / what does not hold, in English';

COMMENT ON TABLE ops.runs IS '运行记录 / runs of the nightly flow';
COMMENT ON COLUMN ops.runs.run_id IS '运行编号 / run';
COMMENT ON COLUMN ops.runs.started_at IS '开始时间（UTC） / start, UTC';
COMMENT ON COLUMN ops.runs.finished_at IS '结束时间（UTC） / end, UTC';
COMMENT ON COLUMN ops.runs.outcome IS '结果：published、unchanged、held、failed、running / outcome of the run';
COMMENT ON COLUMN ops.runs.code_version IS '读取程序版本 / version of the reading code';
COMMENT ON COLUMN ops.runs.message IS '一行说明 / one clear line';

COMMENT ON TABLE ops.stages IS '各阶段用时和计数 / stages of a run with seconds and counts';
COMMENT ON COLUMN ops.stages.run_id IS '运行编号 / run';
COMMENT ON COLUMN ops.stages.stage IS '阶段 / stage';
COMMENT ON COLUMN ops.stages.seconds IS '用时（秒） / seconds it took';
COMMENT ON COLUMN ops.stages.counts IS '计数（JSON） / counts of the stage as JSON';

COMMENT ON TABLE ops.fetches IS '抓取日志（存档的副本） / fetch log, a mirror of the archive';
COMMENT ON COLUMN ops.fetches.fetch_id IS '抓取编号 / fetch';
COMMENT ON COLUMN ops.fetches.url IS '网址 / address';
COMMENT ON COLUMN ops.fetches.site_id IS '站点编号，import 为磁盘文件 / site of the registry; import for files from disk';
COMMENT ON COLUMN ops.fetches.fetched_at IS '抓取时间（UTC） / when it was fetched, UTC';
COMMENT ON COLUMN ops.fetches.status IS 'HTTP 状态码，0 为无应答 / HTTP status, 0 when no answer came';
COMMENT ON COLUMN ops.fetches.outcome IS '结果：stored、unchanged、refused、failed / outcome of the fetch';
COMMENT ON COLUMN ops.fetches.blob_sha256 IS '原始字节的 sha256 / sha256 of the bytes, their address in the archive';
COMMENT ON COLUMN ops.fetches.message IS '一行说明 / one clear line';
COMMENT ON COLUMN ops.fetches.log_byte IS '该行在抓取日志中的起始字节 / byte of the fetch log at which its line starts';

COMMENT ON TABLE ops.crawls IS '各站点每次运行的抓取情况 / what each run brought from each site it visited';
COMMENT ON COLUMN ops.crawls.run_id IS '运行编号 / run, see ops.runs';
COMMENT ON COLUMN ops.crawls.site_id IS '站点编号 / site of the registry';
COMMENT ON COLUMN ops.crawls.visited_at IS '访问开始时间（UTC） / when the visit began, UTC';
COMMENT ON COLUMN ops.crawls.state IS '状态：ok 正常，incomplete 不完整，blocked 被拒绝，robots 按 robots.txt 不抓取，failing 无法访问 / ok, incomplete, blocked, robots, failing';
COMMENT ON COLUMN ops.crawls.message IS '不正常的原因，正常时为空 / why it is not ok, empty when it is';
COMMENT ON COLUMN ops.crawls.lists IS '列表数 / lists that were walked';
COMMENT ON COLUMN ops.crawls.lists_incomplete IS '未走完的列表数 / lists that broke off';
COMMENT ON COLUMN ops.crawls.list_pages IS '列表页数 / list pages seen';
COMMENT ON COLUMN ops.crawls.items_found IS '列表条目数 / rows of the lists';
COMMENT ON COLUMN ops.crawls.items_kept_out IS '排除的条目数（不是年度报告） / rows kept out as no annual report';
COMMENT ON COLUMN ops.crawls.items_new IS '新条目数 / items fetched for the first time';
COMMENT ON COLUMN ops.crawls.items_changed IS '内容有变的条目数 / items that show other bytes than before';
COMMENT ON COLUMN ops.crawls.items_unchanged IS '内容未变的条目数 / items that show the same bytes as before';
COMMENT ON COLUMN ops.crawls.items_not_due IS '本次无须访问的条目数 / items that were not due to be asked for';
COMMENT ON COLUMN ops.crawls.items_vanished IS '已消失的条目数（副本保留） / items not there on several nights; their copy stays';
COMMENT ON COLUMN ops.crawls.items_missing IS '从未取得的条目数 / items of which nothing was ever to be had';
COMMENT ON COLUMN ops.crawls.refused IS '被拒绝的网址数 / addresses refused';
COMMENT ON COLUMN ops.crawls.failed IS '失败的网址数 / addresses that failed';
COMMENT ON COLUMN ops.crawls.requests IS '请求的网址数（不含重试、跳转和 robots.txt） / addresses asked for, without retries, redirects and robots.txt';
COMMENT ON COLUMN ops.crawls.seconds IS '用时（秒，含间隔） / seconds spent on the site, pauses included';
COMMENT ON COLUMN ops.crawls.bytes IS '收到的字节数 / bytes of the bodies that came';

COMMENT ON TABLE ops.sightings IS '何时看到何种内容 / when an item was seen to show which publication';
COMMENT ON COLUMN ops.sightings.publication_id IS '所示内容编号 / publication: hash of the item and the bytes it showed';
COMMENT ON COLUMN ops.sightings.item_id IS '条目编号 / listing item, see raw.items';
COMMENT ON COLUMN ops.sightings.seen_at IS '看到的时间（UTC） / when the last of its blobs was fetched, UTC';
COMMENT ON COLUMN ops.sightings.site_id IS '站点编号，import 为磁盘文件 / site of the registry; import for files from disk';
COMMENT ON COLUMN ops.sightings.url IS '网址 / address';
COMMENT ON COLUMN ops.sightings.list_title IS '列表所示标题 / title as the list printed it';
COMMENT ON COLUMN ops.sightings.list_date IS '列表所示日期 / date as the list printed it';

COMMENT ON TABLE ops.code_versions IS '读取程序的版本 / versions of the reading code';
COMMENT ON COLUMN ops.code_versions.code_version IS '读取程序版本 / version of the reading code';
COMMENT ON COLUMN ops.code_versions.ordinal IS '到达次序 / order of arrival';
COMMENT ON COLUMN ops.code_versions.first_loaded_at IS '首次装载时间（UTC） / when it first came in, UTC';

COMMENT ON TABLE ops.schema_version IS '数据库结构版本 / versions of this schema';
COMMENT ON COLUMN ops.schema_version.version IS '版本 / version';
COMMENT ON COLUMN ops.schema_version.schema_sha256 IS '结构文件的散列值 / hash of the schema files as applied';
COMMENT ON COLUMN ops.schema_version.applied_at IS '应用时间（UTC） / when it was applied, UTC';
