-- Table 3 (requests received and processed), one line per row of the form, one column per kind of applicant. A cell that
-- is blank or missing is NULL, never 0; mart.figures tells which of the two.
-- A view over the packed rows: a row of the form is seven places in one list, so nothing has to be grouped.
CREATE OR REPLACE VIEW mart.applications AS
WITH form AS (
    SELECT
        cells_key, row_code, any_value(layout_id) AS layout_id, list(cell_no) AS cell_nos,
        max(cell_no) FILTER (WHERE column_code = 'natural_person') AS natural_person,
        max(cell_no) FILTER (WHERE column_code = 'business') AS business,
        max(cell_no) FILTER (WHERE column_code = 'research') AS research,
        max(cell_no) FILTER (WHERE column_code = 'social_welfare') AS social_welfare,
        max(cell_no) FILTER (WHERE column_code = 'legal_service') AS legal_service,
        max(cell_no) FILTER (WHERE column_code = 'other_org') AS other_org,
        max(cell_no) FILTER (WHERE column_code = 'total') AS total
    FROM raw.cells WHERE table_code = 'applications' GROUP BY cells_key, row_code
),
findings AS (
    SELECT report_id, row_code, count(DISTINCT finding_id) AS finding_count
    FROM mart.finding_figures WHERE table_code = 'applications' GROUP BY report_id, row_code
),
spread AS (
    SELECT
        v.report_id, c.row_code, c.layout_id,
        coalesce(p.exact[c.natural_person], p.whole[c.natural_person]::DECIMAL(24, 6)) AS natural_person,
        coalesce(p.exact[c.business], p.whole[c.business]::DECIMAL(24, 6)) AS business,
        coalesce(p.exact[c.research], p.whole[c.research]::DECIMAL(24, 6)) AS research,
        coalesce(p.exact[c.social_welfare], p.whole[c.social_welfare]::DECIMAL(24, 6)) AS social_welfare,
        coalesce(p.exact[c.legal_service], p.whole[c.legal_service]::DECIMAL(24, 6)) AS legal_service,
        coalesce(p.exact[c.other_org], p.whole[c.other_org]::DECIMAL(24, 6)) AS other_org,
        coalesce(p.exact[c.total], p.whole[c.total]::DECIMAL(24, 6)) AS total,
        -- verdicts of the row's cells by the number they are packed with: 0 proved, 1 read, 2 source_error, 3 suspect, 4 missing
        CASE WHEN p.states IS NULL THEN [p.state // 8 % 8]
             ELSE list_transform(list_select(p.states, c.cell_nos), lambda s: s // 8 % 8) END AS verdicts,
        len(c.cell_nos) AS cell_count
    FROM raw.packed_figures AS p
    JOIN form AS c USING (cells_key)
    JOIN core.revisions AS v ON v.reading_key = p.reading_key AND v.is_current
),
judged AS (
    SELECT
        * EXCLUDE (verdicts, cell_count),
        CASE WHEN len(verdicts) = cell_count THEN len(list_filter(verdicts, lambda s: s = 3))
             WHEN verdicts[1] = 3 THEN cell_count ELSE 0 END AS suspect_count,
        CASE WHEN list_contains(verdicts, 3) THEN 'suspect' WHEN list_contains(verdicts, 2) THEN 'source_error'
             WHEN list_contains(verdicts, 4) THEN 'missing' WHEN list_contains(verdicts, 1) THEN 'read' ELSE 'proved' END AS verdict
    FROM spread
)
SELECT
    o.name AS organ_name, r.report_year, r.scope, s.row_code,
    coalesce(l.label_zh, s.row_code) AS label_zh, coalesce(l.label_en, s.row_code) AS label_en,
    s.natural_person, s.business, s.research, s.social_welfare, s.legal_service, s.other_org, s.total,
    coalesce(n.finding_count, 0) AS finding_count, s.suspect_count, s.layout_id, s.report_id, s.verdict,
    coalesce(n.finding_count, 0) = 0 AND s.verdict IN ('proved', 'read') AS is_clean,
    r.organ_id, o.region_code, coalesce(l.position, 9999) AS row_position
FROM judged AS s
JOIN core.reports AS r USING (report_id)
JOIN core.organs AS o USING (organ_id)
LEFT JOIN core.layout_rows AS l ON l.layout_id = s.layout_id AND l.row_code = s.row_code
LEFT JOIN findings AS n ON n.report_id = s.report_id AND n.row_code = s.row_code;

-- The same, one line per figure: row of the form and kind of applicant.
CREATE OR REPLACE VIEW mart.applications_long AS
SELECT
    organ_name, report_year, scope, row_code, row_label_zh, row_label_en, column_code AS applicant_code,
    column_label_zh AS applicant_zh, column_label_en AS applicant_en, value, unit, kind, verdict, finding_count, is_clean,
    layout_id, report_id, organ_id, region_code
FROM mart.figures
WHERE table_code = 'applications';
