-- Rows added, removed and changed, told apart by a key.
SELECT
    count(*) FILTER (WHERE o.is_there IS NULL) AS added,
    count(*) FILTER (WHERE n.is_there IS NULL) AS removed,
    count(*) FILTER (WHERE o.is_there AND n.is_there AND o.row_hash <> n.row_hash) AS changed
FROM (SELECT {key}, hash({columns}) AS row_hash, true AS is_there FROM old.{table} WHERE {condition}) AS o
FULL JOIN (SELECT {key}, hash({columns}) AS row_hash, true AS is_there FROM new.{table} WHERE {condition}) AS n
    ON {join_on};
