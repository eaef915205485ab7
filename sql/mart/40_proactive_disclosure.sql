-- Table 2 (proactive disclosure), one line per figure: rows of the forms differ in their columns.
CREATE OR REPLACE VIEW mart.proactive_disclosure AS
SELECT
    organ_name, report_year, scope, row_code, row_label_zh, row_label_en, column_code, column_label_zh, column_label_en,
    value, unit, kind, verdict, finding_count, layout_id, report_id, is_clean, organ_id, region_code
FROM mart.figures
WHERE table_code = 'proactive';
