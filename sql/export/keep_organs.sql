organ_id IN (SELECT organ_id FROM temp.main.wanted_organs)
