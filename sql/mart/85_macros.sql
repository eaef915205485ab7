-- Questions that are asked often, as table functions.
CREATE OR REPLACE MACRO mart.organ_panel(organ) AS TABLE
    SELECT report_year, scope, measure_code, label_zh, label_en, value, unit, comparability, verdict, finding_count, is_clean
    FROM mart.panel WHERE organ_name = organ ORDER BY scope, measure_code, report_year;

CREATE OR REPLACE MACRO mart.organ_indicators(organ) AS TABLE
    SELECT report_year, scope, indicator_code, label_zh, label_en, value, numerator, denominator, comparability, is_clean
    FROM mart.indicators WHERE organ_name = organ ORDER BY scope, indicator_code, report_year;

CREATE OR REPLACE MACRO mart.measure_by_region(measure, year) AS TABLE
    SELECT
        p.province_name, p.prefecture_name, p.region_name, p.organ_name, v.scope, v.value, v.comparability, v.verdict,
        v.finding_count, v.is_clean
    FROM mart.panel AS v JOIN mart.organs AS p USING (organ_id)
    WHERE v.measure_code = measure AND v.report_year = year
    ORDER BY p.province_name, p.prefecture_name, p.region_name, p.organ_name, v.scope;
