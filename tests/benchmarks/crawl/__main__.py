"""Measure the crawl and print the figures; exit 1 when a target is missed. ``make bench-crawl``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.crawl.kills import NAMES, Kills, kill_at_random
from tests.benchmarks.crawl.nights import Night, problems_of, run_night
from tests.benchmarks.crawl.pages import SCRAPY, Speed, measure
from tests.local_government.government import NIGHTS, Government, build_government
from tests.local_government.server import serve

KILLS = 10
SEED = 20250211
SERVER_START_SECONDS = 180


def main() -> int:
    """Three nights, ten kills, two thousand pages; 0 when every target is met."""
    wanted = set(sys.argv[1:]) or {"nights", "kills", "pages"}
    console = Console(width=140)
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as temporary:
        folder = Path(temporary)
        if wanted & {"nights", "kills"}:
            with _prefect(folder):
                if "nights" in wanted:
                    problems += _nights(folder / "nights", console)
                if "kills" in wanted:
                    problems += _kills(folder / "kills", console)
    if "pages" in wanted:
        _show_pages(measure(), console)
    for line in problems:
        console.print(f"missed: {line}", style="red")
    if not problems:
        console.print("every target is met", style="green")
    return 1 if problems else 0


def _nights(folder: Path, console: Console) -> list[str]:
    government = build_government()
    with serve(*government.hosts):
        registry = government.write_registry(folder / "registry")
        nights = [run_night(government, number, folder / "data", registry) for number in (1, 2, 3)]
    _show_nights(nights, government, console)
    return problems_of(nights, government)


def _kills(folder: Path, console: Console) -> list[str]:
    folder.mkdir(parents=True)
    government = build_government(NAMES, most_reports=6)
    with serve(*government.hosts):
        found = kill_at_random(government, folder, KILLS, SEED)
    _show_kills(found, government, console)
    return found.problems()


def _show_nights(nights: Sequence[Night], government: Government, console: Console) -> None:
    dialects = {town.dialect for town in government.towns} - {"aggregator", "beyond"}
    table = Table(title=f"A local government: {len(government.towns)} hosts, {len(dialects)} dialects")
    first = nights[0].requests
    for name in ("", *(f"night {night.number} ({NIGHTS[night.number - 1]})" for night in nights)):
        table.add_column(name, justify="left" if not name else "right")
    rows: list[tuple[str, list[object]]] = [
        ("reports to be found", [len(night.expected) for night in nights]),
        ("reports found", [len(night.expected & night.reports) for night in nights]),
        ("reports invented", [len(night.invented) for night in nights]),
        ("requests", [night.requests for night in nights]),
        ("share of night one", [f"{night.requests / first:.1%}" for night in nights]),
        ("new, changed, vanished", [f"{n.count('new')}, {n.count('changed')}, {n.count('vanished')}" for n in nights]),
        ("unchanged, not due", [f"{n.count('unchanged')}, {n.count('not_due')}" for n in nights]),
        ("robots.txt disregarded", [night.robots_violations for night in nights]),
        ("two at once to a host", [night.side_by_side for night in nights]),
        ("seconds, whole run", [f"{night.seconds:.0f}" for night in nights]),
    ]
    for name, values in rows:
        table.add_row(name, *(str(value) for value in values))
    console.print(table)


def _show_kills(found: Kills, government: Government, console: Console) -> None:
    table = Table(title=f"kill -9 in the middle of a crawl, {len(found.requests_at_kill)} times")
    table.add_column("")
    table.add_column("", justify="right")
    table.add_row("requests before each kill", ", ".join(str(number) for number in found.requests_at_kill))
    table.add_row("reports to be found", str(len(government.expected(1))))
    table.add_row("reports lost, invented", f"{len(found.missing)}, {len(found.invented)}")
    table.add_row("addresses stored more than once", str(len(found.stored_twice)))
    table.add_row("requests under way at a kill, made again", str(found.asked_again))
    console.print(table)


def _show_pages(speeds: Sequence[Speed], console: Console) -> None:
    table = Table(title="2,000 small pages on loopback, politeness off")
    for name in ("", "pages", "seconds", "pages/s", "CPU s", "peak MB"):
        table.add_column(name, justify="left" if not name else "right")
    for one in speeds:
        rate = f"{one.pages / one.seconds:.0f}"
        table.add_row(
            one.name, str(one.pages), f"{one.seconds:.1f}", rate, f"{one.cpu_seconds:.1f}", f"{one.peak_mb:.0f}"
        )
    console.print(table)
    if not SCRAPY.is_file():
        console.print("Scrapy is absent: 'make bench-crawl' makes its environment", style="yellow")


@contextmanager
def _prefect(folder: Path) -> Iterator[None]:
    """One Prefect server for all runs; subprocesses find it by PREFECT_API_URL."""
    from flows.prefect_home import prepare_prefect
    from nianbao.settings import load_settings

    prepare_prefect(load_settings(data_dir=folder / "prefect"))
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=SERVER_START_SECONDS):
        os.environ["PREFECT_API_URL"] = str(PREFECT_API_URL.value())
        yield


if __name__ == "__main__":
    sys.exit(main())
