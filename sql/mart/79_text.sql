-- The sections of the current revisions beside the same section of the year before. Similarity is the share of runs of three
-- characters (white space left out) that both texts have, of all that either has; it is worked out only where asked for.
CREATE OR REPLACE MACRO mart.runs_of(chars) AS
    list_distinct(list_transform(list_zip(chars[:-3], chars[2:-2], chars[3:]), lambda z: z[1] || z[2] || z[3]));

CREATE OR REPLACE MACRO mart.likeness(one, other) AS
    len(list_intersect(mart.runs_of(string_split(one, '')), mart.runs_of(string_split(other, ''))))
    / len(list_distinct(list_concat(mart.runs_of(string_split(one, '')), mart.runs_of(string_split(other, '')))));

CREATE OR REPLACE VIEW mart.text AS
WITH sections AS NOT MATERIALIZED (
    SELECT
        r.organ_id, o.name AS organ_name, o.region_code, r.report_year, r.scope, s.section_no, s.title, s.text,
        regexp_replace(s.text, '\s+', '', 'g') AS plain, s.report_id
    FROM core.sections AS s
    JOIN core.revisions AS v ON v.report_id = s.report_id AND v.revision = s.revision AND v.is_current
    JOIN core.reports AS r ON r.report_id = s.report_id
    JOIN core.organs AS o USING (organ_id)
)
SELECT
    n.organ_id, n.organ_name, n.region_code, n.report_year, n.scope, n.section_no, n.title, n.text,
    length(n.plain) AS char_count, b.text AS text_before,
    n.text = b.text AS is_unchanged,
    CASE
        WHEN n.plain = b.plain THEN 1.0
        WHEN length(n.plain) >= 3 AND length(b.plain) >= 3 THEN mart.likeness(n.plain, b.plain)
    END AS similarity,
    m.verdict, m.finding_count, m.is_clean, n.report_id
FROM sections AS n
LEFT JOIN sections AS b
    ON b.organ_id = n.organ_id AND b.scope = n.scope AND b.report_year = n.report_year - 1 AND b.section_no = n.section_no
JOIN mart.reports AS m ON m.report_id = n.report_id;
