-- Spread the parsed records over the staging tables.
INSERT INTO staged_blobs
SELECT stage_no, position, blob.sha256, blob.url, blob.role, blob.media, blob.bytes, blob.has_figures, blob.fetched_at
FROM (
    SELECT stage_no, generate_subscripts(reading.blobs, 1) - 1 AS position, unnest(reading.blobs) AS blob FROM stage.parsed
);

-- A publication (item and bytes) was there from the moment its last blob was fetched. Its figures came from the first
-- blob that has any; a report without figures came from its page.
INSERT INTO staged_readings
WITH shown AS (
    SELECT
        stage_no,
        string_agg(blob_sha256, ' ' ORDER BY position) AS blobs,
        CASE WHEN count(*) = count(try_cast(fetched_at AS TIMESTAMPTZ))
             THEN max(try_cast(fetched_at AS TIMESTAMPTZ) AT TIME ZONE 'UTC') END AS seen_at,
        arg_min(url, position - CASE WHEN has_figures THEN 1000000 ELSE 0 END) AS source_url,
        arg_min(blob_sha256, position - CASE WHEN has_figures THEN 1000000 ELSE 0 END) AS source_blob
    FROM staged_blobs
    WHERE stage_no IN (SELECT stage_no FROM stage.parsed)
    GROUP BY stage_no
),
named AS (
    SELECT
        stage_no, path, reading, fault, reading_hash, content_sha256, figure_count, remainder,
        reading.report.status AS status,
        nullif(trim(reading.report.organ), '') AS organ,
        reading.report.year AS report_year,
        coalesce(reading.report.scope, 'unknown') AS scope
    FROM stage.parsed
)
SELECT
    n.stage_no, n.path, n.reading.contract, n.reading.reading_id,
    left(sha256(n.reading.item.item_id || chr(31) || s.blobs), 32),
    n.reading.code_version, n.reading.item.item_id, n.reading.item.site_id, n.reading.item.url,
    coalesce(n.reading.item.list_title, ''), nullif(n.reading.item.list_date, ''), s.seen_at,
    n.status, coalesce(n.reading.report.title, ''), n.organ, n.report_year, n.scope, nullif(n.reading.report.published, ''),
    CASE WHEN n.status NOT IN ('unreadable', 'not_a_report') AND n.organ IS NOT NULL AND n.report_year IS NOT NULL
         THEN '' END,   -- it is of a report; of which one, its organ tells (58_report_ids.sql)
    s.source_url, s.source_blob, coalesce(len(n.reading.report.issues), 0), n.fault, n.reading_hash, n.content_sha256, n.figure_count,
    n.remainder
FROM named AS n
LEFT JOIN shown AS s USING (stage_no);

INSERT INTO staged_figures BY NAME
SELECT stage_no, p.cells AS cells_key, p.* EXCLUDE (cells)
FROM (SELECT stage_no, unnest(packed) AS p FROM stage.parsed);

INSERT INTO staged_load_issues
SELECT stage_no, i.code, 'error', i.message, i.place FROM (SELECT stage_no, unnest(load_issues) AS i FROM stage.parsed);

INSERT INTO staged_tables
SELECT stage_no, position, t."table", t.layout, t.rows_found, t.rows_expected, coalesce(t.place, '')
FROM (SELECT stage_no, generate_subscripts(reading.report.tables, 1) AS position, unnest(reading.report.tables) AS t FROM stage.parsed)
QUALIFY row_number() OVER (PARTITION BY stage_no, t."table" ORDER BY position) = 1;

-- Two texts under one number are one section: nothing printed is dropped.
INSERT INTO staged_sections
SELECT stage_no, s.number, arg_min(coalesce(s.title, ''), position), string_agg(coalesce(s.text, ''), chr(10) ORDER BY position)
FROM (SELECT stage_no, generate_subscripts(reading.report.sections, 1) AS position, unnest(reading.report.sections) AS s FROM stage.parsed)
GROUP BY stage_no, s.number;

-- Readings of the first version have no claims.
INSERT INTO staged_claims
SELECT
    stage_no, position, c.code, c.is_fact, try_cast(c."value" AS DECIMAL(24, 6)), c.unit, c.is_approximate, c.raw,
    c.sentence, c.section, c.figures, try_cast(c.expected AS DECIMAL(24, 6)), c.status, c.reason, c.page, c.bbox, c.path,
    c.member
FROM (SELECT stage_no, generate_subscripts(reading.report.claims, 1) AS position, unnest(reading.report.claims) AS c FROM stage.parsed);

INSERT INTO staged_load_issues
SELECT
    stage_no, 'claim_out_of_range', 'warning',
    concat(claim_code, ': ', raw_text, ' is no number of at most 18 digits and 6 decimals; the claim is left out'), ''
FROM staged_claims
WHERE stage_no IN (SELECT stage_no FROM stage.parsed) AND value IS NULL AND claim_code IS NOT NULL;

INSERT INTO staged_witnesses
SELECT stage_no, position, w.field, w.source, coalesce(w.value, ''), coalesce(w.text, '')
FROM (
    SELECT stage_no, generate_subscripts(reading.report.witnesses, 1) AS position, unnest(reading.report.witnesses) AS w
    FROM stage.parsed
);

INSERT INTO staged_issues
SELECT stage_no, position, i.code, i.level, i.message, coalesce(i.place, '')
FROM (SELECT stage_no, generate_subscripts(reading.report.issues, 1) AS position, unnest(reading.report.issues) AS i FROM stage.parsed);
