INSERT INTO lake.staging.readings SELECT reading_id, sha256, writer, pushed_at, payload FROM pushed;
