SELECT f.section_id, s.title || ' ' || s.text AS text
FROM temp.main.fresh AS f JOIN raw.reading_sections AS s USING (reading_key, section_no)
WHERE f.section_id BETWEEN $first AND $last
ORDER BY f.section_id;
