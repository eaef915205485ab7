"""When an address is due: by season, by age of the report, and on a night of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from extractors.sites.rhythm import Kind, Rhythm, is_due

RHYTHM = Rhythm()
ADDRESSES = [f"https://www.example.gov.cn/zwgk/zfxxgknb/t{number}.html" for number in range(2_000)]


def night(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 18, 30, tzinfo=UTC) - timedelta(days=1)  # 02:30 in Shanghai


@pytest.mark.parametrize(
    ("month", "kind", "year", "days"),
    [
        (1, "list", None, 1),
        (3, "report", 2024, 1),
        (3, "report", 2023, 1),
        (3, "report", None, 1),
        (3, "report", 2022, 180),
        (3, "tail", None, 7),
        (4, "list", None, 7),
        (6, "report", 2024, 7),
        (6, "list", 2019, 180),
        (7, "list", None, 30),
        (12, "report", 2024, 30),
        (12, "tail", None, 210),
    ],
)
def test_days_between_visits_follow_the_season_and_the_age(month: int, kind: Kind, year: int | None, days: int) -> None:
    assert RHYTHM.interval_days(night(2025, month, 11), kind, year) == days


def test_the_season_is_that_of_shanghai() -> None:
    assert RHYTHM.season_days(datetime(2025, 3, 31, 17, 0, tzinfo=UTC)) == 7  # 1 April, 01:00
    assert RHYTHM.season_days(datetime(2025, 3, 31, 15, 0, tzinfo=UTC)) == 1


def test_what_was_never_seen_is_due() -> None:
    assert all(is_due(RHYTHM, night(2025, 8, 1), url, "report", 2012, None) for url in ADDRESSES)


def test_what_was_seen_tonight_is_not_whatever_the_season() -> None:
    now = night(2025, 2, 11)
    for hours in (0, 5, 19):
        assert not is_due(RHYTHM, now + timedelta(hours=hours), ADDRESSES[0], "list", None, now)


def test_a_night_that_comes_somewhat_early_is_still_the_next_night() -> None:
    now = night(2025, 2, 11)
    assert is_due(RHYTHM, now, ADDRESSES[0], "report", 2024, now - timedelta(hours=21))


@pytest.mark.parametrize(("month", "year", "days"), [(5, 2024, 7), (9, 2024, 30), (2, 2012, 180)])
def test_each_address_has_one_night_of_its_own_and_no_night_has_many(month: int, year: int, days: int) -> None:
    first = night(2025, month, 1)
    seen = first - timedelta(days=1)
    per_night = [
        sum(is_due(RHYTHM, first + timedelta(days=offset), url, "report", year, seen) for url in ADDRESSES)
        for offset in range(min(days, 25))
    ]
    expected = len(ADDRESSES) / days
    assert all(0 < number < 2.5 * expected + 5 for number in per_night)
    if days <= 25:
        assert sum(per_night) == len(ADDRESSES)


def test_a_missed_night_is_made_up_for_after_twice_the_time() -> None:
    now = night(2025, 5, 20)
    assert all(is_due(RHYTHM, now, url, "list", None, now - timedelta(days=14)) for url in ADDRESSES)
