"""A country and a calendar -> requests to each host on every night of a year, and how long the nights are.

The rhythm is the program's own (``extractors.sites.rhythm``, with its default settings); so are one request at a time to
each host, the pause, the budget of a night, and the order: lists, what was never had, what is looked at again; hosts side
by side, the one with most to do first. Whether one address is due tonight is drawn, as its hash would decide it; all addresses of a host are drawn together.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.sites.rhythm import RECENT_YEARS, SHANGHAI, Rhythm
from tests.benchmarks.calendar.country import Country, Counts, value


@dataclass(frozen=True, slots=True)
class Night:
    """One night: requests to each host, documents that came (new ones only), and what is left for later nights."""

    day: date
    requests: Counts
    documents: int
    waiting: int


@dataclass(slots=True)
class _Hosts:
    """What is known of the hosts, by host."""

    lists: Counts
    tails: Counts
    recent: Counts
    old: Counts
    backlog: Counts
    """Requests for reports that are online and were never asked for."""


def simulate(country: Country, figures: Mapping[str, Any], first: date, nights: int, chance: np.random.Generator) -> list[Night]:  # fmt: skip
    """Night after night from an empty archive on; ``first`` is in January, and the newest report year appears from then on."""
    rhythm = Rhythm()
    per_report = 1 + value(figures, "requests", "files_a_report")
    budget = int(value(figures, "requests", "a_night"))
    hosts = _begin(country, figures, per_report)
    newest = country.online[:, -1]
    shown = np.zeros_like(newest)
    found = []
    for number in range(nights):
        day = first + timedelta(days=number)
        appeared = _appearing(newest - shown, day, first, figures, chance)
        shown = shown + appeared
        hosts.backlog += chance.poisson(appeared * per_report)
        hosts.recent += appeared
        lists, again = _due(hosts, rhythm, day, appeared, per_report, chance)
        again = chance.binomial(again, _share_had(hosts, per_report))
        lists = np.minimum(lists, budget)
        asked = np.minimum(hosts.backlog, budget - lists)
        hosts.backlog -= asked
        requests = lists + asked + np.minimum(again, budget - lists - asked)
        found.append(Night(day, requests, round(float(asked.sum()) / per_report), int(hosts.backlog.sum())))
    return found


def _begin(country: Country, figures: Mapping[str, Any], per_report: float) -> _Hosts:
    lists = 1 + np.floor(country.organs * value(figures, "requests", "own_columns")).astype(np.int64)
    pages = np.ceil(country.online.sum(axis=1) / value(figures, "requests", "rows_a_list_page")).astype(np.int64)
    before = country.online[:, :-1]
    recent = before[:, -(RECENT_YEARS - 1) :].sum(axis=1)
    old = before[:, : -(RECENT_YEARS - 1)].sum(axis=1)
    backlog = _rounded((recent + old) * per_report)
    return _Hosts(lists, np.maximum(0, pages - lists), recent, old, backlog)


def _appearing(
    hidden: Counts, day: date, first: date, figures: Mapping[str, Any], chance: np.random.Generator
) -> Counts:
    """Of the reports of last year that were not online before this day, those that are now."""
    before = share_appeared(day - timedelta(days=1), figures) if day > first else 0.0
    share = share_appeared(day, figures)
    return hidden if share >= 1 else chance.binomial(hidden, (share - before) / (1 - before))


def share_appeared(day: date, figures: Mapping[str, Any]) -> float:
    """Share of the reports of last year that are online by a day, straight lines between the ends of months."""
    table: Mapping[int, float] = figures["appearing"]
    if day.month not in table:
        return 1.0
    end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    before = table.get(day.month - 1, 0.0)
    return before + (table[day.month] - before) * day.day / end.day


def _share_had(hosts: _Hosts, per_report: float) -> NDArray[np.float64]:
    """Share of the reports of each host that are in the archive, by what is still owed."""
    known = np.maximum(1.0, (hosts.recent + hosts.old) * per_report)
    return np.asarray(np.clip(1 - hosts.backlog / known, 0, 1))


def _due(
    hosts: _Hosts, rhythm: Rhythm, day: date, appeared: Counts, per_report: float, chance: np.random.Generator
) -> tuple[Counts, Counts]:
    """Requests for what is known, by the season: robots.txt, lists and their tails; then recent and old reports, with their files."""
    now = datetime(day.year, day.month, day.day, 2, 30, tzinfo=SHANGHAI)
    newest = day.year - 1

    def drawn(number: Counts, interval: int) -> Counts:
        return number if interval == 1 else chance.binomial(number, 1 / interval)

    lists = drawn(hosts.lists, rhythm.interval_days(now, "list", None))
    tails = drawn(hosts.tails, rhythm.interval_days(now, "tail", None))
    tails = np.where(appeared > 0, np.maximum(tails, np.minimum(hosts.tails, appeared)), tails)
    recent = drawn(_rounded(hosts.recent * per_report), rhythm.interval_days(now, "report", newest))
    old = drawn(_rounded(hosts.old * per_report), rhythm.interval_days(now, "report", newest - RECENT_YEARS))
    walked, again = lists + tails, recent + old
    return walked + (walked + again > 0), again


def _rounded(numbers: NDArray[np.floating[Any]]) -> Counts:
    return np.round(numbers).astype(np.int64)


def hours(requests: Iterable[int], at_once: int, seconds: float) -> float:
    """Length of a night: ``at_once`` hosts side by side, the one with most to do first, so many seconds a request."""
    free = [0.0] * at_once
    for number in sorted((one for one in requests if one > 0), reverse=True):
        heapq.heapreplace(free, free[0] + number)
    return max(free) * seconds / 3600


def reading_hours(documents: int, cores: int, cpu: float) -> float:
    """Length of the reading of so many new documents."""
    return documents * cpu / cores / 3600


def mean_of(formats: Mapping[str, Mapping[str, float]], name: str) -> float:
    """Mean of a figure of the formats, weighted by their shares, which must sum up to 1."""
    whole = sum(one["share"] for one in formats.values())
    if abs(whole - 1) > 1e-9:
        raise ValueError(f"the shares of the formats sum up to {whole}, not to 1")
    return sum(one["share"] * one[name] for one in formats.values())


def lengths(nights: Iterable[Night], at_once: int, seconds: float) -> NDArray[np.float64]:
    """Hours of fetching of each night."""
    return np.array([hours(night.requests.tolist(), at_once, seconds) for night in nights])
