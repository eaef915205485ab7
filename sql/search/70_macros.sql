-- Text without white space, in lower case: pages break lines inside words.
CREATE OR REPLACE MACRO mart.search_plain(text) AS regexp_replace(lower(text), '[\s\pZ]+', '', 'g');

CREATE OR REPLACE MACRO mart.search_phrases(words) AS
    list_filter(list_distinct(regexp_split_to_array(lower(words), '[\s\pZ]+')), lambda one: one <> '');

-- The part of a text around the first phrase that stands in it, each phrase marked.
CREATE OR REPLACE MACRO mart.search_snippet(plain, phrases) AS
    list_reduce(
        list_prepend(
            substr(
                plain,
                greatest(1, list_min(list_filter(list_transform(phrases, lambda one: instr(plain, one)), lambda place: place > 0)) - 30)::BIGINT,
                90
            ),
            phrases
        ),
        lambda done, one: replace(done, one, '【' || one || '】')
    );

-- Sections of current revisions in which every phrase (divided by white space) stands, the best first. The index is built from
-- every word of the word list that a text contains, so the words that a phrase contains must all be there; whether the phrase
-- itself is, the text decides. Ranked by BM25 over those words.
CREATE OR REPLACE MACRO mart.search_text(words, most := 100) AS TABLE
WITH needed AS MATERIALIZED (
    SELECT w.word_id FROM search.words AS w
    WHERE list_bool_or(list_transform(mart.search_phrases(words), lambda one: contains(one, w.word)))
),
found AS MATERIALIZED (SELECT p.* FROM search.postings AS p WHERE p.word_id IN (SELECT word_id FROM needed)),
size AS (SELECT count(*) AS section_count, avg(word_count) AS mean_count FROM search.sections),
weights AS (
    SELECT f.word_id, ln(1 + (any_value(z.section_count) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
    FROM found AS f CROSS JOIN size AS z GROUP BY f.word_id
),
hits AS (
    SELECT
        f.section_id, count(*) AS word_count,
        sum(w.weight * f.occurrences * 2.2 / (f.occurrences + 1.2 * (0.25 + 0.75 * s.word_count / z.mean_count))) AS score
    FROM found AS f
    JOIN weights AS w USING (word_id)
    JOIN search.sections AS s USING (section_id)
    CROSS JOIN size AS z
    GROUP BY f.section_id
),
candidates AS (
    SELECT v.report_id, i.reading_key, i.section_no, coalesce(h.score, 0) AS score
    FROM search.sections AS i
    JOIN core.revisions AS v USING (reading_key)
    LEFT JOIN hits AS h USING (section_id)
    WHERE coalesce(h.word_count, 0) = (SELECT count(*) FROM needed) AND len(mart.search_phrases(words)) > 0
),
-- Only a phrase that is no word of the index itself must be looked for in the text; as it stands first, which is fast.
unsure AS MATERIALIZED (
    SELECT list_filter(mart.search_phrases(words), lambda one: NOT list_contains(k.known, one)) AS phrases
    FROM (SELECT coalesce(list(word), []) AS known FROM search.words WHERE list_contains(mart.search_phrases(words), word)) AS k
),
matching AS (
    SELECT c.*, t.title, t.text
    FROM candidates AS c CROSS JOIN unsure AS u JOIN raw.reading_sections AS t USING (reading_key, section_no)
    WHERE CASE
        WHEN len(u.phrases) = 0 THEN true
        WHEN list_bool_and(list_transform(u.phrases, lambda one: contains(t.text, one))) THEN true
        ELSE list_bool_and(list_transform(u.phrases, lambda one: contains(mart.search_plain(t.title || ' ' || t.text), one)))
    END
),
best AS (
    SELECT *, row_number() OVER (ORDER BY score DESC, report_id, section_no) AS rank FROM matching
    QUALIFY rank <= most
)
SELECT
    b.rank, round(b.score, 3) AS score, o.name AS organ_name, o.region_code, r.report_year, r.scope, b.section_no,
    b.title AS section_title, mart.search_snippet(mart.search_plain(b.title || ' ' || b.text), mart.search_phrases(words)) AS snippet,
    v.source_url, m.is_clean, b.report_id
FROM best AS b
JOIN core.reports AS r USING (report_id)
JOIN core.organs AS o USING (organ_id)
JOIN raw.readings AS v USING (reading_key)
LEFT JOIN mart.reports AS m ON m.report_id = b.report_id
ORDER BY b.rank;

CREATE OR REPLACE MACRO main.search_text(words, most := 100) AS TABLE FROM mart.search_text(words, most := most);
