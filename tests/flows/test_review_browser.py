"""``nianbao review serve`` in a real browser: a decision is taken by clicking, the page shows it, the file has it, and
nobody but our own page can take one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.measures import measure
from expectations.report import build_report
from expectations.review import DecisionBook
from expectations.storing import store_findings
from expectations.suites import specs
from tests.conftest import REPOSITORY
from tests.expectations.browser import PHONE, Watched, opened, until
from tests.expectations.planted import Planted, build, planted_marts
from warehouse.connection import writing

pytestmark = pytest.mark.xdist_group("review")  # what they share is made once

HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'
FIGURE = "review_litigation.review.total"


@dataclass(frozen=True)
class Served:
    """The address, the folder of the data, and the finding that is decided on."""

    url: str
    data_dir: Path
    finding: str

    @property
    def page(self) -> str:
        return f"{self.url}finding.html#{self.finding}"

    def decisions(self) -> list[Any]:
        return DecisionBook(self.data_dir / "decisions.jsonl").all()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10 + 1 requests for review, printed as 0 by an organ with a hostile name."""
    folder = tmp_path_factory.mktemp("served")
    report = Planted(organ=f"青禾县{HOSTILE}局")
    for column, value in {"upheld": 10, "corrected": 1, "other_result": 0, "pending": 0, "total": 0}.items():
        report.put("review_litigation_2019", "review", column, value)
    path = build(folder / "nianbao.duckdb", [report])
    with writing(path) as connection:
        measure(connection, specs(connection))
        store_findings(connection, "run-1")
    planted_marts(path)
    build_report(path, folder / "quality", None)
    return folder


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "flows.cli", "--data-dir", str(data_dir), "review", "serve", "--port", "0"]
    quiet = {**os.environ, "NIANBAO_DECISIONS": str(data_dir / "decisions.jsonl")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=quiet) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture
def served(server: str, data_dir: Path) -> Served:
    (data_dir / "decisions.jsonl").unlink(missing_ok=True)
    with duckdb.connect(str(data_dir / "nianbao.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT finding_id FROM quality.findings WHERE check_id = 'RL-1'").fetchall()
    return Served(server, data_dir, found[0][0])


def nothing_went_wrong(watched: Watched, served: Served) -> None:
    assert watched.page.evaluate("window.hacked === undefined")
    assert watched.complaints == []
    assert [url for url in watched.requests if not url.startswith((served.url, "data:"))] == []


def test_a_correction_is_recorded_by_clicking_shown_at_once_and_written_down(browser: Any, served: Served) -> None:
    with opened(browser, served.page) as watched:
        page = watched.page
        page.wait_for_selector("form.decide")
        page.select_option("[name=decision]", "correct-value")
        page.select_option("[name=figure]", FIGURE)
        page.fill("[name=value]", "11")
        page.fill("[name=reviewer]", "王小明")
        page.fill("[name=reason]", f"各项之和 {HOSTILE}")
        page.click("form.decide button")
        page.wait_for_selector(".story.decisions .chip.correct-value")
        assert page.inner_text(".story.decisions ins.corrected") == "11"
        assert page.inner_text(".story.decisions .why") == f"各项之和 {HOSTILE}"
        page.reload()
        page.wait_for_selector(".story.decisions .chip.correct-value")
        nothing_went_wrong(watched, served)
    (made,) = served.decisions()
    assert (made.decision, made.reviewer, made.figure) == ("correct-value", "王小明", FIGURE)
    assert (made.printed_value, made.corrected_value) == (0, 11)
    with opened(browser, served.url + "decisions.html") as watched:
        watched.page.wait_for_selector(".chip.correct-value")
        nothing_went_wrong(watched, served)
    with opened(browser, served.url) as watched:
        page, tile = watched.page, "a.tile [data-findings]"
        listed = int(page.get_attribute(tile, "data-findings") or 0)
        until(page, f"document.querySelector('{tile}').textContent === '{listed - 1}'")
        assert page.inner_text("[data-state=active] b") == "1"
        nothing_went_wrong(watched, served)


def test_a_decision_without_a_reason_is_refused_on_the_page_and_not_written(browser: Any, served: Served) -> None:
    with opened(browser, served.page) as watched:
        page = watched.page
        page.wait_for_selector("form.decide")
        page.fill("[name=reviewer]", "王小明")
        page.fill("[name=reason]", "   ")
        page.click("form.decide button")
        until(page, "document.querySelector('form.decide .said').textContent.includes('reason')")
    assert served.decisions() == []


def test_a_decision_is_taken_with_the_keyboard_alone_on_a_phone(browser: Any, served: Served) -> None:
    with opened(browser, served.page, PHONE) as watched:
        page = watched.page
        page.wait_for_selector("form.decide")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        page.focus("[name=decision]")
        page.keyboard.press("Tab")
        until(page, "document.activeElement.matches('form.decide input, form.decide textarea')")
        for name, text in (("reviewer", "Li"), ("reason", "as printed")):
            page.focus(f"[name={name}]")
            page.keyboard.type(text)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"
        page.keyboard.press("Enter")
        page.wait_for_selector(".story.decisions .chip.confirm-source-error")
        nothing_went_wrong(watched, served)
    assert [(one.decision, one.reviewer) for one in served.decisions()] == [("confirm-source-error", "Li")]


def test_another_page_open_in_the_browser_cannot_take_a_decision(browser: Any, served: Served) -> None:
    body = '{"fingerprint": "' + "0" * 12 + '", "decision": "accept", "reviewer": "x", "reason": "x"}'
    send = (
        "([url, body]) => fetch(url, {method: 'POST', mode: 'no-cors', body: body}).then(a => a.type, e => 'refused')"
    )
    with opened(browser, "about:blank") as watched:
        watched.page.evaluate(send, [served.url + "decisions", body])
        told = watched.page.evaluate(
            "(url) => fetch(url).then(a => a.text(), e => 'refused')", served.url + "finding.html"
        )
        assert told == "refused", "the token cannot be read by another page"
    assert served.decisions() == []
