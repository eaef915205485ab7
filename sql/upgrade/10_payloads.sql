-- The readings that a file made before version 4 keeps as JSON.
SELECT reading_id, payload::VARCHAR FROM raw.readings ORDER BY reading_id;
