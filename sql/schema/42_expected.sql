-- Which reports are expected, and by when: one definition for the audit (LATE, MISSING-YEAR), mart.coverage, and the night that
-- looks whether a deadline has passed.
CREATE TABLE IF NOT EXISTS ops.last_visits (   -- when each site was last seen well; written whole by every load
    site_id VARCHAR PRIMARY KEY,
    seen_at TIMESTAMP NOT NULL                 -- UTC; never later than the clock of the run that wrote it
);

-- The day by which a report had to be out: 31 March up to that of 2018 (条例 2008) and for systems led from above; from that of
-- 2019 on 20 February (county), 10 March (prefecture) and 31 March (province) for a government and for what sums up its organs,
-- 31 January for departments and townships. NULL where kind or level of the organ do not tell.
CREATE OR REPLACE MACRO core.due_on(report_year, organ_kind, organ_level, is_aggregate, is_resolved) AS
    CASE
        WHEN report_year < 2019 OR organ_kind = 'vertical_system' OR organ_level = 'national' THEN make_date(report_year + 1, 3, 31)
        WHEN NOT is_resolved THEN NULL
        WHEN is_aggregate OR organ_kind = 'government' THEN
            CASE organ_level
                WHEN 'county' THEN make_date(report_year + 1, 2, 20)
                WHEN 'prefecture' THEN make_date(report_year + 1, 3, 10)
                ELSE make_date(report_year + 1, 3, 31)
            END
        WHEN organ_kind IN ('department', 'township') THEN make_date(report_year + 1, 1, 31)
    END;

-- One row for each organ and year of which there should be a report, with why: the site registry names the year; there are
-- reports before and after it; or it follows the last report, its deadline has passed, and the site that showed the last report
-- was seen well after that. Of the last kind one year only: an organ that a reform abolished is missed once, not every year
-- from then on. Where no deadline can be told, 31 March is waited for, the last day of all (due_by).
CREATE OR REPLACE MACRO core.expected_reports() AS TABLE
WITH visits AS (
    SELECT site_id, seen_at, (seen_at + INTERVAL 8 HOURS)::DATE AS seen_on FROM ops.last_visits     -- the day in China
),
organs AS (
    SELECT organ_id, name, kind, level, unresolved_reason IS NULL AS is_resolved FROM core.organs
),
sites AS (      -- with an open end: up to the newest report that was due when the site was last seen
    SELECT
        s.organ_id, s.organ, s.first_year,
        CASE
            WHEN s.last_year IS NOT NULL THEN s.last_year
            WHEN v.seen_on > coalesce(
                core.due_on(year(v.seen_on)::INTEGER - 1, o.kind, o.level, false, coalesce(o.is_resolved, false)),
                make_date(year(v.seen_on)::INTEGER, 3, 31)
            ) THEN year(v.seen_on)::INTEGER - 1
            ELSE year(v.seen_on)::INTEGER - 2
        END AS last_year
    FROM core.sites AS s LEFT JOIN visits AS v USING (site_id) LEFT JOIN organs AS o USING (organ_id)
    WHERE NOT s.many_organs AND s.first_year IS NOT NULL
),
registry AS (
    SELECT organ_id, any_value(organ) AS organ_name, unnest(range(min(first_year), max(last_year) + 1))::INTEGER AS report_year
    FROM sites WHERE last_year IS NOT NULL GROUP BY organ_id
),
spans AS (
    SELECT organ_id, min(report_year) AS first_year, max(report_year) AS last_year FROM core.reports GROUP BY organ_id
),
between_reports AS (
    SELECT organ_id, unnest(range(first_year, last_year + 1))::INTEGER AS report_year FROM spans
),
last_reports AS (
    SELECT
        r.organ_id, r.report_year + 1 AS report_year, bool_and(r.scope = 'aggregate') AS is_aggregate,
        max(v.seen_at) AS site_seen_at, max(v.seen_on) AS seen_on
    FROM core.reports AS r
    JOIN spans AS s ON s.organ_id = r.organ_id AND s.last_year = r.report_year
    JOIN core.sources AS c ON c.report_id = r.report_id
    JOIN raw.items AS i ON i.item_id = c.item_id
    JOIN visits AS v ON v.site_id = i.site_id
    GROUP BY ALL
),
after_last AS (
    SELECT
        l.organ_id, l.report_year, l.site_seen_at, l.seen_on,
        coalesce(
            core.due_on(l.report_year, o.kind, o.level, l.is_aggregate, coalesce(o.is_resolved, false)),
            make_date(l.report_year + 1, 3, 31)
        ) AS due_by
    FROM last_reports AS l LEFT JOIN organs AS o USING (organ_id)
),
expected AS (
    SELECT organ_id, organ_name, report_year, 'registry' AS basis, NULL::DATE AS due_by, NULL::TIMESTAMP AS site_seen_at FROM registry
    UNION ALL
    SELECT organ_id, NULL, report_year, 'between_reports', NULL, NULL FROM between_reports ANTI JOIN registry USING (organ_id, report_year)
    UNION ALL
    SELECT organ_id, NULL, report_year, 'due_after_last', due_by, site_seen_at
    FROM after_last ANTI JOIN registry USING (organ_id, report_year) WHERE seen_on > due_by
)
SELECT e.organ_id, coalesce(o.name, e.organ_name, '') AS organ_name, e.report_year, e.basis, e.due_by, e.site_seen_at
FROM expected AS e LEFT JOIN organs AS o USING (organ_id);
