-- Sections of current revisions whose words are not known yet, numbered on from those that are.
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT
    (SELECT coalesce(max(section_id), 0) FROM search.sections)::INTEGER
        + row_number() OVER (ORDER BY s.report_id, s.revision, s.section_no)::INTEGER AS section_id,
    s.report_id, s.revision, s.section_no, v.content_sha256
FROM core.sections AS s
JOIN core.revisions AS v ON v.report_id = s.report_id AND v.revision = s.revision AND v.is_current
WHERE (s.report_id, s.revision) NOT IN (SELECT (report_id, revision) FROM search.sections);
