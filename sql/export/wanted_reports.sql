-- The reports that all filters keep, for tables that name a report and neither organ nor year.
CREATE OR REPLACE TEMP TABLE wanted_reports AS
SELECT report_id FROM core.reports
WHERE ($no_years OR report_year IN (SELECT report_year FROM temp.main.wanted_years))
  AND organ_id IN (SELECT organ_id FROM temp.main.wanted_organs);
