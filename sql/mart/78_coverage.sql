-- Who should have published a year, who has, when, and how late. Which reports are expected and when they are due stands in
-- core.expected_reports and core.due_on.
CREATE OR REPLACE TABLE mart.coverage AS
WITH found AS (
    SELECT
        r.organ_id, r.report_year, count(*) AS report_count, string_agg(r.scope, ', ' ORDER BY r.scope) AS scopes,
        min(try_cast(r.published_date AS DATE)) AS published_on, min(r.report_id) AS report_id,
        sum(r.finding_count)::BIGINT AS finding_count, mart.worst_verdict(r.verdict) AS verdict, bool_and(r.is_clean) AS is_clean
    FROM mart.reports AS r GROUP BY r.organ_id, r.report_year
),
dated AS (
    SELECT
        e.organ_id, e.organ_name, o.kind AS organ_kind, o.level AS organ_level, o.region_code,
        e.report_year, e.basis, e.site_seen_at, f.report_id IS NOT NULL AS has_report, f.scopes, f.published_on,
        core.due_on(
            e.report_year, o.kind, o.level, coalesce(f.scopes = 'aggregate', false),
            o.organ_id IS NOT NULL AND o.unresolved_reason IS NULL
        ) AS due_on,
        f.report_id, f.verdict, coalesce(f.finding_count, 0) AS finding_count, coalesce(f.is_clean, false) AS is_clean
    FROM core.expected_reports() AS e
    LEFT JOIN core.organs AS o USING (organ_id)
    LEFT JOIN found AS f USING (organ_id, report_year)
)
SELECT
    * EXCLUDE (report_id, verdict, finding_count, is_clean),
    CASE WHEN published_on IS NOT NULL AND due_on IS NOT NULL THEN greatest(published_on - due_on, 0)::INTEGER END AS days_late,
    report_id, verdict, finding_count, is_clean
FROM dated
ORDER BY report_year, organ_name, organ_id;
