"""The page of a finding, in a browser: the whole equation of two years, the site of a missing report, and one language at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from expectations.measures import measure
from expectations.report import RunSummary, SiteInputs, StageSummary, build_site
from expectations.report.words import place_names
from expectations.review import DecisionBook, Finding
from expectations.review.desk import ReviewDesk
from expectations.storing import store_findings
from expectations.suites import specs
from tests.conftest import require_tool
from tests.expectations.browser import chromium, opened, until
from tests.expectations.planted import Planted, build
from warehouse.connection import writing

pytestmark = pytest.mark.xdist_group("finding")  # what they share is made once

EDUCATION = "青禾县教育局"
SEEN = "INSERT INTO ops.last_visits VALUES ('test', '2025-04-03 18:30:00')"
DEPARTMENT = "UPDATE core.organs SET kind = 'department', level = 'county'"
LABELS = {
    "label_near": ("label '予以公幵' read as '予以公开'", "「予以公幵」读作「予以公开」"),
    "label_missing": ("a row without a label, by its place '予以公开'", "一行没有行名，按位置读作「予以公开」"),
    "label_variant": ("label '（一）予以公开' read as '1.予以公开'", "「（一）予以公开」读作「1.予以公开」"),
    "unread_label": ("label \"it's\" is not part of the form", "「it's」不在表样中"),
    "heading_missing": ("group label '（三）不予公开' is not printed", "没有印组名「（三）不予公开」"),
    "other_column": ("header '甲' stands in the place of '乙': its column was left out", "「乙」列的位置上是「甲」，该列未采"),
}  # fmt: skip
SAID = """() => {
  const said = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
    if (text && parent.checkVisibility() && !parent.closest('script, style, .code, .command, .url, .formula, .skip, .brand, #language, .tag, kbd'))
      said.push(text);
  }
  return said;
}"""
"""The words a reader sees, without codes, addresses and the switch of languages."""


@dataclass(slots=True)
class Pages:
    folder: Path
    findings: list[Finding] = field(default_factory=list)

    def of(self, check: str, figure: str = "") -> Finding:
        return next(one for one in self.findings if one.check_id == check and (not figure or one.figures == (figure,)))

    def address(self, finding: Finding) -> str:
        return f"{(self.folder / 'finding.html').as_uri()}#{finding.finding_id}"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("finding")
    before, now = Planted(EDUCATION, 2022, seed=1), Planted(EDUCATION, 2023, seed=2)
    for one, row, value in ((before, "carried_forward", 3), (now, "carried_in", 5)):
        one.put("applications_2021", row, "total", value)
    path = build(folder / "build.duckdb", [before, now])
    with writing(path) as connection:
        for sql in (SEEN, DEPARTMENT):
            connection.execute(sql)
        for number, (code, (said, _)) in enumerate(LABELS.items(), start=1):
            values = [now.report_id, number, now.report_id, code, "info", said, "table 1 row 4 cell 2"]
            connection.execute("INSERT INTO raw.issues VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        measure(connection, specs(connection))
        store_findings(connection, "run-1")
    desk = ReviewDesk(path, DecisionBook(folder / "decisions.jsonl"), folder / "site")
    found = Pages(folder / "site", desk.findings())
    cell = "carried_forward.total@2022"
    desk.decide(
        [found.of("XY-1", "applications.carried_in.total").fingerprint],
        "correct-value",
        "李",
        "看过",
        figure=cell,
        value="5",
    )
    stages = (StageSummary("fetch", 1.0, {"new": 2, "not_due": 1}), StageSummary("audit", 1.0, {"findings_error": 3}))
    run = RunSummary("run-1", "published", "2025-04-04T02:30:00", stages=stages)
    build_site(path, found.folder, SiteInputs(run, decisions=desk.book.path, today=date(2025, 4, 4)))
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium(require_tool("chromium")) as started:
        yield started


def rows(page: Any, selector: str) -> list[list[str]]:
    found: list[list[str]] = page.evaluate(
        f"() => [...document.querySelectorAll('{selector}')].map(row => [...row.children].map(cell => cell.innerText.trim()))"
    )
    return found


def test_an_equation_of_two_years_shows_both_reports_figures_and_the_correction_of_the_earlier(
    browser: Any, pages: Pages
) -> None:
    with opened(browser, pages.address(pages.of("XY-1", "applications.carried_in.total"))) as watched:
        until(watched.page, "document.querySelectorAll('.terms tbody tr').length > 0")
        assert rows(watched.page, ".terms tbody tr") == [
            ["", "四、结转下年度继续办理（2022年）", "3", "5"],
            ["=", "二、上年结转政府信息公开申请数量（2023年）", "5", ""],
        ]
        assert "applications.carried_forward.total@2022" in watched.page.inner_text(".decisions")
        assert watched.complaints == []


def test_the_page_of_a_missing_report_says_when_its_site_was_last_seen(browser: Any, pages: Pages) -> None:
    with opened(browser, pages.address(pages.of("MISSING-YEAR"))) as watched:
        until(watched.page, "document.querySelectorAll('dl.facts dd').length > 0")
        facts = watched.page.inner_text("dl.facts").split("\n")
        assert facts[facts.index("期限") + 1] == "2025-01-31"
        assert facts[facts.index("该站点最近一次正常访问") + 1] == "2025-04-04"


def test_no_word_of_the_other_language_stands_on_the_pages_but_what_was_printed(browser: Any, pages: Pages) -> None:
    some = {one.check_id: pages.address(one) for one in pages.findings}
    with opened(browser, (pages.folder / "index.html").as_uri()) as watched:
        stages = watched.page.inner_text(".stages")
        assert re.findall(r"[A-Za-z]{3,}", stages) == []
        assert "未到访问时间\n1" in stages
        for address in some.values():
            watched.page.goto(address)
            watched.page.reload()
            until(watched.page, "document.querySelector('h1') !== null")
            said = [text for text in watched.page.evaluate(SAID) if re.search(r"[A-Za-z]{3,}", text)]
            assert said == [] or said == ["所印组名、列名与表样不同：「it's」不在表样中"], address
        assert watched.complaints == []


def test_what_the_reading_says_of_labels_is_told_in_chinese(pages: Pages) -> None:
    told = {one.message_zh.split("：", 1)[1] for one in pages.findings if one.check_id.startswith("LABEL")}
    assert told == {zh for _, zh in LABELS.values()}


@pytest.mark.parametrize(
    ("place", "zh"),
    [
        ("page 2", "第2页"), ("table 1", "表1"), ("table 1 row 4", "表1第4行"), ("table 1 row 4 cell 2", "表1第4行第2格"),
        ("/html/body/table[1]", "/html/body/table[1]"), ("page two", "page two"), ("", ""),
    ],
)  # fmt: skip
def test_a_place_in_a_document_in_chinese(place: str, zh: str) -> None:
    assert place_names(place) == (zh, place)
