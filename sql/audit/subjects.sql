-- What an audit looks at: the reports that are not as they were when they were audited last, all reports of the same organs,
-- the aggregates above them and the reports that share a file or a text with them. Findings of all others stay.

-- name: current
CREATE OR REPLACE TEMP TABLE audit_current AS
WITH revision_counts AS (SELECT report_id, count(*) AS revisions FROM core.revisions GROUP BY report_id)
SELECT r.report_id, v.revision, r.organ_id, coalesce(o.name, '') AS organ_name, coalesce(o.kind, 'unknown') AS kind, o.level,
       o.region_code, o.organ_id IS NOT NULL AND o.unresolved_reason IS NULL AS is_resolved, r.report_year, r.scope,
       v.published_date, try_cast(v.published_date AS DATE) AS published_on, v.blob_sha256, v.status, v.title, v.source_url,
       v.reading_id, row_number() OVER (ORDER BY r.report_id)::INTEGER AS report_no,
       md5(concat_ws('|', v.reading_id, v.revision, v.content_sha256, v.published_date, v.status, v.blob_sha256, n.revisions,
                     r.organ_id, r.report_year, r.scope, o.name, o.kind, o.level, o.region_code, o.unresolved_reason)) AS state
FROM core.reports r
JOIN core.revisions v ON v.report_id = r.report_id AND v.is_current
JOIN revision_counts n ON n.report_id = r.report_id
LEFT JOIN core.organs o ON o.organ_id = r.organ_id
QUALIFY row_number() OVER (PARTITION BY r.report_id ORDER BY v.revision DESC) = 1;

-- name: rules_of_layouts
SELECT md5(concat((SELECT string_agg(concat_ws('|', layout_id, check_id, scope, formula), ';' ORDER BY layout_id, check_id, scope) FROM quality.identities),
                  (SELECT string_agg(concat_ws('|', layout_id, row_code, label_zh, label_en), ';' ORDER BY layout_id, row_code) FROM core.layout_rows),
                  (SELECT string_agg(concat_ws('|', check_id, severity, title_zh), ';' ORDER BY check_id) FROM quality.checks),
                  (SELECT string_agg(concat_ws('|', region_code, parent_code, last_year), ';' ORDER BY region_code) FROM core.regions)));

-- name: known_rules
SELECT rules_sha256 FROM quality.rules;

-- name: changed
CREATE OR REPLACE TEMP TABLE audit_changed AS
SELECT c.report_id, c.organ_id, c.report_year, c.region_code, c.blob_sha256
FROM audit_current c LEFT JOIN quality.audited a USING (report_id)
WHERE $is_full OR a.state IS DISTINCT FROM c.state
UNION ALL
SELECT a.report_id, a.organ_id, a.report_year, a.region_code, a.blob_sha256
FROM quality.audited a ANTI JOIN audit_current c USING (report_id);

-- name: texts
-- Long sections without names of organs, numbers and white space: two organs with the same text share the hash, also where
-- the copy still names the other.
CREATE OR REPLACE TEMP TABLE audit_changed_texts AS
SELECT s.report_id, s.section_no,
       regexp_replace(
           regexp_replace(replace(s.text, c.organ_name, ''), '[一-龥]{2,8}?[省市县区州盟旗][一-龥]{0,10}?(局|厅|委员会|办公室|人民政府)', '', 'g'),
           '[\d\s]+', '', 'g') AS plain
FROM core.sections s
JOIN audit_current c USING (report_id, revision)
JOIN (SELECT DISTINCT report_id FROM audit_changed) n USING (report_id)
WHERE s.section_no IN (1, 5) AND length(s.text) >= 110;

CREATE OR REPLACE TEMP TABLE audit_text_hashes AS
SELECT report_id, concat(section_no, ':', md5(plain)) AS text_hash
FROM audit_changed_texts WHERE length(plain) >= 100;

INSERT INTO audit_text_hashes      -- of all that did not change, as it was
SELECT a.report_id, unnest(a.texts)
FROM quality.audited a ANTI JOIN audit_changed n USING (report_id);

-- name: subjects
CREATE OR REPLACE TEMP TABLE audit_subjects AS
WITH organs AS (SELECT DISTINCT organ_id FROM audit_changed),
placed AS (     -- where the changed organs are, and where they were when they were audited last
    SELECT region_code FROM audit_changed
    UNION
    SELECT a.region_code FROM quality.audited a JOIN audit_changed n USING (report_id)
),
above AS (      -- the regions around each of them, itself included
    SELECT DISTINCT unnest([n.region_code, g.parent_code, g.prefecture_code, g.province_code]) AS region_code
    FROM placed n LEFT JOIN core.regions g USING (region_code)
),
shared AS (
    SELECT t.report_id FROM audit_text_hashes t
    WHERE t.text_hash IN (
        SELECT h.text_hash FROM audit_text_hashes h JOIN audit_changed n USING (report_id)
        UNION SELECT unnest(a.texts) FROM quality.audited a JOIN audit_changed n USING (report_id)
    )
    UNION
    SELECT c.report_id FROM audit_current c WHERE c.blob_sha256 IN (
        SELECT blob_sha256 FROM audit_changed
        UNION SELECT a.blob_sha256 FROM quality.audited a JOIN audit_changed n USING (report_id)
    )
)
SELECT c.* FROM audit_current c
WHERE c.organ_id IN (
    SELECT organ_id FROM organs
    UNION SELECT organ_id FROM audit_current WHERE report_id IN (SELECT report_id FROM shared)
    UNION
    SELECT organ_id FROM audit_current
    -- of every year: which organs a region is known to have decides whether any of its aggregates can be summed
    WHERE scope = 'aggregate' AND region_code IN (SELECT region_code FROM above)
);

CREATE OR REPLACE TEMP TABLE audit_touched AS       -- whose findings and counts are made anew
SELECT report_id FROM audit_subjects UNION SELECT report_id FROM audit_changed;

CREATE OR REPLACE TEMP TABLE audit_pairs AS         -- a report and that of the year before: same organ, same scope
SELECT s.report_id, s.revision, s.report_no, s.report_year, s.organ_id, b.report_id AS before_id, b.revision AS before_revision,
       b.report_no AS before_no
FROM audit_subjects s
JOIN audit_current b ON b.organ_id = s.organ_id AND b.scope = s.scope AND b.report_year = s.report_year - 1;

-- name: counts
SELECT (SELECT count(*) FROM audit_current) AS reports, (SELECT count(*) FROM audit_subjects) AS reports_audited;

-- name: remember
DELETE FROM quality.audited WHERE report_id IN (SELECT report_id FROM audit_changed);
INSERT INTO quality.audited BY NAME
SELECT c.report_id, c.state, c.organ_id, c.report_year, c.region_code, c.blob_sha256, coalesce(t.texts, []) AS texts
FROM audit_current c
JOIN (SELECT DISTINCT report_id FROM audit_changed) n USING (report_id)
LEFT JOIN (SELECT report_id, list(text_hash ORDER BY text_hash) AS texts FROM audit_text_hashes GROUP BY report_id) t
    USING (report_id);
DELETE FROM quality.rules;
INSERT INTO quality.rules VALUES ($rules);
