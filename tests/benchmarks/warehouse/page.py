"""The page of ``make bench-warehouse``: what was measured at each size, and which targets that meets."""

from __future__ import annotations

import os
from dataclasses import dataclass

from tests.benchmarks.warehouse.measure import CHANGED, FLOOR_REPORTS, NIGHT, Measured

SHOWN_QUERIES = 8
CORES = 2
LEAST_RATE = 150_000
MOST_BYTES = 1_500
MOST_SECONDS = 1.0
MOST_AUDIT_SECONDS = {100_000: 120.0, CHANGED: 20.0}
"""Of the first audit of so many reports, Data Docs included, and of one in which so many changed."""
PROSE = ("raw.reading_sections", "search.words", "search.sections", "search.postings", "search.state")
"""The publishers' prose word for word, and the index made of it."""


@dataclass(frozen=True, slots=True)
class Target:
    """One target: what was found, in words, and whether it is met."""

    name: str
    found: str
    is_met: bool

    @property
    def line(self) -> str:
        return f"| {self.name} | {self.found} | {'met' if self.is_met else '**not met**'} |"


def rate(one: Measured) -> float:
    """Figures a second of two cores that do nothing else: CPU seconds are shared by them."""
    return one.figures / (one.clock.cpu["load"] / CORES)


def without_prose(one: Measured) -> float:
    """Bytes a report of the published file but for the prose and its index, each measured alone in a file."""
    return (one.file_bytes - sum(one.tables[name] for name in PROSE)) / one.reports


def query_seconds(one: Measured) -> dict[str, float]:
    """Seconds of each query on a machine that does nothing else: the lesser of wall time and CPU time of all cores."""
    return {name: min(pair) for name, pair in one.queries.items()}


def night_growth(small: Measured, large: Measured) -> tuple[float, float]:
    """CPU seconds by which a night grew from the small to the large size beside copy and publish; those it had before."""
    parts = [f"night: {name}" for name in NIGHT if name not in ("copy", "publish")]
    before = sum(small.clock.cpu[part] for part in parts)
    return sum(large.clock.cpu[part] for part in parts) - before, before


def targets(sizes: list[Measured]) -> list[Target]:
    small, large = sizes[0], sizes[-1]
    growth, before = night_growth(small, large)
    whole = sum(large.clock.cpu[f"night: {part}"] for part in ("copy", "publish"))
    slow = [name for name, seconds in query_seconds(large).items() if seconds > MOST_SECONDS]
    room, bare = large.file_bytes / large.reports, without_prose(large)
    return [
        Target("load, at least 150,000 figures/s on two cores", f"{rate(large):,.0f}/s", rate(large) >= LEAST_RATE),
        Target("at most 1.5 kB a report on disk, everything", f"{room:,.0f} bytes", room <= MOST_BYTES),
        Target("the same without the publishers' prose and its index", f"{bare:,.0f} bytes", bare <= MOST_BYTES),
        Target(
            f"a night of {CHANGED:,} changed reports grows with history by no more than the copy",
            f"load, audit, marts, index: {before:.1f} s CPU and {growth:+.1f} s at {large.reports // small.reports} times the"
            f" history; copy and publish of the whole file: {whole:.1f} s",
            growth <= whole,
        ),
        *_audit_targets(large),
        Target(
            f"every worked query at most 1 s on {large.figures:,} figures",
            f"{len(large.queries) - len(slow)} of {len(large.queries)}"
            + (f"; over: {', '.join(slow)}" if slow else ""),
            not slow,
        ),
    ]


def _audit_targets(one: Measured) -> list[Target]:
    found = {one.reports: "audit", CHANGED: "night: audit"}
    names = {one.reports: f"first audit of {one.reports:,} reports", CHANGED: f"audit of {CHANGED:,} changed reports"}
    return [
        Target(
            f"{names[reports]}, Data Docs included: at most {MOST_AUDIT_SECONDS[reports]:.0f} s",
            one.clock.line(name),
            one.clock.wall[name] <= MOST_AUDIT_SECONDS[reports],
        )
        for reports, name in found.items()
        if reports in MOST_AUDIT_SECONDS
    ]


def _cells(one: Measured) -> dict[str, str]:
    clock = one.clock
    floor = min(one.reports, FLOOR_REPORTS)
    return {
        "load": clock.line("load"),
        "figures/s of wall time": f"{one.figures / clock.wall['load']:,.0f}",
        "figures/s on two cores (figures / (CPU seconds / 2))": f"{rate(one):,.0f}",
        f"floor: ready rows of Parquet into a bare table (at most {FLOOR_REPORTS:,} reports), figures/s on two cores": (
            f"{CORES * floor * 200 / clock.cpu['floor']:,.0f}"
        ),
        "that bare table, bytes a report": f"{one.floor_bytes / floor:,.0f}",
        "bytes a report, published file": f"{one.file_bytes / one.reports:,.0f}",
        "of these, prose of sections": f"{one.tables['raw.reading_sections'] / one.reports:,.0f}",
        "of these, index of the prose": f"{sum(one.tables[name] for name in PROSE[1:]) / one.reports:,.0f}",
        "of these, figures with their places": f"{one.tables['raw.packed_figures'] / one.reports:,.0f}",
        "of these, kept marts": (
            f"{sum(size for name, size in one.tables.items() if name.startswith(('packed.', 'mart.'))) / one.reports:,.0f}"
        ),
        "bytes a report without prose and its index": f"{without_prose(one):,.0f}",
        "first audit, Data Docs included": clock.line("audit"),
        "all marts": clock.line("marts"),
        "first index of the prose": clock.line("index"),
        **{f"night of {CHANGED:,} changed reports: {name}": clock.line(f"night: {name}") for name in NIGHT},
        "sum of each cell by year, nianbao": clock.line("aggregate: nianbao"),
        "the same with pandas from Parquet": clock.line("aggregate: pandas"),
    }


def page(sizes: list[Measured]) -> str:
    rows: dict[str, list[str]] = {}
    for one in sizes:
        for name, cell in _cells(one).items():
            rows.setdefault(name, []).append(cell)
    last = sizes[-1]
    slow = sorted(last.queries.items(), key=lambda pair: -min(pair[1]))[:SHOWN_QUERIES]
    room = [(name, size / last.reports) for name, size in last.tables.items() if size >= last.reports]
    heads = " | ".join(f"{one.reports:,} reports, {one.figures:,} figures" for one in sizes)
    return "\n".join(
        [
            "# The warehouse as it grows\n",
            "Written by `make bench-warehouse`. Wall seconds depend on what else the machine does, CPU seconds (of all cores,"
            f" added) far less; the load of this machine of {os.cpu_count()} cores was {os.getloadavg()[2]:.1f} at the end. The"
            " published file holds everything but the raw bytes of the archive: figures with their places, prose, index, marts,"
            " findings, dimensions. The prose of the made reports is about 850 characters each; a real one has more.\n",
            *("| target | found | |", "|---|---|---|", *(target.line for target in targets(sizes))),
            *(f"\n| | {heads} |", "|---|" + "---|" * len(sizes)),
            *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()),
            f"\nSlowest worked queries at {last.reports:,} reports, wall (CPU) seconds: "
            + ", ".join(f"{name} {wall:.2f} ({cpu:.2f})" for name, (wall, cpu) in slow),
            f"\nBytes a report by table at {last.reports:,} reports: "
            + ", ".join(f"{n} {size:.0f}" for n, size in room),
            "",
        ]
    )
