-- Figures, tables, sections, claims and witnesses of the fresh revisions, from the staging area.
CREATE OR REPLACE TEMP TABLE target AS
SELECT f.report_id, f.revision, coalesce(a.stage_no, s.stage_no) AS stage_no
FROM fresh AS f
LEFT JOIN accepted AS a USING (reading_id)
LEFT JOIN (
    SELECT stage_no, reading_id FROM staged_readings WHERE path = 'raw.readings ' || reading_id
) AS s USING (reading_id);

INSERT INTO core.figures BY NAME
SELECT
    t.report_id, t.revision, f.table_code, f.row_code, f.column_code, f.layout_id, f.value, f.kind, f.raw_text, f.unit,
    f.verdict, f.page, f.bbox[1] AS x0, f.bbox[2] AS top, f.bbox[3] AS x1, f.bbox[4] AS bottom, f.path, f.member,
    f.origin, f.corrected_from
FROM staged_figures AS f JOIN target AS t USING (stage_no);

INSERT INTO core.report_tables BY NAME
SELECT t.report_id, t.revision, s.table_code, s.layout_id, s.rows_found, s.rows_expected, s.place
FROM staged_tables AS s JOIN target AS t USING (stage_no)
ORDER BY t.report_id, t.revision, s.position;

INSERT INTO core.sections BY NAME
SELECT t.report_id, t.revision, s.section_no, s.title, s.text
FROM staged_sections AS s JOIN target AS t USING (stage_no)
ORDER BY t.report_id, t.revision, s.section_no;

INSERT INTO core.claims BY NAME
SELECT
    t.report_id, t.revision, s.position AS claim_no, s.claim_code, s.is_fact, s.value, s.unit, s.is_approximate, s.raw_text,
    s.sentence, s.section_no, s.figures, s.expected, s.status, s.reason, s.page, s.bbox[1] AS x0, s.bbox[2] AS top,
    s.bbox[3] AS x1, s.bbox[4] AS bottom, s.path, s.member
FROM staged_claims AS s JOIN target AS t USING (stage_no)
WHERE s.value IS NOT NULL
ORDER BY t.report_id, t.revision, s.position;

INSERT INTO core.witnesses BY NAME
SELECT t.report_id, t.revision, s.position, s.field, s.source, s.value, s.text
FROM staged_witnesses AS s JOIN target AS t USING (stage_no)
ORDER BY t.report_id, t.revision, s.position;
