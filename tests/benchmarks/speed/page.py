"""What was measured -> the page that is printed and committed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Measured:
    """Documents of one kind by one tool: CPU seconds of each, which were read twice, peak MB, shares of exact figures."""

    name: str
    seconds: tuple[float, ...]
    read_twice: tuple[bool, ...]
    peak_mb: float
    exact: Sequence[float]
    pages_left_out: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """Documents a second and core."""
        return len(self.seconds) / sum(self.seconds)

    @property
    def milliseconds(self) -> float:
        return 1000 / self.rate

    def first(self, count: int) -> Measured:
        return self.only(range(min(count, len(self.seconds))))

    def once(self) -> Measured:
        """Of the documents that one engine read without a doubt."""
        return self.only([number for number, is_twice in enumerate(self.read_twice) if not is_twice])

    def only(self, numbers: Sequence[int]) -> Measured:
        return replace(
            self,
            seconds=tuple(self.seconds[n] for n in numbers),
            read_twice=tuple(self.read_twice[n] for n in numbers),
            exact=[self.exact[n] for n in numbers],
        )

    def of(self, other: Measured) -> Measured:
        """The same documents as ``other.once()``."""
        return self.only([number for number, is_twice in enumerate(other.read_twice) if not is_twice])


@dataclass(frozen=True, slots=True)
class Beside:
    """The same PDFs by nianbao and by other tools."""

    kind: str
    ours: Measured
    others: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class PoolRate:
    """The reading pool with so many workers: documents a second of wall time, CPU milliseconds of each."""

    workers: int
    documents_a_second: float
    milliseconds: float


def markdown(
    ours: Sequence[Measured], beside: Sequence[Beside], long: Measured, pool: Sequence[PoolRate], rounds: int
) -> str:
    lines = [
        "# Speed, as measured by `make bench-speed`",
        "",
        f"On a machine of {os.cpu_count()} cores with a load average of {os.getloadavg()[0]:.1f} at the end. Seconds are CPU "
        f"seconds, the best of {rounds} processes; each",
        "document is new to its process. A document whose first reading leaves a doubt (a sum that does not hold, a label "
        "that is",
        "only nearly known) is read by a second engine too; the seconds hold both.",
        "",
        "## nianbao, from the bytes to the report",
        "",
        *_table(
            ("kind", "documents", "read twice", "documents/s/core", "CPU ms a document", "peak MB", "figures exact %"),
            [_line(one) for one in ours],
        ),
    ]
    for one in beside:
        lines += ["", f"## {one.kind}: the same files by other tools (tables only, then recognised by nianbao)", ""]
        rows = [("nianbao", one.ours), *((other.name, other) for other in one.others)]
        lines += _table(
            (
                "tool",
                "CPU ms a document",
                "of those read once",
                "times nianbao",
                "of those read once",
                "peak MB",
                "figures exact %",
            ),
            [_beside_line(name, measured, one.ours) for name, measured in rows],
        )
    left_out = "; ".join(long.pages_left_out) or "no page was left out"
    lines += [
        "",
        "## A PDF of 500 pages with one report",
        "",
        f"{1000 * sum(long.seconds):.0f} CPU ms, peak {long.peak_mb:.0f} MB, {100 * _mean(long.exact):.2f} % of the figures "
        f"exact. {left_out}.",
        "",
        "## The reading pool, all kinds mixed",
        "",
        *_table(
            ("workers", "documents a second", "CPU ms a document"),
            [(str(one.workers), f"{one.documents_a_second:.1f}", f"{one.milliseconds:.1f}") for one in pool],
        ),
        "",
        f"Two workers read {pool[-1].documents_a_second / pool[0].documents_a_second:.2f} times as many documents as one.",
        "",
    ]
    return "\n".join(lines)


def _line(one: Measured) -> tuple[str, ...]:
    twice = str(sum(one.read_twice) or "")
    cost = f"{one.rate:.1f}", f"{one.milliseconds:.1f}", f"{one.peak_mb:.0f}"
    return one.name, str(len(one.seconds)), twice, *cost, f"{100 * _mean(one.exact):.2f}"


def _beside_line(name: str, one: Measured, ours: Measured) -> tuple[str, ...]:
    own, same = ours.once(), one.of(ours)
    once = (f"{same.milliseconds:.1f}", f"{same.milliseconds / own.milliseconds:.1f}") if own.seconds else ("", "")
    times = f"{one.milliseconds / ours.milliseconds:.1f}"
    exact = f"{100 * _mean(one.exact):.2f}"
    return name, f"{one.milliseconds:.1f}", once[0], times, once[1], f"{one.peak_mb:.0f}", exact


def _mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = "|---|" + "---:|" * (len(head) - 1)
    return [f"| {' | '.join(head)} |", rule, *(f"| {' | '.join(row)} |" for row in rows)]
