"""``make calendar``: the crawl calendar of a country of 100,000 organs; prints its tables, writes them and a chart."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.calendar.country import Country, build_country, read_figures, value
from tests.benchmarks.calendar.simulate import Night, lengths, mean_of, reading_hours, simulate
from tests.conftest import REPOSITORY

RESULT = REPOSITORY / "tests" / "benchmarks" / "results" / "calendar.md"
CHART = REPOSITORY / "docs" / "images" / "calendar.png"
FIRST = date(2026, 1, 1)
AT_ONCE = (8, 32, 64, 128)
CORES = (2, 8, 32)
TYPICAL = (("busy, February", date(2026, 2, 15)), ("quiet, May", date(2026, 5, 15)), ("idle, October", date(2026, 10, 15)))  # fmt: skip
GIGA = 1e9


def main() -> int:
    """Simulate, print, write; 0 unless the figures contradict themselves."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.calendar", description=__doc__)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--write", action="store_true", help="write table and chart")
    chosen = parser.parse_args()
    figures = read_figures()
    chance = np.random.default_rng(chosen.seed)
    country = build_country(figures, chance)
    nights = simulate(country, figures, FIRST, chosen.nights, chance)
    seconds = value(figures, "requests", "delay") + value(figures, "requests", "answer")
    by_slots = {slots: lengths(nights, slots, seconds) for slots in AT_ONCE}
    text = markdown(country, nights, by_slots, figures, chosen.seed)
    print(text)
    if chosen.write:
        RESULT.write_text(text, encoding="utf-8")
        draw(nights, by_slots, CHART)
    return 0


def markdown(
    country: Country, nights: Sequence[Night], by_slots: Mapping[int, Any], figures: Mapping[str, Any], seed: int
) -> str:
    """The tables of the page docs/scale.md."""
    filling = next((number for number, night in enumerate(nights, start=1) if not night.waiting), len(nights))
    lines = [
        f"Written by `make calendar` from `tests/benchmarks/calendar/figures.yaml`, seed {seed}; simulated, not crawled.",
        "",
        f"{int(country.organs.sum()):,} organs on {len(country.organs):,} hosts; {country.reports:,} reports online. The largest "
        f"host answers for {int(country.organs[0]):,} organs, the hundredth for {int(country.organs[99]):,}, the middle one "
        f"for {int(np.median(country.organs))}.",
        "",
        "### Filling the archive",
        "",
        f"{filling} nights until everything is there, because of the largest platforms, at "
        f"{int(value(figures, 'requests', 'a_night')):,} requests a night to one host; after the first night "
        f"{nights[0].documents:,} documents are there, after the fifth {sum(night.documents for night in nights[:5]):,}.",
        "",
        *_filling_table(nights, by_slots, figures),
        "",
        "### A night of the year after",
        "",
        "Hours of fetching, politely, with so many hosts side by side (`NIANBAO_HOSTS_AT_ONCE`):",
        "",
        f"| night | requests | new documents | {' | '.join(f'{slots} hosts' for slots in by_slots)} | reading, 2 cores |",
        f"|---|---:|---:|{'---:|' * len(by_slots)}---:|",
        *(
            _night_row(name, day, nights, by_slots, figures)
            for name, day in TYPICAL
            if (day - FIRST).days < len(nights)
        ),
        "",
        "### Bytes, core-hours, money",
        "",
        *_costs(country, nights, figures),
        "",
        "### Where the figures come from",
        "",
        "| figure | value | unit | basis | source |",
        "|---|---:|---|---|---|",
        *_sources(figures),
        "",
    ]
    return "\n".join(lines)


def _filling_table(nights: Sequence[Night], by_slots: Mapping[int, Any], figures: Mapping[str, Any]) -> list[str]:
    cpu = mean_of(figures["formats"], "cpu")
    first = nights[0].documents
    return [
        "| first night | hours | |",
        "|---|---:|---|",
        *(f"| {sum(nights[0].requests):,} requests, {slots} hosts at once | {hours[0]:.1f} | fetching |"
          for slots, hours in by_slots.items()),
        *(f"| {first:,} documents, {cores} cores | {reading_hours(first, cores, cpu):.1f} | reading |" for cores in CORES),
    ]  # fmt: skip


def _night_row(name: str, day: date, nights: Sequence[Night], by_slots: Mapping[int, Any], figures: Mapping[str, Any]) -> str:  # fmt: skip
    place = (day - FIRST).days
    night = nights[place]
    hours = " | ".join(f"{found[place]:.1f} h" for found in by_slots.values())
    reading = reading_hours(night.documents, 2, mean_of(figures["formats"], "cpu"))
    return f"| {name} | {int(night.requests.sum()):,} | {night.documents:,} | {hours} | {reading:.1f} h |"


def _costs(country: Country, nights: Sequence[Night], figures: Mapping[str, Any]) -> list[str]:
    reports = country.reports
    requests = sum(int(night.requests.sum()) for night in nights)
    archive = reports * mean_of(figures["formats"], "bytes") / GIGA
    log = requests * value(figures, "warehouse", "log_line") / GIGA
    published = reports * value(figures, "warehouse", "marts") / GIGA
    reading = reports * mean_of(figures["formats"], "cpu") / 3600
    fetching = requests * value(figures, "requests", "cpu") / 3600
    core, gigabyte, machine = (
        value(figures, "prices", name) for name in ("core_hour", "gigabyte_month", "machine_month")
    )
    share = {name: one["share"] * one["cpu"] / mean_of(figures["formats"], "cpu") for name, one in figures["formats"].items()}  # fmt: skip
    dearest = max(share, key=lambda name: share[name])
    return [
        "| | | |",
        "|---|---:|---|",
        f"| requests, first year | {requests:,} | of them {reports:,} pages of reports for the first time |",
        f"| archive | {archive:,.0f} GB | compressed, each blob once |",
        f"| fetch log, first year | {log:,.1f} GB | one line a fetch |",
        f"| published file | {published:,.1f} GB | with marts, texts and search; figures alone "
        f"{reports * value(figures, 'warehouse', 'figures') / GIGA:,.1f} GB |",
        f"| reading everything once | {reading:,.0f} core-hours | {share[dearest]:.0%} of it: {dearest} |",
        f"| fetching, first year | {fetching:,.0f} core-hours | |",
        f"| processors, first fill | {(reading + fetching) * core:,.0f} CNY | at the assumed price of a core-hour |",
        f"| storage, a month | {(archive + log + 3 * published) * gigabyte:,.0f} CNY | archive, log, published file and two copies of it |",
        f"| the machine of the nights, a year | {12 * machine:,.0f} CNY | |",
    ]


def _sources(figures: Mapping[str, Any]) -> list[str]:
    plain = [
        f"| {name.replace('_', ' ')} | {one['value']} | {one['unit']} | {one['basis']} | {one['source']} |"
        for part in ("country", "hosts", "requests", "warehouse", "prices")
        for name, one in figures[part].items()
    ]
    formats = [
        f"| {name} | {one['share']:.0%}, {one['cpu']}, {one['bytes']:,} | of the reports, CPU s, bytes | see source | {one['basis']} |"
        for name, one in figures["formats"].items()
    ]
    appearing = ", ".join(f"{share:.0%}" for share in figures["appearing"].values())
    return [*plain, *formats, f"| online by the end of January to June | {appearing} | of last year's reports | assumed | dates seen on lists |"]  # fmt: skip


def draw(nights: Sequence[Night], by_slots: Mapping[int, Any], path: Path) -> None:
    """Requests and hours of every night of the year."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 1, figsize=(10, 7), sharex=True, layout="constrained")
    days = [night.day for night in nights]
    axes[0].plot(days, [int(night.requests.sum()) for night in nights], label="requests a night")
    axes[0].plot(days, [night.documents for night in nights], label="new documents a night")
    for slots, hours in by_slots.items():
        axes[1].plot(days, hours, label=f"{slots} hosts side by side")
    axes[1].axhline(20, color="grey", linestyle=":", label="20 hours: the next night is near")
    axes[1].set_ylabel("hours of fetching")
    axes[0].set_yscale("symlog", linthresh=1000)
    axes[1].set_yscale("symlog", linthresh=1)
    for axis in axes:
        axis.set_ylim(bottom=0)
        axis.legend(loc="upper right")
        axis.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main())
