"""Endings of the inputs -> counts by kind, what broke the rules, and the page that is committed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.reading.workers import Limits, Lost
from tests.benchmarks.robustness.bases import BASES
from tests.benchmarks.robustness.inputs import Case, Ending

STATUSES = (
    "read",
    "partial",
    "no_tables",
    "not_a_report",
    "unknown_layout",
    "unreadable",
    "worker_limit",
    "reader_error",
)
COLUMNS = ("kind", "inputs", *STATUSES, "slowest CPU s", "most MB added")


@dataclass(slots=True)
class Tally:
    """What became of the inputs so far, by kind."""

    endings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slowest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    largest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    failures: list[str] = field(default_factory=list)

    def count(self, case: Case, ending: Ending | Lost) -> None:
        if isinstance(ending, Lost):
            self.endings[case.kind][ending.code] += 1
            if ending.code == "reader_error":
                self.failures.append(f"{case}: {ending.reason}")
            return
        self.endings[case.kind][ending.status] += 1
        self.slowest[case.kind] = max(self.slowest[case.kind], ending.seconds)
        self.largest[case.kind] = max(self.largest[case.kind], ending.added_mb)
        if ending.broken:
            self.failures.append(f"{case}: {ending.broken}")

    @property
    def total(self) -> int:
        return sum(counts.total() for counts in self.endings.values())

    @property
    def contained(self) -> int:
        """Inputs that a limit of the pool ended."""
        return sum(counts["worker_limit"] for counts in self.endings.values())

    def rows(self, *, is_hostile: bool) -> Iterator[tuple[str, ...]]:
        """The cells of each kind: of files built to harm, or of damaged whole documents."""
        for kind in sorted(self.endings):
            if (kind not in BASES) == is_hostile:
                counts = self.endings[kind]
                shown = (str(counts[status] or "") for status in STATUSES)
                has_ended = counts.total() > counts["worker_limit"] + counts["reader_error"]
                cost = (f"{self.slowest[kind]:.1f}", f"{self.largest[kind]:.0f}") if has_ended else ("", "")
                yield (kind, str(counts.total()), *shown, *cost)

    def markdown(self, seed: int, limits: Limits, version: str) -> str:
        lines = [
            "# Robustness, as measured by `make bench-robustness`",
            "",
            f"{self.total:,} inputs of seed {seed}, read by reader `{version}` in the pool of the nightly run with "
            f"{limits.seconds:g} s and {limits.memory_mb} MiB a document.",
            f"{self.contained} were ended by a limit of the pool, {len(self.failures)} broke a rule (an exception of our own, "
            "an unreadable file without exactly one error of one line).",
            "The kinds are made in `tests/benchmarks/robustness/`; seconds and memory are those of the inputs that ended by "
            "themselves.",
        ]
        for title, is_hostile in (("Damaged documents", False), ("Files built to harm", True)):
            lines += ["", f"## {title}", "", f"| {' | '.join(COLUMNS)} |", "|---|" + "---:|" * (len(COLUMNS) - 1)]
            lines += [f"| {' | '.join(row)} |" for row in self.rows(is_hostile=is_hostile)]
        if self.failures:
            lines += ["", "## Against the rules", "", *(f"- {failure}" for failure in self.failures)]
        return "\n".join([*lines, ""])
