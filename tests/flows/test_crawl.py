"""Three nights over a few sites of the local government, and a crawl that is killed; all of it is ``make bench-crawl``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.sites.registry import Site
from flows.night import manners_of
from tests.benchmarks.crawl.kills import kill_at_random
from tests.benchmarks.crawl.nights import Night, problems_of, run_night
from tests.local_government.government import Government, build_government
from tests.local_government.server import serve

pytestmark = pytest.mark.xdist_group("crawl")  # what they share is made once

SITES = ("ucap", "jpaas", "walled", "closed", "gkmlpt")
SHARE = 0.75  # only recent years are here, and those are asked for every night


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Government, list[Night]]]:
    folder = tmp_path_factory.mktemp("crawl")
    government = build_government(SITES, most_reports=3)
    with serve(*government.hosts):
        registry = government.write_registry(folder / "registry")
        yield government, [run_night(government, number, folder / "data", registry) for number in (1, 2, 3)]


def test_every_target_of_the_benchmark_holds_for_a_few_sites(nights: tuple[Government, list[Night]]) -> None:
    government, three = nights
    assert problems_of(three, government, SHARE) == []
    assert len(three[0].reports) >= 15


def test_what_is_wrong_with_single_addresses_is_one_line_each(nights: tuple[Government, list[Night]]) -> None:
    codes = [[issue.code for issue in night.result.problems] for night in nights[1]]
    assert codes[0].count("host_blocked") == 1
    assert "vanished" not in codes[1]
    assert codes[2].count("vanished") == len(nights[0].vanished) > 0
    assert codes[2].count("host_recovered") == 1


def test_a_wall_is_knocked_at_once_a_night_and_a_closed_site_never(nights: tuple[Government, list[Night]]) -> None:
    government, _ = nights
    closed = next(town.host for town in government.towns if town.kind == "closed")
    assert [one.target for one in closed.asked] == ["/robots.txt"]


def test_a_crawl_killed_in_the_middle_stores_nothing_twice_and_loses_nothing(tmp_path: Path) -> None:
    government = build_government(("jpaas", "ucapjson", "byorgan"), most_reports=3)
    with serve(*government.hosts):
        found = kill_at_random(government, tmp_path, kills=1, seed=7)
    assert found.requests_at_kill[0] > 0
    assert found.problems() == []


def test_the_registry_decides_the_pause_and_the_strength_of_tls() -> None:
    entries = ("https://a.gov.cn/1/", "https://b.gov.cn/")
    slow = Site("slow", "甲", "甲县", "county", entries, delay_seconds=5)
    weak = Site("weak", "乙", "乙县", "county", ("https://b.gov.cn/2/",), tls="legacy", delay_seconds=3)
    manners = manners_of([slow, weak])
    assert (manners["https://a.gov.cn"].delay_seconds, manners["https://a.gov.cn"].tls) == (5, "strict")
    assert (manners["https://b.gov.cn"].delay_seconds, manners["https://b.gov.cn"].tls) == (5, "legacy")
