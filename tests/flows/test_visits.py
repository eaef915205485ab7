"""What a night asks for: from the fetch log alone, whoever wrote it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.sites.fetch import Fetcher, FetchLimits
from extractors.sites.model import Fetched
from extractors.sites.registry import Site
from extractors.sites.walk import walk
from flows.console import Progresses
from flows.context import Run
from flows.crawl.visits import Visits, report_year
from flows.reading.items import Item
from flows.stages.discover import Discovery
from flows.stages.fetch_log import keep
from nianbao.settings import Settings, load_settings
from tests.local_government import static_families as static
from tests.local_government.server import Host, serve
from tests.sites.test_dialects import documents
from warehouse.archive import Archive, FetchEntry

URL = "https://a.gov.cn/zfxxgknb/t1.html"
BEGIN = datetime(2025, 2, 10, 18, 30, tzinfo=UTC)
LIMITS = FetchLimits("nianbao/test", allow_loopback=True, delay_seconds=0, backoff_seconds=0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path)


@pytest.fixture
def archive(settings: Settings) -> Archive:
    return Archive(settings.archive_dir)


def note(archive: Archive, moment: datetime, outcome: str, url: str = URL, kind: str = "", data: bytes = b"x") -> None:
    sha256 = archive.put(data) if outcome in ("stored", "unchanged") else None
    archive.record(
        FetchEntry(
            f"{moment.isoformat()} {url}", url, "a", moment.isoformat(), 200, outcome, sha256,  # type: ignore[arg-type]
            item_id="1", role="page", list_title="甲县2023年政府信息公开工作年度报告", kind=kind,
        )
    )  # fmt: skip


def night(number: int) -> datetime:
    return BEGIN + timedelta(days=number - 1)


def test_a_report_counts_as_vanished_after_two_different_nights_and_no_sooner(
    archive: Archive, settings: Settings
) -> None:
    note(archive, night(1), "stored")
    for hours in (0, 1, 2):
        note(archive, night(2) + timedelta(hours=hours), "failed", kind="missing")
    visits = Visits(archive, settings, lambda: night(3))
    assert not visits.vanished(URL)
    note(archive, night(3), "failed", kind="missing")
    assert list(visits.vanished(URL)) == ["2025-02-12", "2025-02-13"]
    note(archive, night(4), "stored")
    assert not visits.vanished(URL)


def test_a_refusal_is_no_disappearance(archive: Archive, settings: Settings) -> None:
    note(archive, night(1), "stored")
    for number in (2, 3, 4):
        note(archive, night(number), "refused", kind="waf")
    visits = Visits(archive, settings, lambda: night(5))
    assert not visits.vanished(URL)
    held = visits.recall(URL)
    assert held is not None
    assert held.data == b"x"


def test_what_was_never_there_is_not_asked_for_twice_a_night_and_never_counts_as_vanished(
    archive: Archive, settings: Settings
) -> None:
    for number in (1, 2, 3):
        note(archive, night(number), "failed", kind="missing")
    visits = Visits(archive, settings, lambda: night(3) + timedelta(hours=1))
    assert not visits.vanished(URL)
    assert not visits.is_report_due(URL, 2024)


def test_a_deep_sweep_asks_for_all_that_this_night_has_not_seen(archive: Archive, settings: Settings) -> None:
    other = f"{URL}2"
    note(archive, night(3) - timedelta(hours=1), "stored")
    note(archive, night(3) + timedelta(minutes=5), "stored", url=other)
    visits = Visits(archive, settings, lambda: night(3) + timedelta(hours=2), everything_since=night(3))
    assert visits.is_report_due(URL, 2009)
    assert not visits.is_report_due(other, 2009)


def test_items_that_their_list_shows_no_more_are_still_visited(archive: Archive, settings: Settings) -> None:
    note(archive, night(1), "stored")
    visits = Visits(archive, settings, lambda: night(2))
    (item,) = visits.dropped("a", [], "甲县人民政府", "甲县")
    assert (item.url, item.site_organ, item.region_name) == (URL, "甲县人民政府", "甲县")
    assert visits.dropped("a", [item], "", "") == []


@pytest.mark.parametrize(
    ("title", "date", "year"),
    [
        ("甲县2019年政府信息公开工作年度报告", "2024-03-01", 2019),
        ("政府信息公开工作年度报告", "2024-03-01", 2023),
        ("政府信息公开工作年度报告", "", None),
    ],
)
def test_the_year_of_a_row_is_that_of_its_title_or_the_one_before_its_date(
    title: str, date: str, year: int | None
) -> None:
    assert report_year(Item("1", "a", URL, title, date)) == year


def test_an_unchanged_list_costs_one_request_and_a_changed_one_is_read_to_the_end(
    archive: Archive, settings: Settings
) -> None:
    known = sorted(documents(40), key=lambda one: one.date, reverse=True)
    host = Host("127.0.0.1", static.trs(known))
    clock = [night(1)]
    asked = []

    def keep(page: Fetched) -> None:
        latest = archive.latest(page.url)
        held = archive.get(latest.sha256) if latest is not None and latest.sha256 is not None else b""
        note(archive, clock[0], "stored" if page.data else "unchanged", page.url, data=page.data or held)

    with serve(host):
        site = Site("a", "甲县人民政府", "甲县", "county", (f"{host.url}/zwgk/zfxxgknb/",))
        for number in (1, 2, 3):
            clock[0] = night(number)
            if number == 3:
                new = documents(41)[-1]
                host.routes = static.trs([new, *known])
            visits = Visits(archive, settings, lambda: clock[0])
            host.reset()
            with Fetcher(LIMITS, now=lambda: clock[0]) as fetcher:
                (one,) = walk(
                    site,
                    fetcher,
                    recall=visits.recall,
                    is_due=lambda url, *, is_tail, year: not is_tail,
                    keep=keep,
                )
            asked.append((len(host.paths()), len(one.rows), one.is_complete))
    assert asked == [(4, 40, True), (1, 40, True), (4, 41, True)]


def test_an_item_that_fell_off_its_list_keeps_the_organ_that_the_list_named(
    archive: Archive, settings: Settings
) -> None:
    for number, organ in ((1, "云溪县教育局"), (2, "")):
        archive.record(
            FetchEntry(
                f"f{number}", f"https://a.gov.cn/{number}.html", "a", night(1).isoformat(), 200, "stored",
                archive.put(b"x"), item_id=str(number), role="page", list_title="2023年", site_organ=organ,
            )
        )  # fmt: skip
    dropped = Visits(archive, settings, lambda: night(2)).dropped("a", [], "云溪县人民政府", "云溪县")
    assert {item.item_id: item.site_organ for item in dropped} == {"1": "云溪县教育局", "2": "云溪县人民政府"}


def test_what_is_not_asked_for_is_counted_and_is_no_line_of_the_log(settings: Settings) -> None:
    refusal = Fetched(URL, URL, 412, {}, b"", BEGIN, "refused", f"{URL}: HTTP 412", "ruishu")
    beside = f"{URL}2"
    silent = Fetched(
        beside, beside, 0, {}, b"", BEGIN, "refused", f"{beside}: not asked for: the host refused earlier", "ruishu",
        is_asked=False,
    )  # fmt: skip
    with Progresses() as progress:
        run = Run(settings, "nightly", progress)
        item = Item("1", "a", URL, "甲县2023年政府信息公开工作年度报告", "")
        for answer in (refusal, silent):
            assert keep(run, answer, item, "page").outcome == "refused"
        assert [entry.url for entry in run.archive.entries()] == [URL]
        site = Site("a", "甲", "甲县", "county", (URL,))
        (row,) = run.crawl.rows(run.run_id, BEGIN.isoformat(), [Discovery(site, (), (), ())], [])
    assert (row.refused, row.requests, row.state) == (2, 1, "blocked")
