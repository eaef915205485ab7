"""``make bench-warehouse``: load, room, marts, worked queries and a night of changed reports, at a tenth and at the whole.

Times are wall and CPU seconds of this process and those it started; a busy machine stretches the first, not the second. Made
readings are written in parts and deleted once they are loaded; only loading them is timed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from flows.seeds import seed_rows
from tests.benchmarks.warehouse.population import write_readings
from tests.conftest import REPOSITORY
from warehouse.connection import open_reading, sql_names, sql_text
from warehouse.load import load_readings
from warehouse.marts import build_marts
from warehouse.publish import publish, start_build
from warehouse.seeds import seed

RESULTS = REPOSITORY / "tests" / "benchmarks" / "results" / "warehouse.md"
PART = 10_000
CHANGED = 1_000
SHOWN_QUERIES = 8
FIGURES_OF_A_REPORT = 200


@dataclass(slots=True)
class Clock:
    """Wall and CPU seconds of what ran under each name."""

    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), _cpu()
        yield
        self.wall[name] = self.wall.get(name, 0.0) + time.perf_counter() - wall
        self.cpu[name] = self.cpu.get(name, 0.0) + _cpu() - cpu

    def line(self, name: str) -> str:
        return f"{self.wall[name]:.1f} s ({self.cpu[name]:.1f} s CPU)"


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@dataclass(frozen=True, slots=True)
class Measured:
    """One size of the population."""

    reports: int
    clock: Clock
    bytes_without_marts: int
    bytes_published: int
    tables: dict[str, int]
    queries: dict[str, float]
    night_changed: int


def measure(folder: Path, reports: int, told: Callable[[str], None]) -> Measured:
    """Load, publish, ask and change a population of so many reports in ``folder``."""
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
    size = build.stat().st_size
    tables = room_of_tables(build)
    with clock.time("marts"):
        build_marts(build)
    publish(build, published)
    told(f"marts: {clock.line('marts')}")
    queries = ask(published)
    compare_with_pandas(published, folder, clock)
    changed = night(folder, published, clock)
    return Measured(reports, clock, size, published.stat().st_size, tables, queries, changed)


def night(folder: Path, published: Path, clock: Clock) -> int:
    """A thousand of the reports were published again with other figures: copy, load, marts, publish."""
    changed = write_readings(folder / "in", range(CHANGED), changed=1)
    with clock.time("night: copy"):
        build = start_build(published, folder / "builds", "night")
    with clock.time("night: load"):
        result = load_readings(build, changed)
    with clock.time("night: marts"):
        build_marts(build)
    with clock.time("night: publish"):
        publish(build, published)
    shutil.rmtree(folder / "in")
    return result.revisions_new


def ask(published: Path) -> dict[str, float]:
    """Wall seconds of each worked query, the better of two runs, on a connection of its own."""
    seconds = {}
    for name in sql_names("queries"):
        best = float("inf")
        for _ in range(2):
            connection = open_reading(published)
            start = time.perf_counter()
            connection.execute(sql_text(name)).fetchall()
            best = min(best, time.perf_counter() - start)
            connection.close()
        seconds[name.removeprefix("queries/").removesuffix(".sql")] = best
    return seconds


def room_of_tables(build: Path) -> dict[str, int]:
    """Bytes each table takes when it is alone in a file, less those of an empty file; the largest first."""
    connection = open_reading(build)
    names = [f"{schema}.{table}" for schema, table in connection.execute(_TABLES).fetchall()]
    connection.close()
    room = {name: _alone(build, f"FROM source.{name}") for name in names}
    return dict(sorted(room.items(), key=lambda pair: -pair[1]))


_TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name IN ('raw', 'core', 'ops', 'quality')"


def _alone(build: Path, query: str) -> int:
    sizes = []
    for text in (query, f"{query} LIMIT 0"):
        with tempfile.TemporaryDirectory(dir=build.parent) as folder:
            path = Path(folder) / "alone.duckdb"
            with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.2.0"}) as connection:
                connection.execute(f"ATTACH '{build}' AS source (READ_ONLY)")
                connection.execute(f"CREATE TABLE alone AS {text}")
                connection.execute("CHECKPOINT")
            sizes.append(path.stat().st_size)
    return sizes[0] - sizes[1]


def compare_with_pandas(published: Path, folder: Path, clock: Clock) -> None:
    """Sum of every cell by year: here from the packed file, in pandas from Parquet of the same figures."""
    question = "SELECT report_year, table_code, row_code, column_code, sum(value) FROM mart.figures GROUP BY ALL"
    parquet = folder / "figures.parquet"
    connection = open_reading(published)
    with clock.time("aggregate: nianbao"):
        rows = connection.execute(question).fetchall()
    columns = "report_year, table_code, row_code, column_code, value::DOUBLE AS value"
    connection.execute(f"COPY (SELECT {columns} FROM mart.figures) TO '{parquet}' (FORMAT parquet)")  # noqa: S608
    connection.close()
    reader = duckdb.connect()
    with clock.time("aggregate: pandas"):
        frame = _read_parquet(reader, parquet)
        grouped = frame.groupby(["report_year", "table_code", "row_code", "column_code"], sort=False)["value"].sum()
    reader.close()
    if len(grouped) != len(rows) or round(grouped.sum()) != round(sum(row[-1] or 0 for row in rows)):
        raise SystemExit("pandas and the warehouse disagree")
    parquet.unlink()


def _read_parquet(reader: duckdb.DuckDBPyConnection, path: Path) -> pd.DataFrame:
    """pandas reads Parquet through DuckDB here: pyarrow is no part of this environment."""
    return reader.read_parquet(str(path)).df()


def page(sizes: list[Measured]) -> str:
    head = (
        "| | "
        + " | ".join(f"{one.reports:,} reports, {one.reports * FIGURES_OF_A_REPORT:,} figures" for one in sizes)
        + " |"
    )
    rows: dict[str, list[str]] = {}
    for one in sizes:
        clock, figures = one.clock, one.reports * FIGURES_OF_A_REPORT
        texts = one.tables["raw.reading_sections"]
        cells = {
            "load": clock.line("load"),
            "figures/s of wall time": f"{figures / clock.wall['load']:,.0f}",
            "figures/s on two cores (figures / (CPU seconds / 2))": f"{2 * figures / clock.cpu['load']:,.0f}",
            "bytes a report before the marts": f"{one.bytes_without_marts / one.reports:,.0f}",
            "of these, texts of sections": f"{texts / one.reports:,.0f}",
            "of these, figures with their places": f"{one.tables['raw.packed_figures'] / one.reports:,.0f}",
            "bytes a report, published": f"{one.bytes_published / one.reports:,.0f}",
            "all marts made anew": clock.line("marts"),
            f"a night of {CHANGED:,} changed reports: copy": clock.line("night: copy"),
            "load of that night": clock.line("night: load"),
            "marts of that night": clock.line("night: marts"),
            "publish of that night": clock.line("night: publish"),
            "sum of each cell by year, nianbao": clock.line("aggregate: nianbao"),
            "the same with pandas from Parquet": clock.line("aggregate: pandas"),
            "slowest worked query": max((f"{s:06.2f} s {name}", s) for name, s in one.queries.items())[0].lstrip("0"),
            "worked queries over 1 s": str(sum(s > 1 for s in one.queries.values())),
        }
        for name, cell in cells.items():
            rows.setdefault(name, []).append(cell)
    lines = [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()]
    last = sizes[-1]
    slow = sorted(last.queries.items(), key=lambda pair: -pair[1])[:SHOWN_QUERIES]
    room = [(name, size / last.reports) for name, size in last.tables.items() if size]
    return "\n".join(
        [
            "# The warehouse as it grows\n",
            "Written by `make bench-warehouse`. Wall seconds depend on what else the machine does; CPU seconds do not.\n",
            *(head, "|---|" + "---|" * len(sizes), *lines),
            f"\nSlowest worked queries at {last.reports:,} reports, seconds: "
            + ", ".join(f"{n} {s:.2f}" for n, s in slow),
            f"\nBytes a report by table at {last.reports:,} reports: "
            + ", ".join(f"{n} {s:.0f}" for n, s in room if s >= 1),
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000, help="size of the population, up to 1,000,000")
    parser.add_argument("--folder", type=Path, default=None, help="where to build it; a temporary folder by default")
    asked = parser.parse_args()
    if not 10 * CHANGED <= asked.reports <= 1_000_000:
        parser.error(f"--reports must be {10 * CHANGED:,} to 1,000,000")
    sizes = []
    for reports in (asked.reports // 10, asked.reports):
        with tempfile.TemporaryDirectory(prefix="nianbao-bench-", dir=asked.folder) as folder:
            sizes.append(measure(Path(folder), reports, lambda line: print(line, flush=True)))
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(page(sizes), encoding="utf-8")
    print(page(sizes))


if __name__ == "__main__":
    main()
