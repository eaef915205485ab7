"""``make bench-speed``: documents a second and core, peak memory, and the same PDFs by other tools, in one run.

The other tools only find tables; their tables go through nianbao's recognition of labels, so that the share of exact
figures compares the finding of cells and nothing else. Their seconds are those of finding the tables alone, while the
seconds of nianbao are for everything from the bytes to the report, a second reading by another engine included where
the first left a doubt. What was measured is printed and written to ``tests/benchmarks/results/speed.md``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console

from extractors.document import Cell, Document, Table
from extractors.recognize import recognize
from flows.reading.workers import Limits, Lost, run_jobs
from tests.benchmarks.speed.corpus import WARM, Key, Sample, Truth, samples, scans, write_long_pdf
from tests.benchmarks.speed.measure import read_file
from tests.benchmarks.speed.other_tools import TOOLS
from tests.benchmarks.speed.page import Beside, Measured, PoolRate, markdown
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "build" / "speed"
RESULTS = REPOSITORY / "tests" / "benchmarks" / "results"
OTHER_PYTHON = REPOSITORY / "build" / "speed-venv" / "bin" / "python"
# The best of some rounds counts, each in a new process: what else runs on the machine is not the reader's.
ROUNDS = 3
BESIDE = 6
PRELOAD = ("extractors.extract", "extractors.readers.html", "extractors.readers.pdf")


def measure(name: str, documents: Sequence[Sample], rounds: int, warm: int = WARM) -> Measured:
    """Read the documents behind the first ``warm`` ones, each for the first time in its process."""
    files = [str(one.path) for one in documents]
    command = [sys.executable, "-m", "tests.benchmarks.speed.measure", str(warm), *files]
    outs = [_run(command) for _ in range(rounds)]
    out = outs[0]
    exact = [
        _exact(one.truth, {_key(key): value for key, value in got.items()})
        for one, got in zip(documents[warm:], out["figures"], strict=True)
    ]
    peak = max(one["peak_mb"] for one in outs)
    seconds, paces = _best(outs)
    return Measured(name, seconds, tuple(out["read_twice"]), peak, exact, tuple(out["pages_left_out"]), paces)


def measure_other(tool: str, documents: Sequence[Sample], rounds: int) -> Measured:
    script = Path(__file__).with_name("other_tools.py")
    files = [str(one.path) for one in documents]
    outs = [_run([str(OTHER_PYTHON), str(script), tool, str(WARM), *files]) for _ in range(rounds)]
    exact = []
    for one, tables in zip(documents[WARM:], outs[0]["tables"], strict=True):
        report = recognize(Document("pdf", tuple(_as_table(rows) for rows in tables if rows)))
        got = {(f.table, f.row, f.column): None if f.value is None else str(f.value) for f in report.figures}
        exact.append(_exact(one.truth, got))
    best, paces = _best(outs)
    peak = max(one["peak_mb"] for one in outs)
    return Measured(tool, best, (False,) * len(best), peak, exact, paces=paces)


def _best(outs: Sequence[dict[str, Any]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Of each document the least seconds of any process, and what the fixed loop took around it in that process."""
    rounds = [
        [
            (seconds, (before + after) / 2)
            for seconds, (before, after) in zip(one["seconds"], pairwise(one["paces"]), strict=True)
        ]
        for one in outs
    ]
    best = [min(of_one) for of_one in zip(*rounds, strict=True)]
    return tuple(seconds for seconds, _ in best), tuple(pace for _, pace in best)


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
    values = {key: None if read is None else Decimal(read) for key, read in got.items()}
    return sum(values.get(key) in right for key, right in truth.items()) / len(truth)


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


def pool_rate(files: Sequence[Path], workers: int) -> PoolRate:
    """What a pool of so many workers does, without the time that they take to start and to warm up."""
    jobs = [str(file) for file in files]
    warm_up = jobs[: 5 * workers]
    started, seconds = 0.0, 0.0
    for done, (_, read) in enumerate(run_jobs(read_file, [*warm_up, *jobs], Limits(60.0, 2000), workers, PRELOAD), 1):
        if isinstance(read, Lost):
            raise RuntimeError(read.reason)
        if done > len(warm_up):
            seconds += read.seconds
        elif done == len(warm_up):
            started = time.monotonic()
    return PoolRate(workers, len(jobs) / (time.monotonic() - started), 1000 * seconds / len(jobs))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="processes of which the best counts")
    parser.add_argument("--beside", type=int, default=BESIDE, help="documents of each kind for the other tools")
    options = parser.parse_args()
    console = Console(width=120)
    documents = samples(FOLDER)
    ours = {}
    for kind, found in documents.items():
        ours[kind] = measure(kind, found, options.rounds)
        console.print(f"{kind}: {ours[kind].rate:.1f} documents a second and core")
    for kind, found in scans().items():
        ours[kind] = measure(kind, found, 1, warm=1)
        console.print(f"{kind}: {ours[kind].milliseconds / 1000:.1f} CPU s a document")
    beside = []
    for kind, found in documents.items() if OTHER_PYTHON.exists() else ():
        if kind.startswith("PDF"):
            few = found[: WARM + options.beside]
            tools = [measure_other(tool, few, options.rounds) for tool in TOOLS]
            beside.append(Beside(kind, ours[kind].first(len(few) - WARM), tuple(tools)))
            console.print(f"{kind}: other tools measured")
    if not OTHER_PYTHON.exists():
        console.print("Other tools: skipped, build/speed-venv is not there; run make bench-speed")
    long = measure("500 pages", [write_long_pdf(FOLDER / "long.pdf")], options.rounds, warm=0)
    files = [one.path for found in documents.values() for one in found]
    rates = [[pool_rate(files, workers) for _ in range(options.rounds)] for workers in (1, 2)]
    best = [max(of_one, key=lambda one: one.documents_a_second) for of_one in rates]
    text = markdown(list(ours.values()), beside, long, best, options.rounds)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "speed.md").write_text(text, encoding="utf-8")
    console.print(text, markup=False, highlight=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
