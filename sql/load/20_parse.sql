-- Parse one chunk of reading files (the registered table incoming: stage_no, path), each file once.
CREATE OR REPLACE TABLE stage.parsed AS
SELECT f.stage_no, f.path, parse_reading(f.content) AS reading
FROM stage.files AS f
WHERE f.stage_no >= (SELECT min(stage_no) FROM incoming);

CREATE OR REPLACE TEMP VIEW parsed AS SELECT * FROM stage.parsed;
