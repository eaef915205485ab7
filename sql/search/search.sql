-- Sections that say what was asked, of some years, regions and organs.
SELECT s.* FROM mart.search_text($words, most := $considered) AS s
WHERE ($no_years OR s.report_year IN (SELECT report_year FROM temp.main.wanted_years))
  AND s.report_id IN (SELECT report_id FROM temp.main.wanted_reports)
ORDER BY s.rank
LIMIT $most;
