-- Write the accepted readings and what is new of their items, blobs and sightings.
INSERT INTO ops.code_versions
SELECT code_version, ordinal, now() AT TIME ZONE 'UTC' FROM code_ranks
WHERE code_version NOT IN (SELECT code_version FROM ops.code_versions);

DELETE FROM raw.issues WHERE reading_id IN (SELECT reading_id FROM replaced);
DELETE FROM raw.reading_blobs WHERE reading_id IN (SELECT reading_id FROM replaced);
DELETE FROM raw.packed_figures WHERE reading_key IN (SELECT reading_key FROM replaced);
DELETE FROM raw.reading_tables WHERE reading_key IN (SELECT reading_key FROM replaced);
DELETE FROM raw.reading_sections WHERE reading_key IN (SELECT reading_key FROM replaced);
DELETE FROM raw.reading_claims WHERE reading_key IN (SELECT reading_key FROM replaced);
DELETE FROM raw.reading_witnesses WHERE reading_key IN (SELECT reading_key FROM replaced);
DELETE FROM raw.readings WHERE reading_id IN (SELECT reading_id FROM replaced);

INSERT INTO raw.readings BY NAME
SELECT
    a.reading_key, s.reading_id, s.publication_id, s.item_id, s.status, s.code_version, s.report_id, s.organ AS organ_name,
    s.report_year, s.scope, s.title, s.published AS published_date, s.content_sha256, s.source_url,
    s.source_blob AS blob_sha256, s.reading_hash, s.remainder
FROM accepted AS a
JOIN staged_readings AS s USING (stage_no)
ORDER BY a.reading_key;

INSERT INTO raw.reading_blobs BY NAME
SELECT a.reading_id, b.position, b.blob_sha256, b.url, b.role, b.has_figures
FROM accepted AS a JOIN staged_blobs AS b USING (stage_no)
ORDER BY a.stage_no, b.position;

INSERT INTO raw.issues BY NAME
SELECT a.reading_id, i.issue_no, s.item_id, i.code, i.level, i.message, i.place
FROM accepted AS a JOIN staged_readings AS s USING (stage_no) JOIN staged_issues AS i USING (stage_no)
UNION ALL
SELECT
    a.reading_id,
    s.issue_count + row_number() OVER (PARTITION BY i.stage_no ORDER BY i.code, i.message, i.place),
    s.item_id, i.code, i.level, i.message, i.place
FROM accepted AS a JOIN staged_readings AS s USING (stage_no) JOIN staged_load_issues AS i USING (stage_no);

-- One blob may be called unknown by one version and html by the next: least() keeps the known one, in any order.
CREATE OR REPLACE TEMP TABLE changed_blobs AS
SELECT b.blob_sha256, least(min(b.media), any_value(old.media)) AS media, min(b.byte_count) AS byte_count
FROM staged_blobs AS b LEFT JOIN raw.blobs AS old USING (blob_sha256)
GROUP BY b.blob_sha256
HAVING any_value(old.media) IS NULL OR min(b.media) < any_value(old.media);

DELETE FROM raw.blobs WHERE blob_sha256 IN (SELECT blob_sha256 FROM changed_blobs);
INSERT INTO raw.blobs SELECT blob_sha256, media, byte_count FROM changed_blobs ORDER BY blob_sha256;

CREATE OR REPLACE TEMP TABLE new_sightings AS
SELECT publication_id, item_id, seen_at, site_id, url, list_title, list_date FROM staged_readings
EXCEPT
SELECT publication_id, item_id, seen_at, site_id, url, list_title, list_date FROM ops.sightings
WHERE item_id IN (SELECT item_id FROM staged_readings);

INSERT INTO ops.sightings BY NAME SELECT * FROM new_sightings ORDER BY item_id, seen_at;

-- An item is described as its list described it last.
CREATE OR REPLACE TEMP TABLE changed_items AS
WITH latest AS (
    SELECT item_id, site_id, url, list_title, list_date
    FROM ops.sightings
    WHERE item_id IN (SELECT item_id FROM new_sightings)
    QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY seen_at DESC, list_title, list_date, url, site_id) = 1
)
SELECT * FROM latest EXCEPT SELECT item_id, site_id, url, list_title, list_date FROM raw.items;

DELETE FROM raw.items WHERE item_id IN (SELECT item_id FROM changed_items);
INSERT INTO raw.items BY NAME SELECT * FROM changed_items ORDER BY item_id;
