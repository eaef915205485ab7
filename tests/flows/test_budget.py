"""A host answers only so many requests a night: what was never had comes before what is looked at again."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.night import Plan, clock_of, run_night
from flows.stages.discover import choose_sites
from tests.flows.small import Small
from warehouse.archive import Archive

pytestmark = [pytest.mark.xdist_group("survive"), pytest.mark.usefixtures("quick_nights")]


def night(small: Small, data_dir: Path, day: str, budget: int) -> int:
    """One night of that day; returns the number of requests."""
    for host in small.government.hosts:
        host.reset()
    settings = small.settings(data_dir, host_requests=budget)
    run_night(settings, Plan(tuple(choose_sites(settings, None)), now=clock_of(day)))
    return sum(len(host.asked) for host in small.government.hosts)


def stored(small: Small, data_dir: Path) -> int:
    """Reports whose page is in the archive."""
    archive = Archive(data_dir / "archive")
    site = next(iter(small.registry.glob("*.yaml"))).stem
    titles = {one.title for one in small.reports}
    return sum(entry.list_title in titles for entry in archive.pages(site))


def test_reports_behind_the_budget_of_a_night_are_reached_in_the_season_in_which_all_are_visited_every_night(
    small: Small, tmp_path: Path
) -> None:
    """The budget leaves room for one report beside the lists; every night the lists and the known reports are due again."""
    whole = night(small, tmp_path / "whole", "2025-02-10", 1000)
    assert stored(small, tmp_path / "whole") == len(small.reports) == 3
    budget = whole - 2
    seen = []
    for day in ("2025-02-10", "2025-02-11", "2025-02-12"):
        assert night(small, tmp_path / "small", day, budget) <= budget
        seen.append(stored(small, tmp_path / "small"))
    assert seen == [1, 2, 3]
