-- What the runs brought from each site (the registered table new_crawls).
INSERT OR REPLACE INTO ops.crawls BY NAME
SELECT * REPLACE (
    visited_at::TIMESTAMPTZ AT TIME ZONE 'UTC' AS visited_at
) FROM new_crawls;
