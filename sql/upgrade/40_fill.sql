-- The readings with their numbers; accepted tells load/62_content.sql which staged ones to write.
CREATE OR REPLACE TEMP TABLE accepted AS
SELECT stage_no, reading_id, row_number() OVER (ORDER BY stage_no)::INTEGER AS reading_key FROM staged_readings;

INSERT INTO raw.blobs BY NAME FROM old_blobs ORDER BY blob_sha256;
INSERT INTO raw.items BY NAME FROM old_items ORDER BY item_id;
INSERT INTO raw.readings BY NAME
SELECT a.reading_key, o.*, s.reading_hash, s.remainder
FROM old_readings AS o JOIN accepted AS a USING (reading_id) JOIN staged_readings AS s USING (stage_no)
ORDER BY a.reading_key;
INSERT INTO raw.reading_blobs BY NAME FROM old_reading_blobs;
INSERT INTO raw.issues BY NAME FROM old_issues;
INSERT INTO core.reports BY NAME FROM old_reports;
INSERT INTO core.revisions BY NAME SELECT o.*, a.reading_key FROM old_revisions AS o JOIN accepted AS a USING (reading_id);
INSERT INTO core.sources BY NAME FROM old_sources;
