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

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import pandas as pd

from nianbao.errors import WarehouseError
from warehouse.connection import sql_text, transaction, writing
from warehouse.resolve import Resolution

# Files parsed at once: two row groups of the staging area, one for each of two cores.
CHUNK_FILES = 4096
# One vector of DuckDB: the parser then works on all cores instead of on one per 122 880 rows.
_STAGE_ROW_GROUP = 2048

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
        connection.execute(f"ATTACH ':memory:' AS stage (ROW_GROUP_SIZE {_STAGE_ROW_GROUP})")
        connection.execute(sql_text("load/10_staging.sql"))
        _stage(connection, paths)
        _rank_code_versions(connection)
        with transaction(connection):
            return _load_staged(connection, resolution)


def _load_staged(connection: duckdb.DuckDBPyConnection, resolution: Resolution) -> LoadResult:
    resolution.name_staged()
    connection.execute(sql_text("load/50_accept.sql"))
    connection.execute(sql_text("load/60_raw.sql"))
    resolution.rekey()
    connection.execute(sql_text("load/70_plan.sql"))
    summary = connection.execute(sql_text("load/90_summary.sql")).fetchall()[0]
    to_reparse = summary[-1]
    connection.execute(sql_text("load/80_core.sql"))
    if to_reparse:
        connection.execute(sql_text("load/25_reparse.sql"))
        connection.execute(sql_text("load/30_unnest.sql"))
    connection.execute(sql_text("load/85_content.sql"))
    return LoadResult(*summary[:-1])


def _stage(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
    numbered = iter(enumerate(paths, start=1))
    while chunk := list(islice(numbered, CHUNK_FILES)):
        incoming = pd.DataFrame({"stage_no": [number for number, _ in chunk], "path": [str(path) for _, path in chunk]})
        connection.register("incoming", incoming)
        try:
            connection.execute(sql_text("load/15_read.sql"), {"patterns": [_literal(path) for _, path in chunk]})
            connection.execute(sql_text("load/20_parse.sql"))
        except duckdb.Error as error:
            raise _unreadable(chunk) or error from error
        connection.unregister("incoming")
        connection.execute(sql_text("load/30_unnest.sql"))
        fault = connection.execute(sql_text("load/40_invalid.sql")).fetchone()
        if fault is not None:
            raise WarehouseError(str(fault[0]), f"is not a reading: {fault[1]}", _MEND)
    connection.execute("DROP TABLE IF EXISTS stage.parsed CASCADE")  # a third of the memory of the staging area


def _literal(path: Path) -> str:
    """A path as the glob pattern that matches it alone: DuckDB takes every path for a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _unreadable(chunk: Iterable[tuple[int, Path]]) -> WarehouseError | None:
    """The error that names the file DuckDB could not read or parse (its own message does not always)."""
    for _, path in chunk:
        try:
            json.loads(path.read_bytes().decode("utf-8"))
        except OSError as error:
            return WarehouseError(str(path), f"cannot be read ({error.strerror})", _MEND)
        except ValueError as error:
            return WarehouseError(str(path), f"is not a reading: no JSON ({error})", _MEND)
    return None


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
