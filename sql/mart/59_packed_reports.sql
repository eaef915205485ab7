-- The rows of packed.reports that were touched, made anew: counts, and the measures of the report as lists.
CREATE OR REPLACE TEMP TABLE touched_measures AS
WITH sizes AS (SELECT measure_code, layout_id, count(*) AS terms FROM core.measure_terms GROUP BY measure_code, layout_id),
sums AS (
    SELECT
        n.report_id, t.measure_code, f.layout_id, count(f.value) AS found, sum(f.value * t.coefficient) AS total,
        count(*) FILTER (WHERE f.verdict = 'suspect') AS suspect_count,
        min(list_position(['suspect', 'source_error', 'missing', 'read', 'proved'], f.verdict)) AS worst
    FROM touched AS n
    JOIN raw.figures AS f USING (reading_key)
    JOIN core.measure_terms AS t
        ON t.layout_id = f.layout_id AND t.row_code = f.row_code AND t.column_code = f.column_code
    GROUP BY n.report_id, t.measure_code, f.layout_id
),
findings AS (
    SELECT report_id, measure_code, count(*) AS finding_count FROM measure_findings
    WHERE report_id IN (SELECT report_id FROM touched) GROUP BY report_id, measure_code
)
SELECT
    s.report_id, s.measure_code, s.layout_id, m.position, s.worst, s.suspect_count,
    coalesce(n.finding_count, 0) AS finding_count, CASE WHEN s.found = z.terms THEN s.total::DECIMAL(24, 6) END AS value
FROM sums AS s
JOIN sizes AS z USING (measure_code, layout_id)
JOIN core.measure_forms AS c USING (measure_code, layout_id)
JOIN core.measures AS m USING (measure_code)
LEFT JOIN findings AS n ON n.report_id = s.report_id AND n.measure_code = s.measure_code
-- a report with tables of two forms gives a measure once, from the form that is nearer to that of 2021
QUALIFY row_number() OVER (
    PARTITION BY s.report_id, s.measure_code
    ORDER BY list_position(['exact', 'approximate', 'none'], c.comparability), s.layout_id
) = 1;

CREATE OR REPLACE TEMP TABLE touched_lists AS
WITH split AS (
    SELECT *, value = trunc(value) AND abs(value) < 1000000000000000000 AS is_whole FROM touched_measures
)
SELECT
    report_id,
    list({'measure_code': measure_code, 'layout_id': layout_id} ORDER BY position) AS members,
    list(CASE WHEN is_whole THEN value::BIGINT END ORDER BY position) AS whole,
    CASE WHEN bool_or(NOT is_whole) THEN list(CASE WHEN NOT is_whole THEN value END ORDER BY position) END AS exact,
    list(worst::UTINYINT ORDER BY position) AS worsts,
    CASE WHEN max(finding_count) > 0 THEN list(least(finding_count, 65535)::USMALLINT ORDER BY position) END AS finding_counts,
    CASE WHEN max(suspect_count) > 0 THEN list(least(suspect_count, 65535)::USMALLINT ORDER BY position) END AS suspect_counts
FROM split GROUP BY report_id;

INSERT INTO packed.measures
SELECT measures_key, generate_subscripts(members, 1)::SMALLINT, unnest(members).measure_code, unnest(members).layout_id
FROM (SELECT DISTINCT hash(members) AS measures_key, members FROM touched_lists)
WHERE measures_key NOT IN (SELECT measures_key FROM packed.measures);

DELETE FROM packed.reports
WHERE report_id IN (SELECT report_id FROM touched WHERE NOT is_new UNION ALL SELECT report_id FROM gone);

INSERT INTO packed.reports BY NAME
WITH revision_counts AS (
    SELECT report_id, count(*) AS revision_count, min(first_seen_at) AS first_seen_at
    FROM core.revisions WHERE report_id IN (SELECT report_id FROM touched) GROUP BY report_id
),
seen AS (
    SELECT r.report_id, max(s.seen_at) AS last_seen_at
    FROM raw.readings AS r JOIN ops.sightings AS s USING (publication_id)
    WHERE r.report_id IN (SELECT report_id FROM touched) GROUP BY r.report_id
),
source_counts AS (
    SELECT report_id, count(*) AS source_count FROM core.sources
    WHERE report_id IN (SELECT report_id FROM touched) GROUP BY report_id
),
conflict_counts AS (SELECT report_id, count(*) AS conflict_count FROM core.conflicts GROUP BY report_id),
table_lists AS (
    SELECT b.reading_key, count(*) AS table_count, string_agg(b.table_code, ', ' ORDER BY b.table_code) AS tables_found
    FROM raw.reading_tables AS b JOIN touched USING (reading_key) GROUP BY b.reading_key
),
figure_counts AS (
    SELECT
        f.reading_key, count(*) AS figure_count,
        count(*) FILTER (WHERE f.kind = 'missing') AS missing_count,
        count(*) FILTER (WHERE f.verdict = 'suspect') AS suspect_count,
        min(list_position(['suspect', 'source_error', 'missing', 'read', 'proved'], f.verdict)) AS worst
    FROM raw.figures AS f JOIN touched USING (reading_key) GROUP BY f.reading_key
)
SELECT
    t.report_id, t.organ_id, t.report_year, t.scope, t.reading_key, t.revision, t.findings_digest, n.revision_count,
    s.source_count, coalesce(k.conflict_count, 0) AS conflict_count, coalesce(b.table_count, 0) AS table_count,
    coalesce(b.tables_found, '') AS tables_found, coalesce(f.figure_count, 0) AS figure_count,
    coalesce(f.missing_count, 0) AS missing_count, coalesce(f.suspect_count, 0) AS suspect_count,
    coalesce(q.findings_critical, 0) AS findings_critical, coalesce(q.findings_error, 0) AS findings_error,
    coalesce(q.findings_warning, 0) AS findings_warning, coalesce(q.findings_info, 0) AS findings_info,
    coalesce(q.findings_policy, 0) AS findings_policy, coalesce(q.finding_count, 0) AS finding_count,
    f.worst::UTINYINT AS worst, n.first_seen_at, e.last_seen_at, hash(l.members) AS measures_key, l.whole, l.exact,
    l.worsts, l.finding_counts, l.suspect_counts
FROM touched AS t
JOIN revision_counts AS n USING (report_id)
JOIN source_counts AS s USING (report_id)
LEFT JOIN seen AS e USING (report_id)
LEFT JOIN conflict_counts AS k USING (report_id)
LEFT JOIN table_lists AS b USING (reading_key)
LEFT JOIN figure_counts AS f USING (reading_key)
LEFT JOIN current_findings AS q USING (report_id)
LEFT JOIN touched_lists AS l USING (report_id)
JOIN core.organs AS o USING (organ_id)
ORDER BY t.report_year, o.name, t.organ_id, t.scope;
