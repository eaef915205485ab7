(report_id IS NULL OR report_id IN (SELECT report_id FROM temp.main.differing))
