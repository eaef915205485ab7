"""``make bench-speed``: documents a second and core, peak memory, and the same PDFs by other tools, in one run.

The other tools only find tables; their tables go through nianbao's recognition of labels, so that the share of exact
figures compares the finding of cells and nothing else. Their seconds are those of finding the tables alone, while the
seconds of nianbao are for everything from the bytes to the report.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Shown

from extractors.document import Cell, Document, Table
from extractors.recognize import recognize
from flows.workers import Limits, run_jobs
from tests.benchmarks.speed.corpus import Key, Truth, truths, write, write_long_pdf
from tests.benchmarks.speed.measure import read_file
from tests.benchmarks.speed.other_tools import TOOLS
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "build" / "speed"
OTHER_PYTHON = REPOSITORY / "build" / "speed-venv" / "bin" / "python"
# The best of some rounds counts: what else runs on the machine hurts two workers more than one.
ROUNDS = 3
PRELOAD = ("extractors.extract", "extractors.readers.html", "extractors.readers.pdf")


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table."""

    name: str
    documents: int
    seconds: float
    peak_mb: float
    exact: float | None

    def cells(self) -> list[str]:
        rate = self.documents / self.seconds
        share = "" if self.exact is None else f"{100 * self.exact:.2f}"
        return [self.name, str(self.documents), f"{rate:.1f}", f"{1000 / rate:.1f}", f"{self.peak_mb:.0f}", share]


def measure(name: str, files: Sequence[Path], expected: Sequence[Truth]) -> Measured:
    out = _run([sys.executable, "-m", "tests.benchmarks.speed.measure", *map(str, files)])
    exact = [
        _exact(truth, {_key(name): value for name, value in got.items()})
        for truth, got in zip(expected, out["figures"], strict=True)
    ]
    return Measured(name, len(files), out["seconds"], out["peak_mb"], sum(exact) / len(exact))


def measure_other(tool: str, files: Sequence[Path], expected: Sequence[Truth]) -> Measured:
    script = Path(__file__).with_name("other_tools.py")
    out = _run([str(OTHER_PYTHON), str(script), tool, *map(str, files)])
    exact = []
    for truth, tables in zip(expected, out["tables"], strict=True):
        report = recognize(Document("pdf", tuple(_as_table(rows) for rows in tables if rows)))
        got = {(f.table, f.row, f.column): None if f.value is None else str(f.value) for f in report.figures}
        exact.append(_exact(truth, got))
    return Measured(tool, len(files), out["seconds"], out["peak_mb"], sum(exact) / len(exact))


def _run(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:3])} failed: {done.stderr.strip().splitlines()[-1:]}")
    result: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return result


def _key(name: str) -> Key:
    table, row, column = name.split(".")
    return table, row, column


def _exact(truth: Truth, got: Mapping[Key, str | None]) -> float:
    right = sum((read := got.get(key)) is not None and Decimal(read) == value for key, value in truth.items())
    return right / len(truth)


def _as_table(rows: Sequence[Sequence[str | None]]) -> Table:
    """Rows of texts as a grid: a cell takes the covered slots (None) right of it, then the rows of them below."""
    width = max(map(len, rows))
    free = {(r, c) for r, row in enumerate(rows) for c in range(width) if c < len(row) and row[c] is None}
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text is None:
                continue
            right = c + 1
            while (r, right) in free:
                right += 1
            below = r + 1
            while all((below, column) in free for column in range(c, right)):
                below += 1
            free -= {(y, x) for y in range(r, below) for x in range(c, right)}
            cells.append(Cell(r, c, text, below - r, right - c))
    return Table(tuple(cells), len(rows), width)


def pool_rate(files: Sequence[Path], workers: int) -> float:
    """Documents a second of wall time through the reading pool, without the time its workers take to start."""
    jobs = [str(file) for file in files]
    started = 0.0
    warm_up = jobs[:workers]
    results = run_jobs(read_file, [*warm_up, *jobs], Limits(60.0, 2000), workers, PRELOAD)
    for done, _ in enumerate(results, start=1):
        if done == len(warm_up):
            started = time.monotonic()
    return len(jobs) / (time.monotonic() - started)


def show(console: Console, title: str, rows: Sequence[Measured]) -> None:
    table = Shown(title=title, title_justify="left")
    for heading in ("", "documents", "documents/s/core", "CPU ms a document", "peak MB", "figures exact %"):
        table.add_column(heading, justify="right" if heading else "left")
    for row in rows:
        table.add_row(*row.cells())
    console.print(table)


def main() -> int:
    console = Console(width=120)
    files, expected = write(FOLDER), list(truths())
    ours = [measure(kind, paths, expected) for kind, paths in files.items()]
    show(console, "nianbao, from the bytes to the report", ours)
    pdfs = files["PDF, ruled"]
    if OTHER_PYTHON.exists():
        beside = [ours[-1], *(measure_other(tool, pdfs, expected) for tool in TOOLS)]
        show(console, "The same PDFs by other tools (tables only, then recognised by nianbao)", beside)
    else:
        console.print("Other tools: skipped, build/speed-venv is not there; run make bench-speed")
    long = FOLDER / "long.pdf"
    form = write_long_pdf(long)
    show(console, "A PDF of 500 pages with one report", [measure("500 pages", [long], [form.truth()])])
    mixed = [path for paths in files.values() for path in paths]
    one, two = (
        max(rates) for rates in zip(*((pool_rate(mixed, 1), pool_rate(mixed, 2)) for _ in range(ROUNDS)), strict=True)
    )
    console.print(
        f"Reading pool, all kinds mixed: {one:.1f} documents/s with 1 worker, {two:.1f} with 2: x {two / one:.2f}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
