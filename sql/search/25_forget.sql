DELETE FROM search.postings WHERE section_id IN (SELECT section_id FROM temp.main.stale);
DELETE FROM search.sections WHERE section_id IN (SELECT section_id FROM temp.main.stale);
