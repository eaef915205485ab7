-- Carry out the plan.
DELETE FROM core.revisions AS t USING outdated AS o WHERE t.report_id = o.report_id AND t.revision = o.revision;
DELETE FROM core.sources AS t USING changed_sources AS c WHERE t.report_id = c.report_id AND t.item_id = c.item_id;
DELETE FROM core.conflicts WHERE report_id IN (SELECT report_id FROM affected);

CREATE OR REPLACE TEMP TABLE planned_reports AS
SELECT DISTINCT r.report_id, n.organ_id, r.report_year, r.scope
FROM raw.readings AS r
JOIN raw.items AS i USING (item_id)
JOIN core.organ_names AS n ON n.printed_name = r.organ_name AND n.site_id = i.site_id
WHERE r.report_id IN (SELECT report_id FROM affected);

INSERT INTO core.organs BY NAME
SELECT * FROM named_organs
WHERE organ_id IN (SELECT organ_id FROM planned_reports) AND organ_id NOT IN (SELECT organ_id FROM core.organs)
ORDER BY organ_id;

UPDATE core.organs AS o SET
    name = c.name, level = c.level, kind = c.kind, region_code = c.region_code, parent_organ_id = c.parent_organ_id,
    parent_name = c.parent_name, site_id = c.site_id, unresolved_reason = c.unresolved_reason
FROM changed_organs AS c WHERE c.organ_id = o.organ_id;

INSERT INTO core.reports
SELECT report_id, organ_id, report_year, scope FROM planned_reports
WHERE report_id NOT IN (SELECT report_id FROM core.reports)
ORDER BY report_id;

INSERT INTO core.revisions BY NAME
SELECT
    f.report_id, f.revision, f.content_sha256, f.reading_id, f.reading_key, r.title, r.published_date, r.status, r.source_url,
    r.blob_sha256, f.is_current, f.first_seen_at
FROM fresh AS f JOIN raw.readings AS r USING (reading_id)
ORDER BY f.report_id, f.revision;

UPDATE core.revisions AS r SET is_current = m.is_current, first_seen_at = m.first_seen_at
FROM moved AS m WHERE r.report_id = m.report_id AND r.revision = m.revision;

INSERT INTO core.sources BY NAME
SELECT p.report_id, p.item_id, p.revision FROM planned_sources AS p JOIN changed_sources USING (report_id, item_id)
ORDER BY p.report_id, p.item_id;

INSERT INTO core.conflicts BY NAME
SELECT
    s.report_id, s.item_id, s.revision, p.revision AS current_revision,
    concat(o.name, ' ', r.report_year, ' 年报告：', i.url, ' 所示内容（第 ', s.revision, ' 版）与现行第 ', p.revision,
           ' 版（', v.source_url, '）不一致') AS message_zh,
    concat(o.name, ' ', r.report_year, ': ', i.url, ' shows revision ', s.revision, ', but revision ', p.revision, ' (',
           v.source_url, ') is current') AS message_en
FROM planned_sources AS s
JOIN plan AS p ON p.report_id = s.report_id AND p.is_current AND p.revision <> s.revision
JOIN core.revisions AS v ON v.report_id = p.report_id AND v.revision = p.revision
JOIN core.reports AS r ON r.report_id = s.report_id
JOIN core.organs AS o ON o.organ_id = r.organ_id
JOIN raw.items AS i ON i.item_id = s.item_id
ORDER BY s.report_id, s.item_id;

-- Newer code may have found another organ or year in the same bytes: a report without any reading left is none.
CREATE OR REPLACE TEMP TABLE touched_organs AS
SELECT DISTINCT organ_id FROM core.reports WHERE report_id IN (SELECT report_id FROM affected);

DELETE FROM core.reports WHERE report_id IN (SELECT report_id FROM affected) AND report_id NOT IN (SELECT report_id FROM plan);
DELETE FROM core.organs
WHERE organ_id IN (SELECT organ_id FROM touched_organs) AND organ_id NOT IN (SELECT organ_id FROM core.reports);

-- A name that no reading gives any more is forgotten: the same readings must give the same names, whatever came before.
DELETE FROM core.organ_names AS n
WHERE NOT EXISTS (
    SELECT 1 FROM raw.readings AS r JOIN raw.items AS i USING (item_id)
    WHERE r.organ_name = n.printed_name AND i.site_id = n.site_id
);

-- The marts make the rows of these reports anew.
INSERT INTO packed.stale SELECT report_id FROM affected;
