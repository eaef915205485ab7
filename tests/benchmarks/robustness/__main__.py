"""``make bench-robustness``: every damaged or hostile file must end within its limits, as a report or as one issue.

Files go through the pool of the nightly run, with its limits. Counted per kind: how the files ended, the slowest, and
what may never happen: an exception of our code that is no ReadError (``reader_error``), an unreadable file without
exactly one error of one line (an archive: one for each of its files), and a document that outlives its limits.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import Counter, defaultdict

from rich.console import Console
from rich.progress import track
from rich.table import Table

from flows.workers import Limits, Lost, run_jobs
from tests.benchmarks.robustness.bases import BASES
from tests.benchmarks.robustness.hostile import MAKERS
from tests.benchmarks.robustness.inputs import Case, read_one

INPUTS = 10_000
HOSTILE_SHARE = 0.1
LIMITS = Limits(seconds=20.0, memory_mb=1536)
PRELOAD = ("extractors.extract", "extractors.readers.html", "extractors.readers.pdf", "extractors.readers.docx")


def cases(count: int, seed: int) -> list[Case]:
    """``count`` inputs: a tenth from the hostile makers in turn, the others damaged documents of every format in turn."""
    hostile = round(count * HOSTILE_SHARE)
    makers, bases = sorted(MAKERS), sorted(BASES)
    chosen = [Case(makers[i % len(makers)], seed + i // len(makers)) for i in range(hostile)]
    chosen += [Case(bases[i % len(bases)], seed + i // len(bases)) for i in range(count - hostile)]
    random.Random(seed).shuffle(chosen)
    return chosen


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.robustness", description=__doc__)
    parser.add_argument("--count", type=int, default=INPUTS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kind", action="append", help="only these kinds")
    options = parser.parse_args()
    chosen = [case for case in cases(options.count, options.seed) if not options.kind or case.kind in options.kind]
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    slowest: dict[str, float] = defaultdict(float)
    failures: list[str] = []
    results = run_jobs(read_one, chosen, LIMITS, options.jobs, PRELOAD)
    for case, ending in track(results, "reading", total=len(chosen)):
        name = case.kind if case.kind in BASES else f"{case.kind} (hostile)"
        if isinstance(ending, Lost):
            endings[name][ending.code] += 1
            if ending.code == "reader_error":
                failures.append(f"{case}: {ending.reason}")
            continue
        endings[name][ending.status] += 1
        slowest[name] = max(slowest[name], ending.seconds)
        if ending.broken:
            failures.append(f"{case}: {ending.broken}")
    console = Console(width=140)
    console.print(_table(endings, slowest))
    total = sum(sum(counts.values()) for counts in endings.values())
    contained = sum(counts["worker_limit"] for counts in endings.values())
    console.print(f"{total} inputs, {contained} ended by a limit of the pool, {len(failures)} against the rules")
    for failure in failures[:50]:
        console.print(f"  {failure}", markup=False, highlight=False)
    return 1 if failures or total != len(chosen) else 0


def _table(endings: dict[str, Counter[str]], slowest: dict[str, float]) -> Table:
    statuses = ("read", "partial", "no_tables", "unknown_layout", "unreadable", "worker_limit", "reader_error")
    table = Table(title="Damaged and hostile files", title_justify="left")
    for heading in ("kind", "inputs", *statuses, "slowest CPU s"):
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    for name in sorted(endings, key=lambda name: ("hostile" in name, name)):
        counts = endings[name]
        row = [str(counts[status]) if counts[status] else "" for status in statuses]
        table.add_row(name, str(sum(counts.values())), *row, f"{slowest[name]:.1f}")
    return table


if __name__ == "__main__":
    raise SystemExit(main())
