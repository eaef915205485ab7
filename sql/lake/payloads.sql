-- The last payload of some readings.
SELECT reading_id, payload FROM lake.staging.readings
WHERE list_contains($wanted, reading_id)
QUALIFY row_number() OVER (PARTITION BY reading_id ORDER BY pushed_at DESC, sha256) = 1;
