-- Parse one chunk of reading files (the registered table incoming_files: stage_no, path, content), once per file.
-- The fetch times leave the payload: they are of the machine, and two nights that saw the same must store the same.
CREATE OR REPLACE TABLE stage.parsed AS
SELECT
    stage_no,
    path,
    regexp_replace(content, '"fetched_at"\s*:\s*"[^"]*"', '"fetched_at": null', 'g') AS payload,
    parse_reading(content) AS reading
FROM incoming_files;

CREATE OR REPLACE TEMP VIEW parsed AS SELECT * FROM stage.parsed;
