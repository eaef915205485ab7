"""Measures one size of the population: load, marts, index, audit, room, queries, pandas, and a night of changed reports.

Made readings are written in parts and deleted once they are loaded; only loading them is timed. What a night costs is
measured as a night does it: copy of the published file, load, audit with marts, index of the narrative, publish.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.audit import run_audit
from flows.seeds import seed_rows
from tests.benchmarks.warehouse.clock import Clock, cpu_seconds
from tests.benchmarks.warehouse.population import write_readings
from warehouse.connection import STORAGE_VERSION, open_reading, quoted, sql_names, sql_text
from warehouse.load import load_readings
from warehouse.marts import build_marts
from warehouse.publish import publish, start_build
from warehouse.search_index import update_search_index
from warehouse.seeds import seed

PART = 10_000
CHANGED = 1_000
FIGURES_OF_A_REPORT = 200
NIGHT = ("copy", "load", "audit", "marts", "index", "publish")
FLOOR_REPORTS = 10_000

_TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
_SUMS = "SELECT report_year, table_code, row_code, column_code, sum(value) FROM mart.figures GROUP BY ALL"
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One size of the population; ``queries`` holds wall and CPU seconds of each worked query."""

    reports: int
    clock: Clock
    file_bytes: int
    tables: dict[str, int]
    queries: dict[str, tuple[float, float]]
    night_changed: int
    floor_bytes: int

    @property
    def figures(self) -> int:
        return self.reports * FIGURES_OF_A_REPORT


def measure(folder: Path, reports: int, told: Told) -> Measured:
    """Load, audit, publish, ask and change a population of so many reports in ``folder``."""
    clock = Clock()
    published, builds = folder / "nianbao.duckdb", folder / "builds"
    build = start_build(published, builds, "first")
    seed(build, seed_rows())
    for at in range(0, reports, PART):
        paths = write_readings(folder / "in", range(at, min(at + PART, reports)))
        with clock.time("load"):
            load_readings(build, paths)
        shutil.rmtree(folder / "in")
        told(f"{at + len(paths):,} reports loaded: {clock.line('load')}")
    audit(build, "first", folder, clock, "")
    with clock.time("index"):
        update_search_index(build)
    publish(build, published)
    told(f"audit {clock.line('audit')}, marts {clock.line('marts')}, index {clock.line('index')}")
    size, tables = published.stat().st_size, room_of_tables(published)
    queries = ask(published)
    compare_with_pandas(published, folder, clock)
    floor = load_as_rows(published, folder, clock, min(reports, FLOOR_REPORTS))
    changed = night(folder, published, clock)
    told("a night: " + ", ".join(f"{name} {clock.line('night: ' + name)}" for name in NIGHT))
    return Measured(reports, clock, size, tables, queries, changed, floor)


def audit(build: Path, run_id: str, folder: Path, clock: Clock, prefix: str) -> None:
    """The audit, Great Expectations and Data Docs included, and the marts that are made in the midst of it, each timed alone."""

    def make_marts(path: Path) -> None:
        with clock.time(f"{prefix}marts"):
            build_marts(path)

    with clock.time(f"{prefix}audit"):
        result = run_audit(build, run_id, folder / "docs", keep=1, make_marts=make_marts)
    if not result.success:
        raise SystemExit(f"the audit of a sound population was held: {result.held_reasons}")
    clock.take(f"{prefix}audit", f"{prefix}marts")


def night(folder: Path, published: Path, clock: Clock) -> int:
    """A thousand of the reports were published again with other figures; returns how many revisions are new."""
    changed = write_readings(folder / "in", range(CHANGED), changed=1)
    with clock.time("night: copy"):
        build = start_build(published, folder / "builds", "night")
    with clock.time("night: load"):
        result = load_readings(build, changed)
    audit(build, "night", folder, clock, "night: ")
    with clock.time("night: index"):
        update_search_index(build)
    with clock.time("night: publish"):
        publish(build, published)
    shutil.rmtree(folder / "in")
    return result.revisions_new


def ask(published: Path) -> dict[str, tuple[float, float]]:
    """Wall and CPU seconds of each worked query, the better of two runs, on a connection of its own."""
    seconds = {}
    for name in sql_names("queries"):
        best = (float("inf"), float("inf"))
        for _ in range(2):
            connection = open_reading(published)
            start, cpu = time.perf_counter(), cpu_seconds()
            connection.execute(sql_text(name)).fetchall()
            best = min(best, (time.perf_counter() - start, cpu_seconds() - cpu))
            connection.close()
        seconds[name.removeprefix("queries/").removesuffix(".sql")] = best
    return seconds


def room_of_tables(published: Path) -> dict[str, int]:
    """Bytes each table takes when it is alone in a file, less those of an empty file; the largest first."""
    connection = open_reading(published)
    names = [f"{schema}.{table}" for schema, table in connection.execute(_TABLES).fetchall()]
    connection.close()
    room = {name: _alone(published, name) for name in names}
    return dict(sorted(room.items(), key=lambda pair: -pair[1]))


def _alone(published: Path, name: str) -> int:
    sizes = []
    for limit in ("", "LIMIT 0"):
        with tempfile.TemporaryDirectory(dir=published.parent) as folder:
            path = Path(folder) / "alone.duckdb"
            with duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE_VERSION}) as connection:
                connection.execute(f"ATTACH {quoted(str(published))} AS source (READ_ONLY)")
                connection.execute(f"CREATE TABLE alone AS FROM source.{name} {limit}")
                connection.execute("CHECKPOINT")
            sizes.append(path.stat().st_size)
    return sizes[0] - sizes[1]


def compare_with_pandas(published: Path, folder: Path, clock: Clock) -> None:
    """Sum of every cell by year: here from the packed file, in pandas from Parquet of the same figures."""
    parquet = folder / "figures.parquet"
    connection = open_reading(published)
    with clock.time("aggregate: nianbao"):
        rows = connection.execute(_SUMS).fetchall()
    columns = "report_year, table_code, row_code, column_code, value::DOUBLE AS value"
    connection.execute(f"COPY (SELECT {columns} FROM mart.figures) TO '{parquet}' (FORMAT parquet)")  # noqa: S608
    connection.close()
    with duckdb.connect() as reader, clock.time("aggregate: pandas"):
        frame = reader.read_parquet(str(parquet)).df()  # pyarrow is no part of this environment
        grouped = frame.groupby(["report_year", "table_code", "row_code", "column_code"], sort=False)["value"].sum()
    if len(grouped) != len(rows) or round(grouped.sum()) != round(sum(row[-1] or 0 for row in rows)):
        raise SystemExit("pandas and the warehouse disagree")
    parquet.unlink()


def load_as_rows(published: Path, folder: Path, clock: Clock, reports: int) -> int:
    """The floor: figures of so many reports as ready rows of Parquet into a bare table of this storage; bytes it takes."""
    parquet, bare = folder / "rows.parquet", folder / "bare.duckdb"
    connection = open_reading(published)
    wanted = f"SELECT report_id FROM core.reports ORDER BY report_id LIMIT {reports}"  # noqa: S608
    connection.execute(f"COPY (FROM core.figures WHERE report_id IN ({wanted})) TO '{parquet}' (FORMAT parquet)")
    connection.close()
    with (
        clock.time("floor"),
        duckdb.connect(str(bare), config={"storage_compatibility_version": STORAGE_VERSION}) as rows,
    ):
        rows.execute(f"CREATE TABLE figures AS FROM '{parquet}'")
        rows.execute("CHECKPOINT")
    size = bare.stat().st_size
    parquet.unlink()
    bare.unlink()
    return size
