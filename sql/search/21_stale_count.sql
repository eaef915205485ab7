SELECT count(*) FROM temp.main.stale;
