-- What ties a reviewer's decision to a finding: its place (which check of which report, whatever the values) and its
-- fingerprint (the place with the values), so that a decision outlives the night and ends when a value changes.

-- name: make
CREATE OR REPLACE TEMP TABLE review_keys AS
WITH placed AS (
    SELECT finding_id, verdict, fingerprint, evidence::VARCHAR AS evidence, message_zh,
           left(sha256(concat_ws('|', check_id, coalesce(organ_id, report_id, ''), coalesce(report_year::VARCHAR, ''), coalesce(report_id, ''),
                                 coalesce(table_code, ''), scope)), 32) AS place_key
    FROM quality.findings
)
SELECT finding_id, verdict, evidence, place_key,
       -- a file audited before findings had a fingerprint still gets pages; its decisions are bound to place and sentence
       coalesce(nullif(fingerprint, ''), left(sha256(concat_ws('|', place_key, message_zh)), 32)) AS fingerprint
FROM placed;
