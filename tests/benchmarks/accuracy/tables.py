"""Scores -> the rows that are printed and committed, with the target of each and whether it is met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.accuracy.corpus.kinds import BORN_DIGITAL, KINDS, Target
from tests.benchmarks.accuracy.run import KindResult
from tests.benchmarks.accuracy.score import Score

GRADE_A = Target("real report, every cell readable", 1.0, may_be_wrong=False)
OTHER_REAL = Target("real report, cells open", 0.0, may_be_wrong=False)
VERDICTS = ("proved", "read", "source_error", "suspect", "missing")


@dataclass(slots=True)
class Row:
    """Counts of one kind (or of one real report) against its target."""

    name: str
    says: str
    target: Target
    scores: Sequence[Score] = field(default=())
    note: str = ""

    def total(self, name: str) -> int:
        return sum(int(getattr(score, name)) for score in self.scores)

    @property
    def share(self) -> float:
        """Share of the printed cells that is exact; 1 where nothing is printed and nothing was read."""
        return self.total("exact") / self.total("cells") if self.total("cells") else 1.0

    @property
    def seconds(self) -> float:
        return sum(score.seconds for score in self.scores) / max(1, len(self.scores))

    @property
    def verdicts(self) -> str:
        counts: Counter[str] = Counter()
        for score in self.scores:
            counts.update(score.verdicts)
        return " / ".join(str(counts[name]) for name in VERDICTS)

    @property
    def is_met(self) -> bool:
        """The target is met: share exact, nothing wrong where nothing may be, nothing silent, nothing crashed."""
        if not self.scores:
            return False
        may_be_wrong = self.target.may_be_wrong or not self.total("flagged")
        crashed = any(score.outcome == "crashed" for score in self.scores)
        return (
            self.share >= self.target.exact
            and may_be_wrong
            and self.total("silent") <= self.target.silent
            and not crashed
        )

    @property
    def state(self) -> str:
        return self.note or ("met" if self.is_met else "**missed**")


def rows_of(results: Iterable[KindResult]) -> list[Row]:
    """The rows of the generated kinds; what could not be made says why."""
    return [
        Row(
            r.kind,
            r.says,
            KINDS[r.kind].target,
            r.scores,
            f"no {r.absent}" if r.absent else "not made" if r.failure else "",
        )
        for r in results
    ]


def real_rows(scores: Iterable[tuple[str, str, Score]]) -> list[Row]:
    return [
        Row(name, f"grade {grade}", GRADE_A if grade == "A" else OTHER_REAL, [score]) for name, grade, score in scores
    ]


COLUMNS = (
    "kind", "what it is", "documents", "cells", "exact %", "missing", "wrong, flagged", "wrong, silent",
    "documents right", "organ, year right", "CPU s", "target %", "",
)  # fmt: skip


def cells_of(row: Row) -> list[str]:
    """One printed line."""
    if not row.scores:
        return [row.name, row.says, *["–"] * 10, row.state]
    return [
        row.name,
        row.says,
        str(len(row.scores)),
        str(row.total("cells")),
        percent(row.share),
        str(row.total("missing")),
        str(row.total("flagged")),
        str(row.total("silent")),
        str(row.total("is_right")),
        f"{row.total('is_organ_right')}, {row.total('is_year_right')}",
        f"{row.seconds:.2f}",
        percent(row.target.exact) if row.target.exact else "–",
        row.state,
    ]


def percent(share: float) -> str:
    """Never rounded up: 100 means all."""
    return f"{int(share * 10_000 + 1e-9) / 100:.2f}".rstrip("0").rstrip(".")


def markdown(generated: Sequence[Row], real: Sequence[Row]) -> str:
    """The page that is committed."""
    documents = sum(len(row.scores) for row in generated)
    missed = [row.name for row in [*generated, *real] if row.scores and not row.is_met]
    lines = [
        "# Accuracy, as measured by `make bench-accuracy`",
        "",
        f"{documents} generated documents of {len(generated)} kinds, {len(real)} real files. Exact, missing, flagged and silent are",
        "defined in `tests/benchmarks/accuracy/score.py`; a figure is wrong and silent when its value is not the printed one and",
        "neither its verdict, nor a failing sum, nor an issue that names it says so. Targets: born-digital "
        f"{percent(BORN_DIGITAL.exact)} %",
        "exact and nothing wrong; scans as in the table; nothing wrong and silent anywhere.",
        "",
        f"Targets missed: {', '.join(missed) if missed else 'none'}.",
    ]
    for title, rows in (("Generated", generated), ("Real", real)):
        if rows:
            lines += ["", f"## {title}", "", *_pipes(rows)]
    lines += ["", "## Verdicts of the figures", "", f"In the order {' / '.join(VERDICTS)}.", ""]
    lines += [
        "| kind | figures |",
        "|---|---|",
        *(f"| {row.name} | {row.verdicts} |" for row in [*generated, *real] if row.scores),
    ]
    return "\n".join([*lines, ""])


def _pipes(rows: Sequence[Row]) -> list[str]:
    head = "| " + " | ".join(COLUMNS) + " |"
    rule = "|---|---|" + "---:|" * (len(COLUMNS) - 3) + "---|"
    return [head, rule, *("| " + " | ".join(cells_of(row)) + " |" for row in rows)]
