-- Reports of which a table says something else: found by one sum of row hashes a report, so that only these are compared
-- row by row. A sum, because rows that stand twice would cancel each other out in an exclusive or.
CREATE OR REPLACE TEMP TABLE differing AS
SELECT coalesce(o.report_id, n.report_id) AS report_id
FROM (SELECT report_id, count(*) AS row_count, sum(hash({columns})) AS row_hash FROM old.{table} GROUP BY report_id) AS o
FULL JOIN (SELECT report_id, count(*) AS row_count, sum(hash({columns})) AS row_hash FROM new.{table} GROUP BY report_id) AS n
    ON o.report_id IS NOT DISTINCT FROM n.report_id
WHERE o.row_count IS DISTINCT FROM n.row_count OR o.row_hash IS DISTINCT FROM n.row_hash;
