SELECT
    (SELECT (count(*), coalesce(sum(hash({columns})), 0)) FROM lake.{table})
    = (SELECT (count(*), coalesce(sum(hash({columns})), 0)) FROM file.{table});
