"""Brings a DuckDB file to the schema of ``sql/schema``: tables, comments in both languages, the version row.

The files are idempotent (``IF NOT EXISTS``), so every build copy is brought up to date before it is loaded.
"""

from __future__ import annotations

import duckdb

from nianbao.errors import WarehouseError
from warehouse.connection import sql_names, sql_text, transaction

SCHEMA_VERSION = 1


def ensure_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing. Raises WarehouseError when the file was made by a newer nianbao."""
    found = schema_version(connection)
    if found > SCHEMA_VERSION:
        raise WarehouseError(
            "the warehouse", f"has schema version {found}, this program knows {SCHEMA_VERSION}", "update nianbao"
        )
    with transaction(connection):
        for name in sql_names("schema"):
            connection.execute(sql_text(name))
        if found < SCHEMA_VERSION:
            connection.execute(sql_text("ops/set_schema_version.sql"), {"version": SCHEMA_VERSION})


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Version of the schema in the file; 0 when it has none."""
    if not connection.execute(sql_text("ops/has_schema_version.sql")).fetchall():
        return 0
    row = connection.execute(sql_text("ops/get_schema_version.sql")).fetchone()
    return int(row[0]) if row else 0
