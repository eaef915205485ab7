"""Data Docs open from disk without a network, show hostile text as text, and do not grow with history."""
# ruff: noqa: S608  # the statements are put together from constants of this file

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from tests.conftest import require_tool
from tests.expectations.conftest import Audited, AuditOf
from tests.expectations.planted import Planted

pytestmark = pytest.mark.xdist_group("audit")  # what they share is made once

HOSTILE = '<script>document.title="owned"</script>${severity}$title{0}'


def pages(docs: Path) -> list[Path]:
    return sorted((docs / "data_docs").rglob("*.html"))


def parsed(page: Path) -> Any:
    return lxml.html.document_fromstring(page.read_text(encoding="utf-8"))


def loads(page: Path) -> list[str]:
    """Every address the page makes a browser fetch by itself."""
    tree = parsed(page)
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


def test_every_link_between_the_pages_leads_somewhere(clean_audit: Audited) -> None:
    for page in pages(clean_audit.docs):
        for href in parsed(page).xpath("//a/@href"):
            if not href.startswith(("#", "http")):
                assert (page.parent / str(href).split("#")[0]).is_file(), (page, href)


def test_failing_rows_are_shown_and_hostile_text_in_them_is_text(audit_of: AuditOf) -> None:
    plant = (
        "UPDATE core.figures SET kind = '" + HOSTILE + "' WHERE row_code = 'suit_direct' AND column_code = 'pending'"
    )
    audited = audit_of([Planted(organ=HOSTILE).put("review_litigation_2019", "review", "total", 99)], plant)
    page = next((audited.docs / "data_docs" / "runs" / "run-1" / "validations" / "core" / "figures").rglob("*.html"))
    shown = parsed(page).text_content()
    assert "1 个等式，1 个不成立" in shown
    assert "打印总计99" in shown
    assert f"suit_direct.pending 为「{HOSTILE}」" in shown
    for each in pages(audited.docs):
        assert parsed(each).xpath("//script") == []


def test_only_the_newest_runs_are_kept_and_what_a_killed_audit_left_is_cleared_away(
    clean_audit: Audited, tmp_path: Path
) -> None:
    shutil.copyfile(clean_audit.build, tmp_path / "build.duckdb")
    shutil.copytree(clean_audit.docs, tmp_path / "docs")  # of run-1
    audited = replace(clean_audit, build=tmp_path / "build.duckdb", docs=tmp_path / "docs")
    half = audited.docs / "data_docs" / "runs" / "killed"
    half.mkdir()
    (half / "index.html").write_text("half", encoding="utf-8")
    audited.again("run-2", keep=2).again("run-3", keep=2)
    folders = sorted(path.name for path in (audited.docs / "data_docs" / "runs").iterdir())
    assert folders == ["run-2", "run-3"]
    index = (audited.docs / "data_docs" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"runs/([^/]+)/index", index) == ["run-3", "run-2"]


def test_the_pages_render_in_a_browser_without_a_network(clean_audit: Audited, tmp_path: Path) -> None:
    chromium = require_tool("chromium", "chromium-browser", "google-chrome")
    page = next((clean_audit.docs / "data_docs" / "runs" / "run-1" / "validations" / "core" / "organs").rglob("*.html"))
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
