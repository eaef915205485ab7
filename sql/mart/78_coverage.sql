-- Who should have published a year, who has, when, and how late. Expected are the years the site registry names, and the years
-- between an organ's first and last report. Deadlines: 31 March up to the report of 2018; from that of 2019 on 31 January,
-- for a government 20 February (county), 10 March (prefecture), 31 March (province), systems led from above 31 March.
CREATE OR REPLACE TABLE mart.coverage AS
WITH registry AS (
    SELECT organ_id, any_value(organ) AS organ_name, unnest(range(min(first_year), max(last_year) + 1))::INTEGER AS report_year
    FROM core.sites WHERE NOT many_organs AND first_year IS NOT NULL GROUP BY organ_id
),
between_years AS (
    SELECT organ_id, unnest(range(min(report_year), max(report_year) + 1))::INTEGER AS report_year
    FROM core.reports GROUP BY organ_id
),
found AS (
    SELECT
        r.organ_id, r.report_year, count(*) AS report_count, string_agg(r.scope, ', ' ORDER BY r.scope) AS scopes,
        min(try_cast(r.published_date AS DATE)) AS published_on, min(r.report_id) AS report_id,
        sum(r.finding_count)::BIGINT AS finding_count, mart.worst_verdict(r.verdict) AS verdict, bool_and(r.is_clean) AS is_clean
    FROM mart.reports AS r GROUP BY r.organ_id, r.report_year
),
expected AS (
    SELECT organ_id, report_year, 'registry' AS basis FROM registry
    UNION ALL
    SELECT organ_id, report_year, 'between_reports' FROM between_years ANTI JOIN registry USING (organ_id, report_year)
),
dated AS (
    SELECT
        e.organ_id, coalesce(o.name, g.organ_name) AS organ_name, o.kind AS organ_kind, o.level AS organ_level, o.region_code,
        e.report_year, e.basis, f.report_id IS NOT NULL AS has_report, f.scopes, f.published_on,
        CASE
            WHEN e.report_year < 2019 OR o.kind = 'vertical_system' OR o.level = 'national' THEN make_date(e.report_year + 1, 3, 31)
            WHEN o.kind = 'government' AND o.level = 'county' THEN make_date(e.report_year + 1, 2, 20)
            WHEN o.kind = 'government' AND o.level = 'prefecture' THEN make_date(e.report_year + 1, 3, 10)
            WHEN o.kind = 'government' AND o.level = 'province' THEN make_date(e.report_year + 1, 3, 31)
            WHEN o.unresolved_reason IS NULL AND o.organ_id IS NOT NULL THEN make_date(e.report_year + 1, 1, 31)
        END AS due_on,
        f.report_id, f.verdict, coalesce(f.finding_count, 0) AS finding_count, coalesce(f.is_clean, false) AS is_clean
    FROM expected AS e
    LEFT JOIN core.organs AS o USING (organ_id)
    LEFT JOIN (SELECT DISTINCT organ_id, organ_name FROM registry) AS g USING (organ_id)
    LEFT JOIN found AS f USING (organ_id, report_year)
)
SELECT
    * EXCLUDE (report_id, verdict, finding_count, is_clean),
    CASE WHEN published_on IS NOT NULL AND due_on IS NOT NULL THEN greatest(published_on - due_on, 0)::INTEGER END AS days_late,
    report_id, verdict, finding_count, is_clean
FROM dated
ORDER BY report_year, organ_name, organ_id;
