-- One line per report: which revision counts, where it came from, what was found in it and what is wrong with it.
CREATE OR REPLACE TABLE mart.reports AS
WITH revision_counts AS (
    SELECT report_id, count(*) AS revision_count, min(first_seen_at) AS first_seen_at FROM core.revisions GROUP BY report_id
),
seen AS (
    SELECT r.report_id, max(s.seen_at) AS last_seen_at
    FROM raw.readings AS r JOIN ops.sightings AS s USING (publication_id) WHERE r.report_id IS NOT NULL GROUP BY r.report_id
),
source_counts AS (SELECT report_id, count(*) AS source_count FROM core.sources GROUP BY report_id),
conflict_counts AS (SELECT report_id, count(*) AS conflict_count FROM core.conflicts GROUP BY report_id),
table_lists AS (
    SELECT report_id, revision, count(*) AS table_count, string_agg(table_code, ', ' ORDER BY table_code) AS tables_found
    FROM core.report_tables GROUP BY report_id, revision
),
figure_counts AS (
    SELECT
        report_id, revision, count(*) AS figure_count,
        count(*) FILTER (WHERE kind = 'missing') AS missing_count,
        count(*) FILTER (WHERE verdict = 'suspect') AS suspect_count,
        mart.worst_verdict(verdict) AS verdict
    FROM core.figures GROUP BY report_id, revision
),
finding_counts AS (
    SELECT
        report_id, revision,
        count(*) AS finding_count,
        count(*) FILTER (WHERE severity = 'critical') AS findings_critical,
        count(*) FILTER (WHERE severity = 'error') AS findings_error,
        count(*) FILTER (WHERE severity = 'warning') AS findings_warning,
        count(*) FILTER (WHERE severity = 'info') AS findings_info,
        -- of how and when the organ published (late, copied, a section left out): they say nothing against a figure
        count(*) FILTER (WHERE verdict IN ('policy', 'coverage')) AS findings_policy
    FROM quality.findings GROUP BY report_id, revision
)
SELECT
    r.report_id, o.name AS organ_name, r.report_year, r.scope, v.title, v.published_date, v.status,
    v.revision, n.revision_count, v.source_url, v.blob_sha256, s.source_count,
    coalesce(k.conflict_count, 0) AS conflict_count,
    coalesce(t.table_count, 0) AS table_count, coalesce(t.tables_found, '') AS tables_found,
    coalesce(f.figure_count, 0) AS figure_count, coalesce(f.missing_count, 0) AS missing_count,
    coalesce(f.suspect_count, 0) AS suspect_count,
    coalesce(q.findings_critical, 0) AS findings_critical, coalesce(q.findings_error, 0) AS findings_error,
    coalesce(q.findings_warning, 0) AS findings_warning, coalesce(q.findings_info, 0) AS findings_info,
    coalesce(q.findings_policy, 0) AS findings_policy,
    f.verdict, coalesce(q.finding_count, 0) AS finding_count,
    v.status = 'read' AND coalesce(q.finding_count - q.findings_policy, 0) = 0 AND f.verdict IN ('proved', 'read') AS is_clean,
    r.organ_id, o.kind AS organ_kind, o.level AS organ_level, o.region_code, n.first_seen_at, e.last_seen_at
FROM core.reports AS r
JOIN core.organs AS o USING (organ_id)
JOIN core.revisions AS v ON v.report_id = r.report_id AND v.is_current
JOIN revision_counts AS n ON n.report_id = r.report_id
JOIN source_counts AS s ON s.report_id = r.report_id
LEFT JOIN seen AS e ON e.report_id = r.report_id
LEFT JOIN conflict_counts AS k ON k.report_id = r.report_id
LEFT JOIN table_lists AS t ON t.report_id = v.report_id AND t.revision = v.revision
LEFT JOIN figure_counts AS f ON f.report_id = v.report_id AND f.revision = v.revision
LEFT JOIN finding_counts AS q ON q.report_id = v.report_id AND q.revision = v.revision
ORDER BY r.report_year, o.name, r.scope;
