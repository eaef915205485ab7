"""``make bench-robustness``: every damaged or hostile file must end within its limits, as a report or as one issue.

Files go through the pool of the nightly run, with its limits. Counted per kind: how the files ended, the slowest, the
largest, and what may never happen: an exception of our code that is no ReadError (``reader_error``), an unreadable file
without exactly one error of one line (an archive: one for each of its files), and a document that outlives its limits.
A run of the same inputs by the same reader that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import os
import random
from dataclasses import replace

from rich.console import Console
from rich.progress import track
from rich.table import Table

from extractors.extract import reader_version
from flows.reading.workers import Limits, run_jobs
from tests.benchmarks.robustness.bases import BASES
from tests.benchmarks.robustness.hostile import MAKERS
from tests.benchmarks.robustness.inputs import Case, read_one
from tests.benchmarks.robustness.journal import note, noted
from tests.benchmarks.robustness.tally import COLUMNS, Tally
from tests.conftest import REPOSITORY

INPUTS = 10_000
HOSTILE_SHARE = 0.1
LIMITS = Limits(seconds=20.0, memory_mb=1536)
PRELOAD = ("extractors.extract", "extractors.readers.html", "extractors.readers.pdf", "extractors.readers.docx")
BUILD = REPOSITORY / "build" / "robustness"
RESULTS = REPOSITORY / "tests" / "benchmarks" / "results"


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
    parser.add_argument(
        "--seconds", type=float, default=LIMITS.seconds, help="wall seconds a document; more on a busy machine"
    )
    parser.add_argument("--kind", action="append", help="only these kinds")
    options = parser.parse_args()
    chosen = [case for case in cases(options.count, options.seed) if not options.kind or case.kind in options.kind]
    limits = replace(LIMITS, seconds=options.seconds)
    BUILD.mkdir(parents=True, exist_ok=True)
    journal = BUILD / f"{reader_version()}-{options.seed}-{options.seconds:g}s.jsonl"
    tally, wanted = Tally(), set(chosen)
    for case, ending in noted(journal):
        if case in wanted:
            wanted.discard(case)
            tally.count(case, ending)
    left = [case for case in chosen if case in wanted]
    for case, outcome in track(run_jobs(read_one, left, limits, options.jobs, PRELOAD), "reading", total=len(left)):
        note(journal, case, outcome)
        tally.count(case, outcome)
    _show(Console(width=160), tally)
    is_whole = not options.kind and options.count >= INPUTS
    folder = RESULTS if is_whole else BUILD
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "robustness.md").write_text(tally.markdown(options.seed, limits, reader_version()), encoding="utf-8")
    return 1 if tally.failures or tally.total != len(chosen) else 0


def _show(console: Console, tally: Tally) -> None:
    table = Table(title="Damaged and hostile files", title_justify="left")
    for heading in COLUMNS:
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    for is_hostile in (False, True):
        for row in tally.rows(is_hostile=is_hostile):
            table.add_row(*row)
        table.add_section()
    console.print(table)
    console.print(
        f"{tally.total} inputs, {tally.contained} ended by a limit of the pool, {len(tally.failures)} against the rules"
    )
    for failure in tally.failures[:50]:
        console.print(f"  {failure}", markup=False, highlight=False)


if __name__ == "__main__":
    raise SystemExit(main())
