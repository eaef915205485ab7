-- Number of dimension rows that differ between the warehouse and the registered tables new_<name>.
SELECT
    (SELECT count(*) FROM ((FROM core.layouts EXCEPT FROM new_layouts) UNION ALL (FROM new_layouts EXCEPT FROM core.layouts)))
  + (SELECT count(*) FROM ((FROM core.layout_groups EXCEPT FROM new_layout_groups)
                           UNION ALL (FROM new_layout_groups EXCEPT FROM core.layout_groups)))
  + (SELECT count(*) FROM ((FROM core.layout_rows EXCEPT FROM new_layout_rows)
                           UNION ALL (FROM new_layout_rows EXCEPT FROM core.layout_rows)))
  + (SELECT count(*) FROM ((FROM core.layout_columns EXCEPT FROM new_layout_columns)
                           UNION ALL (FROM new_layout_columns EXCEPT FROM core.layout_columns)))
  + (SELECT count(*) FROM ((FROM core.layout_cells EXCEPT FROM new_layout_cells)
                           UNION ALL (FROM new_layout_cells EXCEPT FROM core.layout_cells)))
  + (SELECT count(*) FROM ((FROM quality.checks EXCEPT FROM new_checks) UNION ALL (FROM new_checks EXCEPT FROM quality.checks)))
  + (SELECT count(*) FROM ((FROM quality.identities EXCEPT FROM new_identities)
                           UNION ALL (FROM new_identities EXCEPT FROM quality.identities)))
  + (SELECT count(*) FROM ((FROM quality.identity_terms EXCEPT FROM new_identity_terms)
                           UNION ALL (FROM new_identity_terms EXCEPT FROM quality.identity_terms)));
