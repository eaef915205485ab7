-- Of each publication the reading that counts: newest code first, then the more complete status (a reader that ran out of
-- time yesterday may do better today), then the reading's hash, so that the choice never depends on the order of loading.
CREATE OR REPLACE TEMP TABLE candidates AS
SELECT
    s.stage_no, s.publication_id, s.reading_id, k.rank, s.status, false AS is_stored
FROM staged_readings AS s JOIN code_ranks AS k USING (code_version)
UNION ALL
SELECT NULL, r.publication_id, r.reading_id, k.rank, r.status, true
FROM raw.readings AS r JOIN code_ranks AS k USING (code_version)
WHERE r.publication_id IN (SELECT publication_id FROM staged_readings);

CREATE OR REPLACE TEMP TABLE accepted AS
WITH contested AS (
    SELECT publication_id FROM candidates GROUP BY publication_id HAVING count(*) > 1
),
hashes AS (
    SELECT stage_no, reading_id, reading_hash FROM staged_readings
    WHERE publication_id IN (SELECT publication_id FROM contested)
    UNION ALL
    SELECT NULL, reading_id, reading_hash FROM raw.readings
    WHERE publication_id IN (SELECT publication_id FROM contested)
),
ranked AS (
    SELECT
        c.stage_no, c.publication_id, c.reading_id, c.is_stored,
        row_number() OVER (
            PARTITION BY c.publication_id
            ORDER BY
                c.rank DESC,
                list_position(['read', 'partial', 'no_tables', 'unknown_layout', 'not_a_report', 'unreadable'], c.status),
                p.reading_hash DESC, c.is_stored DESC, c.stage_no
        ) AS place
    FROM candidates AS c
    LEFT JOIN hashes AS p ON p.reading_id = c.reading_id AND p.stage_no IS NOT DISTINCT FROM c.stage_no
)
SELECT
    stage_no, publication_id, reading_id,
    (coalesce((SELECT max(reading_key) FROM raw.readings), 0) + row_number() OVER (ORDER BY stage_no))::INTEGER AS reading_key
FROM ranked WHERE place = 1 AND NOT is_stored;

CREATE OR REPLACE TEMP TABLE replaced AS
SELECT reading_id, publication_id, report_id, reading_key FROM raw.readings WHERE publication_id IN (SELECT publication_id FROM accepted);
