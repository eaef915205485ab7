-- Structural checks of core.organs, core.reports, core.revisions, core.sections, core.sources, core.claims, core.witnesses. A check is a query
-- that returns the wrong rows: `scope` says which row, `found` what stands there, `wanted` what must.

-- check: STRUCT-ORG-KEY
-- table: core.organs
-- severity: critical
-- zh: 机关编号唯一
-- en: organ ids are unique
SELECT organ_id AS scope, count(*) || ' rows' AS found, '1 row' AS wanted
FROM core.organs GROUP BY organ_id HAVING count(*) > 1;

-- check: STRUCT-ORG-NAME
-- table: core.organs
-- severity: error
-- zh: 机关名称唯一（无地名者在其站点内）、非空、无首尾空白
-- en: organ names are unique (those without a place on their site), not empty and trimmed
SELECT organ_id AS scope, name AS found, 'a unique, trimmed name' AS wanted
FROM core.organs
QUALIFY count(*) OVER (PARTITION BY name, site_id) > 1 OR trim(name) = '' OR name <> trim(name);

-- check: STRUCT-ORG-REPORT
-- table: core.organs
-- severity: warning
-- zh: 每个机关至少有一份报告
-- en: every organ has a report
SELECT organ_id AS scope, name AS found, 'at least one report' AS wanted
FROM core.organs ANTI JOIN core.reports USING (organ_id);

-- check: STRUCT-REP-KEY
-- table: core.reports
-- severity: critical
-- zh: 报告编号唯一，且一个机关一年一个口径只有一份报告
-- en: report ids are unique, and so is organ, year and scope
SELECT report_id, concat_ws(' ', organ_id, report_year, scope) AS scope, 'twice' AS found, 'once' AS wanted
FROM core.reports
QUALIFY count(*) OVER (PARTITION BY organ_id, report_year, reports.scope) > 1 OR count(*) OVER (PARTITION BY report_id) > 1;

-- check: STRUCT-REP-YEAR
-- table: core.reports
-- severity: critical
-- zh: 报告年度在 2008 年（条例施行）至今之间
-- en: the report year lies between 2008 (the Regulation in force) and this year
SELECT report_id, 'report_year' AS scope, report_year::VARCHAR AS found, '2008 … ' || year(today()) AS wanted
FROM core.reports WHERE report_year NOT BETWEEN 2008 AND year(today());

-- check: STRUCT-REP-SCOPE
-- table: core.reports
-- severity: critical
-- zh: 口径为本机关、汇总或未知
-- en: scope is own, aggregate or unknown
SELECT report_id, 'scope' AS scope, reports.scope AS found, 'own | aggregate | unknown' AS wanted
FROM core.reports WHERE reports.scope NOT IN ('own', 'aggregate', 'unknown');

-- check: STRUCT-REP-ORGAN
-- table: core.reports
-- severity: critical
-- zh: 每份报告都属于一个已有的机关
-- en: every report belongs to an organ that exists
SELECT report_id, 'organ_id' AS scope, organ_id AS found, 'a row of core.organs' AS wanted
FROM core.reports ANTI JOIN core.organs USING (organ_id);

-- check: STRUCT-REP-CURRENT
-- table: core.reports
-- severity: critical
-- zh: 每份报告恰有一个现行版本
-- en: every report has exactly one current revision
SELECT r.report_id, 'current revisions' AS scope, count(v.report_id)::VARCHAR AS found, '1' AS wanted
FROM core.reports r LEFT JOIN core.revisions v ON v.report_id = r.report_id AND v.is_current
GROUP BY r.report_id HAVING count(v.report_id) <> 1;

-- check: STRUCT-REV-KEY
-- table: core.revisions
-- severity: critical
-- zh: 报告版本号唯一，且内容不重复
-- en: revision numbers are unique, and no two revisions of a report have the same content
SELECT report_id, revision, 'revision ' || revision AS scope, content_sha256 AS found, 'once' AS wanted
FROM core.revisions
QUALIFY count(*) OVER (PARTITION BY report_id, revision) > 1 OR count(*) OVER (PARTITION BY report_id, content_sha256) > 1;

-- check: STRUCT-REV-NUMBER
-- table: core.revisions
-- severity: critical
-- zh: 版本号从 1 起连续
-- en: revisions are numbered 1, 2, … without a gap
SELECT report_id, 'revisions' AS scope, min(revision) || ' … ' || max(revision) || ' in ' || count(*) || ' rows' AS found,
       '1 … ' || count(*) AS wanted
FROM core.revisions GROUP BY report_id HAVING min(revision) <> 1 OR max(revision) <> count(DISTINCT revision);

-- check: STRUCT-REV-REPORT
-- table: core.revisions
-- severity: critical
-- zh: 每个版本都属于一份已有的报告
-- en: every revision belongs to a report that exists
SELECT report_id, revision, 'revision ' || revision AS scope, 'no such report' AS found, 'a row of core.reports' AS wanted
FROM core.revisions ANTI JOIN core.reports USING (report_id);

-- check: STRUCT-REV-SOURCE
-- table: core.revisions
-- severity: critical
-- zh: 每个版本都能追溯到读数记录与存档原件
-- en: every revision leads back to its reading and its archived bytes
SELECT v.report_id, v.revision, 'revision ' || v.revision AS scope,
       concat_ws(', ', CASE WHEN r.reading_id IS NULL THEN 'no reading ' || v.reading_id END,
                 CASE WHEN b.blob_sha256 IS NULL THEN 'no blob ' || v.blob_sha256 END) AS found,
       'rows of raw.readings and raw.blobs' AS wanted
FROM core.revisions v
LEFT JOIN raw.readings r USING (reading_id)
LEFT JOIN raw.blobs b ON b.blob_sha256 = v.blob_sha256
WHERE r.reading_id IS NULL OR b.blob_sha256 IS NULL;

-- check: STRUCT-REV-STATUS
-- table: core.revisions
-- severity: critical
-- zh: 读数状态是已知的几种之一
-- en: status is one of the known reading states
SELECT report_id, revision, 'revision ' || revision AS scope, status AS found,
       'read | partial | no_tables | unknown_layout | not_a_report | unreadable' AS wanted
FROM core.revisions
WHERE status NOT IN ('read', 'partial', 'no_tables', 'unknown_layout', 'not_a_report', 'unreadable');

-- check: STRUCT-REV-TABLES
-- table: core.revisions
-- severity: critical
-- zh: 状态为已读的版本至少有一张表
-- en: a revision with status read has at least one table
SELECT v.report_id, v.revision, 'revision ' || v.revision AS scope, 'no table' AS found, 'at least one table' AS wanted
FROM core.revisions v ANTI JOIN core.report_tables t USING (report_id, revision)
WHERE v.status = 'read';

-- check: STRUCT-REV-PUBLISHED
-- table: core.revisions
-- severity: warning
-- zh: 公布日期是日期，且晚于报告年度
-- en: the date of publication is a date, and after the report year
SELECT v.report_id, v.revision, 'revision ' || v.revision AS scope, v.published_date AS found,
       'a date after ' || r.report_year AS wanted
FROM core.revisions v JOIN core.reports r USING (report_id)
WHERE v.published_date IS NOT NULL AND coalesce(year(try_cast(v.published_date AS DATE)), 0) <= r.report_year;

-- check: STRUCT-SEC-KEY
-- table: core.sections
-- severity: critical
-- zh: 同一报告版本的章节号唯一
-- en: section numbers are unique in a report revision
SELECT report_id, revision, 'section ' || section_no AS scope, count(*) || ' rows' AS found, '1 row' AS wanted
FROM core.sections GROUP BY report_id, revision, section_no HAVING count(*) > 1;

-- check: STRUCT-SEC-REVISION
-- table: core.sections
-- severity: critical
-- zh: 每个章节都属于一个已有的报告版本
-- en: every section belongs to a revision that exists
SELECT s.report_id, s.revision, 'section ' || s.section_no AS scope,
       'no such revision' AS found, 'a row of core.revisions' AS wanted
FROM core.sections s ANTI JOIN core.revisions v USING (report_id, revision);

-- check: STRUCT-SEC-NUMBER
-- table: core.sections
-- severity: error
-- zh: 章节号在 0 至 6 之间
-- en: section numbers lie between 0 and 6
SELECT report_id, revision, 'section ' || section_no AS scope, section_no::VARCHAR AS found, '0 … 6' AS wanted
FROM core.sections WHERE section_no NOT BETWEEN 0 AND 6;

-- check: STRUCT-SRC-REVISION
-- table: core.sources
-- severity: critical
-- zh: 每个来源都对应已有的报告版本和条目
-- en: every source ties a revision that exists to an item that exists
SELECT s.report_id, s.revision, s.item_id AS scope,
       concat_ws(', ', CASE WHEN v.report_id IS NULL THEN 'no such revision' END,
                 CASE WHEN i.item_id IS NULL THEN 'no such item' END) AS found,
       'rows of core.revisions and raw.items' AS wanted
FROM core.sources s
LEFT JOIN core.revisions v USING (report_id, revision)
LEFT JOIN raw.items i USING (item_id)
WHERE v.report_id IS NULL OR i.item_id IS NULL;

-- check: STRUCT-SRC-ANY
-- table: core.sources
-- severity: critical
-- zh: 每份报告至少有一个来源地址
-- en: every report has at least one source
SELECT report_id, 'sources' AS scope, '0' AS found, 'at least 1' AS wanted
FROM core.reports ANTI JOIN core.sources USING (report_id);

-- check: STRUCT-CLM-REVISION
-- table: core.claims
-- severity: critical
-- zh: 每条正文陈述都属于一个已有的报告版本
-- en: every claim belongs to a revision that exists
SELECT c.report_id, c.revision, 'claim ' || c.claim_no AS scope, 'no such revision' AS found, 'a row of core.revisions' AS wanted
FROM core.claims c ANTI JOIN core.revisions v USING (report_id, revision);

-- check: STRUCT-CLM-STATUS
-- table: core.claims
-- severity: critical
-- zh: 核对结果已知，且一致或不一致时有表格数值
-- en: the status is a known one, and a claim that agrees or differs has a value to compare with
SELECT report_id, revision, 'claim ' || claim_no AS scope,
       concat(status, ' with ', coalesce('expected ' || expected, 'nothing expected')) AS found,
       'agree | differ with a value, or unchecked' AS wanted
FROM core.claims
WHERE status NOT IN ('agree', 'differ', 'unchecked') OR (status <> 'unchecked' AND (expected IS NULL OR reason <> ''));

-- check: STRUCT-WIT-REVISION
-- table: core.witnesses
-- severity: critical
-- zh: 每条佐证都属于一个已有的报告版本
-- en: every witness belongs to a revision that exists
SELECT w.report_id, w.revision, 'witness ' || w.position AS scope,
       'no such revision' AS found, 'a row of core.revisions' AS wanted
FROM core.witnesses w ANTI JOIN core.revisions v USING (report_id, revision);

-- check: STRUCT-WIT-FIELD
-- table: core.witnesses
-- severity: error
-- zh: 佐证说的是机关、年度、口径或公布日期
-- en: a witness speaks of organ, year, scope or published
SELECT report_id, revision, 'witness ' || position AS scope, field AS found, 'organ | year | scope | published' AS wanted
FROM core.witnesses WHERE field NOT IN ('organ', 'year', 'scope', 'published');

-- check: CONFLICT
-- table: core.conflicts
-- severity: warning
-- zh: 同一报告在各地址的内容一致
-- en: a report has the same content at every address
SELECT c.report_id, c.current_revision AS revision, coalesce(i.url, c.item_id) AS scope,
       'other content than the one that counts (revision ' || c.revision || ')' AS found,
       'the content that counts (revision ' || c.current_revision || ')' AS wanted
FROM core.conflicts c LEFT JOIN raw.items i USING (item_id);
