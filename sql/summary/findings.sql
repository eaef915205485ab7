-- Findings as the summary of a run tells them: the gravest first, of current revisions only.
SELECT f.severity, o.name AS organ_name, coalesce(r.report_year, f.report_year) AS report_year, f.message_zh, f.message_en
FROM quality.findings AS f
LEFT JOIN core.reports AS r USING (report_id)
LEFT JOIN core.organs AS o ON o.organ_id = coalesce(r.organ_id, f.organ_id)
LEFT JOIN core.revisions AS v ON v.report_id = f.report_id AND v.revision = f.revision
WHERE f.report_id IS NULL OR v.is_current
ORDER BY
    list_position(['critical', 'error', 'warning', 'info'], f.severity), coalesce(r.report_year, f.report_year) DESC, o.name, f.check_id, f.scope;
