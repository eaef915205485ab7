-- Readings of earlier loads whose revision has to be written anew (its number or its reading changed): parse them again.
CREATE OR REPLACE TEMP TABLE reparsed AS
SELECT
    (SELECT coalesce(max(stage_no), 0) FROM staged_readings) + row_number() OVER (ORDER BY r.reading_id) AS stage_no,
    'raw.readings ' || r.reading_id AS path,
    parse_reading(r.payload::VARCHAR) AS reading
FROM raw.readings AS r
WHERE r.reading_id IN (SELECT reading_id FROM fresh)
  AND r.reading_id NOT IN (SELECT reading_id FROM accepted);

CREATE OR REPLACE TEMP VIEW parsed AS SELECT * FROM reparsed;
