-- Table 3 (requests received and processed), one line per row of the form, one column per kind of applicant. A cell that
-- is blank or missing is NULL, never 0; mart.figures tells which of the two.
CREATE OR REPLACE TABLE mart.applications AS
WITH findings AS (
    SELECT report_id, row_code, count(DISTINCT finding_id) AS finding_count
    FROM mart.finding_figures WHERE table_code = 'applications' GROUP BY report_id, row_code
),
spread AS (
    SELECT
        f.report_id, f.row_code, any_value(f.layout_id) AS layout_id,
        max(f.value) FILTER (WHERE f.column_code = 'natural_person') AS natural_person,
        max(f.value) FILTER (WHERE f.column_code = 'business') AS business,
        max(f.value) FILTER (WHERE f.column_code = 'research') AS research,
        max(f.value) FILTER (WHERE f.column_code = 'social_welfare') AS social_welfare,
        max(f.value) FILTER (WHERE f.column_code = 'legal_service') AS legal_service,
        max(f.value) FILTER (WHERE f.column_code = 'other_org') AS other_org,
        max(f.value) FILTER (WHERE f.column_code = 'total') AS total,
        count(*) FILTER (WHERE f.verdict = 'suspect') AS suspect_count,
        mart.worst_verdict(f.verdict) AS verdict
    FROM core.figures AS f
    JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision AND v.is_current
    WHERE f.table_code = 'applications'
    GROUP BY f.report_id, f.row_code
)
SELECT
    o.name AS organ_name, r.report_year, r.scope, s.row_code,
    coalesce(l.label_zh, s.row_code) AS label_zh, coalesce(l.label_en, s.row_code) AS label_en,
    s.natural_person, s.business, s.research, s.social_welfare, s.legal_service, s.other_org, s.total,
    coalesce(n.finding_count, 0) AS finding_count, s.suspect_count, s.layout_id, s.report_id, s.verdict,
    coalesce(n.finding_count, 0) = 0 AND s.verdict IN ('proved', 'read') AS is_clean,
    r.organ_id, o.region_code
FROM spread AS s
JOIN core.reports AS r USING (report_id)
JOIN core.organs AS o USING (organ_id)
LEFT JOIN core.layout_rows AS l ON l.layout_id = s.layout_id AND l.row_code = s.row_code
LEFT JOIN findings AS n ON n.report_id = s.report_id AND n.row_code = s.row_code
ORDER BY r.report_year, o.name, r.scope, coalesce(l.position, 9999), s.row_code;

-- The same, one line per figure: row of the form and kind of applicant.
CREATE OR REPLACE VIEW mart.applications_long AS
SELECT
    organ_name, report_year, scope, row_code, row_label_zh, row_label_en, column_code AS applicant_code,
    column_label_zh AS applicant_zh, column_label_en AS applicant_en, value, unit, kind, verdict, finding_count, is_clean,
    layout_id, report_id, organ_id, region_code
FROM mart.figures
WHERE table_code = 'applications';
