"""The warehouse as SQL: schema, marts and worked queries as plain files; this package only makes them loadable."""
