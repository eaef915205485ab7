-- One line per report: which revision counts, where it came from, what was found in it and what is wrong with it. What is
-- counted was counted when the report was touched last (59_packed_reports.sql); names and places are those of today.
CREATE OR REPLACE VIEW mart.reports AS
SELECT
    p.report_id, o.name AS organ_name, p.report_year, p.scope, v.title, v.published_date, v.status,
    p.revision, p.revision_count, v.source_url, v.blob_sha256, p.source_count,
    p.conflict_count, p.table_count, p.tables_found, p.figure_count, p.missing_count, p.suspect_count,
    p.findings_critical, p.findings_error, p.findings_warning, p.findings_info, p.findings_policy,
    (['suspect', 'source_error', 'missing', 'read', 'proved'])[p.worst] AS verdict, p.finding_count,
    v.status = 'read' AND p.finding_count = p.findings_policy AND p.worst >= 4 AS is_clean,
    p.organ_id, o.kind AS organ_kind, o.level AS organ_level, o.region_code, p.first_seen_at, p.last_seen_at
FROM packed.reports AS p
JOIN core.organs AS o USING (organ_id)
JOIN raw.readings AS v USING (reading_key);
