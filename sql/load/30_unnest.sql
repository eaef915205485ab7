-- Spread the parsed readings over the staging tables.
DELETE FROM chunk;
INSERT INTO chunk SELECT coalesce(min(stage_no), 9223372036854775807) FROM parsed;

INSERT INTO staged_blobs
SELECT stage_no, position, blob.sha256, blob.url, blob.role, blob.media, blob.bytes, blob.has_figures, blob.fetched_at
FROM (
    SELECT stage_no, generate_subscripts(reading.blobs, 1) - 1 AS position, unnest(reading.blobs) AS blob FROM parsed
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
    WHERE stage_no >= (SELECT first_stage_no FROM chunk)
    GROUP BY stage_no
),
named AS (
    SELECT
        stage_no, path, reading,
        reading.report.status AS status,
        nullif(trim(reading.report.organ), '') AS organ,
        reading.report.year AS report_year,
        coalesce(reading.report.scope, 'unknown') AS scope
    FROM parsed
)
SELECT
    n.stage_no, n.path, n.reading.contract, n.reading.reading_id,
    left(sha256(n.reading.item.item_id || chr(31) || s.blobs), 32),
    n.reading.code_version, n.reading.item.item_id, n.reading.item.site_id, n.reading.item.url,
    coalesce(n.reading.item.list_title, ''), nullif(n.reading.item.list_date, ''), s.seen_at,
    n.status, coalesce(n.reading.report.title, ''), n.organ, n.report_year, n.scope, nullif(n.reading.report.published, ''),
    CASE WHEN n.status NOT IN ('unreadable', 'not_a_report') AND n.organ IS NOT NULL AND n.report_year IS NOT NULL
         THEN '' END,   -- it is of a report; of which one, its organ tells (58_report_ids.sql)
    s.source_url, s.source_blob, coalesce(len(n.reading.report.issues), 0)
FROM named AS n
LEFT JOIN shown AS s USING (stage_no);

-- A value is the same number to the last printed digit, or none: a seventh decimal must not be rounded away in silence.
-- Whole numbers of up to 15 digits, nearly all there are, go by way of BIGINT, which is twenty times as fast.
INSERT INTO staged_figures
WITH spread AS (SELECT stage_no, unnest(reading.report.figures) AS figure FROM parsed),
exact AS (
    SELECT
        stage_no, figure,
        CASE
            WHEN length(figure."value") > 15 OR contains(figure."value", '.') OR contains(lower(figure."value"), 'e')
                THEN try_cast(figure."value" AS DECIMAL(24, 6))
            ELSE try_cast(figure."value" AS BIGINT)::DECIMAL(24, 6)
        END AS value
    FROM spread
)
SELECT
    stage_no, figure."table", figure."row", figure."column", figure.layout, figure."value",
    CASE WHEN value::DOUBLE = try_cast(figure."value" AS DOUBLE) THEN value END,
    figure.kind, figure.raw, figure.unit, figure.verdict, figure.page, figure.bbox, figure.path, figure.member,
    coalesce(figure.origin, 'text'), figure.corrected_from   -- readings of the first version have neither
FROM exact;

INSERT INTO staged_load_issues
SELECT
    stage_no, 'value_out_of_range', 'error',
    concat(table_code, '.', row_code, '.', column_code, ': ', printed_value,
           ' is no number of at most 18 digits and 6 decimals; kept as text, look at the printed cell'),
    coalesce(path, 'page ' || page, '')
FROM staged_figures
WHERE stage_no >= (SELECT first_stage_no FROM chunk) AND printed_value IS NOT NULL AND value IS NULL;

UPDATE staged_figures SET kind = 'text'
WHERE stage_no >= (SELECT first_stage_no FROM chunk) AND printed_value IS NOT NULL AND value IS NULL;

CREATE OR REPLACE TEMP TABLE repeated AS
SELECT stage_no, table_code, row_code, column_code, min(rowid) AS kept, count(*) AS times
FROM staged_figures
WHERE stage_no >= (SELECT first_stage_no FROM chunk)
GROUP BY stage_no, table_code, row_code, column_code
HAVING count(*) > 1;

INSERT INTO staged_load_issues
SELECT
    stage_no, 'figure_repeated', 'error',
    concat(table_code, '.', row_code, '.', column_code, ': read ', times, ' times; the first is kept, look at the printed table'), ''
FROM repeated;

DELETE FROM staged_figures AS f USING repeated AS r
WHERE f.stage_no = r.stage_no AND f.table_code = r.table_code AND f.row_code = r.row_code
  AND f.column_code = r.column_code AND f.rowid <> r.kept;

INSERT INTO staged_tables
SELECT stage_no, position, t."table", t.layout, t.rows_found, t.rows_expected, coalesce(t.place, '')
FROM (SELECT stage_no, generate_subscripts(reading.report.tables, 1) AS position, unnest(reading.report.tables) AS t FROM parsed)
QUALIFY row_number() OVER (PARTITION BY stage_no, t."table" ORDER BY position) = 1;

-- Two texts under one number are one section: nothing printed is dropped.
INSERT INTO staged_sections
SELECT stage_no, s.number, arg_min(coalesce(s.title, ''), position), string_agg(coalesce(s.text, ''), chr(10) ORDER BY position)
FROM (SELECT stage_no, generate_subscripts(reading.report.sections, 1) AS position, unnest(reading.report.sections) AS s FROM parsed)
GROUP BY stage_no, s.number;

-- Readings of the first version have no claims.
INSERT INTO staged_claims
SELECT
    stage_no, position, c.code, c.is_fact, try_cast(c."value" AS DECIMAL(24, 6)), c.unit, c.is_approximate, c.raw,
    c.sentence, c.section, c.figures, try_cast(c.expected AS DECIMAL(24, 6)), c.status, c.reason, c.page, c.bbox, c.path,
    c.member
FROM (SELECT stage_no, generate_subscripts(reading.report.claims, 1) AS position, unnest(reading.report.claims) AS c FROM parsed);

INSERT INTO staged_load_issues
SELECT
    stage_no, 'claim_out_of_range', 'warning',
    concat(claim_code, ': ', raw_text, ' is no number of at most 18 digits and 6 decimals; the claim is left out'), ''
FROM staged_claims
WHERE stage_no >= (SELECT first_stage_no FROM chunk) AND value IS NULL AND claim_code IS NOT NULL;

INSERT INTO staged_witnesses
SELECT stage_no, position, w.field, w.source, coalesce(w.value, ''), coalesce(w.text, '')
FROM (
    SELECT stage_no, generate_subscripts(reading.report.witnesses, 1) AS position, unnest(reading.report.witnesses) AS w
    FROM parsed
);

INSERT INTO staged_issues
SELECT stage_no, position, i.code, i.level, i.message, coalesce(i.place, '')
FROM (SELECT stage_no, generate_subscripts(reading.report.issues, 1) AS position, unnest(reading.report.issues) AS i FROM parsed);

-- The content of a report: every figure as printed, and the text of its sections. Places, titles and verdicts are not
-- content: a page that moved a table by a point was not re-published.
INSERT INTO staged_contents
WITH figures AS (
    SELECT
        stage_no,
        array_to_string(list_sort(list(
            concat(table_code, chr(31), row_code, chr(31), column_code, chr(31), kind, chr(31), raw_text, chr(31), value)
        )), chr(30)) AS body
    FROM staged_figures
    WHERE stage_no >= (SELECT first_stage_no FROM chunk)
    GROUP BY stage_no
),
sections AS (
    SELECT stage_no, string_agg(concat(section_no, chr(31), title, chr(31), text), chr(30) ORDER BY section_no) AS body
    FROM staged_sections
    WHERE stage_no >= (SELECT first_stage_no FROM chunk)
    GROUP BY stage_no
)
SELECT stage_no, sha256(concat(f.body, chr(29), s.body))
FROM parsed
LEFT JOIN figures AS f USING (stage_no)
LEFT JOIN sections AS s USING (stage_no);
