-- Sections of current revisions whose words are not known yet, numbered on from those that are.
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT
    (SELECT coalesce(max(section_id), 0) FROM search.sections)::INTEGER
        + row_number() OVER (ORDER BY v.report_id, s.section_no)::INTEGER AS section_id,
    s.reading_key, s.section_no
FROM core.revisions AS v
JOIN raw.reading_sections AS s USING (reading_key)
WHERE v.is_current AND v.reading_key NOT IN (SELECT reading_key FROM search.sections);
