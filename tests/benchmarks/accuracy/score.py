"""A reading against the truth, cell by cell, in the strictest sense that is still fair.

exact
    The value is one that is right for the cell. A cell printed empty has no value: none is right, and so is 0 where the
    figure behind it is 0. A total left empty beside filled cells has no value, and 0 is wrong.
missing
    No value where one is printed, or no figure at all for a cell, be it printed empty. Cells that the bytes leave open (text that lost its borders) may be missing; they are
    counted as ``open`` and neither help nor hurt. Given, they must be right.
wrong
    Another value, or a value of a figure that the document does not print at all.
flagged
    Of the wrong ones: the figure's own verdict is ``suspect``, ``source_error`` or ``missing``; or an identity of level
    error or warning that names the figure fails; or an issue of level error or warning names the figure in full
    (``table.row.column``). A warning about the report, a table or a row flags no cell. All other wrong values are
    **silent**: a verdict of ``proved`` or ``read`` and nothing that names the figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from extractors.report import Figure, Report
from tests.benchmarks.accuracy.corpus.model import Key, Truth

DOUBTFUL = frozenset(("suspect", "source_error", "missing"))
LOUD = frozenset(("error", "warning"))
_CODE = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+")


@dataclass(slots=True)
class Fault:
    """One cell that is not exact."""

    cell: str
    wanted: str
    got: str
    raw: str
    verdict: str
    kind: str


@dataclass(slots=True)
class Score:
    """What one document's reading is worth. ``outcome``: read, unreadable (the reader said so), or crashed."""

    seed: int
    outcome: str
    cells: int = 0
    exact: int = 0
    missing: int = 0
    flagged: int = 0
    silent: int = 0
    open: int = 0
    is_organ_right: bool = False
    is_year_right: bool = False
    seconds: float = 0.0
    status: str = ""
    verdicts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return self.outcome == "read" and not (self.missing or self.flagged or self.silent)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def score_of(data: dict[str, Any]) -> Score:
    return Score(**{**data, "faults": [Fault(**fault) for fault in data["faults"]]})


def compare(report: Report, truths: Sequence[Truth], seed: int = 0) -> Score:
    """Score of one reading; of several truths the one whose organ and year the report gives is meant."""
    truth = max(truths, key=lambda one: (report.organ == one.organ) + (report.year == one.year))
    figures: dict[Key, Figure] = {(f.table, f.row, f.column): f for f in report.figures}
    doubted = doubted_cells(report)
    score = Score(seed, "unreadable" if report.status == "unreadable" else "read", status=report.status)
    for key in [*truth.cells, *(key for key, f in figures.items() if f.value is not None and key not in truth.cells)]:
        _count(score, key, truth, figures.get(key), is_doubted=key in doubted)
    score.cells = len(truth.cells) - score.open
    score.is_organ_right, score.is_year_right = report.organ == truth.organ, report.year == truth.year
    score.verdicts = dict(Counter(figure.verdict for figure in report.figures))
    score.issues = [f"{issue.level} {issue.code}: {issue.message}" for issue in report.issues if issue.level in LOUD]
    return score


def doubted_cells(report: Report) -> set[Key]:
    """The figures whose value the report itself calls into question."""
    names = {name for finding in report.findings() if finding.severity in LOUD for name in finding.figures}
    names |= {name for issue in report.issues if issue.level in LOUD for name in _CODE.findall(issue.message)}
    doubted = {(f.table, f.row, f.column) for f in report.figures if f.verdict in DOUBTFUL}
    return doubted | {(f.table, f.row, f.column) for f in report.figures if f"{f.table}.{f.row}.{f.column}" in names}


def _count(score: Score, key: Key, truth: Truth, figure: Figure | None, *, is_doubted: bool) -> None:
    right = truth.cells.get(key, (None,))
    value = figure.value if figure else None
    if value is None and key in truth.open_cells:
        score.open += 1
        return
    if value in right and (figure is not None or key not in truth.cells):
        score.exact += key in truth.cells
        return
    kind = "missing" if value is None else "flagged" if is_doubted else "silent"
    setattr(score, kind, getattr(score, kind) + 1)
    wanted = " or ".join("nothing" if one is None else str(one) for one in right)
    raw, verdict = (figure.raw, figure.verdict) if figure else ("", "no such figure")
    score.faults.append(Fault(".".join(key), wanted, "nothing" if value is None else str(value), raw, verdict, kind))


def lost(truths: Sequence[Truth], seed: int, outcome: str, reason: str) -> Score:
    """The score of a document that gave no report at all."""
    cells = len(truths[0].cells) - len(truths[0].open_cells)
    return Score(seed, outcome, cells=cells, missing=cells, status=outcome, issues=[reason])
