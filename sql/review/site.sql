-- What the review site shows of findings: a compact list of all of them, what each one's page needs, and the charts.
-- Every statement reads review_keys, which sql/review/keys.sql makes.

-- name: list
SELECT k.finding_id, k.fingerprint, f.check_id, f.severity, k.verdict, f.report_id, f.message_zh, f.message_en,
       coalesce(f.organ_id, r.organ_id, '') AS organ_id, coalesce(f.report_year, r.report_year, 0) AS report_year,
       f.first_run_id, abs(f.difference)::DOUBLE AS difference
FROM quality.findings f
JOIN review_keys k USING (finding_id)
LEFT JOIN core.reports r USING (report_id)
LEFT JOIN core.organs o ON o.organ_id = coalesce(f.organ_id, r.organ_id)
ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'error' THEN 2 WHEN 'warning' THEN 3 ELSE 4 END,
         coalesce(f.report_year, r.report_year) DESC NULLS LAST, o.name, f.check_id, f.scope, f.finding_id;

-- name: organs
SELECT o.organ_id, o.name, coalesce(o.region_code, '') AS region_code, coalesce(o.level, '') AS level,
       coalesce(o.kind, '') AS kind
FROM core.organs o ORDER BY o.name, o.organ_id;

-- name: regions
SELECT g.region_code, g.unique_name AS name, coalesce(g.prefecture_code, '') AS prefecture_code,
       coalesce(g.province_code, '') AS province_code
FROM core.regions g
WHERE g.region_code IN (SELECT region_code FROM core.organs)
   OR g.region_code IN (SELECT u.province_code FROM core.organs o JOIN core.regions u USING (region_code))
   OR g.region_code IN (SELECT u.prefecture_code FROM core.organs o JOIN core.regions u USING (region_code))
ORDER BY g.region_code;

-- name: details
CREATE OR REPLACE TEMP TABLE review_details AS
WITH codes AS (
    SELECT f.finding_id, f.report_id, f.revision, f.check_id, f.scope, f.table_code,
           unnest(string_split(f.figures, ',')) AS code, generate_subscripts(string_split(f.figures, ','), 1) AS nth
    FROM quality.findings f WHERE f.figures <> ''
), parted AS (
    SELECT * EXCLUDE (code, table_code), string_split(trim(code), '.') AS parts, table_code AS own_table FROM codes
), cells AS (
    SELECT * EXCLUDE (parts, own_table), CASE WHEN len(parts) = 3 THEN parts[1] ELSE own_table END AS table_code,
           parts[-2] AS row_code, parts[-1] AS column_code
    FROM parted WHERE len(parts) BETWEEN 2 AND 3
), located AS (
    SELECT c.*, t.layout_id, i.side, i.coefficient, r.organ_id, r.report_year, r.scope AS report_scope
    FROM cells c
    JOIN core.reports r USING (report_id)
    LEFT JOIN core.report_tables t USING (report_id, revision, table_code)
    LEFT JOIN quality.identity_terms i ON i.layout_id = t.layout_id AND i.check_id = c.check_id AND i.scope = c.scope
        AND i.row_code = c.row_code AND i.column_code = c.column_code
), years AS (
    SELECT DISTINCT organ_id, report_year - 1 AS report_year, report_scope FROM located
), before AS (
    SELECT y.organ_id, y.report_year + 1 AS report_year, y.report_scope, p.report_id, v.revision
    FROM years y
    JOIN core.reports p ON p.organ_id = y.organ_id AND p.report_year = y.report_year AND p.scope = y.report_scope
    JOIN core.revisions v ON v.report_id = p.report_id AND v.is_current
), wanted AS (
    SELECT DISTINCT report_id, revision FROM located UNION SELECT report_id, revision FROM before
), figures AS (
    SELECT g.* FROM core.figures g SEMI JOIN wanted w USING (report_id, revision)
), terms AS (
    SELECT l.finding_id, list(struct_pack(
               code := concat(l.table_code, '.', l.row_code, '.', l.column_code), side := coalesce(l.side, ''),
               coefficient := coalesce(l.coefficient, 1), row_zh := coalesce(y.label_zh, l.row_code),
               row_en := coalesce(y.label_en, l.row_code), column_zh := coalesce(x.label_zh, l.column_code),
               column_en := coalesce(x.label_en, l.column_code), value := v.value::VARCHAR, kind := coalesce(v.kind, 'missing'),
               raw := left(v.raw_text, 120), verdict := v.verdict, page := v.page, path := left(v.path, 160),
               last := b.value::VARCHAR, unit := v.unit) ORDER BY l.nth) AS terms
    FROM located l
    LEFT JOIN figures v ON v.report_id = l.report_id AND v.revision = l.revision AND v.table_code = l.table_code
        AND v.row_code = l.row_code AND v.column_code = l.column_code
    LEFT JOIN before p ON p.organ_id = l.organ_id AND p.report_year = l.report_year AND p.report_scope = l.report_scope
    LEFT JOIN figures b ON b.report_id = p.report_id AND b.revision = p.revision AND b.table_code = l.table_code
        AND b.row_code = l.row_code AND b.column_code = l.column_code
    LEFT JOIN core.layout_rows y ON y.layout_id = l.layout_id AND y.row_code = l.row_code
    LEFT JOIN core.layout_columns x ON x.layout_id = l.layout_id AND x.column_code = l.column_code
    GROUP BY l.finding_id
), said AS (
    SELECT d.finding_id, list(DISTINCT struct_pack(sentence := left(c.sentence, 600), value := c.value::VARCHAR, unit := c.unit,
               expected := c.expected::VARCHAR, status := c.status)) AS claims
    FROM (SELECT DISTINCT finding_id, report_id, revision, concat(table_code, '.', row_code, '.', column_code) AS code FROM located) d
    JOIN core.claims c ON c.report_id = d.report_id AND c.revision = d.revision AND contains(c.figures, d.code)
    GROUP BY d.finding_id
), sighted AS (
    SELECT s.report_id, list(DISTINCT i.url ORDER BY i.url) AS urls
    FROM core.sources s JOIN raw.items i USING (item_id)
    WHERE s.report_id IN (SELECT report_id FROM quality.findings) GROUP BY s.report_id
), told AS (
    SELECT e.place_key, list(struct_pack(day := strftime(e.noted_at, '%Y-%m-%d'), event := e.event, run := e.run_id,
               left_value := e.left_value::VARCHAR, right_value := e.right_value::VARCHAR) ORDER BY e.noted_at, e.event) AS events
    FROM review_events e WHERE e.place_key IN (SELECT place_key FROM review_keys) GROUP BY e.place_key
)
SELECT f.finding_id, left(f.finding_id, 3) AS chunk, v.blob_sha256 AS blob, to_json(struct_pack(
           id := f.finding_id, fingerprint := k.fingerprint, place := k.place_key, verdict := k.verdict, check_id := f.check_id,
           severity := f.severity, report := f.report_id, revision := f.revision, organ_id := coalesce(f.organ_id, r.organ_id),
           organ := o.name, year := coalesce(f.report_year, r.report_year), report_scope := r.scope, table_code := f.table_code,
           scope := f.scope, formula := f.formula, left_value := f.left_value::VARCHAR, right_value := f.right_value::VARCHAR,
           difference := f.difference::VARCHAR, zh := f.message_zh, en := f.message_en, terms := coalesce(t.terms, []),
           seen_on := x.seen_on, claims := coalesce(s.claims, []), evidence := try_cast(k.evidence AS JSON), url := v.source_url, blob := v.blob_sha256,
           title := left(v.title, 300), urls := coalesce(u.urls, []), events := coalesce(e.events, [])))::VARCHAR AS detail
FROM quality.findings f
JOIN review_keys k USING (finding_id)
LEFT JOIN core.reports r USING (report_id)
LEFT JOIN core.organs o ON o.organ_id = coalesce(f.organ_id, r.organ_id)
LEFT JOIN core.revisions v ON v.report_id = f.report_id AND v.revision = f.revision
LEFT JOIN terms t USING (finding_id)
LEFT JOIN said s USING (finding_id)
LEFT JOIN sighted u ON u.report_id = f.report_id
LEFT JOIN told e ON e.place_key = k.place_key
LEFT JOIN review_seen x ON x.finding_id = f.finding_id;

-- name: events
CREATE OR REPLACE TEMP VIEW review_events AS SELECT * FROM quality.finding_events;

-- name: no_events
CREATE OR REPLACE TEMP TABLE review_events (
    run_id VARCHAR, noted_at TIMESTAMP, event VARCHAR, place_key VARCHAR, left_value DECIMAL(24, 6), right_value DECIMAL(24, 6)
);

-- name: seen
-- When the site of a report that never came was last seen well; it moves on with every night, so no finding holds it.
CREATE OR REPLACE TEMP TABLE review_seen AS
SELECT f.finding_id, strftime(e.site_seen_at + INTERVAL 8 HOURS, '%Y-%m-%d') AS seen_on
FROM quality.findings f JOIN core.expected_reports() e USING (organ_id, report_year)
WHERE f.check_id = 'MISSING-YEAR' AND e.basis = 'due_after_last';

-- name: no_seen
CREATE OR REPLACE TEMP TABLE review_seen (finding_id VARCHAR, seen_on VARCHAR);

-- name: knows_visits
SELECT count(*) = 1 FROM duckdb_functions()
WHERE database_name = current_database() AND schema_name = 'core' AND function_name = 'expected_reports';

-- name: chunks
SELECT chunk, list(finding_id ORDER BY finding_id) AS ids, list(detail ORDER BY finding_id) AS details, list(blob ORDER BY finding_id) AS blobs
FROM review_details GROUP BY chunk ORDER BY chunk;

-- name: report_keys
SELECT r.report_id, sha256(concat_ws('|', any_value(o.name), string_agg(concat_ws(',', v.revision, v.reading_id, v.status, v.is_current,
           v.source_url, v.blob_sha256, v.first_seen_at, v.published_date, v.title), ';' ORDER BY v.revision),
           any_value(coalesce(f.found, '')), any_value(coalesce(s.met, '')), any_value(coalesce(c.corrected, '')))) AS content
FROM core.reports r
JOIN core.organs o USING (organ_id)
JOIN core.revisions v USING (report_id)
LEFT JOIN (SELECT q.report_id, string_agg(concat(q.finding_id, k.fingerprint, q.severity, k.verdict), ',' ORDER BY q.finding_id) AS found
           FROM quality.findings q JOIN review_keys k USING (finding_id) GROUP BY q.report_id) f USING (report_id)
LEFT JOIN (SELECT report_id, string_agg(item_id || revision, ',' ORDER BY item_id) AS met FROM core.sources GROUP BY report_id) s USING (report_id)
LEFT JOIN (SELECT report_id, string_agg(figure || corrected_value, ',' ORDER BY figure) AS corrected
           FROM review_corrections GROUP BY report_id) c USING (report_id)
GROUP BY r.report_id ORDER BY r.report_id;

-- name: corrections
CREATE OR REPLACE TEMP TABLE review_corrections (report_id VARCHAR, figure VARCHAR, corrected_value DECIMAL(24, 6));

-- name: correct
INSERT INTO review_corrections VALUES ($report_id, $figure, $corrected_value);

-- name: trend
SELECT run_id, epoch(any_value(audited_at))::BIGINT AS loaded_at, severity, sum(findings)::BIGINT AS findings, sum(findings_new)::BIGINT AS findings_new,
       any_value(reports) AS reports
FROM quality.loads WHERE severity IS NOT NULL GROUP BY run_id, severity ORDER BY loaded_at, run_id, severity;

-- name: latest_audit
SELECT run_id, audited_at, reports, reports_audited, findings, findings_new, findings_gone, is_held
FROM quality.audits ORDER BY audited_at DESC, run_id DESC LIMIT 1;

-- name: pass_rates
SELECT e.check_id, r.report_year, count(DISTINCT e.report_id) FILTER (e.evaluated > 0) AS reports,
       count(DISTINCT e.report_id) FILTER (e.unexpected > 0) AS failing
FROM quality.evaluations e JOIN core.reports r USING (report_id)
GROUP BY ALL HAVING reports > 0 ORDER BY ALL;

-- name: organ_reports
SELECT r.organ_id, r.report_id, r.report_year, r.scope, v.published_date, v.title, v.status,
       (SELECT count(*) FROM core.revisions x WHERE x.report_id = r.report_id) AS revisions
FROM core.reports r JOIN core.revisions v USING (report_id)
WHERE v.is_current ORDER BY r.organ_id, r.report_year, r.scope;

-- name: organ_measures
WITH terms AS (
    SELECT r.organ_id, r.report_year, r.scope, t.measure_code, t.layout_id,
           sum(t.coefficient * f.value) AS value, count(f.value) AS present, count(*) AS wanted
    FROM core.reports r
    JOIN core.revisions v USING (report_id)
    JOIN core.report_tables b ON b.report_id = r.report_id AND b.revision = v.revision
    JOIN core.measure_terms t USING (layout_id)
    LEFT JOIN core.figures f ON f.report_id = r.report_id AND f.revision = v.revision AND f.table_code = b.table_code
        AND f.row_code = t.row_code AND f.column_code = t.column_code
    WHERE v.is_current AND list_contains($measures, t.measure_code)
    GROUP BY ALL
)
SELECT organ_id, scope, measure_code, report_year, value::DOUBLE AS value FROM terms WHERE present = wanted
ORDER BY organ_id, scope, measure_code, report_year;

-- name: measures
SELECT measure_code, label_zh, label_en, unit FROM core.measures WHERE list_contains($measures, measure_code) ORDER BY position;

-- name: has_coverage
SELECT count(*) = 1 FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name = 'mart' AND table_name = 'coverage';

-- name: timeliness
SELECT organ_id, report_year, has_report, published_on::VARCHAR AS published_on, due_on::VARCHAR AS due_on, days_late
FROM mart.coverage ORDER BY organ_id, report_year;

-- name: coverage
WITH expected AS (
    SELECT c.organ_id, c.region_code, c.report_year, c.has_report, c.days_late FROM mart.coverage c
), found AS (
    SELECT coalesce(f.organ_id, r.organ_id) AS organ_id, coalesce(f.report_year, r.report_year) AS report_year, count(*) AS findings
    FROM quality.findings f LEFT JOIN core.reports r USING (report_id)
    WHERE f.severity IN ('critical', 'error') GROUP BY ALL
)
SELECT coalesce(e.region_code, '') AS region_code, coalesce(g.unique_name, '') AS region, coalesce(g.province_code, '') AS province_code,
       coalesce(p.name, '') AS province, e.report_year, count(*) AS expected, count(*) FILTER (e.has_report) AS reports,
       count(*) FILTER (e.days_late > 0) AS late, coalesce(sum(d.findings), 0)::BIGINT AS findings
FROM expected e
LEFT JOIN core.regions g USING (region_code)
LEFT JOIN core.regions p ON p.region_code = g.province_code
LEFT JOIN found d USING (organ_id, report_year)
GROUP BY e.region_code, g.unique_name, g.province_code, p.name, e.report_year
ORDER BY g.province_code IS NULL, g.province_code, e.region_code, e.report_year;

-- name: catalogue
SELECT check_id, position, family, severity, basis, title_zh, title_en, formula, form, clause, meaning_zh, meaning_en,
       least_share, least_reports
FROM quality.catalogue;

-- name: crops_wanted
SELECT f.finding_id, k.fingerprint, f.report_id, v.blob_sha256, f.check_id, coalesce(f.table_code, '') AS table_code, f.scope, f.figures
FROM quality.findings f
JOIN review_keys k USING (finding_id)
JOIN core.revisions v ON v.report_id = f.report_id AND v.revision = f.revision
WHERE f.figures <> '' AND v.is_current
ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'error' THEN 2 WHEN 'warning' THEN 3 ELSE 4 END, f.report_id, f.finding_id;

-- name: for_decision
SELECT f.finding_id, k.fingerprint, k.place_key, k.verdict, f.check_id, f.severity, f.report_id, o.name AS organ_name,
       coalesce(f.report_year, r.report_year) AS report_year, f.table_code, f.figures, f.formula, f.left_value, f.right_value,
       f.message_zh, f.message_en,
       -- the figures of the year before, in equations over two years
       CASE WHEN f.check_id IN (SELECT check_id FROM quality.catalogue WHERE family = 'cross_year') THEN list_filter(
           from_json(try_cast(k.evidence AS JSON)->'terms',
                     '[{"report_id": "VARCHAR", "year": "INTEGER", "table": "VARCHAR", "row": "VARCHAR", "column": "VARCHAR"}]'),
           lambda t: t.report_id <> f.report_id) END AS earlier
FROM quality.findings f
JOIN review_keys k USING (finding_id)
LEFT JOIN core.reports r USING (report_id)
LEFT JOIN core.organs o ON o.organ_id = coalesce(f.organ_id, r.organ_id)
ORDER BY f.finding_id;

-- name: printed_now
SELECT g.report_id, concat_ws('.', g.table_code, g.row_code, g.column_code) AS figure, g.value
FROM core.figures g JOIN core.revisions v USING (report_id, revision)
WHERE v.is_current AND g.report_id IN (SELECT unnest($reports::VARCHAR[]));

-- name: letter
-- Equations between figures of the form only. What a figure was in other years or at other organs is a reason to look at it,
-- and no proof against a publisher.
SELECT f.finding_id, f.report_id, k.fingerprint, k.verdict, q.family, f.severity, f.check_id, f.message_zh, r.report_year, r.scope AS report_scope, o.name AS organ,
       v.title, v.source_url, coalesce(c.title_zh, f.check_id) AS check_zh, coalesce(l.title_zh, '') AS table_zh,
       (SELECT coalesce(list(DISTINCT g.page ORDER BY g.page) FILTER (g.page IS NOT NULL), []) FROM core.figures g
        WHERE g.report_id = f.report_id AND g.revision = f.revision AND g.table_code = f.table_code
            AND (list_contains(string_split(f.figures, ','), concat_ws('.', g.row_code, g.column_code))
                 OR list_contains(string_split(f.figures, ','), concat_ws('.', g.table_code, g.row_code, g.column_code)))) AS pages
FROM quality.findings f
JOIN quality.catalogue q USING (check_id)
JOIN review_keys k USING (finding_id)
JOIN core.reports r USING (report_id)
JOIN core.organs o ON o.organ_id = r.organ_id
JOIN core.revisions v ON v.report_id = f.report_id AND v.revision = f.revision AND v.is_current
LEFT JOIN quality.checks c USING (check_id)
LEFT JOIN core.report_tables t ON t.report_id = f.report_id AND t.revision = f.revision AND t.table_code = f.table_code
LEFT JOIN core.layouts l ON l.layout_id = t.layout_id
WHERE r.report_year = $year AND f.left_value IS NOT NULL AND f.right_value IS NOT NULL
    AND q.family IN ('arithmetic', 'cross_year')
ORDER BY o.name, r.scope, f.table_code, f.check_id, f.scope;
