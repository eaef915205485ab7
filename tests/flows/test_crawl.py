"""The crawl report: what each site brought, how it stands, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extractors.sites.model import StopReason, Walk
from extractors.sites.registry import Site
from flows.cli import app
from flows.crawl import CrawlFiles, CrawlTally, SiteStatus, crawl_markdown, state_of, with_visits
from flows.readings import Item
from flows.records import RunLog
from flows.stages.discover import Discovery
from flows.stages.fetch import FetchedItem, ItemOutcome
from flows.worked_queries import worked_queries
from tests.warehouse.conftest import new_build
from warehouse.archive import FetchEntry
from warehouse.archive_log import Outcome
from warehouse.ops import CrawlRow, record_crawls, site_states
from warehouse.query import run_query

NIGHT = "2025-02-{:02}T18:30:00+00:00"


def walk(
    reason: StopReason = "all_pages", *, pages: int = 2, promised: int | None = 2, problems: Sequence[str] = ()
) -> Walk:
    return Walk((), promised, pages, reason, pages, problems=tuple(problems))


def fetch(number: int, outcome: Outcome, site_id: str = "city", **over: Any) -> FetchEntry:
    values = {"fetched_at": NIGHT.format(1), "status": 200, "url": f"http://{site_id}/{number}", **over}
    return FetchEntry(f"f{number}", site_id=site_id, outcome=outcome, **values)


def refusal(kind: str, message: str = "") -> FetchEntry:
    return fetch(9, "refused", status=0, kind=kind, message=message or f"http://city/9: refused ({kind})")


def item(number: int, site_id: str = "city") -> Item:
    return Item(f"i{number}", site_id, f"http://{site_id}/{number}", "年报", "")


def row(day: int, state: str = "ok", site_id: str = "city", **over: Any) -> CrawlRow:
    zero = dict.fromkeys(
        (
            "lists", "lists_incomplete", "list_pages", "items_found", "items_kept_out", "items_new", "items_changed",
            "items_unchanged", "items_not_due", "items_vanished", "items_missing", "refused", "failed", "requests", "bytes",
        ),
        0,
    )  # fmt: skip
    named = {"run_id": f"r{day}", "site_id": site_id, "visited_at": NIGHT.format(day), "state": state, "message": ""}
    return CrawlRow(**{**zero, **named, "seconds": 1.5, **over})  # type: ignore[arg-type]


def test_a_site_is_ok_when_its_lists_ended_and_every_address_answered() -> None:
    assert state_of([walk()], []) == ("ok", "")
    assert state_of([], []) == ("ok", "")


def test_a_list_that_broke_off_makes_a_site_incomplete() -> None:
    broken = walk("page_failed", pages=1, problems=["promised 2 list pages, saw 1"])
    assert state_of([walk(), broken], []) == ("incomplete", "promised 2 list pages, saw 1")
    assert state_of([walk("page_limit")], []) == ("incomplete", "the walk ended early (page_limit)")


def test_addresses_that_failed_make_a_site_incomplete_and_are_counted() -> None:
    failed = [fetch(1, "failed", status=500, message="http://city/1: HTTP 500"), fetch(2, "failed", status=0)]
    assert state_of([walk()], failed) == ("incomplete", "http://city/1: HTTP 500 (and 1 more)")


@pytest.mark.parametrize(
    ("kind", "reason", "state"),
    [
        ("robots", "entry_refused", "robots"),
        ("waf", "entry_refused", "blocked"),
        ("forbidden", "entry_refused", "blocked"),  # the column itself is forbidden
        ("forbidden", "all_pages", "incomplete"),  # one page is
        ("ruishu", "all_pages", "blocked"),  # speaks of the visitor, not of the page
        ("budget", "entry_refused", "incomplete"),  # our own limit: tomorrow goes on
        ("robots", "all_pages", "incomplete"),
    ],
)
def test_a_refusal_is_told_by_its_kind_and_by_what_was_refused(kind: str, reason: StopReason, state: str) -> None:
    pages = 0 if reason == "entry_refused" else 2
    found, message = state_of([walk(reason, pages=pages, promised=None if not pages else 2)], [refusal(kind)])
    assert found == state
    assert message


def test_a_site_whose_entries_all_fail_is_failing() -> None:
    gone = walk("entry_failed", pages=0, promised=None, problems=["http://city/: HTTP 404"])
    assert state_of([gone, gone], []) == ("failing", "http://city/: HTTP 404")
    assert state_of([gone, walk()], [])[0] == "incomplete"


def test_a_row_counts_items_addresses_requests_bytes_and_seconds(tmp_path: Path) -> None:
    tally = CrawlTally()
    with tally.timed("city"):
        for entry in (
            fetch(1, "stored", byte_count=1000, role="list"),
            fetch(2, "failed", status=500, message="again"),
            fetch(2, "stored", byte_count=500),  # the second try mended it
            fetch(3, "unchanged", status=304),
            fetch(4, "failed", status=404, kind="missing"),  # gone, which is no trouble of ours
            fetch(5, "failed", status=500),
            refusal("robots"),
            fetch(6, "refused", status=0, kind="waf", message="http://city/6: not asked for: the host refused earlier"),
            fetch(7, "stored", "county", byte_count=7),
        ):
            tally.answered(entry)
    outcomes: list[ItemOutcome] = ["new", "new", "unchanged", "missing"]
    items = [FetchedItem(item(number), (), outcome, (), False) for number, outcome in enumerate(outcomes)]
    site = Site("city", "某市人民政府", "某市", "prefecture", ("http://city/1",))
    found = Discovery(site, tuple(one.item for one in items), ((item(8), "look-alike"),), (walk(),))
    other = Discovery(replace(site, site_id="quiet"), (), (), (walk(),))
    city, quiet = tally.rows("r1", NIGHT.format(1), [found, other], items)
    assert city == row(
        1, "blocked", message="http://city/6: not asked for: the host refused earlier", lists=1, list_pages=2,
        items_found=5, items_kept_out=1, items_new=2, items_unchanged=1, items_missing=1, refused=2, failed=1,
        requests=6, bytes=1500, seconds=city.seconds,
    )  # fmt: skip
    assert 0 <= city.seconds < 60
    assert (quiet.requests, quiet.visited_at, quiet.state) == (0, NIGHT.format(1), "ok")
    files = CrawlFiles(tmp_path)
    files.save("r1", [city, quiet])
    assert files.rows("r1") == [city, quiet]
    assert files.rows("never") == []


def test_a_site_fails_since_the_first_of_its_last_nights_in_trouble() -> None:
    nights = [row(1), row(2, "failing"), row(3), row(4, "failing"), row(5, "failing")]
    (status,) = with_visits({}, nights).values()
    assert status.badge == "failing since 2025-02-04"
    assert status.visited_at == datetime(2025, 2, 5, 18, 30)
    assert with_visits({}, [row(1, "failing"), row(2)])["city"].badge == "ok"
    assert SiteStatus("new").badge == "never visited"


def test_the_warehouse_says_the_same_as_the_files(tmp_path: Path) -> None:
    build = new_build(tmp_path)
    nights = [
        row(1), row(2, "failing", message="HTTP 500"), row(3, "failing", message="HTTP 502"),
        row(1, "blocked", "county"), row(3, "ok", "county"), row(2, "robots", "town", message="robots.txt"),
    ]  # fmt: skip
    record_crawls(build, nights)
    record_crawls(build, nights)  # a run that is recorded again
    known = {site: SiteStatus(site, state, why, since, at) for site, state, why, at, since in site_states(build)}
    assert known == with_visits({}, sorted(nights, key=lambda one: one.visited_at))
    assert known["city"] == SiteStatus(
        "city", "failing", "HTTP 502", datetime(2025, 2, 2, 18, 30), datetime(2025, 2, 3, 18, 30)
    )
    told = run_query(build, worked_queries()["sites_by_state"].text)
    assert list(zip(told["site_id"], told["state"], told["since"], strict=True)) == [
        ("city", "failing", datetime(2025, 2, 2, 18, 30)),
        ("town", "robots", datetime(2025, 2, 2, 18, 30)),
        ("county", "ok", datetime(2025, 2, 3, 18, 30)),
    ]


def test_the_markdown_table_starts_with_the_worst() -> None:
    rows = [
        row(1, site_id="a", items_found=12, items_new=3, requests=15, bytes=123456),
        row(1, "incomplete", "b", failed=1, message="http://b/x: HTTP 500 | again"),
        row(1, "incomplete", "c", failed=7),
        row(1, "failing", "d"),
    ]
    told = crawl_markdown(rows).splitlines()
    assert told[0] == "Sites: 1 failing, 2 incomplete, 1 ok."
    assert [line.split(" | ")[0] for line in told[4:]] == ["| d", "| c", "| b", "| a"]
    assert told[-2].endswith("| http://b/x: HTTP 500 \\| again |")
    assert told[-1] == "| a | ok | 12 | 3 | 0 | 0 | 0 | 0 | 0 | 15 | 2 | 123,456 |  |"
    assert crawl_markdown([]) == "Sites: no site visited.\n"


def test_status_shows_a_badge_for_each_site_of_the_registry(tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    registry.mkdir()
    for name in ("city", "county", "town"):
        text = f"site_id: {name}\norgan: 某地人民政府\nregion_name: 某地\nlevel: county\nentry_urls:\n  - http://{name}.test/\n"
        (registry / f"{name}.yaml").write_text(text, encoding="utf-8")
    log = RunLog(tmp_path)
    for day, state in ((1, "ok"), (2, "failing"), (3, "failing")):
        record = log.begin("nightly", "0.1.0")
        CrawlFiles(tmp_path).save(
            record.run_id, [row(day), row(day, state, "county", message="http://county.test/: HTTP 500")]
        )
    command = ["--data-dir", str(tmp_path), "status", "--sites", "--registry", str(registry)]
    result = CliRunner().invoke(app, command, terminal_width=160)
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if line.startswith("│")]
    assert [line.split("│")[1].strip() for line in lines] == ["county", "town", "city"]
    assert "failing since 2025-02-02" in lines[0]
    assert "http://county.test/: HTTP 500" in lines[0]
    assert "never visited" in lines[1]
    assert result.stdout.splitlines()[-1] == "3 sites: 1 failing, 1 never visited, 1 ok"


def test_times_are_stored_in_utc(tmp_path: Path) -> None:
    build = new_build(tmp_path)
    record_crawls(build, [row(1, visited_at="2025-02-02T02:30:00+08:00")])
    (stored,) = site_states(build)
    assert stored[3] == datetime(2025, 2, 1, 18, 30, tzinfo=UTC).replace(tzinfo=None)
