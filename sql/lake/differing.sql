-- Reports of which the lake says something else than the file.
CREATE OR REPLACE TEMP TABLE differing AS
SELECT coalesce(o.report_id, n.report_id) AS report_id
FROM (SELECT report_id, count(*) AS row_count, sum(hash({columns})) AS row_hash FROM lake.{table} GROUP BY report_id) AS o
FULL JOIN (SELECT report_id, count(*) AS row_count, sum(hash({columns})) AS row_hash FROM file.{table} GROUP BY report_id) AS n
    ON o.report_id IS NOT DISTINCT FROM n.report_id
WHERE o.row_count IS DISTINCT FROM n.row_count OR o.row_hash IS DISTINCT FROM n.row_hash;
