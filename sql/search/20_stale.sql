-- Sections whose report, revision or content is no longer current.
CREATE OR REPLACE TEMP TABLE stale AS
SELECT s.section_id FROM search.sections AS s
LEFT JOIN core.revisions AS v
    ON v.report_id = s.report_id AND v.revision = s.revision AND v.content_sha256 = s.content_sha256 AND v.is_current
WHERE v.report_id IS NULL;
