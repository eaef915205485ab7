"""Which files a page stands for: looked for before its tables are recognised, because most pages lead to none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.document import Issue
from flows.console import Progresses
from flows.context import Run
from flows.demo_site import fill_report, render_html
from flows.reading.history import publications
from flows.reading.items import Item
from flows.stages.fetch import LinksJob, _fetched_item, find_attachments
from flows.stages.fetch_log import Visit
from nianbao.settings import load_settings
from warehouse.archive import Archive, FetchEntry, Outcome

FORM = fill_report("云溪县教育局", 2022)
REPORT = render_html(FORM, style="plain")
LINK = '<p>附件：<a href="/upload/2022.docx">云溪县教育局2022年政府信息公开工作年度报告.docx</a></p></body>'.encode()


def found(folder: Path, page: bytes) -> list[tuple[str, str]]:
    archive = Archive(folder)
    item = Item("1", "yunxi", "http://yunxi.test/1.html", FORM.title, "")
    return find_attachments(LinksJob(item, archive.put(page), item.url, "text/html", archive.location, 10**8))


def test_page_that_leads_to_no_file_is_not_recognised_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the page was recognised")

    monkeypatch.setattr("flows.stages.fetch.extract_item", refuse)
    assert found(tmp_path, REPORT) == []


def test_file_beside_a_whole_report_is_not_asked_for_and_beside_a_bare_page_is(tmp_path: Path) -> None:
    assert found(tmp_path, REPORT.replace(b"</body>", LINK)) == []
    bare = f"<html><body><h1>{FORM.title}</h1><p>详见附件。</p></body></html>".encode().replace(b"</body>", LINK)
    assert found(tmp_path, bare) == [("attachment", "http://yunxi.test/upload/2022.docx")]


BARE = f"<html><body><h1>{FORM.title}</h1><p>详见附件。</p></body></html>".encode().replace(b"</body>", LINK)
PAGE, FILE = "http://yunxi.test/1.html", "http://yunxi.test/upload/2022.docx"


def a_run(folder: Path) -> Run:
    return Run(load_settings(data_dir=folder), "nightly", Progresses(is_shown=False))


def answered(run: Run, url: str, hour: int, data: bytes | None, status: int = 200) -> None:
    """One line of the fetch log: these bytes, or a failure of this status."""
    sha256 = run.archive.put(data) if data is not None else None
    outcome: Outcome = "failed" if sha256 is None else "stored"
    known = run.archive.latest(url)
    if known is not None and known.sha256 == sha256 is not None:
        outcome = "unchanged"
    item_id, role = "1", "page" if url == PAGE else "attachment"
    moment = (datetime(2023, 2, 1, tzinfo=UTC) + timedelta(hours=hour)).isoformat()
    run.record_fetch(
        FetchEntry(f"f{hour}{role}", url, "yunxi", moment, status, outcome, sha256, content_type="text/html",
                   list_title=FORM.title, item_id=item_id, role=role)
    )  # fmt: skip


def told(run: Run) -> list[list[str]]:
    return [[blob.role for blob in one.blobs] for one in publications(run)]


def test_visit_that_was_cut_off_before_its_file_is_no_publication(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    answered(run, PAGE, 0, BARE)
    assert told(run) == []
    answered(run, PAGE, 2, BARE)
    answered(run, FILE, 2, b"a file")
    assert told(run) == [["page", "attachment"]]


@pytest.mark.parametrize(
    ("status", "hours", "is_read"),
    [(503, 0, False), (0, 0, False), (404, 0, True), (403, 0, True), (503, 24 * 8, True)],
)
def test_page_is_read_alone_only_when_its_file_is_not_to_be_had(
    tmp_path: Path, status: int, hours: int, is_read: bool
) -> None:
    run = a_run(tmp_path)
    answered(run, PAGE, 0, BARE)
    answered(run, FILE, hours, None, status)
    assert told(run) == ([["page"]] if is_read else [])


def test_page_without_files_is_a_publication_at_once(tmp_path: Path) -> None:
    run = a_run(tmp_path)
    answered(run, PAGE, 0, REPORT)
    assert told(run) == [["page"]]


@pytest.mark.parametrize(("status", "may_pass", "outcome"), [(503, True, "waiting"), (404, False, "new")])
def test_page_whose_file_may_come_tomorrow_waits_for_it(
    tmp_path: Path, status: int, may_pass: bool, outcome: str
) -> None:
    run = a_run(tmp_path)
    run.now = lambda: datetime(2023, 2, 2, tzinfo=UTC)
    answered(run, PAGE, 0, BARE)
    sha256 = run.archive.put(BARE)
    visits = [
        Visit(PAGE, "stored", sha256, None, None, False),
        Visit(FILE, "failed", None, None, Issue("fetch_failed", "error", f"{FILE}: {status}"), may_pass),
    ]
    item = Item("1", "yunxi", PAGE, FORM.title, "")
    found = _fetched_item(run, item, visits, {PAGE: "page", FILE: "attachment"}, ())
    assert found.outcome == outcome
    assert [blob.role for blob in found.blobs] == ([] if may_pass else ["page"])
    assert [issue.code for issue in found.issues] == ["fetch_failed"]
