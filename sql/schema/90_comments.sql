-- What every table and column of raw and ops means, in Chinese and English; those of core, quality and mart stand in
-- warehouse/reference/glossary.yml. A test fails on anything without a comment.
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
COMMENT ON COLUMN raw.readings.reading_key IS '读取序号（仅在本文件内有效） / number of the reading within this file';
COMMENT ON COLUMN raw.readings.reading_hash IS '完整读取结果的散列值（不含抓取时间） / hash of the whole reading, without the fetch times';
COMMENT ON COLUMN raw.readings.remainder IS '其他各列未收的内容（JSON）：勾稽关系的结果等 / what has no column of its own, as JSON: results of the equations';

COMMENT ON TABLE raw.reading_blobs IS '读取所用的原始字节 / blobs a reading was made from';
COMMENT ON COLUMN raw.reading_blobs.reading_id IS '读取编号 / reading, hash of item, bytes and code version';
COMMENT ON COLUMN raw.reading_blobs.position IS '次序 / order';
COMMENT ON COLUMN raw.reading_blobs.blob_sha256 IS '原始字节的 sha256 / sha256 of the bytes, their address in the archive';
COMMENT ON COLUMN raw.reading_blobs.url IS '网址 / address';
COMMENT ON COLUMN raw.reading_blobs.role IS '作用：page 页面，attachment 附件，picture 页面中的图片，file 文件 / page, attachment, picture of a page or file';
COMMENT ON COLUMN raw.reading_blobs.has_figures IS '数值是否读自该文件 / whether the figures were read from this blob';

COMMENT ON TABLE raw.issues IS '读取中发现的问题 / what the reading of one input noticed';
COMMENT ON COLUMN raw.issues.reading_id IS '读取编号 / reading, hash of item, bytes and code version';
COMMENT ON COLUMN raw.issues.issue_no IS '问题序号 / number of the issue within its reading';
COMMENT ON COLUMN raw.issues.item_id IS '条目编号 / listing item, see raw.items';
COMMENT ON COLUMN raw.issues.code IS '问题代码 / stable name of the kind of issue';
COMMENT ON COLUMN raw.issues.level IS '级别：error、warning、info / level of the issue';
COMMENT ON COLUMN raw.issues.message IS '一行说明 / one clear line';
COMMENT ON COLUMN raw.issues.place IS '所在位置 / where in the document';

COMMENT ON TABLE raw.cells IS '读取结果所用的单元格次序 / order in which readings give the cells of a table';
COMMENT ON COLUMN raw.cells.cells_key IS '单元格次序编号 / hash of table, layout and cells in their order';
COMMENT ON COLUMN raw.cells.cell_no IS '单元格序号，从1起 / number of the cell, from 1';
COMMENT ON COLUMN raw.cells.table_code IS '表代码 / table code';
COMMENT ON COLUMN raw.cells.layout_id IS '表样 / layout';
COMMENT ON COLUMN raw.cells.row_code IS '行代码 / row code';
COMMENT ON COLUMN raw.cells.column_code IS '列代码 / column code';
COMMENT ON COLUMN raw.cells.unit IS '单位 / unit';
COMMENT ON COLUMN raw.cells.line_no IS '所在行的序号，从1起 / number of its line, from 1';
COMMENT ON COLUMN raw.cells.column_no IS '所在列的序号，从1起 / number of its column, from 1';
COMMENT ON COLUMN raw.cells.step_no IS '在该行中的次序，从0起 / place within its line, from 0';

COMMENT ON TABLE raw.packed_figures IS '压缩存放的数值，每份读取结果每张表一行，用 raw.figures 或 core.figures 查询 / figures as stored, one row per reading and table; ask raw.figures or core.figures';
COMMENT ON COLUMN raw.packed_figures.reading_key IS '读取序号（仅在本文件内有效） / number of the reading within this file, see raw.readings';
COMMENT ON COLUMN raw.packed_figures.cells_key IS '单元格次序编号，见 raw.cells / order of the cells, see raw.cells';
COMMENT ON COLUMN raw.packed_figures.whole IS '整数值 / whole numbers, NULL where a cell has none';
COMMENT ON COLUMN raw.packed_figures.exact IS '带小数的数值，无则整列为 NULL / numbers with decimals; NULL when there is none';
COMMENT ON COLUMN raw.packed_figures.state IS '多数单元格的种类、判定和来源（编码） / kind, verdict and origin of most cells, as a code';
COMMENT ON COLUMN raw.packed_figures.states IS '各单元格的编码，全部相同时为 NULL / code of every cell; NULL when all are the same';
COMMENT ON COLUMN raw.packed_figures.raws IS '与数值本身写法不同的原文 / raw texts that are not the digits of the number';
COMMENT ON COLUMN raw.packed_figures.corrected IS '更正前的读数 / first readings of corrected cells';
COMMENT ON COLUMN raw.packed_figures.page IS '页码 / page';
COMMENT ON COLUMN raw.packed_figures.pages IS '各行页码，同在一页时为 NULL / page of every line; NULL when they stand on one page';
COMMENT ON COLUMN raw.packed_figures.tops IS '各行上下边（点） / top and bottom of every line, in points';
COMMENT ON COLUMN raw.packed_figures.sides IS '各列左右边（点） / left and right of every column, in points';
COMMENT ON COLUMN raw.packed_figures.path_parts IS '路径中两个序号之前、之间、之后的部分 / path before, between and after its two numbers';
COMMENT ON COLUMN raw.packed_figures.path_numbers IS '各行的行号和首格号 / number of every line and of its first cell';
COMMENT ON COLUMN raw.packed_figures.member IS '文件内的成员 / file inside an archive or picture inside a page';
COMMENT ON COLUMN raw.packed_figures.odd_places IS '位置不合规律的单元格的位置（JSON） / place of cells that stand elsewhere, as JSON';

COMMENT ON VIEW raw.figures IS '全部读取结果的数值，一格一行 / figures of every reading, one row a cell';
COMMENT ON COLUMN raw.figures.reading_key IS '读取序号（仅在本文件内有效） / number of the reading within this file, see raw.readings';
COMMENT ON COLUMN raw.figures.cell_no IS '单元格在读取结果中的次序 / order of the cell within its reading and table';
COMMENT ON COLUMN raw.figures.table_code IS '表代码 / table code';
COMMENT ON COLUMN raw.figures.row_code IS '行代码 / row code';
COMMENT ON COLUMN raw.figures.column_code IS '列代码 / column code';
COMMENT ON COLUMN raw.figures.layout_id IS '所用表样 / layout that named the cell';
COMMENT ON COLUMN raw.figures.value IS '数值，按原样；空白、横线、缺失为 NULL / value as printed; NULL where the page gives none';
COMMENT ON COLUMN raw.figures.kind IS '种类：number、zero、blank、dash、text、missing / what the cell holds';
COMMENT ON COLUMN raw.figures.raw_text IS '单元格原文 / text of the cell as printed';
COMMENT ON COLUMN raw.figures.unit IS '单位 / unit';
COMMENT ON COLUMN raw.figures.verdict IS '判定：proved、read、source_error、suspect、missing / how far the reading is proved';
COMMENT ON COLUMN raw.figures.page IS '页码 / page';
COMMENT ON COLUMN raw.figures.x0 IS '左边（点） / left edge, in points';
COMMENT ON COLUMN raw.figures.top IS '上边（点） / top edge, in points';
COMMENT ON COLUMN raw.figures.x1 IS '右边（点） / right edge, in points';
COMMENT ON COLUMN raw.figures.bottom IS '下边（点） / bottom edge, in points';
COMMENT ON COLUMN raw.figures.path IS '文档内位置 / path in the document';
COMMENT ON COLUMN raw.figures.member IS '文件内的成员 / file inside an archive or picture inside a page';
COMMENT ON COLUMN raw.figures.origin IS '来源：text 文字，image 图片 / read from text or from a picture';
COMMENT ON COLUMN raw.figures.corrected_from IS '更正前的读数 / first reading of a corrected cell';

COMMENT ON TABLE raw.reading_tables IS '读取结果中识别到的表 / official tables found in each reading';
COMMENT ON COLUMN raw.reading_tables.reading_key IS '读取序号（仅在本文件内有效） / number of the reading within this file, see raw.readings';
COMMENT ON COLUMN raw.reading_tables.table_code IS '表代码 / table code';
COMMENT ON COLUMN raw.reading_tables.layout_id IS '表样 / layout';
COMMENT ON COLUMN raw.reading_tables.rows_found IS '识别到的行数 / rows found';
COMMENT ON COLUMN raw.reading_tables.rows_expected IS '表样的行数 / rows of the form';
COMMENT ON COLUMN raw.reading_tables.place IS '所在位置 / where in the document';
COMMENT ON COLUMN raw.reading_tables.position IS '次序 / order';

COMMENT ON TABLE raw.reading_sections IS '读取结果中各部分文字 / sections of text of each reading';
COMMENT ON COLUMN raw.reading_sections.reading_key IS '读取序号（仅在本文件内有效） / number of the reading within this file, see raw.readings';
COMMENT ON COLUMN raw.reading_sections.section_no IS '部分序号，0为首个标题之前 / number of the section; 0 before the first heading';
COMMENT ON COLUMN raw.reading_sections.title IS '标题 / title';
COMMENT ON COLUMN raw.reading_sections.text IS '正文 / text';

COMMENT ON TABLE raw.reading_claims IS '读取结果的正文所述数字 / numbers that the text of each reading states';
COMMENT ON COLUMN raw.reading_claims.reading_key IS '读取序号（仅在本文件内有效） / number of the reading within this file, see raw.readings';

COMMENT ON TABLE raw.reading_witnesses IS '读取结果的佐证 / what each source of a reading said of organ, year, scope and date';
COMMENT ON COLUMN raw.reading_witnesses.reading_key IS '读取序号（仅在本文件内有效） / number of the reading within this file, see raw.readings';
COMMENT ON COLUMN raw.reading_witnesses.position IS '次序 / order';

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

COMMENT ON TABLE ops.last_visits IS '各站点最近一次正常访问 / when each site was last seen well, as of the last load that was published';
COMMENT ON COLUMN ops.last_visits.site_id IS '站点编号 / site of the registry';
COMMENT ON COLUMN ops.last_visits.seen_at IS '最近一次状态为 ok 的访问（UTC） / start of the last visit with state ok, UTC';

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
