-- What the sentences of the current revisions state in figures, beside what the tables of the same report say.
CREATE OR REPLACE VIEW mart.claims AS
SELECT
    o.name AS organ_name, r.report_year, r.scope, c.report_id, c.revision, c.claim_no, c.claim_code, c.is_fact,
    c.value, c.unit, c.is_approximate, c.expected, c.status, c.reason, c.figures, c.raw_text, c.sentence, c.section_no
FROM core.claims AS c
JOIN core.revisions AS v ON v.report_id = c.report_id AND v.revision = c.revision AND v.is_current
JOIN core.reports AS r ON r.report_id = c.report_id
JOIN core.organs AS o ON o.organ_id = r.organ_id;

-- Facts that stand in the text only, one line per report and fact. A report that states two numbers for one fact gives
-- none: its value is NULL and statement_count tells.
CREATE OR REPLACE VIEW mart.text_facts AS
SELECT
    organ_name, report_year, scope, report_id, claim_code AS fact_code,
    CASE WHEN count(DISTINCT value) = 1 THEN min(value) END AS value,
    any_value(unit) AS unit,
    bool_or(is_approximate) AS is_approximate,
    count(*) AS statement_count,
    arg_min(sentence, claim_no) AS sentence
FROM mart.claims
WHERE is_fact
GROUP BY organ_name, report_year, scope, report_id, claim_code;
