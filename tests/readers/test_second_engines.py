"""The second engines of web pages and of Word: they read what the first ones read, by ways of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from io import BytesIO

import docx
import pytest

from extractors.document import Document
from extractors.extract import extract_bytes
from extractors.readers import docx as docx_first
from extractors.readers import docx_second, html, html_second, pdf_plumber
from extractors.recognize import recognize
from extractors.report import Report
from flows.demo_site import FilledReport, fill_report, render_docx, render_html, render_pdf
from nianbao.errors import ReadError
from tests.fixtures.forms import LAYOUTS, cells_of
from tests.readers.forms import add_to_word, draw
from tests.readers.test_html_forms import as_editor, as_form, as_word, plain, render

RENDERERS: dict[str, Callable[[FilledReport], bytes]] = {
    "page": partial(render_html, style="plain"),
    "page pasted from Word": partial(render_html, style="word"),
    "page with a span per character": partial(render_html, style="letters", encoding="gb2312"),
    "Word": render_docx,
}
TOTAL = ("review_litigation", "review", "total")


def second(data: bytes) -> Document:
    return docx_second.read_second(data) if data.startswith(b"PK") else html_second.read_second(data)


def values(report: Report) -> dict[tuple[str, str, str], Decimal | None]:
    return {(f.table, f.row, f.column): f.value for f in report.figures}


@pytest.mark.parametrize("kind", RENDERERS)
@pytest.mark.parametrize("year", [2020, 2023])
def test_a_second_engine_reads_every_figure(kind: str, year: int) -> None:
    form = fill_report("云溪县教育局", year, seed=year)
    assert values(recognize(second(RENDERERS[kind](form)))) == form.truth()


@pytest.mark.parametrize("content", [plain, as_word, as_editor, as_form])
@pytest.mark.parametrize("name", LAYOUTS)
def test_both_engines_of_pages_find_the_same_cells_in_the_same_places(name: str, content: Callable[[str], str]) -> None:
    page = f"<html><body><p>二、情况</p>{render(draw(name), content)}</body></html>".encode()
    first, other = html.read(page), html_second.read_second(page)
    assert [cells_of(table) for table in first.tables()] == [cells_of(table) for table in other.tables()]
    assert [c.place for t in first.tables() for c in t.cells] == [c.place for t in other.tables() for c in t.cells]


@pytest.mark.parametrize("name", LAYOUTS)
def test_both_engines_of_word_find_the_same_cells_in_the_same_places(name: str) -> None:
    document = docx.Document()
    add_to_word(document, draw(name))
    stream = BytesIO()
    document.save(stream)
    first, other = docx_first.read(stream.getvalue()), docx_second.read_second(stream.getvalue())
    assert [cells_of(table) for table in first.tables()] == [cells_of(table) for table in other.tables()]
    assert [c.place for t in first.tables() for c in t.cells] == [c.place for t in other.tables() for c in t.cells]


@pytest.mark.parametrize("kind", RENDERERS)
def test_a_wrong_sum_that_both_engines_read_is_the_publishers(kind: str) -> None:
    form = replace(fill_report("云溪县教育局", 2023, seed=3), printed={TOTAL: "777"})
    report = extract_bytes(RENDERERS[kind](form))
    assert [(f.check, f.right) for f in report.findings()] == [("RL-1", Decimal(777))]
    assert {f.verdict for f in report.figures if (f.table, f.row) == TOTAL[:2]} == {"source_error"}
    assert [issue for issue in report.issues if issue.level != "info"] == []


@pytest.mark.parametrize(
    "cell",
    [
        "5<span style='display: none'>7</span>",
        "5<span class='gone'>7</span>",
        "5<b id='off'>7</b>",
        "5<del>7</del>",
        "5<input type=hidden value=7>",
        "<select><option>7<option selected>5</select>",
        "5<sup>7</sup>",
    ],
)
def test_a_second_engine_reads_nothing_that_the_page_hides(cell: str) -> None:
    style = "<style>.gone, #off { display: none }</style>"
    document = html_second.read_second(f"{style}<table><tr><td>规章</td><td>{cell}</td></tr></table>".encode())
    (table,) = document.tables()
    assert table.cells[1].text in ("5", "5⁷")


def test_spans_that_overlap_or_run_out_of_the_table_are_cut_the_same_way() -> None:
    page = (
        b"<table><thead><tr><td rowspan=9>a<td>b</thead><tbody><tr><td>c<td rowspan=0>d<td>e</tr>"
        b"<tr><td colspan=2>f</tr></tbody><tfoot><tr><td colspan=3>g</tfoot><tr><td>h</table>"
    )
    first, other = html.read(page), html_second.read_second(page)
    assert [cells_of(table) for table in first.tables()] == [cells_of(table) for table in other.tables()]


@pytest.mark.parametrize("data", [b"PK\x03\x04 no archive", b"no archive"])
def test_a_file_that_python_docx_cannot_open_is_one_clear_line(data: bytes) -> None:
    with pytest.raises(ReadError, match="python-docx cannot open it"):
        docx_second.read_second(data)


def test_a_pdf_whose_page_has_no_size_is_one_clear_line_of_the_second_engine() -> None:
    data = render_pdf(fill_report("云溪县教育局", 2023, seed=1))
    assert b"/MediaBox" in data
    with pytest.raises(ReadError, match="cannot be read by pdfplumber"):
        pdf_plumber.read_second(data.replace(b"/MediaBox", b"/MediaBax"))
