-- 各站点最近一次抓取情况如何，从何时起如此，取得了什么？有问题的在前。
-- How does each site stand after its last visit, since when, and what did that visit bring? Those with problems first.
WITH visits AS (
    SELECT *, lag(state) OVER (PARTITION BY site_id ORDER BY visited_at, run_id) AS state_before FROM ops.crawls
),
marked AS (
    SELECT *, max(visited_at) FILTER (WHERE state_before IS DISTINCT FROM state) OVER (PARTITION BY site_id) AS since
    FROM visits
)
SELECT
    site_id, state, since, visited_at, items_found, items_new, items_changed, items_unchanged, refused, failed,
    lists_incomplete, requests, round(seconds, 1) AS seconds, bytes, message
FROM marked
QUALIFY row_number() OVER (PARTITION BY site_id ORDER BY visited_at DESC, run_id DESC) = 1
ORDER BY list_position(['failing', 'blocked', 'robots', 'incomplete', 'ok'], state), failed + refused DESC, site_id;
