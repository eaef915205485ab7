-- Checks of figures against other reports and against what can be. A check returns every place it looked at: `holds` is false
-- where it is wrong and NULL where a value is missing; the catalogue (expectations/checks) says what the check means.

-- check: AGG-1
SELECT a.report_id, a.revision, a.table_code, concat_ws('.', a.table_code, a.row_code, a.column_code) AS scope, scope AS figures,
       CASE WHEN a.is_complete AND a.value IS NOT NULL AND a.members_with_value = a.members THEN a.value = a.members_value END AS holds,
       a.members_value AS left_value, a.value AS right_value, '=' AS relation,
       CASE WHEN NOT holds THEN concat(a.label_zh, '：', a.members, '个成员之和', audit_number(a.members_value), '，汇总', audit_number(a.value)) END AS zh,
       CASE WHEN NOT holds THEN concat(a.label_en, ': the ', a.members, ' members add up to ', audit_number(a.members_value), ', the aggregate says ', audit_number(a.value)) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'aggregate', members: a.member_list}) END AS facts
FROM audit_aggregate_cells a;

-- check: AGG-2
SELECT a.report_id, a.revision, a.table_code, concat_ws('.', a.table_code, a.row_code, a.column_code) AS scope, scope AS figures,
       CASE WHEN a.value IS NOT NULL AND a.largest_value IS NOT NULL THEN a.value >= a.largest_value END AS holds,
       a.value AS left_value, a.largest_value AS right_value, '>=' AS relation,
       CASE WHEN NOT holds THEN concat(a.label_zh, '：汇总', audit_number(a.value), '，小于', a.largest.organ_name, '的', audit_number(a.largest_value)) END AS zh,
       CASE WHEN NOT holds THEN concat(a.label_en, ': the aggregate ', audit_number(a.value), ' is below ', audit_number(a.largest_value), ' of ', a.largest.organ_name) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'aggregate', members: [a.largest]}) END AS facts
FROM audit_aggregate_cells a
WHERE a.largest_value IS NOT NULL AND NOT a.is_signed;      -- of changes, the sum may be below a part: other parts went down

-- check: UNIT-SLIP
SELECT p.report_id, p.revision, n.table_code, concat_ws('.', n.row_code, n.column_code) AS scope,
       concat_ws('.', n.table_code, n.row_code, n.column_code) AS figures,
       n.value < 100 * b.value AND n.value > b.value / 100 AS holds, b.value AS left_value, n.value AS right_value,
       CASE WHEN NOT holds THEN concat(p.report_year - 1, '年', audit_number(b.value), '，', p.report_year, '年', audit_number(n.value), '，相差百倍以上，疑为元、万元混用') END AS zh,
       CASE WHEN NOT holds THEN concat(audit_number(b.value), ' in ', p.report_year - 1, ', ', audit_number(n.value), ' in ', p.report_year, ': a hundredfold, likely yuan for 10,000 yuan') END AS en,
       CASE WHEN NOT holds THEN audit_two_years(p.before_id, p.before_revision, p.report_id, p.revision, n.table_code, n.row_code, n.column_code) END AS terms
FROM audit_pairs p
JOIN audit_cells n ON n.report_id = p.report_id AND n.column_code IN ('amount_wan_yuan', 'amount_yuan')
JOIN audit_cells b ON b.report_id = p.before_id AND b.table_code = n.table_code AND b.row_code = n.row_code AND b.column_code = n.column_code
WHERE n.value > 0 AND b.value > 0;

-- check: RULES-POWER
SELECT s.report_id, s.revision, 'proactive' AS table_code, 'regulations' AS scope,
       string_agg('proactive.regulations.' || c.column_code, ',' ORDER BY c.column_code) FILTER (c.value > 0) AS figures,
       CASE WHEN s.is_resolved AND s.level IS NOT NULL THEN coalesce(max(c.value), 0) = 0 OR (
           s.level = 'national' OR (s.level IN ('province', 'prefecture') AND (s.kind = 'government' OR s.scope = 'aggregate')))
       END AS holds,
       CASE WHEN s.level IN ('province', 'prefecture') THEN 'info' ELSE 'warning' END AS severity,
       max(c.value) AS left_value, 0 AS right_value,
       CASE WHEN NOT holds THEN concat(s.organ_name, '（', concat_ws('，', audit_level_zh(s.level), audit_kind_zh(s.kind)), '）报规章', audit_number(max(c.value)), '件，而规章只能由国务院部门、省和设区的市政府制定') END AS zh,
       CASE WHEN NOT holds THEN concat(s.organ_name, ' (', s.level, ' ', replace(s.kind, '_', ' '), ') reports ', audit_number(max(c.value)), ' government rules; only ministries, provinces and prefectures make them') END AS en,
       CASE WHEN NOT holds THEN list({side: 'left', coefficient: 1, report_id: c.report_id, revision: c.revision,
            table_code: 'proactive', row_code: 'regulations', column_code: c.column_code} ORDER BY c.column_code) FILTER (c.value > 0) END AS terms
FROM audit_subjects s
JOIN audit_cells c ON c.report_id = s.report_id AND c.table_code = 'proactive' AND c.row_code = 'regulations'
GROUP BY s.report_id, s.revision, s.is_resolved, s.level, s.kind, s.scope, s.organ_name;

-- check: JUMP
SELECT w.report_id, w.revision, w.table_code, concat_ws('.', w.row_code, w.column_code) AS scope,
       concat_ws('.', w.table_code, w.row_code, w.column_code) AS figures,
       NOT (w.value > 10 * w.highest AND w.value - w.highest >= 50) AND NOT (w.value = 0 AND w.lowest >= 50) AS holds,
       w.highest AS left_value, w.value AS right_value,
       CASE WHEN NOT holds THEN concat('此前', w.years, '年为', audit_number(w.lowest), '至', audit_number(w.highest), '，', w.report_year, '年为', audit_number(w.value)) END AS zh,
       CASE WHEN NOT holds THEN concat(audit_number(w.lowest), ' to ', audit_number(w.highest), ' in ', w.years, ' earlier years, ', audit_number(w.value), ' in ', w.report_year) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'series', years: w.history}) END AS facts,
       CASE WHEN NOT holds THEN [{side: 'right', coefficient: 1, report_id: w.report_id, revision: w.revision,
            table_code: w.table_code, row_code: w.row_code, column_code: w.column_code}] END AS terms
FROM (
    SELECT s.report_id, s.revision, s.report_year, c.table_code, c.row_code, c.column_code, c.value,
           count(c.value) OVER before AS years, max(c.value) OVER before AS highest, min(c.value) OVER before AS lowest,
           list({year: s.report_year, value: c.value}) OVER before AS history
    FROM audit_subjects s JOIN audit_cells c USING (report_id, revision)
    WHERE (c.row_code, c.column_code) IN (('new_received', 'total'), ('licensing', 'decisions'), ('penalty', 'decisions'))
      AND c.value IS NOT NULL
    WINDOW before AS (PARTITION BY s.organ_id, s.scope, c.table_code, c.row_code, c.column_code ORDER BY s.report_year
                      RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) w WHERE w.years >= 3;

-- check: SAME-TABLE
SELECT p.report_id, p.revision, l.table_code, l.table_code AS scope, n.content <> b.content AS holds,
       CASE WHEN NOT holds THEN concat(l.title_zh, '：', n.above_zero, '个非零数与', p.report_year - 1, '年完全相同') END AS zh,
       CASE WHEN NOT holds THEN concat(l.title_en, ': ', n.above_zero, ' figures above zero, all as in ', p.report_year - 1) END AS en,
       CASE WHEN NOT holds THEN n.content::VARCHAR END AS found,
       CASE WHEN NOT holds THEN to_json({kind: 'table_copy', before_id: p.before_id, before_revision: p.before_revision, figures: n.above_zero}) END AS facts
FROM audit_pairs p
JOIN audit_table_contents n ON n.report_no = p.report_no
JOIN audit_table_contents b ON b.report_no = p.before_no AND b.layout_id = n.layout_id
JOIN core.layouts l ON l.layout_id = n.layout_id
WHERE n.above_zero >= 8;

-- check: REVISED
SELECT s.report_id, s.revision, concat('revision ', s.revision) AS scope, len(c.cells) = 0 AS holds,
       array_to_string(list_transform(c.cells[:60], lambda x: x.code), ',') AS figures,
       CASE WHEN NOT holds THEN concat('第', s.revision, '版与第', c.before_revision, '版有', len(c.cells), '个数不同，如', c.first_zh, '：', coalesce(c.cells[1].raw_before, '无'), ' → ', coalesce(c.cells[1].raw_after, '无')) END AS zh,
       CASE WHEN NOT holds THEN concat('revision ', s.revision, ' differs from ', c.before_revision, ' in ', len(c.cells), CASE WHEN len(c.cells) = 1 THEN ' figure: ' ELSE ' figures, e.g. ' END, c.first_en, ': ', coalesce(c.cells[1].raw_before, 'none'), ' → ', coalesce(c.cells[1].raw_after, 'none')) END AS en,
       CASE WHEN NOT holds THEN to_json({kind: 'revision', before_revision: c.before_revision, cells: c.cells[:200]}) END AS facts,
       CASE WHEN NOT holds THEN md5(c.cells::VARCHAR) END AS found
FROM audit_subjects s JOIN audit_revised c USING (report_id, revision);
