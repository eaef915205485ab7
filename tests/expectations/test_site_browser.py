"""The review site in a real browser, opened from disk: filters, keys, a phone, 100,000 findings, hostile text, decisions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.report import SiteInputs, build_site
from expectations.review import DecisionBook
from expectations.review.desk import ReviewDesk
from tests.expectations.browser import PHONE, opened, until
from tests.expectations.many_findings import many_findings
from tests.expectations.planted import Planted

pytestmark = pytest.mark.xdist_group("site")  # what they share is made once

BuildOf = Callable[..., Path]
HOSTILE = '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">'
READY = "!!document.querySelector('#list .row .what') && document.getElementById('loading').textContent === ''"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_findings(tmp_path_factory.mktemp("small"), 300)


def shown(page: Any) -> int:
    return int(page.inner_text("#shown").replace("\u202f", ""))


def milliseconds(page: Any) -> int:
    """What the last filtering took, as the page measured it."""
    return int(page.get_attribute("#list", "data-milliseconds") or -1)


def processor_seconds(session: Any) -> float:
    """Seconds the page's main thread has computed; other work on the machine does not count."""
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def test_filters_narrow_the_list_and_stand_in_the_address(browser: Any, small: Path) -> None:
    with opened(browser, (small / "findings.html").as_uri()) as watched:
        page = watched.page
        until(page, READY)
        assert shown(page) == 300
        page.select_option("[name=severity]", "error")
        errors = shown(page)
        page.select_option("[name=year]", "2021")
        page.fill("#q", "教育局 app-1")
        until(page, "location.hash.includes('app-1')")
        rows = page.eval_on_selector_all("#list .row", "rows => rows.map(row => row.textContent)")
        assert 0 < shown(page) == len(rows) < errors < 300
        assert all("教育局" in row and "2021" in row and "APP-1" in row and "错误" in row for row in rows)
        kept = page.url
        page.keyboard.press("Escape")
        assert watched.complaints == []
    with opened(browser, kept) as watched:
        until(watched.page, READY)
        until(watched.page, f"document.querySelectorAll('#list .row').length === {len(rows)}")
        assert watched.page.input_value("[name=severity]") == "error"
        assert watched.complaints == []
        assert watched.off_site() == []


def test_the_list_is_walked_by_keys_and_a_finding_leads_back_and_on(browser: Any, small: Path) -> None:
    with opened(browser, (small / "findings.html").as_uri() + "#verdict=policy") as watched:
        page = watched.page
        until(page, READY)
        for key in ("j", "j", "k"):
            page.keyboard.press(key)
        assert page.get_attribute("[aria-selected=true]", "id") == "row-1"
        chosen = page.get_attribute("[aria-selected=true]", "href")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{chosen}")
        page.wait_for_selector("h1")
        page.keyboard.press("j")
        until(page, f"!location.href.endsWith('{chosen}')")
        page.keyboard.press("u")
        page.wait_for_url("**/findings.html#verdict=policy")
        assert watched.complaints == []


def test_both_languages_and_both_lights(browser: Any, small: Path) -> None:
    with opened(browser, (small / "findings.html").as_uri(), color_scheme="light") as watched:
        page = watched.page
        until(page, READY)
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert "打印" in page.inner_text("#list .row .what")
        page.keyboard.press("l")
        until(page, "document.querySelector('#list .row .what').textContent.includes('printed')")
        assert page.is_visible("nav >> text=Findings")
        assert not page.is_visible("nav >> text=发现")
        page.keyboard.press("t")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
        page.reload()
        assert page.evaluate("document.documentElement.dataset.lang") == "en"
        assert watched.complaints == []


def test_a_hundred_thousand_findings_load_and_filter_within_a_second_of_the_first_paint(
    browser: Any, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    site = many_findings(tmp_path, 100_000, is_whole=False)
    with opened(browser, (site / "decisions.html").as_uri()) as watched:
        page = watched.page
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = processor_seconds(session)
        page.goto((site / "findings.html").as_uri())
        until(page, READY)
        computed = processor_seconds(session) - before
        assert shown(page) == 100_000
        assert page.eval_on_selector_all("#list .row", "rows => rows.length") < 60, "only rows in sight are drawn"
        before = processor_seconds(session)
        page.fill("#q", "第99999处")
        until(page, "document.getElementById('shown').textContent === '1'")
        words = processor_seconds(session) - before
        page.fill("#q", "")
        until(page, "document.getElementById('shown').textContent.length > 6")
        before = processor_seconds(session)
        page.select_option("[name=check]", "RL-3")
        assert 15_000 < shown(page) < 25_000
        column = processor_seconds(session) - before
        record_property("filter_ms", milliseconds(page))
        record_property("load_processor_seconds", computed)
        record_property("search_processor_seconds", words)
        record_property("filter_processor_seconds", column)
        assert 0 < computed < 1, "the whole load, paint included"
        assert 0 < words < 1
        assert 0 < column < 1
        assert watched.complaints == []
        assert watched.off_site() == []


@pytest.fixture
def hostile(evaluated_of: BuildOf) -> Path:
    report = Planted(organ=HOSTILE + "长" * 10_000, title=HOSTILE, sections={1: (HOSTILE, HOSTILE)})
    for column, value in {"upheld": 10, "corrected": 1, "other_result": 0, "pending": 0, "total": 0}.items():
        report.put("review_litigation_2019", "review", column, value)
    path = evaluated_of([report])
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE core.figures SET raw_text = ?", [HOSTILE])
        connection.execute(
            "UPDATE quality.findings SET message_zh = message_zh || ?, message_en = ?", [HOSTILE, HOSTILE * 40]
        )
        connection.execute("UPDATE core.revisions SET source_url = 'javascript:alert(1)'")
    desk = ReviewDesk(path, DecisionBook(path.parent / "decisions.jsonl"), path.parent / "site")
    desk.decide([desk.findings()[0].fingerprint], "accept", HOSTILE, HOSTILE)
    build_site(path, desk.site_dir, SiteInputs(decisions=desk.book.path))
    return desk.site_dir


def test_every_kind_of_page_fits_a_phone_and_shows_hostile_text_as_text(browser: Any, hostile: Path) -> None:
    finding = next(hostile.glob("data/details/*.js")).read_text(encoding="utf-8").split('"')[1]
    kinds = ["index", "findings", "reports", "coverage", "checks", "decisions"]
    pages = [f"{kind}.html" for kind in kinds] + [f"finding.html#{finding}"]
    pages += [
        str(next(hostile.glob(f"{kind}/*.html")).relative_to(hostile)) for kind in ("reports", "organs", "checks")
    ]
    for name in pages:
        with opened(browser, (hostile / "index.html").as_uri().replace("index.html", name), PHONE) as watched:
            page = watched.page
            page.wait_for_load_state("load")
            page.wait_for_timeout(50)
            assert page.evaluate("window.hacked === undefined"), name
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], name
            assert page.query_selector("main img[src=x]") is None, name
            assert page.query_selector("a[href^=javascript]") is None, name
            assert watched.complaints == [], name
            assert watched.off_site() == [], name


def test_a_finding_shows_what_was_decided_and_an_unknown_one_says_so(browser: Any, hostile: Path) -> None:
    finding = (hostile / "data" / "decisions.js").read_text(encoding="utf-8").partition('"finding":"')[2][:32]
    with opened(browser, (hostile / "finding.html").as_uri() + f"#{finding}") as watched:
        watched.page.wait_for_selector(".chip.accept")
        assert HOSTILE in watched.page.inner_text(".why")
        watched.page.evaluate("location.hash = 'abc0'")
        watched.page.wait_for_selector("text=没有这一发现")
        assert watched.off_site() == []
