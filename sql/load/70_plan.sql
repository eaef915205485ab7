-- What core must say of every report this load touches, computed from all its readings and sightings: a function of
-- what is in raw, never of the order in which it came.
CREATE OR REPLACE TEMP TABLE affected AS
SELECT report_id FROM raw.readings
WHERE report_id IS NOT NULL
  AND (publication_id IN (SELECT publication_id FROM accepted)
       OR publication_id IN (SELECT publication_id FROM new_sightings))
UNION
SELECT report_id FROM replaced WHERE report_id IS NOT NULL
UNION
SELECT unnest([old_report_id, report_id]) FROM rekeyed;

CREATE OR REPLACE TEMP TABLE timeline AS
SELECT
    r.report_id, r.item_id, r.reading_id, r.reading_key, r.content_sha256, s.seen_at,
    coalesce(nullif(s.list_date, ''), '9999') AS list_date,
    CASE r.status WHEN 'read' THEN 2 WHEN 'partial' THEN 1 ELSE 0 END AS completeness,
    lag(r.content_sha256) OVER (PARTITION BY r.report_id, r.item_id ORDER BY s.seen_at, r.content_sha256) AS content_before
FROM raw.readings AS r JOIN ops.sightings AS s USING (publication_id)
WHERE r.report_id IN (SELECT report_id FROM affected);

-- A revision is one content. Of the most complete ones that is current which some address changed to last; an address
-- that goes on showing the same content, or is visited again, changes nothing. So A, B, A leaves two revisions with A
-- current. A page that gives fewer tables (a notice of the same title, a copy without its tables) never takes the place
-- of a report that was read whole: it is a conflict, and a finding says so. Of several addresses of one content the one that was
-- listed first stands for it: the publisher's date, because the clock of the machine that looked may have been wrong.
CREATE OR REPLACE TEMP TABLE plan AS
WITH contents AS (
    SELECT report_id, content_sha256, min(seen_at) AS first_seen_at, arg_min(reading_id, (list_date, seen_at, reading_id)) AS reading_id,
        arg_min(reading_key, (list_date, seen_at, reading_id)) AS reading_key
    FROM timeline GROUP BY report_id, content_sha256
),
latest AS (
    SELECT report_id, arg_max(content_sha256, (completeness, seen_at, content_sha256)) AS content_sha256
    FROM timeline WHERE content_before IS DISTINCT FROM content_sha256
    GROUP BY report_id
)
SELECT
    c.report_id,
    row_number() OVER (PARTITION BY c.report_id ORDER BY c.first_seen_at, c.content_sha256)::INTEGER AS revision,
    c.content_sha256, c.reading_id, c.reading_key, c.first_seen_at,
    c.content_sha256 = l.content_sha256 AS is_current
FROM contents AS c JOIN latest AS l USING (report_id);

CREATE OR REPLACE TEMP TABLE planned_sources AS
WITH last_shown AS (
    SELECT report_id, item_id, arg_max(content_sha256, (seen_at, content_sha256)) AS content_sha256
    FROM timeline GROUP BY report_id, item_id
)
SELECT s.report_id, s.item_id, p.revision FROM last_shown AS s JOIN plan AS p USING (report_id, content_sha256);

-- Revisions that stand as they are; all others of these reports go (outdated) or come (fresh).
CREATE OR REPLACE TEMP TABLE kept AS
SELECT p.* FROM plan AS p
JOIN core.revisions AS r USING (report_id, revision, content_sha256, reading_id)
WHERE p.reading_id NOT IN (SELECT reading_id FROM accepted);

CREATE OR REPLACE TEMP TABLE fresh AS SELECT * FROM plan ANTI JOIN kept USING (report_id, revision);

CREATE OR REPLACE TEMP TABLE outdated AS
SELECT report_id, revision, content_sha256 FROM core.revisions
WHERE report_id IN (SELECT report_id FROM affected)
  AND (report_id, revision) NOT IN (SELECT (report_id, revision) FROM kept);

CREATE OR REPLACE TEMP TABLE moved AS   -- revisions that stand, but are (or are no longer) current, or were seen earlier
SELECT k.report_id, k.revision, k.is_current, k.first_seen_at
FROM kept AS k JOIN core.revisions AS r USING (report_id, revision)
WHERE k.is_current <> r.is_current OR k.first_seen_at <> r.first_seen_at;

CREATE OR REPLACE TEMP TABLE changed_sources AS
SELECT coalesce(p.report_id, s.report_id) AS report_id, coalesce(p.item_id, s.item_id) AS item_id
FROM planned_sources AS p
FULL JOIN (SELECT * FROM core.sources WHERE report_id IN (SELECT report_id FROM affected)) AS s USING (report_id, item_id)
WHERE p.revision IS DISTINCT FROM s.revision;

-- Counted before core changes; figures of a revision that was only renumbered or read again are not new.
CREATE OR REPLACE TEMP TABLE summary AS
WITH new_revisions AS (
    SELECT report_id, revision, reading_id FROM fresh
    WHERE (report_id, content_sha256) NOT IN (SELECT (report_id, content_sha256) FROM core.revisions)
),
new_stage AS (
    SELECT a.stage_no FROM new_revisions AS n JOIN accepted AS a USING (reading_id)
)
SELECT
    (SELECT count(*) FROM accepted WHERE publication_id NOT IN (SELECT publication_id FROM replaced)) AS readings_new,
    (SELECT count(*) FROM replaced) AS readings_replaced,
    (SELECT count(*) FROM staged_readings) - (SELECT count(*) FROM accepted) AS readings_known,
    (SELECT count(DISTINCT report_id) FROM plan WHERE report_id NOT IN (SELECT report_id FROM core.reports)) AS reports_new,
    (SELECT count(*) FROM new_revisions) AS revisions_new,
    (SELECT coalesce(sum(figure_count), 0)::BIGINT FROM staged_readings WHERE stage_no IN (SELECT stage_no FROM new_stage))
      AS figures_new,
    (SELECT count(*) FROM staged_issues WHERE stage_no IN (SELECT stage_no FROM accepted))
      + (SELECT count(*) FROM staged_load_issues WHERE stage_no IN (SELECT stage_no FROM accepted)) AS issues_new,
    (SELECT count(*) FROM planned_sources AS s JOIN plan AS p USING (report_id)
     WHERE p.is_current AND s.revision <> p.revision) AS conflicts,
    (SELECT count(*) FROM accepted) = 0 AND (SELECT count(*) FROM changed_items) = 0
      AND (SELECT count(*) FROM rekeyed) = 0 AND (SELECT count(*) FROM changed_organs) = 0
      AND (SELECT count(*) FROM changed_blobs) = 0 AND (SELECT count(*) FROM fresh) = 0
      AND (SELECT count(*) FROM outdated) = 0 AND (SELECT count(*) FROM changed_sources) = 0
      AND (SELECT count(*) FROM moved AS m JOIN core.revisions AS r USING (report_id, revision)
           WHERE m.is_current <> r.is_current) = 0 AS unchanged;
