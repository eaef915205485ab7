SELECT site_id, max(seen_at) AS seen_at FROM lake.staging.visits WHERE seen_at <= $now GROUP BY site_id ORDER BY site_id;
