"""BYTES -> FACTS: sites, readers, layouts, recognition. Knows nothing of Prefect, DuckDB or Great Expectations."""
