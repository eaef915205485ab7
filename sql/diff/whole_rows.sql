-- Rows added and removed where nothing tells rows apart but their whole content.
SELECT
    (SELECT count(*) FROM (SELECT {columns} FROM new.{table} WHERE {condition} EXCEPT ALL SELECT {columns} FROM old.{table} WHERE {condition})) AS added,
    (SELECT count(*) FROM (SELECT {columns} FROM old.{table} WHERE {condition} EXCEPT ALL SELECT {columns} FROM new.{table} WHERE {condition})) AS removed,
    0 AS changed;
