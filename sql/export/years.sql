-- Report years of one table that a condition keeps.
SELECT DISTINCT report_year FROM {table} WHERE report_year IS NOT NULL AND {condition} ORDER BY report_year;
