-- Findings as they are kept in quality, with counts and history; those of reports that this audit did not look at stay.

-- name: before
CREATE OR REPLACE TEMP TABLE audit_before AS SELECT finding_id, fingerprint, first_run_id FROM quality.findings;

-- name: forget
DELETE FROM quality.findings
WHERE report_id IS NULL OR report_id IN (SELECT report_id FROM audit_touched)
   OR check_id IN (SELECT unnest($whole::VARCHAR[])) OR report_id NOT IN (SELECT report_id FROM core.reports);

-- name: store
INSERT INTO quality.findings BY NAME
WITH completed AS (
    SELECT f.*, coalesce(f.organ_id, r.organ_id) AS of_organ, coalesce(f.report_year, r.report_year) AS of_year, r.scope AS of_scope,
           s.message_zh, s.message_en, s.figures AS codes, v.verdict AS term_verdict, v.terms, v.term_values,
           CASE WHEN f.layout_id IS NULL THEN v.codes END AS term_codes
    FROM audit_findings f
    JOIN audit_sentences s USING (finding_id)
    LEFT JOIN audit_verdicts v USING (finding_id)
    LEFT JOIN core.reports r ON r.report_id = f.report_id
)
SELECT c.finding_id, c.check_id, c.severity, c.report_id, c.revision, c.table_code, c.scope,
       coalesce(c.figures, c.term_codes, c.codes, '') AS figures, coalesce(nullif(c.formula, ''), c.wanted, '') AS formula,
       c.left_value, c.right_value, c.difference, c.message_zh, c.message_en,
       -- a check's own verdict is of figures that were read without doubt
       CASE WHEN c.term_verdict = 'extraction_suspect' THEN c.term_verdict
            ELSE coalesce(c.verdict, c.term_verdict, $verdicts->>c.check_id, 'extraction_suspect') END AS verdict,
       sha256(concat_ws('|', c.check_id, coalesce(c.of_organ, ''), coalesce(c.of_year, 0), coalesce(c.of_scope, ''),
              CASE WHEN starts_with(c.scope, 'revision ') THEN '' ELSE c.scope END,
              concat_ws('~', c.term_values, c.left_value, c.right_value, c.found, c.wanted))) AS fingerprint,
       c.of_organ AS organ_id, c.of_year AS report_year,
       json_merge_patch(
           coalesce(c.facts, CASE WHEN c.terms IS NOT NULL THEN json_object('kind', 'equation')
                         ELSE json_object('kind', 'row', 'found', c.found, 'wanted', c.wanted) END),
           CASE WHEN c.terms IS NOT NULL THEN json_object('relation', coalesce(c.relation, '='), 'terms', c.terms) ELSE '{}'::JSON END
       ) AS evidence,
       $run_id AS first_run_id
FROM completed c
QUALIFY row_number() OVER (PARTITION BY c.finding_id) = 1
ORDER BY c.finding_id;
UPDATE quality.findings SET first_run_id = b.first_run_id
FROM (SELECT fingerprint, min(first_run_id) AS first_run_id FROM audit_before WHERE fingerprint <> '' AND first_run_id <> '' GROUP BY fingerprint) b
WHERE quality.findings.fingerprint = b.fingerprint AND quality.findings.first_run_id = $run_id AND b.first_run_id <> $run_id;

-- name: store_evaluations
DELETE FROM quality.evaluations WHERE report_id = '' OR report_id IN (SELECT report_id FROM audit_touched);
INSERT INTO quality.evaluations BY NAME
SELECT * FROM (FROM audit_evaluations WHERE report_id <> '(canary)' UNION ALL BY NAME FROM audit_check_counts)
ORDER BY report_id, check_id;

-- name: changes
SELECT (SELECT count(*) FROM quality.findings ANTI JOIN audit_before USING (finding_id)) AS findings_new,
       (SELECT count(*) FROM audit_before ANTI JOIN quality.findings USING (finding_id)) AS findings_gone;

-- name: store_audit
DELETE FROM quality.audits WHERE run_id = $run_id;
DELETE FROM quality.load_counts WHERE run_id = $run_id;
INSERT INTO quality.audits BY NAME
SELECT $run_id AS run_id, $audited_at::TIMESTAMP AS audited_at, $reports AS reports, $reports_audited AS reports_audited,
       (SELECT count(*) FROM quality.findings) AS findings, $findings_new AS findings_new, $findings_gone AS findings_gone,
       $is_held AS is_held;
INSERT INTO quality.load_counts BY NAME
SELECT $run_id AS run_id, f.check_id, f.severity, f.verdict, count(*) AS findings,
       count(*) FILTER (b.fingerprint IS NULL) AS findings_new
FROM quality.findings f LEFT JOIN (SELECT DISTINCT fingerprint FROM audit_before) b USING (fingerprint)
GROUP BY ALL;

-- name: store_catalogue
DELETE FROM quality.catalogue;
INSERT INTO quality.catalogue BY NAME SELECT * FROM audit_catalogue;

-- name: by_severity
SELECT severity, count(*) AS findings FROM quality.findings GROUP BY ALL ORDER BY ALL;
