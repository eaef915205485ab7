-- What the accepted readings say: cells, packed figures, tables, sections, claims and witnesses, by reading_key.
INSERT INTO raw.cells BY NAME
SELECT DISTINCT * FROM staged_cells WHERE cells_key NOT IN (SELECT cells_key FROM raw.cells)
ORDER BY cells_key, cell_no;

-- By form, because figures of one cell are alike: that halves their room.
INSERT INTO raw.packed_figures BY NAME
SELECT a.reading_key, f.* EXCLUDE (stage_no)
FROM staged_figures AS f JOIN accepted AS a USING (stage_no)
ORDER BY f.cells_key, a.reading_key;

INSERT INTO raw.reading_tables BY NAME
SELECT a.reading_key, t.table_code, t.layout_id, t.rows_found, t.rows_expected, t.place, t.position
FROM staged_tables AS t JOIN accepted AS a USING (stage_no)
ORDER BY t.position, a.reading_key;

INSERT INTO raw.reading_sections BY NAME
SELECT a.reading_key, t.section_no, t.title, t.text
FROM staged_sections AS t JOIN accepted AS a USING (stage_no)
ORDER BY t.section_no, a.reading_key;

INSERT INTO raw.reading_claims BY NAME
SELECT
    a.reading_key, s.position AS claim_no, s.claim_code, s.is_fact, s.value, s.unit, s.is_approximate, s.raw_text,
    s.sentence, s.section_no, s.figures, s.expected, s.status, s.reason, s.page, s.bbox[1] AS x0, s.bbox[2] AS top,
    s.bbox[3] AS x1, s.bbox[4] AS bottom, s.path, s.member
FROM staged_claims AS s JOIN accepted AS a USING (stage_no)
WHERE s.value IS NOT NULL
ORDER BY a.reading_key, s.position;

INSERT INTO raw.reading_witnesses BY NAME
SELECT a.reading_key, s.position, s.field, s.source, s.value, s.text
FROM staged_witnesses AS s JOIN accepted AS a USING (stage_no)
ORDER BY s.position, a.reading_key;
