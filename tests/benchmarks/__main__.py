"""``make bench``: how exactly and how fast reports are read, on generated reports and on the real ones where they are.

A cell is exact when its value is the true one (a cell that the publisher left empty has none), missing when no value is
given for a true one, wrong when another value is given. Seconds are CPU seconds of this process on one core.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extractors.extract import extract_bytes
from extractors.report import Report
from flows.demo_site import FilledReport, fill_report, render_docx, render_html, render_pdf
from tests.conftest import REPOSITORY

GENERATED_PER_KIND = 20
Key = tuple[str, str, str]
Truth = dict[Key, Decimal | None]
KINDS: dict[str, Callable[[FilledReport], bytes]] = {
    "HTML as exported by Word": partial(render_html, style="word"),
    "HTML, one span per character": partial(render_html, style="letters"),
    "HTML, plain, gb2312": partial(render_html, style="plain", encoding="gb2312"),
    "DOCX": render_docx,
    "PDF, ruled, broken over pages": render_pdf,
}


@dataclass(slots=True)
class Score:
    """Counts of one kind of document."""

    documents: int = 0
    exact: int = 0
    missing: int = 0
    wrong: int = 0
    silent: int = 0
    seconds: float = 0.0

    def add(self, report: Report, truth: Truth, seconds: float) -> None:
        got = {(f.table, f.row, f.column): f for f in report.figures}
        broken = {name for finding in report.findings() for name in finding.figures}
        self.documents += 1
        self.seconds += seconds
        for key, value in truth.items():
            figure = got.get(key)
            read = figure.value if figure else None
            if read == value:
                self.exact += 1
            elif read is None:
                self.missing += 1
            else:
                self.wrong += 1
                flagged = ".".join(key) in broken or (figure is not None and figure.verdict == "suspect")
                self.silent += not flagged


def read(data: bytes, name: str) -> tuple[Report, float]:
    start = time.process_time()
    report = extract_bytes(data, hint=name)
    return report, time.process_time() - start


def generated() -> Iterator[tuple[str, Score]]:
    forms = [fill_report("云溪县教育局", 2019 + seed % 5, seed=seed) for seed in range(GENERATED_PER_KIND)]
    for kind, render in KINDS.items():
        score = Score()
        for form in forms:
            report, seconds = read(render(form), kind)
            score.add(report, dict(form.truth()), seconds)
        yield kind, score


def real(folder: Path) -> Iterator[tuple[str, Score]]:
    """Real reports with their true values; a cell that is printed empty and read as 0 counts as 0."""
    for path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        cells = dict(true_cells(truth))
        names = [entry["file"] for entry in truth["files"]]
        files = [folder / name for name in names if (folder / name).is_file()]
        readings = [(file, *read(file.read_bytes(), file.name)) for file in files]
        for file, report, seconds in readings:
            if report.figures:
                score = Score()
                score.add(report, cells, seconds)
                yield f"{file.name} (grade {truth['grade']})", score


def true_cells(truth: dict[str, object]) -> Iterator[tuple[Key, Decimal | None]]:
    blank = set(truth["blank_cells"])  # type: ignore[call-overload]
    tables: dict[str, dict[str, object]] = truth["tables"]  # type: ignore[assignment]
    for table, rows in tables.items():
        for row, columns in rows.items():
            cells = columns if isinstance(columns, dict) else {"value": columns}
            for column, value in cells.items():
                is_zero = f"{table}.{row}.{column}" in blank
                yield (
                    (table, row, column),
                    Decimal(str(value)) if value is not None else Decimal(0) if is_zero else None,
                )


def show(console: Console, title: str, scores: Iterator[tuple[str, Score]]) -> int:
    table = Table(title=title, title_justify="left")
    for heading in ("documents", "", "cells exact", "missing", "wrong", "wrong and silent", "CPU ms a document"):
        table.add_column(heading, justify="left" if heading == "documents" else "right")
    silent = 0
    for name, score in scores:
        silent += score.silent
        counts = [str(n) for n in (score.documents, score.exact, score.missing, score.wrong, score.silent)]
        table.add_row(name, *counts, f"{1000 * score.seconds / score.documents:.1f}")
    console.print(table)
    return silent


def main() -> int:
    console = Console(width=120)
    extract_bytes(render_html(fill_report("云溪县教育局", 2023, seed=0)), hint="warm-up")
    silent = show(console, "Generated reports", generated())
    folder = REPOSITORY.parent / "shared" / "reports"
    if folder.is_dir():
        silent += show(console, "Real reports", real(folder))
    else:
        console.print("Real reports: skipped, the folder ../shared is not here")
    return 1 if silent else 0


if __name__ == "__main__":
    raise SystemExit(main())
