"""Forms that a page draws without tables are read, or the page is not read as a sound report."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from unicodedata import east_asian_width

import pytest

from extractors.extract import extract_bytes
from extractors.layouts import load_layouts
from extractors.readers import html
from extractors.report import Report
from tests.fixtures.forms import FormCell, by_row, draw_cells
from tests.recognize.forms import expected, random_form

APPLICATIONS = "applications_2021"
VALUES = random_form((APPLICATIONS,), 3)
TITLE = "云溪县教育局2023年政府信息公开工作年度报告"


def rows() -> list[list[FormCell]]:
    return by_row(draw_cells(load_layouts()[APPLICATIONS], VALUES[APPLICATIONS]))


def lines() -> list[list[str]]:
    """The form as a plain list: one header line, then label and figures of each row, no merges."""
    layout = load_layouts()[APPLICATIONS]
    head = ["项目", *(column.zh for column in layout.columns)]
    return [head, *([row.zh, *(VALUES[APPLICATIONS][row.code, c] for c in row.columns)] for row in layout.rows)]


def divs(row: str, cell: str) -> str:
    open_row, close_row = f"<{row}>", f"</{row.split()[0]}>"
    open_cell, close_cell = f"<{cell}>", f"</{cell.split()[0]}>"
    body = "\n".join(open_row + "".join(open_cell + text + close_cell for text in line) + close_row for line in lines())
    return f"<div class='t'><p>收到和处理政府信息公开申请情况</p>{body}<p>以上数据真实。</p></div>"


def tabs() -> str:
    return (
        "<pre>三、收到和处理政府信息公开申请情况\n"
        + "\n".join("\t".join(line) for line in lines())
        + "\n五、问题</pre>"
    )


def box() -> str:
    """The form in box characters, long labels over two lines of their cell."""
    width = max(_width(line[0]) for line in lines()) // 2 + 4
    out = []
    for line in lines():
        out.append("├" + "┼".join("─" * (width if n == 0 else 14) for n in range(len(line))) + "┤")
        half = (len(line[0]) + 1) // 2
        out.append("│" + "│".join([_pad(line[0][:half], width), *(_pad(text, 14) for text in line[1:])]) + "│")
        out.append("│" + "│".join([_pad(line[0][half:], width), *(_pad("", 14) for _ in line[1:])]) + "│")
    return "<pre>三、收到和处理政府信息公开申请情况\n" + "\n".join(out) + "\n五、问题</pre>"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


DRAWN: dict[str, Callable[[], str]] = {
    "rows of divs": lambda: divs("div class='row'", "div class='cell'"),
    "css tables": lambda: divs("div style='display:table-row'", "span style='display:table-cell'"),
    "lists": lambda: divs("ul", "li"),
    "spans in paragraphs": lambda: divs("p", "span"),
    "tabs in pre": tabs,
    "box characters in pre": box,
}


def read(body: str) -> Report:
    return extract_bytes(
        f"<html><body><h1>{TITLE}</h1><p>统计期限自2023年1月1日至2023年12月31日。</p>{body}</body></html>".encode()
    )


@pytest.mark.parametrize("kind", DRAWN)
def test_a_form_drawn_without_tables_is_read(kind: str) -> None:
    report = read(DRAWN[kind]())
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == expected(VALUES)
    assert report.findings() == []


@pytest.mark.parametrize("kind", DRAWN)
def test_a_figure_that_is_lost_in_a_drawn_form_never_moves_its_neighbours_silently(kind: str) -> None:
    """One figure less in one row: no other value is given for a cell without a word about it."""
    body = DRAWN[kind]()
    layout = load_layouts()[APPLICATIONS]
    label = layout.row("granted").zh
    figure = VALUES[APPLICATIONS]["granted", "natural_person"]
    at = body.index(figure, body.index("予以公开" if "├" not in body else label[-3:], body.index(label[:4])) + 4)
    report = read(body[:at] + body[at + len(figure) :])
    truth = expected(VALUES)
    for one in report.figures:
        right: Decimal | None = truth[one.table, one.row, one.column]
        assert one.value in (right, None) or one.verdict == "suspect"


def test_menus_and_lists_of_numbers_stay_text() -> None:
    items = "".join(f"<li><a href='/{n}'>栏目{n}</a><span>2023-01-{n:02}</span></li>" for n in range(1, 29))
    pages = "".join(f"<li><span>{n}</span><span>{n + 1}</span></li>" for n in range(40))
    document = html.read(f"<html><body><ul>{items}</ul><ul>{pages}</ul></body></html>".encode())
    assert list(document.tables()) == []


def test_prose_in_many_spans_stays_prose() -> None:
    line = "<p>" + "".join(f"<span>本年收到申请</span><span>{n}</span><span>件，办结</span>" for n in range(6)) + "</p>"
    document = html.read(f"<html><body>{line * 12}</body></html>".encode())
    assert list(document.tables()) == []
    assert document.text().startswith("本年收到申请0件，办结本年收到申请1件，办结")
