-- The report years a filter keeps.
CREATE OR REPLACE TEMP TABLE wanted_years AS SELECT unnest($years)::INTEGER AS report_year;
