SELECT f.section_id, s.title || ' ' || s.text AS text
FROM temp.main.fresh AS f JOIN core.sections AS s USING (report_id, revision, section_no)
WHERE f.section_id BETWEEN $first AND $last
ORDER BY f.section_id;
