"""``make bench-accuracy``: make the corpus, read it, print and write what came out; exit 1 when a target is missed."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.accuracy.corpus.kinds import KINDS
from tests.benchmarks.accuracy.corpus.store import BUILD, generator_hash
from tests.benchmarks.accuracy.real import REPORTS, real_scores
from tests.benchmarks.accuracy.run import KindResult, run
from tests.benchmarks.accuracy.tables import COLUMNS, Row, cells_of, markdown, real_rows, rows_of
from tests.conftest import REPOSITORY

SCORES = BUILD / "scores"
RESULTS = REPOSITORY / "tests" / "benchmarks" / "results"
DOCUMENTS_A_KIND = 8


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.accuracy", description=__doc__)
    parser.add_argument("--kind", action="append", default=[], help="only kinds whose name begins so; may be repeated")
    parser.add_argument("--count", type=int, default=DOCUMENTS_A_KIND, help="documents of each kind")
    parser.add_argument("--seed", type=int, default=0, help="another corpus of the same kinds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="kinds read at the same time")
    parser.add_argument(
        "--keep", action="store_true", help="keep the documents of earlier generators in build/accuracy"
    )
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    options, console = arguments(given), Console(width=200)
    names = [name for name in KINDS if not options.kind or any(name.startswith(start) for start in options.kind)]
    if not names:
        console.print(f"no kind begins with {', '.join(options.kind)}; there are {', '.join(KINDS)}")
        return 2
    if not options.keep:
        _drop_old_corpora()
    results = run(names, options.count, options.seed, options.jobs, lambda result: _tell(console, result))
    generated = rows_of(results)
    real = real_rows(real_scores()) if REPORTS.is_dir() and not options.kind else []
    _print(console, "Generated documents", generated)
    _print(console, "Real reports", real)
    if not REPORTS.is_dir():
        console.print("Real reports: skipped, the folder ../shared/reports is not here")
    is_whole = not options.kind and options.count >= DOCUMENTS_A_KIND and not options.seed
    _write(generated, real, RESULTS if is_whole else BUILD)
    missed = [row for row in [*generated, *real] if row.state not in ("met",) and not row.note.startswith("no ")]
    absent = [row for row in generated if row.note.startswith("no ")]
    if absent and os.environ.get("NIANBAO_REQUIRE_ALL") == "1":
        missed += absent
    console.print(f"targets missed: {', '.join(row.name for row in missed) if missed else 'none'}")
    return 1 if missed else 0


def _tell(console: Console, result: KindResult) -> None:
    _write_scores(result)
    silent = sum(score.silent for score in result.scores)
    exact = sum(score.exact for score in result.scores)
    why = result.absent or result.failure
    console.print(
        f"{result.kind}: {len(result.scores)} read, {exact} cells exact, {silent} silent{', ' + why if why else ''}"
    )


def _write_scores(result: KindResult) -> None:
    """Every score of a kind with every cell that is not exact, as soon as the kind is read."""
    SCORES.mkdir(parents=True, exist_ok=True)
    record = [score.to_json() for score in result.scores]
    (SCORES / f"{result.kind}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


def _print(console: Console, title: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left")
    for number, heading in enumerate(COLUMNS):
        table.add_column(heading, justify="left" if number < 2 else "right")
    for row in rows:
        table.add_row(*cells_of(row))
    console.print(table)


def _write(generated: Sequence[Row], real: Sequence[Row], folder: Path) -> None:
    """The Markdown page, and beside the corpus every score with every cell that is not exact."""
    folder.mkdir(parents=True, exist_ok=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    (folder / "accuracy.md").write_text(markdown(generated, real), encoding="utf-8")
    record = {row.name: [score.to_json() for score in row.scores] for row in [*generated, *real]}
    (BUILD / "accuracy.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


def _drop_old_corpora() -> None:
    for folder in BUILD.iterdir() if BUILD.is_dir() else ():
        if folder.is_dir() and folder.name not in (generator_hash(), SCORES.name):
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
