-- Checks of what a report has, when it came, and what its text says. A check returns every place it looked at: `holds` is
-- false where it is wrong and NULL where it cannot be told; the catalogue (expectations/checks) says what the check means.

-- check: TABLE
SELECT s.report_id, s.revision, t.table_code, t.table_code AS scope, f.table_code IS NOT NULL AS holds,
       CASE WHEN h.title IS NOT NULL THEN 'extraction_suspect' ELSE 'policy' END AS verdict,
       CASE WHEN NOT holds THEN concat('没有', t.zh, CASE WHEN h.title IS NOT NULL THEN concat('，而有标题「', h.title, '」') END) END AS zh,
       CASE WHEN NOT holds THEN concat('no ', t.en, CASE WHEN h.title IS NOT NULL THEN concat(', but the heading “', h.title, '”') END) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'presence', heading: h.title, status: s.status}) END AS facts
FROM audit_subjects s
CROSS JOIN (VALUES ('proactive', 2, '表二 主动公开政府信息情况', 'table 2 (proactive disclosure)'),
                   ('applications', 3, '表三 收到和处理政府信息公开申请情况', 'table 3 (requests)'),
                   ('review_litigation', 4, '表四 行政复议、行政诉讼情况', 'table 4 (review and litigation)')) AS t(table_code, section_no, zh, en)
LEFT JOIN audit_scope_tables f ON f.report_id = s.report_id AND f.revision = s.revision AND f.table_code = t.table_code
LEFT JOIN audit_scope_sections h ON h.report_id = s.report_id AND h.revision = s.revision AND h.section_no = t.section_no
WHERE s.report_year >= 2019 AND s.status NOT IN ('not_a_report', 'unreadable')
  AND s.report_id NOT IN (SELECT report_id FROM audit_scope_tables WHERE starts_with(table_code, 'stats_'));

-- check: TABLE-ROWS
SELECT s.report_id, s.revision, t.table_code, t.table_code AS scope, t.rows_found >= t.rows_expected AS holds,
       'extraction_suspect' AS verdict, t.rows_expected AS left_value, t.rows_found AS right_value,
       CASE WHEN NOT holds THEN concat('表样有', t.rows_expected, '行，读出', t.rows_found, '行') END AS zh,
       CASE WHEN NOT holds THEN concat('the form has ', t.rows_expected, ' rows, ', t.rows_found, ' were read') END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'presence', place: t.place, layout: t.layout_id}) END AS facts
FROM audit_subjects s JOIN audit_scope_tables t USING (report_id, revision);

-- check: LABEL
SELECT s.report_id, s.revision, coalesce('label ' || i.message, '') AS scope, i.message IS NULL AS holds,
       CASE WHEN i.code = 'label_near' THEN 'source_error' ELSE 'extraction_suspect' END AS verdict, i.message AS found,
       CASE WHEN NOT holds THEN concat('所印行名与表样不同：', audit_label_zh(i.message)) END AS zh,
       CASE WHEN NOT holds THEN concat('printed label departs from the form: ', i.message) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'label', code: i.code, message: i.message, place: i.place}) END AS facts
FROM audit_subjects s
LEFT JOIN raw.issues i ON i.reading_id = s.reading_id AND i.code IN ('label_near', 'label_misread', 'label_missing')
WHERE s.status IN ('read', 'partial');

-- check: LABEL-NUMBER
SELECT s.report_id, s.revision, coalesce('label ' || i.message, '') AS scope, i.message IS NULL AS holds,
       'policy' AS verdict, i.message AS found,
       CASE WHEN NOT holds THEN concat('所印编号与表样不同：', audit_label_zh(i.message)) END AS zh,
       CASE WHEN NOT holds THEN concat('printed number departs from the form: ', i.message) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'label', code: i.code, message: i.message, place: i.place}) END AS facts
FROM audit_subjects s
LEFT JOIN raw.issues i ON i.reading_id = s.reading_id AND i.code IN ('label_variant')
WHERE s.status IN ('read', 'partial');

-- check: LABEL-GROUP
SELECT s.report_id, s.revision, coalesce('label ' || i.message, '') AS scope, i.message IS NULL AS holds,
       CASE WHEN i.code = 'heading_missing' THEN 'policy' ELSE 'extraction_suspect' END AS verdict, i.message AS found,
       CASE WHEN NOT holds THEN concat('所印组名、列名与表样不同：', audit_label_zh(i.message)) END AS zh,
       CASE WHEN NOT holds THEN concat('printed group or column label departs from the form: ', i.message) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'label', code: i.code, message: i.message, place: i.place}) END AS facts
FROM audit_subjects s
LEFT JOIN raw.issues i ON i.reading_id = s.reading_id AND i.code IN ('unread_label', 'heading_missing', 'other_column')
WHERE s.status IN ('read', 'partial');

-- check: SECTION
SELECT s.report_id, s.revision, 'sections' AS scope,
       CASE WHEN len(h.numbers) > 0 THEN len(h.absent) = 0 END AS holds, 'policy' AS verdict, h.absent::VARCHAR AS found,
       CASE WHEN NOT holds THEN concat('缺少第', array_to_string(list_transform(h.absent, lambda n: ('一二三四五六')[n]), '、'), '部分') END AS zh,
       CASE WHEN NOT holds THEN concat('without section ', array_to_string(h.absent, ', ')) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'presence', sections: h.numbers, absent: h.absent}) END AS facts
FROM audit_subjects s
JOIN (
    SELECT c.report_id, coalesce(list(DISTINCT x.section_no) FILTER (x.section_no > 0), []) AS numbers,
           list_filter([1, 2, 3, 4, 5, 6], lambda n: NOT list_contains(numbers, n)) AS absent
    FROM audit_subjects c LEFT JOIN audit_scope_sections x USING (report_id, revision) GROUP BY c.report_id
) h USING (report_id)
WHERE s.report_year >= 2019 AND s.status IN ('read', 'partial');

-- check: SECTION-NUMBER
SELECT s.report_id, s.revision, concat('section ', h.section_no) AS scope,
       CASE WHEN h.printed <> '' THEN strpos('一二三四五六七八九十', h.printed) = h.section_no END AS holds, 'source_error' AS verdict,
       h.title AS found,
       CASE WHEN NOT holds THEN concat('「', h.title, '」应为第', ('一二三四五六')[h.section_no], '部分') END AS zh,
       CASE WHEN NOT holds THEN concat('“', h.title, '” is section ', h.section_no, ' of the form') END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'presence', section_no: h.section_no, heading: h.title}) END AS facts
FROM audit_subjects s
JOIN (
    SELECT report_id, revision, section_no, title, regexp_extract(title, '^\s*([一二三四五六七八九十])[、.．]', 1) AS printed
    FROM audit_scope_sections WHERE section_no > 0
) h USING (report_id, revision)
WHERE s.report_year >= 2019;

-- check: SECTION-STUB
SELECT s.report_id, s.revision, 'section 5' AS scope, length(h.plain) >= 15 AS holds,
       CASE WHEN h.plain = '' THEN 'extraction_suspect' ELSE 'policy' END AS verdict, h.plain AS found,
       CASE WHEN NOT holds THEN concat('第五部分只有「', h.text, '」') END AS zh,
       CASE WHEN NOT holds THEN concat('section five says only “', h.text, '”') END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'text', section_no: 5, text: h.text}) END AS facts
FROM audit_subjects s
JOIN (SELECT report_id, revision, text, regexp_replace(text, '[\s\p{P}]+', '', 'g') AS plain FROM audit_scope_sections WHERE section_no = 5) h
    USING (report_id, revision)
WHERE s.report_year >= 2019;

-- check: FEE-STUB
SELECT s.report_id, s.revision, 'section 6' AS scope,
       NOT (length(h.plain) <= 20 AND regexp_matches(h.plain, '^(.{0,8}(无|没有).{0,12})?$')) AS holds, 'policy' AS verdict, h.plain AS found,
       CASE WHEN NOT holds THEN concat('第六部分为「', h.text, '」，而', e.said) END AS zh,
       CASE WHEN NOT holds THEN concat('section six says “', h.text, '”, but: ', e.said) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'text', section_no: 6, text: h.text, charged: e.said}) END AS facts
FROM audit_subjects s
JOIN (SELECT report_id, revision, text, regexp_replace(text, '[\s\p{P}]+', '', 'g') AS plain FROM audit_scope_sections WHERE section_no = 6) h
    USING (report_id, revision)
JOIN (
    SELECT report_id, min(said) AS said FROM (
        SELECT c.report_id, concat('「', c.sentence, '」') AS said FROM core.claims c JOIN audit_subjects x USING (report_id, revision)
        WHERE c.claim_code = 'info_fee_yuan' AND c.value > 0 AND c.section_no <> 6
        UNION ALL
        SELECT f.report_id, concat('表三：逾期不缴费', audit_number(f.value), '件') FROM audit_cells f
        WHERE f.row_code = 'other_fee_unpaid' AND f.column_code = 'total' AND f.value > 0
    ) GROUP BY report_id
) e ON e.report_id = s.report_id
WHERE s.report_year >= 2021;

-- check: CLAIM
SELECT c.report_id, c.revision,
       -- the first, second … sentence of the section that says this: each is a place of its own
       concat_ws(' ', c.claim_code, c.figures, c.section_no, CASE WHEN c.nth > 1 THEN concat('#', c.nth) END) AS scope, c.status = 'agree' AS holds,
       '' AS figures, CASE WHEN NOT holds THEN d.terms END AS terms,
       c.value AS left_value, c.expected AS right_value, c.raw_text AS found,
       CASE WHEN NOT holds THEN concat('正文「', c.raw_text, '」，表中', audit_number(c.expected), '（', c.figures, '）：「', c.sentence, '」') END AS zh,
       CASE WHEN NOT holds THEN concat('the text says “', c.raw_text, '”, the tables ', audit_number(c.expected), ' (', c.figures, '): “', c.sentence, '”') END AS en,
       CASE WHEN NOT holds THEN audit_claim(c.claim_no, c.claim_code, c.value, c.unit, c.expected, c.figures, c.raw_text, c.sentence, c.section_no, c.page, c.x0, c.top, c.x1, c.bottom, c.path, c.member) END AS facts
FROM (
    SELECT x.*, row_number() OVER (PARTITION BY x.report_id, x.claim_code, x.figures, x.section_no ORDER BY x.claim_no) AS nth
    FROM core.claims x JOIN audit_subjects USING (report_id, revision) WHERE x.status IN ('agree', 'differ')
) c
LEFT JOIN (     -- the figures it speaks of; one in doubt makes the claim ours to look at
    SELECT x.report_id, x.claim_no,
           list({side: 'right', coefficient: 1, report_id: f.report_id, revision: f.revision, table_code: f.table_code,
                 row_code: f.row_code, column_code: f.column_code} ORDER BY f.table_code, f.row_code, f.column_code) AS terms
    FROM (
        SELECT y.report_id, y.revision, y.claim_no,
               unnest(list_distinct(regexp_extract_all(y.figures, '[a-z0-9_]+\.[a-z0-9_*]+\.[a-z0-9_]+'))) AS code
        FROM core.claims y JOIN audit_subjects USING (report_id, revision) WHERE y.status = 'differ'
    ) x
    JOIN audit_scope_figures f ON f.report_id = x.report_id AND f.revision = x.revision
        AND concat_ws('.', f.table_code, f.row_code, f.column_code) GLOB x.code
    GROUP BY ALL
) d ON d.report_id = c.report_id AND d.claim_no = c.claim_no;

-- check: CLAIM-SCOPE
SELECT c.report_id, c.revision, concat_ws(' ', c.claim_code, c.figures) AS scope, c.value = c.expected AS holds,
       c.value AS left_value, c.expected AS right_value, c.raw_text AS found,
       CASE WHEN NOT holds THEN concat('正文「', c.raw_text, '」，表中', audit_number(c.expected), '：「', c.sentence, '」') END AS zh,
       CASE WHEN NOT holds THEN concat('the text says “', c.raw_text, '”, the tables ', audit_number(c.expected), ': “', c.sentence, '”') END AS en,
       CASE WHEN NOT holds THEN audit_claim(c.claim_no, c.claim_code, c.value, c.unit, c.expected, c.figures, c.raw_text, c.sentence, c.section_no, c.page, c.x0, c.top, c.x1, c.bottom, c.path, c.member) END AS facts
FROM core.claims c JOIN audit_subjects s USING (report_id, revision)
WHERE c.reason = 'scope' AND c.expected IS NOT NULL AND NOT c.is_approximate AND c.claim_code NOT IN ('requests_by_channel', 'requests_by_place')
  AND NOT contains(c.claim_code, 'requests_by');

-- check: CLAIM-TREND
SELECT report_id, revision, concat_ws(' ', claim_code, figures, section_no) AS scope, figures,
       CASE WHEN now_value IS NOT NULL AND before_value > 0
            THEN abs(100 * (now_value - before_value) / before_value - value) < greatest(step, CASE WHEN is_approximate THEN 1 ELSE 0 END) END AS holds,
       value AS left_value, CASE WHEN before_value > 0 THEN round(100 * (now_value - before_value) / before_value, 2) END AS right_value, raw_text AS found,
       CASE WHEN NOT holds THEN concat('正文「', raw_text, '」，按表为', audit_number(right_value), '%（', audit_number(before_value), ' → ', audit_number(now_value), '）') END AS zh,
       CASE WHEN NOT holds THEN concat('the text says “', raw_text, '”, by the tables it is ', audit_number(right_value), '% (', audit_number(before_value), ' → ', audit_number(now_value), ')') END AS en,
       CASE WHEN NOT holds THEN claim END AS facts
FROM (
    SELECT c.report_id, c.revision, c.claim_code, c.figures, c.section_no, c.value::DOUBLE AS value, c.raw_text, c.is_approximate,
           n.value::DOUBLE AS now_value, b.value::DOUBLE AS before_value,
           power(10, -length(regexp_extract(c.raw_text, '\d+\.(\d+)', 1))) AS step,
           audit_claim(c.claim_no, c.claim_code, c.value, c.unit, c.expected, c.figures, c.raw_text, c.sentence, c.section_no, c.page, c.x0, c.top, c.x1, c.bottom, c.path, c.member) AS claim
    FROM core.claims c
    JOIN audit_pairs p USING (report_id, revision)
    JOIN audit_cells n ON n.report_id = p.report_id AND concat_ws('.', n.table_code, n.row_code, n.column_code) = c.figures
    JOIN audit_cells b ON b.report_id = p.before_id AND b.table_code = n.table_code AND b.row_code = n.row_code AND b.column_code = n.column_code
    WHERE c.claim_code = 'change_pct' AND c.reason = 'needs_last_year'
);

-- check: COPY-YEAR
SELECT report_id, revision, concat('section ', section_no) AS scope, likeness < 0.9 AS holds, round(likeness, 4) AS left_value, 0.9 AS right_value,
       CASE WHEN NOT holds THEN text_hash END AS found,
       CASE WHEN NOT holds THEN concat('第', ('一二三四五六')[section_no], '部分', round(100 * likeness)::INTEGER, '%的文字与上年一字不差') END AS zh,
       CASE WHEN NOT holds THEN concat(round(100 * likeness)::INTEGER, '% of section ', section_no, ' is last year''s text to the letter') END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'text_copy', section_no: section_no, likeness: round(likeness, 4), before_id: before_id, before_revision: before_revision}) END AS facts
FROM (
    SELECT report_id, revision, before_id, before_revision, section_no, text_hash, chars,
           coalesce(list_sum(list_transform(list_intersect(sentences, sentences_before), lambda x: length(x))), 0) / chars AS likeness
    FROM (
        SELECT p.report_id, p.revision, p.before_id, p.before_revision, n.section_no, md5(n.text) AS text_hash,
               audit_sentences_of(n.text) AS sentences, audit_sentences_of(b.text) AS sentences_before,
               list_sum(list_transform(sentences, lambda x: length(x))) AS chars
        FROM audit_pairs p
        JOIN audit_scope_sections n ON n.report_id = p.report_id AND n.revision = p.revision
        JOIN audit_scope_sections b ON b.report_id = p.before_id AND b.revision = p.before_revision AND b.section_no = n.section_no
        WHERE n.section_no IN (1, 5) AND length(n.text) >= 120
    ) WHERE chars >= 100
);

-- check: COPY-ORGAN
SELECT s.report_id, s.revision, concat('section ', t.text_hash[1]) AS scope, coalesce(len(o.others), 0) = 0 AS holds, t.text_hash AS found,
       CASE WHEN NOT holds THEN concat('第', ('一二三四五六')[t.text_hash[1]::INTEGER], '部分与', o.others[1].organ_name, CASE WHEN len(o.others) > 1 THEN concat('等', len(o.others), '个机关') ELSE '' END, '完全相同（机关名称和数字除外）') END AS zh,
       CASE WHEN NOT holds THEN concat('section ', t.text_hash[1], ' is that of ', o.others[1].organ_name, CASE WHEN len(o.others) > 1 THEN concat(' and ', len(o.others) - 1, ' more') ELSE '' END, ' but for names and numbers') END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'text_copy', section_no: t.text_hash[1]::INTEGER, likeness: 1.0, others: o.others[:20]}) END AS facts
FROM audit_subjects s
JOIN audit_text_hashes t USING (report_id)
LEFT JOIN (
    SELECT x.report_id, x.text_hash, list({organ_name: y.organ_name, report_id: y.report_id} ORDER BY y.organ_name, y.report_id) AS others
    FROM (
        SELECT h.report_id, h.text_hash, c.organ_id, c.report_year FROM audit_text_hashes h JOIN audit_subjects c USING (report_id)
    ) x
    JOIN (
        -- of each text the first 21 reports of a year name the others well enough; a text of thousands must not be squared
        SELECT h.text_hash, c.report_id, c.organ_id, c.organ_name, c.report_year
        FROM audit_text_hashes h JOIN audit_current c USING (report_id)
        QUALIFY row_number() OVER (PARTITION BY h.text_hash, c.report_year ORDER BY c.organ_id, c.report_id) <= 21
    ) y ON y.text_hash = x.text_hash AND y.report_year = x.report_year AND y.organ_id <> x.organ_id
    GROUP BY ALL
) o ON o.report_id = s.report_id AND o.text_hash = t.text_hash;

-- check: TEMPLATE-YEAR
SELECT s.report_id, s.revision, 'period' AS scope, list_contains(y.years, s.report_year) AS holds, y.years::VARCHAR AS found,
       CASE WHEN NOT holds THEN concat('统计期限为', array_to_string(y.years, '、'), '年，报告年度为', s.report_year, '年') END AS zh,
       CASE WHEN NOT holds THEN concat('the text states the period of ', array_to_string(y.years, ', '), ', the report is of ', s.report_year) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'text', section_no: y.section_no, years: y.years, text: y.text}) END AS facts
FROM audit_subjects s
JOIN (
    SELECT report_id, revision, min(section_no) AS section_no, any_value(left(text, 400) ORDER BY section_no) AS text,
           list_sort(list_distinct(flatten(list(list_transform(regexp_extract_all(text, '(20\d\d)\s*年\s*1\s*月\s*1\s*日', 1), lambda y: y::INTEGER))))) AS years
    FROM audit_scope_sections WHERE section_no IN (0, 1) AND regexp_matches(text, '20\d\d\s*年\s*1\s*月\s*1\s*日\s*(零时)?\s*起?\s*(至|到|—|－|-)')
    GROUP BY report_id, revision
) y USING (report_id, revision);

-- check: LATE
SELECT report_id, revision, 'published' AS scope,
       -- no date, or an organ of unknown kind or level, from whom no deadline follows: cannot be told, and the guard counts it
       CASE WHEN due_on IS NOT NULL THEN published_on <= due_on END AS holds,
       published_on::VARCHAR AS found,
       CASE WHEN NOT holds THEN concat(published_on, '公布，期限', due_on, '，逾期', published_on - due_on, '天') END AS zh,
       CASE WHEN NOT holds THEN concat('published ', published_on, ', due ', due_on, ', ', published_on - due_on, ' days late') END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'date', published: published_on, due: due_on, days_late: published_on - due_on, level: level, organ_kind: kind}) END AS facts
FROM (
    SELECT *, CASE WHEN published_on IS NOT NULL THEN core.due_on(report_year, kind, level, scope = 'aggregate', is_resolved) END AS due_on
    FROM audit_subjects
);

-- check: MISSING-YEAR
-- When its site was last seen is not told here: that moves on with every night, and a finding must not. mart.coverage has it.
SELECT e.organ_id, e.report_year, concat(e.organ_id, ' ', e.report_year) AS scope, f.organ_id IS NOT NULL AS holds,
       CASE WHEN NOT holds THEN concat(e.organ_name, '没有', e.report_year, '年度报告', CASE e.basis
           WHEN 'registry' THEN '（站点登记有此年度）' WHEN 'between_reports' THEN '（前后年度均有）'
           ELSE concat('（有', e.report_year - 1, '年度报告；本年度应于', e.due_by, '前公布，此后站点访问正常）') END, '：未公布，或未采集到') END AS zh,
       CASE WHEN NOT holds THEN concat('no report of ', e.report_year, ' by ', e.organ_name, CASE e.basis
           WHEN 'registry' THEN ' (the site registry names it)' WHEN 'between_reports' THEN ' (there are reports before and after)'
           ELSE concat(' (there is one of ', e.report_year - 1, '; this one was due by ', e.due_by, ', and the site was seen well after that)') END,
           ': not published, or not collected') END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'coverage', basis: e.basis, organ_name: e.organ_name, due: e.due_by}) END AS facts
FROM core.expected_reports() e
LEFT JOIN (SELECT DISTINCT organ_id, report_year FROM audit_current) f USING (organ_id, report_year);

-- check: SAME-BYTES
SELECT s.report_id, s.revision, 'file' AS scope, coalesce(len(o.others), 0) = 0 AS holds, s.blob_sha256 AS found,
       CASE WHEN NOT holds THEN concat('与', o.others[1].report_year, '年度报告是同一份文件') END AS zh,
       CASE WHEN NOT holds THEN concat('the same file as the report of ', o.others[1].report_year) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'file', blob_sha256: s.blob_sha256, others: o.others}) END AS facts
FROM audit_subjects s
LEFT JOIN (
    SELECT x.report_id, list({report_id: y.report_id, report_year: y.report_year, url: y.source_url} ORDER BY y.report_year) AS others
    FROM audit_subjects x
    JOIN audit_current y ON y.blob_sha256 = x.blob_sha256 AND y.organ_id = x.organ_id AND y.report_year <> x.report_year
    ANTI JOIN (SELECT reading_id FROM raw.issues WHERE code = 'several_reports') i ON i.reading_id = x.reading_id
    GROUP BY x.report_id
) o USING (report_id);
