-- The national statistics of 2014 to 2018 (政府信息公开情况统计表), one line per figure.
CREATE OR REPLACE VIEW mart.statistics_2014 AS
SELECT
    organ_name, report_year, scope, row_code, row_label_zh, row_label_en, value, unit, kind, verdict, finding_count,
    is_clean, layout_id, report_id, organ_id, region_code
FROM mart.figures
WHERE table_code = 'stats_2014';
