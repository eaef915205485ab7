SELECT count(*) FROM temp.main.differing;
