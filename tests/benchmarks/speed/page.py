"""What was measured -> the page that is printed and committed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

HTML_RATE = 150  # documents a second and core
TIMES_PDFPLUMBER = 8
SCAN_SECONDS = 6.0
PEAK_MB = 200
BUSY = 2  # times as many processes want to run as there are cores, from which wall time says nothing
LINEAR = 1.8  # documents a second of two workers over those of one, from which it is called linear


@dataclass(frozen=True, slots=True)
class Measured:
    """Documents of one kind by one tool: CPU seconds of each, which were read twice, peak MB, shares of exact figures.

    ``paces``: CPU seconds of a fixed loop beside each document; they tell how much the rest of the machine slowed it.
    """

    name: str
    seconds: tuple[float, ...]
    read_twice: tuple[bool, ...]
    peak_mb: float
    exact: Sequence[float]
    pages_left_out: tuple[str, ...] = ()
    paces: tuple[float, ...] = ()

    @property
    def rate(self) -> float:
        """Documents a second and core."""
        return len(self.seconds) / sum(self.seconds)

    @property
    def milliseconds(self) -> float:
        return 1000 / self.rate

    def quiet_milliseconds(self, fastest: float) -> float:
        """A document's CPU milliseconds where the fixed loop takes ``fastest`` seconds."""
        quiet = [one * fastest / pace for one, pace in zip(self.seconds, self.paces, strict=True)]
        return 1000 * sum(quiet) / len(quiet)

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
            paces=tuple(self.paces[n] for n in numbers),
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


@dataclass(frozen=True, slots=True)
class Target:
    """One promise, what was measured, and whether it holds."""

    says: str
    measured: str
    is_met: bool


def targets(
    ours: Sequence[Measured], beside: Sequence[Beside], long: Measured, pool: Sequence[PoolRate], fastest: float
) -> list[Target]:
    """The targets beside what was measured, at the pace of the machine's quietest moment."""
    found = []
    for one in ours:
        quiet = one.quiet_milliseconds(fastest)
        if one.name.startswith("HTML"):
            says = f"{one.name}: {HTML_RATE} documents a second and core"
            found.append(Target(says, f"{1000 / quiet:.0f}", 1000 / quiet >= HTML_RATE))
        elif one.name.startswith("Scan"):
            says = f"{one.name}: {SCAN_SECONDS:.0f} CPU s a report at most"
            found.append(Target(says, f"{quiet / 1000:.1f}", quiet / 1000 <= SCAN_SECONDS))
    for pair in beside:
        plain = next(other for other in pair.others if other.name.startswith("pdfplumber"))
        times = [
            theirs.quiet_milliseconds(fastest) / own.quiet_milliseconds(fastest)
            for own, theirs in ((pair.ours, plain), (pair.ours.once(), plain.of(pair.ours)))
            if own.seconds
        ]
        shown = f"{times[0]:.1f}" + (f", {times[1]:.1f} of those read once" if len(times) > 1 else "")
        found.append(Target(f"{pair.kind}: {TIMES_PDFPLUMBER} x plain pdfplumber", shown, times[0] >= TIMES_PDFPLUMBER))
    heaviest = max([*ours, long], key=lambda one: one.peak_mb)
    shown = f"{heaviest.peak_mb:.0f} ({heaviest.name})"
    found.append(Target(f"{PEAK_MB} MB at most, of any kind", shown, heaviest.peak_mb <= PEAK_MB))
    is_left_out = bool(long.pages_left_out) and _mean(long.exact) == 1
    found.append(Target("500 pages: no tables read on the others", "yes" if is_left_out else "no", is_left_out))
    times_two = pool[-1].documents_a_second / pool[0].documents_a_second
    found.append(Target(f"two workers: {LINEAR} x one", f"{times_two:.2f}", times_two >= LINEAR))
    return found


def fastest_pace(measured: Sequence[Measured]) -> float:
    return min(pace for one in measured for pace in one.paces)


def markdown(
    ours: Sequence[Measured], beside: Sequence[Beside], long: Measured, pool: Sequence[PoolRate], rounds: int
) -> str:
    fastest = fastest_pace([*ours, long, *(one for pair in beside for one in pair.others)])
    lines = [
        "# Speed, as measured by `make bench-speed`",
        "",
        f"On a machine of {os.cpu_count()} cores with a load average of {os.getloadavg()[0]:.1f} at the end. Seconds are CPU "
        f"seconds, the best of {rounds} processes; each",
        "document is new to its process. A document whose first reading leaves a doubt (a sum that does not hold, a label "
        "that is",
        "only nearly known) is read by a second engine too; the seconds hold both.",
        "",
        "What else runs slows the CPU seconds too. A fixed loop was timed beside every document: in the quietest moment it took",
        f"{1000 * fastest:.1f} ms, on the mean {1000 * _mean([pace for one in ours for pace in one.paces]):.1f} ms. "
        "Quiet ms are CPU ms at the pace of that moment; the targets are held against them.",
        "",
        "## Targets",
        "",
        *_table(
            ("target", "measured", "met"),
            [
                (one.says, one.measured, "yes" if one.is_met else "no")
                for one in targets(ours, beside, long, pool, fastest)
            ],
        ),
        "",
        "## nianbao, from the bytes to the report",
        "",
        *_table(
            (
                "kind",
                "documents",
                "read twice",
                "documents/s/core",
                "CPU ms a document",
                "quiet ms",
                "peak MB",
                "figures exact %",
            ),
            [_line(one, fastest) for one in ours],
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
        *_busy(),
        "",
    ]
    return "\n".join(lines)


def _busy() -> list[str]:
    """A word of caution where other work held the machine: documents a second are wall time."""
    if os.getloadavg()[0] <= BUSY * (os.cpu_count() or 1):
        return []
    return ["Other work held the machine, so that documents a second say how little was left; see the CPU ms."]


def _line(one: Measured, fastest: float) -> tuple[str, ...]:
    twice = str(sum(one.read_twice) or "")
    quiet = f"{one.quiet_milliseconds(fastest):.1f}"
    cost = f"{one.rate:.1f}", f"{one.milliseconds:.1f}", quiet, f"{one.peak_mb:.0f}"
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
