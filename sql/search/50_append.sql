INSERT INTO search.postings SELECT * FROM temp.main.new_postings ORDER BY word_id, section_id;
INSERT INTO search.sections
SELECT f.section_id, f.reading_key, f.section_no, coalesce(p.word_count, 0)
FROM temp.main.fresh AS f
LEFT JOIN (SELECT section_id, sum(occurrences) AS word_count FROM temp.main.new_postings GROUP BY section_id) AS p USING (section_id)
ORDER BY f.section_id;
DROP TABLE temp.main.new_postings;
