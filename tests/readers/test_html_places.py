"""Paths lead back to the node in the page, and hostile pages end quickly."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html
from selectolax.lexbor import LexborHTMLParser

from extractors.document import Document, Table
from extractors.readers import html
from tests.conftest import require_tool


def read(body: str) -> Document:
    return html.read(f"<html><head></head><body>{body}</body></html>".encode())


# --- places ------------------------------------------------------------------------------------------------------

PLACES = (
    "<div>一</div><div><!-- x --><div hidden>无</div><p>二<b>三</b></p><span><p>四</p></span>"
    "<table><caption>五</caption><tr style='display:none'><td>0<tr><td>六<td>七<tfoot><tr><th>八<td><input value=9></table></div>"
)


def test_paths_lead_to_the_nodes_of_the_original_page() -> None:
    # The tree that a browser builds, written out and read by another parser.
    markup = LexborHTMLParser(f"<html><head></head><body>{PLACES}</body></html>").html or ""
    evaluate = etree.XPathEvaluator(lxml_html.document_fromstring(markup))
    shown = {path: evaluate(f"concat({path}, {path}//input/@value)") for path in _paths()}
    assert shown == _paths()


def test_paths_lead_a_browser_to_the_same_nodes(tmp_path: Path) -> None:
    browser = require_tool("chromium", "chromium-browser", "google-chrome")
    script = (
        f"const paths = {json.dumps(list(_paths()))}; const node = path => document.evaluate(path, document, null,"
        " XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;"
        "const shown = paths.map(path => { const n = node(path), i = n.querySelector('input'); return i ? i.value : n.textContent; });"
        "document.title = JSON.stringify(shown);"
    )
    page = tmp_path / "page.html"
    page.write_text(
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title></title></head><body>{PLACES}<script>{script}</script></body></html>",
        encoding="utf-8",
    )
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
    ]
    output = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120, check=True).stdout
    titles = re.findall(r"<title>(.*?)</title>", output)
    assert json.loads(titles[0]) == list(_paths().values())


def _paths() -> dict[str, str]:
    """Path -> text of every block and cell of the page."""
    paths: dict[str, str] = {}
    for block in read(PLACES).blocks:
        pieces = block.cells if isinstance(block, Table) else (block,)
        for piece in pieces:
            assert piece.place.path is not None
            paths[piece.place.path] = piece.text
    assert list(paths.values()) == ["一", "二三", "四", "五", "六", "七", "八", "9"]
    return paths


# --- hostile pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup", ["<div>", "<table><tr><td>1<td>2", "<span>x", "<ul><li>", "<b><p>", "<select><optgroup>"]
)
def test_ten_thousand_nested_tags_end_without_recursion(markup: str) -> None:
    document = html.read((markup * 10_000 + "总体情况").encode())
    assert document.kind == "html"
    assert all(len(block.place.path or "") < 6000 for block in document.blocks)


def test_hundred_thousand_cells_are_read() -> None:
    rows = "".join("<tr>" + "<td>1</td>" * 100 + "</tr>" for _ in range(1000))
    (table,) = read(f"<table>{rows}</table>").tables()
    assert (len(table.cells), table.row_count, table.column_count) == (100_000, 1000, 100)
    assert table.cells[-1].place.path == "/html/body/table[1]/tbody[1]/tr[1000]/td[100]"


def test_spans_of_a_hostile_table_are_bounded_and_reported() -> None:
    document = read(
        "<table>" + "<tr>" + "<td colspan=1000 rowspan=65534>1</td>" * 50 + "</tr><tr><td>2" * 2 + "</table>"
    )
    (table,) = document.tables()
    assert table.column_count == 2000
    assert [(issue.code, issue.level) for issue in document.issues] == [("table_too_wide", "error")]


@pytest.mark.parametrize("data", [b"", b"\x00", b"<table>", b"<table><td>", b"</html>", b"<!-- "])
def test_broken_pages_give_a_document(data: bytes) -> None:
    assert html.read(data).blocks == ()
