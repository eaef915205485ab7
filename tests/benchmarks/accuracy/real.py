"""The real reports beside the repository, where they are: every figure that a person can read in them must come out.

Their truth files were made by hand. Grade A = every cell can be read in the source; B = text that lost its cell borders,
of which some cells are open; N = narrative only. A cell noted as printed empty counts as 0 where its truth says nothing
else; a total left empty beside filled cells has no value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors.extract import extract_bytes
from tests.benchmarks.accuracy.corpus.model import Key, Truth, Values
from tests.benchmarks.accuracy.score import Score, compare
from tests.benchmarks.accuracy.worker import cpu_seconds
from tests.conftest import REPOSITORY

REPORTS = REPOSITORY.parent / "shared" / "reports"


def real_scores(folder: Path = REPORTS) -> Iterator[tuple[str, str, Score]]:
    """(file, grade, score) of every file that holds tables; a narrative beside its table is no document of its own."""
    for path in sorted(folder.glob("*.truth.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        truth = Truth(record["organ"]["name"], record["report_year"], dict(_cells(record)))
        for entry in record["files"]:
            file = folder / entry["file"]
            if not file.is_file():
                continue
            start = cpu_seconds()
            report = extract_bytes(file.read_bytes(), hint=file.name)
            seconds = cpu_seconds() - start
            if report.figures or len(record["files"]) == 1:
                score = compare(report, [truth])
                score.seconds = seconds
                yield file.name, str(record["grade"]), score


def real_truths(folder: Path = REPORTS) -> Iterator[tuple[Path, dict[Key, Values]]]:
    """(truth file, right values of each figure) of every real report."""
    for path in sorted(folder.glob("*.truth.json")):
        yield path, dict(_cells(json.loads(path.read_text(encoding="utf-8"))))


def _cells(record: dict[str, Any]) -> Iterator[tuple[Key, Values]]:
    blank = set(record["blank_cells"])
    for table, rows in record["tables"].items():
        for row, columns in rows.items():
            for column, value in (columns if isinstance(columns, dict) else {"value": columns}).items():
                is_zero = value is None and f"{table}.{row}.{column}" in blank
                right = Decimal(str(value)) if value is not None else Decimal(0) if is_zero else None
                yield (table, row, column), (right,)
