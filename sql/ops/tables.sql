-- All tables of the warehouse, and the views that unpack figures, which are tables to whoever asks.
SELECT schema_name, table_name FROM duckdb_tables()
WHERE database_name = current_database() AND NOT temporary AND schema_name IN ('raw', 'core', 'mart', 'quality', 'ops')
UNION ALL
SELECT schema_name, view_name FROM duckdb_views()
WHERE database_name = current_database() AND NOT internal
  AND (schema_name = 'core' OR schema_name = 'mart'
       AND view_name IN ('applications', 'indicators', 'panel', 'proactive_disclosure', 'reports', 'review_litigation', 'rollup',
                         'statistics_2014'))
ORDER BY schema_name, table_name;
