INSERT INTO lake.staging.visits
SELECT p.site_id, p.seen_at FROM pushed AS p
WHERE NOT EXISTS (SELECT 1 FROM lake.staging.visits AS v WHERE v.site_id = p.site_id AND v.seen_at >= p.seen_at);
