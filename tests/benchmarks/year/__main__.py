"""``make year``: 365 nights; prints a table, writes it and a chart by command; exit 1 when a night needed a person."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import time_machine

from extractors.sites.rhythm import SHANGHAI
from nianbao import __version__
from nianbao.errors import NianbaoError
from tests.benchmarks.chaos.world import Chances, World
from tests.conftest import REPOSITORY
from tests.local_government.model import Ask, Reply, Route
from tests.local_government.server import serve
from warehouse.connection import open_reading

RESULTS = REPOSITORY / "tests" / "benchmarks" / "results"
CHANCES = Chances(fresh=0.08, changed=0.05, vanished=0.01, walled=0.02)
MIB = 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Night:
    """What stood there after one night. Sizes in bytes; ``cpu_seconds`` with the reading processes."""

    day: str
    outcome: str
    seconds: float
    cpu_seconds: float
    requests: int
    told: str
    archive: int
    published: int
    staging: int
    rest: int
    files: int
    memory: int
    descriptors: int
    reports: int
    findings: int


def main() -> int:
    """Run the nights; 0 when each of them ended by itself and all that was ever listed is in the warehouse."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.year", description=__doc__)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--seed", type=int, default=20250110)
    parser.add_argument(
        "--write", action="store_true", help=f"write table and chart to {RESULTS.relative_to(REPOSITORY)}"
    )
    parser.add_argument("--to", type=Path, default=RESULTS, help="folder of table and chart")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nianbao-year-") as temporary:
        nights, problems = simulate(Path(temporary), chosen.nights, chosen.seed)
    text = markdown(nights, problems, chosen.seed)
    print(text)
    if chosen.write:
        chosen.to.mkdir(parents=True, exist_ok=True)
        (chosen.to / "year.md").write_text(text, encoding="utf-8")
        draw(nights, chosen.to / "year.png")
    return 1 if problems else 0


def simulate(folder: Path, number: int, seed: int) -> tuple[list[Night], list[str]]:
    """The nights, and what a person would have had to do."""
    from nianbao.log import configure_logs
    from nianbao.settings import load_settings

    world = World(seed, CHANCES)
    nights: list[Night] = []
    problems: list[str] = []
    with serve(*world.hosts):
        values: dict[str, Any] = {
            "data_dir": folder / "data",
            "registry_dir": world.write_registry(folder / "registry"),
            "allow_loopback": True,
            "request_delay_seconds": 0.0,
            "request_timeout_seconds": 30.0,
            "request_tries": 2,
            "log_level": "ERROR",
        }
        configure_logs(load_settings(**values))
        for _ in range(number):
            told = [*world.next_night(), *_move_a_site(world)]
            try:
                nights.append(_night(world, values, "; ".join(told)))
            except NianbaoError as error:
                problems.append(f"{world.day}: {error}")
            if len(nights) % 10 == 0 and nights:
                print(f"{datetime.now(UTC):%H:%M:%S} {_row(nights[-1])}", flush=True)
    held = _reports(folder / "data" / "nianbao.duckdb")
    problems += [f"not in the warehouse: {organ} {year}" for organ, year in sorted(world.known - held)]
    return nights, problems


def _night(world: World, values: dict[str, Any], told: str) -> Night:
    from flows.night import Plan, run_night
    from flows.stages.discover import choose_sites
    from nianbao.settings import load_settings

    began = datetime.fromisoformat(f"{world.day}T02:30:00").replace(tzinfo=SHANGHAI)
    for host in world.hosts:
        host.reset()
    cpu, clock = _cpu_seconds(), time.perf_counter()
    with time_machine.travel(began, tick=True):
        settings = load_settings(**values)
        result = run_night(settings, Plan(tuple(choose_sites(settings, None))))
    seconds, cpu = time.perf_counter() - clock, _cpu_seconds() - cpu
    gc.collect()
    data = settings.data_dir
    sizes = {name: _size(data / name) for name in ("archive", "staging", "nianbao.duckdb")}
    whole, files = _size(data), sum(1 for path in data.rglob("*") if path.is_file())
    return Night(
        world.day,
        result.record.outcome,
        seconds,
        cpu,
        sum(len(host.asked) for host in world.hosts),
        told,
        sizes["archive"],
        sizes["nianbao.duckdb"],
        sizes["staging"],
        whole - sum(sizes.values()),
        files,
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE,
        len(os.listdir("/proc/self/fd")),
        len(_reports(data / "nianbao.duckdb")),
        _findings(data / "nianbao.duckdb"),
    )


def _move_a_site(world: World) -> list[str]:
    """Every hundredth night the entry page of one site answers with another address, where it stands from then on."""
    if world.night % 100 != 50:
        for town in world.government.towns:
            if town.name in _moved:
                town.host.routes[town.entry.partition("?")[0]] = _redirecting(town.host.routes, town.entry)
        return []
    town = world.government.towns[(world.night // 100) % len(world.government.towns)]
    _moved.add(town.name)
    town.host.routes[town.entry.partition("?")[0]] = _redirecting(town.host.routes, town.entry)
    return [f"{town.name} moves"]


_moved: set[str] = set()


def _redirecting(routes: dict[str, Route], entry: str) -> Route:
    path = entry.partition("?")[0]
    usual = routes[path]

    def answer(ask: Ask) -> Reply:
        if "moved" in ask.query:
            return usual(ask)
        return Reply(b"", status=301, headers={"Location": f"{path}?moved=1"})

    return answer


def _cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())


def _reports(published: Path) -> set[tuple[str, int]]:
    connection = open_reading(published)
    try:
        rows = connection.execute("SELECT organ_name, report_year FROM mart.reports").fetchall()
    finally:
        connection.close()
    return {(str(organ), int(year)) for organ, year in rows}


def _findings(published: Path) -> int:
    connection = open_reading(published)
    try:
        return int(connection.execute("SELECT count(*) FROM quality.findings").fetchall()[0][0])
    finally:
        connection.close()


def _row(night: Night) -> str:
    sizes = (night.archive, night.published, night.staging, night.rest)
    return (
        f"| {night.day} | {night.outcome} | {night.seconds:.1f} | {night.requests} | "
        + " | ".join(f"{size / MIB:.1f}" for size in sizes)
        + f" | {night.files} | {night.memory / MIB:.0f} | {night.descriptors} | {night.reports} | {night.findings} |"
    )


def markdown(nights: Sequence[Night], problems: Sequence[str], seed: int) -> str:
    """The page: what the year did, a row for every thirtieth night, and what a person had to do."""
    changing = [night.seconds for night in nights if night.outcome == "published"]
    quiet = [night.seconds for night in nights if night.outcome == "unchanged"]
    lines = [
        "# A simulated year",
        "",
        f"Written by `python -m tests.benchmarks.year --write` with nianbao {__version__}, Python "
        f"{platform.python_version()}, seed {seed}, on {datetime.now(UTC):%Y-%m-%d}.",
        "",
        f"{len(nights)} nights in one process: {len(changing)} published (median {_median(changing):.1f} s), {len(quiet)} "
        f"without news (median {_median(quiet):.1f} s); {sum(night.requests for night in nights)} requests. Sizes in MiB.",
        "",
        "| night | outcome | s | requests | archive | published | staging | rest | files | memory | fds | reports | findings |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(_row(night) for place, night in enumerate(nights) if place % 30 == 0 or place == len(nights) - 1),
        "",
        *(f"- {line}" for line in problems),
    ]
    if not problems:
        lines.append("No night needed a person, and every report that was ever listed is in the warehouse.")
    return "\n".join([*lines, ""])


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else float("nan")


def draw(nights: Sequence[Night], path: Path) -> None:
    """Storage, seconds, memory and files, findings and reports over the year."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(4, 1, figsize=(10, 12), sharex=True, layout="constrained")
    days = range(1, len(nights) + 1)
    for name in ("archive", "published", "staging", "rest"):
        axes[0].plot(days, [getattr(night, name) / MIB for night in nights], label=name)
    axes[0].set_ylabel("MiB on disk")
    axes[1].plot(days, [night.seconds for night in nights], ".", markersize=3, label="seconds")
    axes[1].plot(days, [night.cpu_seconds for night in nights], ".", markersize=3, label="processor seconds")
    axes[1].set_ylabel("one night")
    axes[2].plot(days, [night.memory / MIB for night in nights], label="memory of the process, MiB")
    axes[2].plot(days, [night.files for night in nights], label="files in the data folder")
    axes[3].plot(days, [night.reports for night in nights], label="reports")
    axes[3].plot(days, [night.findings for night in nights], label="findings")
    axes[3].set_xlabel("night")
    for axis in axes:
        axis.legend(loc="upper left")
        axis.set_ylim(bottom=0)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main())
