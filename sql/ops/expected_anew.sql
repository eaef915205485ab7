-- How many reports are expected by now that were not when mart.coverage was made, or were and are not any more.
WITH now_expected AS (SELECT organ_id, report_year, basis FROM core.expected_reports()),
then_expected AS (SELECT organ_id, report_year, basis FROM mart.coverage)
SELECT (SELECT count(*) FROM (FROM now_expected EXCEPT FROM then_expected))
     + (SELECT count(*) FROM (FROM then_expected EXCEPT FROM now_expected));
