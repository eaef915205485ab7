-- The last visit of each site, and since when its state is what it is.
WITH visits AS (
    SELECT site_id, visited_at, state, message, lag(state) OVER (PARTITION BY site_id ORDER BY visited_at, run_id) AS before
    FROM ops.crawls
)
SELECT
    site_id, arg_max(state, visited_at) AS state, arg_max(message, visited_at) AS message, max(visited_at) AS visited_at,
    max(visited_at) FILTER (WHERE before IS DISTINCT FROM state) AS since
FROM visits
GROUP BY site_id
ORDER BY site_id;
