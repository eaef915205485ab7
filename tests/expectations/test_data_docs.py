"""Data Docs open from disk without a network, show hostile text as text, and do not grow with history."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import lxml.html
import pytest

from tests.conftest import require_tool
from tests.expectations.conftest import AuditOf
from tests.expectations.planted import Planted

HOSTILE = '<script>document.title="owned"</script>${severity}$title{0}'


def pages(docs: Path) -> list[Path]:
    return sorted((docs / "data_docs").rglob("*.html"))


def loads(page: Path) -> list[str]:
    """Every address the page makes a browser fetch by itself."""
    tree = lxml.html.document_fromstring(page.read_text(encoding="utf-8"))
    found = tree.xpath("//link/@href | //script/@src | //img/@src | //iframe/@src | //source/@src | //object/@data")
    styles = " ".join(tree.xpath("//style/text() | //@style"))
    return [*map(str, found), *re.findall(r"url\(([^)]*)\)|@import", styles)]


@pytest.mark.usefixtures("no_network")
def test_an_audit_opens_no_connection_and_its_pages_ask_for_none(audit_of: AuditOf) -> None:
    audited = audit_of([Planted()])
    assert len(pages(audited.docs)) > 20
    for page in pages(audited.docs):
        for address in loads(page):
            assert not re.match(r"(https?:)?//", address), (page, address)
            assert (page.parent / address).is_file(), (page, address)
        assert "<script" not in page.read_text(encoding="utf-8").lower()


def test_every_link_between_the_pages_leads_somewhere(audit_of: AuditOf) -> None:
    audited = audit_of([Planted()])
    for page in pages(audited.docs):
        for href in lxml.html.document_fromstring(page.read_text(encoding="utf-8")).xpath("//a/@href"):
            if not href.startswith(("#", "http")):
                assert (page.parent / str(href).split("#")[0]).is_file(), (page, href)


def test_hostile_text_is_shown_as_text(audit_of: AuditOf) -> None:
    plant = f"UPDATE core.figures SET kind = '{HOSTILE}' WHERE row_code = 'review' AND column_code = 'pending'"
    audited = audit_of([Planted(organ=HOSTILE)], plant)
    text = "".join(page.read_text(encoding="utf-8") for page in pages(audited.docs))
    assert "<script>document" not in text
    assert "&lt;script&gt;document.title=" in text
    assert "&amp;lt;script" not in text


def test_a_failing_expectation_shows_its_severity_check_counts_and_rows(audit_of: AuditOf) -> None:
    report = Planted().put("review_litigation_2019", "review", "total", 99)
    audited = audit_of([report])
    page = next((audited.docs / "data_docs" / "runs" / "run-1" / "validations" / "core" / "figures").rglob("*.html"))
    text = lxml.html.document_fromstring(page.read_text(encoding="utf-8")).text_content()
    assert "1 个等式，1 个不成立" in text
    assert "打印总计99" in text
    assert "RL-1" in text


def test_only_the_newest_runs_are_kept(audit_of: AuditOf) -> None:
    audited = audit_of([Planted()])
    for run_id in ("run-2", "run-3", "run-4"):
        audited = audited.again(run_id, keep=2)
    folders = sorted(path.name for path in (audited.docs / "data_docs" / "runs").iterdir())
    assert folders == ["run-3", "run-4"]
    index = (audited.docs / "data_docs" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"runs/([^/]+)/index", index) == ["run-4", "run-3"]


def test_docs_of_an_audit_that_was_killed_are_cleared_away(audit_of: AuditOf) -> None:
    audited = audit_of([Planted()])
    half = audited.docs / "data_docs" / "runs" / "killed"
    half.mkdir()
    (half / "index.html").write_text("half", encoding="utf-8")
    audited.again()
    assert not half.exists()


def test_the_pages_render_in_a_browser_without_a_network(audit_of: AuditOf, tmp_path: Path) -> None:
    chromium = require_tool("chromium", "chromium-browser", "google-chrome")
    audited = audit_of([Planted()])
    page = next((audited.docs / "data_docs" / "runs" / "run-1" / "validations" / "core" / "organs").rglob("*.html"))
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    flags += ["--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [chromium, *flags, "--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "STRUCT-ORG-KEY" in done.stdout
    assert "ERR_" not in done.stdout
