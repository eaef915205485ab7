-- 审核人更正了哪些数？原文数值不变，更正值、更正人和理由另列。
-- Which figures did reviewers correct? The printed value stays; the correction stands beside it, with who and why.
SELECT organ_name, report_year, row_label_zh, column_label_zh, value, corrected_value, corrected_by, correction_reason
FROM mart.figures
WHERE corrected_value IS NOT NULL
  AND report_id IN (SELECT report_id FROM quality.corrections)  -- so that the others need not be unpacked
ORDER BY corrected_at, organ_name, report_year, row_position, column_position;
