report_id IN (SELECT report_id FROM temp.main.wanted_reports)
