"""Brings a DuckDB file to the schema of ``sql/schema``: tables, comments in both languages, the version row.

The files are idempotent (``IF NOT EXISTS``), so every build copy is brought up to date before it is loaded; a hash of
them in the file tells that there is nothing to do, because some 300 comments take longer than a night's load. A file of
an older version is upgraded in place: new tables are made, new columns added at the end, and what a file before version 4 holds
as rows and JSON is packed, what were tables of marts before version 5 become views (``warehouse.upgrade``). What only newer readings bring (the claims) comes with the next run, which
reads the archive again because the reading code has changed; the organs of a file of version 2 are resolved by the next
load (``warehouse.resolve``).
"""

from __future__ import annotations

import hashlib

import duckdb

from nianbao.errors import WarehouseError
from warehouse.connection import sql_names, sql_text, transaction
from warehouse.glossary import apply_glossary
from warehouse.organ_units import reference
from warehouse.upgrade import drop_marts, fill, set_aside, stage_stored

SCHEMA_VERSION = 5
PACKED_SINCE = 4
"""From this version on the figures of a reading are stored packed, and the reading itself no more as JSON."""
MARTS_KEPT_SINCE = 5
"""From this version on the marts of reports, measures, indicators and regions are views of rows kept from night to night."""


def ensure_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing. Raises WarehouseError when the file was made by a newer nianbao."""
    found, found_sha256 = _stored(connection)
    if found > SCHEMA_VERSION:
        raise WarehouseError(
            "the warehouse", f"has schema version {found}, this program knows {SCHEMA_VERSION}", "update nianbao"
        )
    scripts = [sql_text(name) for name in sql_names("schema")]
    sha256 = hashlib.sha256("\n".join([*scripts, repr(reference("glossary.yml"))]).encode()).hexdigest()
    if (found, found_sha256) == (SCHEMA_VERSION, sha256):
        return
    is_packed_anew = 0 < found < PACKED_SINCE
    if is_packed_anew:
        stage_stored(connection)
    with transaction(connection):
        if is_packed_anew:
            set_aside(connection)
        if 0 < found < MARTS_KEPT_SINCE:
            drop_marts(connection)
        for script in scripts:
            connection.execute(script)
        if is_packed_anew:
            fill(connection)
        apply_glossary(connection, is_anew=True)
        row = {"version": SCHEMA_VERSION, "schema_sha256": sha256}
        connection.execute(sql_text("ops/set_schema_version.sql"), row)


def _stored(connection: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    """Version and hash of the schema in the file; 0 and "" when it has none."""
    if not connection.execute(sql_text("ops/has_schema_version.sql")).fetchall():
        return 0, ""
    rows = connection.execute(sql_text("ops/get_schema_version.sql")).fetchall()
    return (int(rows[0][0]), str(rows[0][1])) if rows else (0, "")
