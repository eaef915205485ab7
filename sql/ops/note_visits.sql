-- When each site was last seen well, by the visits of published runs and those of the registered table new_visits. A visit later
-- than the clock of this run ($now, UTC) is of a night on which the clock was ahead, and tells nothing.
CREATE OR REPLACE TEMP TABLE visits_seen AS
SELECT site_id, max(seen_at) AS seen_at
FROM (
    SELECT site_id, visited_at AS seen_at FROM ops.crawls WHERE state = 'ok'
    UNION ALL
    SELECT site_id, seen_at::TIMESTAMPTZ AT TIME ZONE 'UTC' FROM new_visits
)
WHERE seen_at <= $now::TIMESTAMP
GROUP BY site_id;
DELETE FROM ops.last_visits;
INSERT INTO ops.last_visits SELECT site_id, seen_at FROM visits_seen ORDER BY site_id;
