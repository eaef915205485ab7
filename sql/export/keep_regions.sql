region_code IN (SELECT region_code FROM temp.main.wanted_regions)
