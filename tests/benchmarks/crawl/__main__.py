"""Measure the crawl and print the figures; keep them in ``results/crawl.md``; exit 1 when a target is missed."""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
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
RESULTS = Path(__file__).parents[1] / "results" / "crawl.md"


def main() -> int:
    """Three nights, ten kills, two thousand pages; 0 when every target is met."""
    wanted = [part for part in PARTS if part in sys.argv[1:] or not sys.argv[1:]]
    missed = 0
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as temporary:
        for part in wanted:
            console = Console(width=110, record=True)
            problems = PARTS[part](Path(temporary) / part, console)
            for line in problems:
                console.print(f"missed: {line}", style="red")
            if not problems:
                console.print("every target is met", style="green")
            _save(part, console.export_text())
            missed += len(problems)
    return 1 if missed else 0


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


def _pages(folder: Path, console: Console) -> list[str]:
    _show_pages(measure(), console)
    return []


PARTS: dict[str, Callable[[Path, Console], list[str]]] = {"nights": _nights, "kills": _kills, "pages": _pages}


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
        ("seconds: crawl, read, load, publish", [f"{night.seconds:.0f}" for night in nights]),
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


def _save(part: str, text: str) -> None:
    """Put the figures of one part into the results, in the place of those of an earlier run."""
    head = "# The crawl, measured\n\n`make bench-crawl` writes this page; a part alone: `python -m tests.benchmarks.crawl nights`.\n"
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else head
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", before, re.MULTILINE | re.DOTALL))
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {date.today().isoformat()}"
    sections[part] = f"\n{machine}\n\n```\n{text.strip()}\n```\n\n"
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(f"## {name}\n{sections[name]}" for name in PARTS if name in sections)
    RESULTS.write_text(f"{head}\n{body.rstrip()}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
