SELECT (SELECT count(*) FROM old.{table}), (SELECT count(*) FROM new.{table});
