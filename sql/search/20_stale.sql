-- Sections whose reading is no longer that of a current revision.
CREATE OR REPLACE TEMP TABLE stale AS
SELECT section_id FROM search.sections
WHERE reading_key NOT IN (SELECT reading_key FROM core.revisions WHERE is_current);
