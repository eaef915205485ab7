"""Packs the readings of a file made before version 4, which kept each as JSON and its figures as rows of a table.

The JSON is all that is needed: it goes through the staging area like the files of a load, and the tables that held the same
facts as rows are dropped. Revisions, reports, organs, sightings and findings stay as they are.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from nianbao.errors import WarehouseError
from warehouse.connection import sql_text
from warehouse.load import open_stage, stage
from warehouse.staging import stage_files

_READINGS_AT_ONCE = 512


def stage_stored(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the stored readings into the staging area; before the transaction of the upgrade.

    Raises WarehouseError when one does not keep the contract (the line names it).
    """
    open_stage(connection)
    with tempfile.TemporaryDirectory(prefix="nianbao-upgrade-") as name:
        folder = Path(name)
        rows = connection.cursor().execute(sql_text("upgrade/10_payloads.sql"))
        paths = []
        while some := rows.fetchmany(_READINGS_AT_ONCE):
            for reading_id, payload in some:
                paths.append(folder / f"{reading_id}.json")
                paths[-1].write_text(payload, encoding="utf-8")
        rows.close()
        for batch in stage_files(paths, folder):
            stage(connection, batch)
    fault = connection.execute(sql_text("upgrade/20_fault.sql")).fetchone()
    if fault is not None:
        raise WarehouseError(
            "the warehouse", f"holds a reading that is none: {fault[0]}", "rebuild it from the archive"
        )


def set_aside(connection: duckdb.DuckDBPyConnection) -> None:
    """Make room for the tables of the schema; inside the transaction of the upgrade, before the schema is applied."""
    connection.execute(sql_text("upgrade/30_set_aside.sql"))


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the tables of the schema with what was set aside and staged."""
    connection.execute(sql_text("upgrade/40_fill.sql"))
    connection.execute(sql_text("load/62_content.sql"))
    connection.execute(sql_text("upgrade/50_clear.sql"))


def drop_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the marts that are views from version 5 on; they are made anew before anything is published."""
    connection.execute(sql_text("upgrade/60_marts.sql"))
