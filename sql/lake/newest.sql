SELECT reading_id, arg_max(sha256, pushed_at) AS sha256 FROM lake.staging.readings GROUP BY reading_id ORDER BY reading_id;
