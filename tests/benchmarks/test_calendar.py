"""The simulated calendar keeps to the program's manners, and to what a person can work out."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.benchmarks.calendar.country import Country, build_country, read_figures, value
from tests.benchmarks.calendar.simulate import hours, mean_of, share_appeared, simulate

FIGURES = read_figures()
FIRST = date(2026, 1, 1)


def country(*organs: int) -> Country:
    """Hosts with so many organs, of each of which every report of three years is online."""
    sizes = np.array(organs, dtype=np.int64)
    return Country(sizes, np.repeat(sizes[:, None], 3, axis=1), 2023)


def test_a_night_is_as_long_as_its_busiest_host_or_as_all_together() -> None:
    assert hours([10, 10, 10, 10], at_once=2, seconds=360) == 2.0
    assert hours([30, 10, 10, 10], at_once=2, seconds=360) == 3.0
    assert hours([30, 1], at_once=64, seconds=360) == 3.0
    assert hours([], at_once=8, seconds=2.4) == 0.0


def test_country_has_the_organs_it_was_given_and_platforms_hold_many() -> None:
    built = build_country(FIGURES, np.random.default_rng(1))
    assert int(built.organs.sum()) == 100_000
    assert built.online.shape == (len(built.organs), 18)
    assert (built.online <= built.organs[:, None]).all()
    assert int(built.organs[0]) > 20 * value(FIGURES, "hosts", "county_organs")


def test_no_host_is_asked_more_often_than_its_budget_and_all_reports_come() -> None:
    nights = simulate(country(2000, 3), FIGURES, FIRST, 181, np.random.default_rng(1))
    budget = value(FIGURES, "requests", "a_night")
    assert max(int(night.requests.max()) for night in nights) <= budget
    assert nights[0].waiting > 0 == nights[-1].waiting
    found = sum(night.documents for night in nights)
    assert found == pytest.approx(3 * 2003, rel=0.02)


def test_rhythm_of_the_seasons_is_that_of_the_program() -> None:
    """Of a filled archive: lists and the reports of two years every night, then every seventh, then every thirtieth."""
    nights = simulate(country(400), FIGURES, FIRST, 365, np.random.default_rng(1))
    by_day = {night.day: int(night.requests.sum()) for night in nights}
    robots_and_lists, recent, old = 1 + 1 + 400 * 0.5, 1.25 * 800, 1.25 * 400
    late = 1.25 * 400 * (1 - (FIGURES["appearing"][2] + FIGURES["appearing"][3]) / 2)

    def mean(first: date, days: int) -> float:
        return sum(by_day[first + timedelta(days=number)] for number in range(days)) / days

    assert mean(date(2026, 3, 1), 31) == pytest.approx(robots_and_lists + recent - late + old / 180, rel=0.02)
    assert mean(date(2026, 5, 1), 56) == pytest.approx(1 + (201 + recent) / 7 + old / 180, rel=0.05)
    assert mean(date(2026, 8, 1), 120) == pytest.approx(1 + (201 + recent) / 30 + old / 180, rel=0.06)


def test_reports_appear_until_june_and_shares_are_whole() -> None:
    assert share_appeared(date(2026, 1, 31), FIGURES) == FIGURES["appearing"][1]
    assert share_appeared(date(2026, 6, 30), FIGURES) == share_appeared(date(2026, 9, 1), FIGURES) == 1.0
    assert 0 < mean_of(FIGURES["formats"], "cpu") < 1
    with pytest.raises(ValueError, match="sum up to"):
        mean_of({"HTML": {"share": 0.5, "cpu": 1.0}}, "cpu")
