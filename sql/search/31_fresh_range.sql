SELECT min(section_id), max(section_id) FROM temp.main.fresh;
