-- Read one chunk of reading files; $patterns are their paths, the registered table incoming gives each its number.
INSERT INTO stage.files
SELECT i.stage_no, i.path, t.content
FROM read_text($patterns) AS t JOIN incoming AS i ON i.path = t.filename
ORDER BY i.stage_no;
