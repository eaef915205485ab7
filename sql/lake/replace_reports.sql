DELETE FROM lake.{table} WHERE report_id IS NULL OR report_id IN (SELECT report_id FROM temp.main.differing);
INSERT INTO lake.{table} SELECT * FROM file.{table}
WHERE report_id IS NULL OR report_id IN (SELECT report_id FROM temp.main.differing);
