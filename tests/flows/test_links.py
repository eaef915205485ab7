"""Which files a page stands for: looked for before its tables are recognised, because most pages lead to none."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.demo_site import fill_report, render_html
from flows.reading.items import Item
from flows.stages.fetch import LinksJob, find_attachments
from warehouse.archive import Archive

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
