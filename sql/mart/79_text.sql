-- The sections of the current revisions beside the same section of the year before. Similarity is the share of runs of three
-- characters (white space left out) that both texts have, of all that either has; it is worked out only where asked for.
CREATE OR REPLACE VIEW mart.text AS
WITH sections AS (
    SELECT
        r.organ_id, o.name AS organ_name, o.region_code, r.report_year, r.scope, s.section_no, s.title, s.text,
        regexp_replace(s.text, '\s+', '', 'g') AS plain, s.report_id
    FROM core.sections AS s
    JOIN core.revisions AS v ON v.report_id = s.report_id AND v.revision = s.revision AND v.is_current
    JOIN core.reports AS r ON r.report_id = s.report_id
    JOIN core.organs AS o USING (organ_id)
),
spelled AS (SELECT *, string_split(plain, '') AS chars FROM sections),
runs AS (
    SELECT
        *, list_distinct(list_transform(list_zip(chars[:-3], chars[2:-2], chars[3:]), lambda z: z[1] || z[2] || z[3])) AS runs
    FROM spelled
)
SELECT
    n.organ_id, n.organ_name, n.region_code, n.report_year, n.scope, n.section_no, n.title, n.text,
    length(n.plain) AS char_count, b.text AS text_before,
    n.plain = b.plain AS is_unchanged,
    CASE
        WHEN n.plain = b.plain THEN 1.0
        WHEN length(n.plain) >= 3 AND length(b.plain) >= 3
            THEN len(list_intersect(n.runs, b.runs)) / len(list_distinct(list_concat(n.runs, b.runs)))
    END AS similarity,
    m.verdict, m.finding_count, m.is_clean, n.report_id
FROM runs AS n
LEFT JOIN runs AS b
    ON b.organ_id = n.organ_id AND b.scope = n.scope AND b.report_year = n.report_year - 1 AND b.section_no = n.section_no
JOIN mart.reports AS m ON m.report_id = n.report_id;
