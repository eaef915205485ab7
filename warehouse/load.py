"""The load: reading files of the extractors become rows of ``raw`` and ``core`` in one transaction.

What the source does: the same report stands at several addresses, is re-published with a changed number, is taken back
to the old one, and our own code reads old bytes anew. Core is therefore computed from *all* readings and sightings of
the reports a load touches, by rules that never look at the order of loading:

* a *publication* is an item with the bytes it showed (page and attachments in order); its key is a hash of both;
* a publication has one reading: that of the newest code (release numbers by value, builds of one release by arrival),
  of the same code the more complete one; so newer code *replaces* a reading and is no revision of the publisher's;
* a *revision* is one content (figures and sections) of one report (organ, year, scope), numbered by (first seen, hash);
* *current* is the content that some address changed to last. A, A again, B: two revisions, B current. A again: still
  two, A current. Two addresses with different content: both kept, the later change counts, core.conflicts says so.

``fetched_at`` of a blob must be the time at which its address began to show these bytes (the fetch log's ``stored``),
not the time of a visit that found them unchanged.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from nianbao.errors import WarehouseError
from warehouse.connection import sql_text, transaction, writing
from warehouse.resolve import Resolution
from warehouse.staging import Batch, stage_files

# One vector of DuckDB: the parser then works on all cores instead of on one per 122 880 rows.
_STAGE_ROW_GROUP = 2048
# Bytes of the longest line that DuckDB sets room aside for; what it takes without being told.
_LEAST_LINE = 1 << 24

_MEND = "delete it and extract its item again"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What one load did.

    Attributes:
        readings_new: publications not met before; ``readings_replaced``: read anew by newer code or more completely;
            ``readings_known``: files that brought nothing, because the warehouse has the same or a newer reading.
        reports_new, revisions_new, figures_new: added to core; figures are those of the new revisions.
        issues_new: issue rows of the new and replaced readings.
        conflicts: addresses, among the reports of these files, that show other content than the current revision.
        unchanged: the load changed no table but ``ops``.
    """

    readings_new: int
    readings_replaced: int
    readings_known: int
    reports_new: int
    revisions_new: int
    figures_new: int
    issues_new: int
    conflicts: int
    unchanged: bool


NOTHING_LOADED = LoadResult(0, 0, 0, 0, 0, 0, 0, 0, True)


def load_readings(build: Path, readings: Iterable[Path]) -> LoadResult:
    """Load reading files into the build copy; all of them or, on an error, none.

    Without files it still resolves the names of organs anew where aliases, regions or sites have changed.

    Raises:
        WarehouseError: a file is no reading (the line names it), or DuckDB failed.
    """
    paths = sorted(set(readings))
    with writing(build) as connection:
        resolution = Resolution(connection)
        if not paths and not resolution.is_stale:
            return NOTHING_LOADED
        open_stage(connection)
        with tempfile.TemporaryDirectory(prefix="nianbao-load-", dir=build.parent) as folder:
            for batch in stage_files(paths, Path(folder)):
                stage(connection, batch)
        connection.execute("DROP TABLE IF EXISTS stage.parsed CASCADE")
        fault = connection.execute(sql_text("load/40_invalid.sql")).fetchone()
        if fault is not None:
            raise WarehouseError(str(fault[0]), f"is not a reading: {fault[1]}", _MEND)
        _rank_code_versions(connection)
        with transaction(connection):
            return _load_staged(connection, resolution)


def _load_staged(connection: duckdb.DuckDBPyConnection, resolution: Resolution) -> LoadResult:
    resolution.name_staged()
    connection.execute(sql_text("load/50_accept.sql"))
    connection.execute(sql_text("load/60_raw.sql"))
    connection.execute(sql_text("load/62_content.sql"))
    resolution.rekey()
    connection.execute(sql_text("load/70_plan.sql"))
    summary = connection.execute(sql_text("load/90_summary.sql")).fetchall()[0]
    connection.execute(sql_text("load/80_core.sql"))
    return LoadResult(*summary)


def open_stage(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty staging area: temporary tables, and a database in memory for the records of one batch."""
    connection.execute(f"ATTACH ':memory:' AS stage (ROW_GROUP_SIZE {_STAGE_ROW_GROUP})")
    connection.execute(sql_text("load/10_staging.sql"))


def stage(connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Put the records of one batch into the staging area; its files are then no longer needed."""
    files = {"readings": str(batch.readings), "longest": max(2 * batch.longest, _LEAST_LINE)}
    connection.execute(sql_text("load/20_parse.sql"), files)
    if batch.cells.stat().st_size:
        connection.execute(sql_text("load/22_cells.sql"), {"cells": str(batch.cells)})
    connection.execute(sql_text("load/30_unnest.sql"))
    batch.readings.unlink()
    batch.cells.unlink()


def _rank_code_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """Temporary table ``code_ranks``: every code version met so far, the newest with the highest rank."""
    known: list[tuple[str, int]] = connection.execute(sql_text("load/45_code_versions_known.sql")).fetchall()
    staged: list[tuple[str]] = connection.execute(sql_text("load/46_code_versions_new.sql")).fetchall()
    arrivals = dict(known)
    for version in sorted((name for (name,) in staged), key=_release_key):
        arrivals[version] = len(arrivals) + 1
    ordered = sorted(arrivals, key=lambda version: (_release_key(version.partition("+")[0]), arrivals[version]))
    ranks = pd.DataFrame(
        {
            "code_version": ordered,
            "rank": list(range(1, len(ordered) + 1)),
            "ordinal": [arrivals[version] for version in ordered],
        }
    )
    connection.register("ranks", ranks)
    connection.execute(sql_text("load/47_code_ranks.sql"))
    connection.unregister("ranks")


def _release_key(version: str) -> list[tuple[int, int, str]]:
    """Sort key by which 0.10.0 is newer than 0.9.0."""
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in _parts(version)]


def _parts(version: str) -> Iterator[str]:
    return (part for part in re.split(r"(\d+)", version) if part)
