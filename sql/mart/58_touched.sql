-- The reports whose rows in packed are not those of today: a load changed them (packed.stale) or gave them another current
-- revision, an audit found other things in them, or they are new. What is compared is stored, so nothing has to be told.
CREATE OR REPLACE TEMP TABLE current_findings AS
SELECT
    v.report_id, bit_xor(hash(f.finding_id, f.check_id, f.severity, f.verdict, f.table_code, f.figures)) AS digest,
    count(*) FILTER (WHERE f.severity <> 'info') AS finding_count,   -- what is only told stands in findings_info
    count(*) FILTER (WHERE f.severity = 'critical') AS findings_critical,
    count(*) FILTER (WHERE f.severity = 'error') AS findings_error,
    count(*) FILTER (WHERE f.severity = 'warning') AS findings_warning,
    count(*) FILTER (WHERE f.severity = 'info') AS findings_info,
    -- of how and when the organ published (late, copied, a section left out): they say nothing against a figure
    count(*) FILTER (WHERE f.severity <> 'info' AND f.verdict IN ('policy', 'coverage')) AS findings_policy
FROM quality.findings AS f
JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision AND v.is_current
GROUP BY v.report_id;

CREATE OR REPLACE TEMP TABLE touched AS
SELECT
    v.report_id, r.organ_id, r.report_year, r.scope, v.reading_key, v.revision,
    coalesce(f.digest, 0)::UBIGINT AS findings_digest, p.report_id IS NULL AS is_new
FROM core.revisions AS v
JOIN core.reports AS r USING (report_id)
LEFT JOIN packed.reports AS p USING (report_id)
LEFT JOIN current_findings AS f USING (report_id)
WHERE v.is_current
  AND (p.report_id IS NULL OR p.reading_key <> v.reading_key OR p.revision <> v.revision
       OR p.findings_digest <> coalesce(f.digest, 0) OR v.report_id IN (SELECT report_id FROM packed.stale));

CREATE OR REPLACE TEMP TABLE gone AS
SELECT report_id, organ_id, report_year, scope FROM packed.reports
WHERE report_id NOT IN (SELECT report_id FROM core.revisions WHERE is_current);

-- Findings of the figures that a measure is made of, of all reports: an indicator counts those of the year before as well.
CREATE OR REPLACE TEMP TABLE measure_findings AS
SELECT DISTINCT f.report_id, t.measure_code, f.finding_id
FROM mart.finding_figures AS f
JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision
JOIN raw.reading_tables AS b ON b.reading_key = v.reading_key AND b.table_code = f.table_code
JOIN core.measure_terms AS t ON t.layout_id = b.layout_id AND t.row_code = f.row_code AND t.column_code = f.column_code;
