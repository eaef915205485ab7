report_year IN (SELECT report_year FROM temp.main.wanted_years)
