-- Report years of one table. {table} is filled in with a quoted name.
SELECT DISTINCT report_year FROM {table} WHERE report_year IS NOT NULL ORDER BY report_year;
