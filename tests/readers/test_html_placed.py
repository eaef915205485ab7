"""Forms that a page lays out with boxes: CSS grid, flex rows, groups beside stacks of rows; with all their merges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from extractors.document import Cell
from extractors.extract import extract_bytes
from extractors.layouts import load_layouts
from extractors.readers import html
from extractors.report import Report
from tests.fixtures.forms import FormCell, by_row, draw_cells
from tests.recognize.forms import expected, random_form

FORMS = ("proactive_2021", "applications_2021", "review_litigation_2019")
VALUES = random_form(FORMS, 5)
Draw = Callable[[list[FormCell]], str]


def width_of(cells: list[FormCell]) -> int:
    return max(cell.column + cell.column_span for cell in cells)


def named_lines(cells: list[FormCell]) -> str:
    """Every box says its lines: ``grid-area``, or start and end."""
    out = []
    for n, c in enumerate(sorted(cells, key=lambda cell: (cell.column, cell.row))):
        if n % 2:
            style = (
                f"grid-area:{c.row + 1} / {c.column + 1} / {c.row + 1 + c.row_span} / {c.column + 1 + c.column_span}"
            )
        else:
            style = f"grid-row-start:{c.row + 1};grid-row-end:span {c.row_span};grid-column:{c.column + 1}/span {c.column_span}"
        out.append(f'<div style="{style}">{c.text}</div>')
    return f'<section style="display: grid">{"".join(out)}</section>'


def in_order(cells: list[FormCell]) -> str:
    """Boxes flow into the columns of the grid in order, spans by classes of the style sheet."""
    out = "".join(f'<div class="c w{c.column_span} h{c.row_span}">{c.text}</div>' for row in by_row(cells) for c in row)
    return (
        f'<div class="g" style="grid-template-columns:minmax(90px, 2fr) repeat({width_of(cells) - 1}, 1fr)">{out}</div>'
    )


def wrapped_rows(cells: list[FormCell]) -> str:
    """The same with an element around each row that makes no box."""
    rows = "".join(
        "<div class='row'>"
        + "".join(f'<p class="c w{c.column_span} h{c.row_span}">{c.text}</p>' for c in row)
        + "</div>"
        for row in by_row(cells)
    )
    return f'<div class="g" style="grid-template-columns:repeat({width_of(cells)}, auto)">{rows}</div>'


def flex(cells: list[FormCell]) -> str:
    """Rows of boxes as wide as their share; merged rows as stacks beside a box."""
    return f"<div class='t'>{_flex_rows(cells, 0, max(c.row + c.row_span for c in cells))}</div>"


def _flex_rows(cells: list[FormCell], first: int, end: int) -> str:
    out, row = "", first
    while row < end:
        bottom = row + 1
        while any(c.row < bottom < c.row + c.row_span for c in cells if c.row >= row):
            bottom += 1
        band = [c for c in cells if row <= c.row < bottom]
        out += f"<div class='r'>{_flex_columns(band, row, bottom)}</div>"
        row = bottom
    return out


def _flex_columns(band: list[FormCell], row: int, bottom: int) -> str:
    out, left = "", min(c.column for c in band)
    while left < (end := max(c.column + c.column_span for c in band)):
        right = min(
            x for x in range(left + 1, end + 1) if not any(c.column < x < c.column + c.column_span for c in band)
        )
        part = [c for c in band if left <= c.column < right]
        inner = part[0].text if len(part) == 1 else _flex_rows(part, row, bottom)
        out += f"<div style='flex:{right - left}'>{inner}</div>"
        left = right
    return out


SHEET = (
    "<style>.g{display:grid} .row{display:contents} .r{display:flex;border:1px solid} .c{text-align:center}"
    + "".join(f".w{n}{{grid-column:span {n}}} .h{n}{{grid-row:span {n}}}" for n in range(1, 31))
    + "@media print{.g{display:block}} @media (max-width:600px){.r{display:block}} .c:hover{grid-column:span 9}</style>"
)
DRAWN: dict[str, Draw] = {
    "boxes that name their lines": named_lines,
    "boxes that flow in order": in_order,
    "rows that make no box": wrapped_rows,
    "flex rows and stacks": flex,
}


def page(draw: Draw) -> str:
    layouts = load_layouts()
    tables = "".join(
        f"<p>{number}、{layouts[name].zh}</p>{draw(draw_cells(layouts[name], VALUES[name]))}"
        for number, name in zip("二三四", FORMS, strict=True)
    )
    return (
        f"<html><head>{SHEET}</head><body><h1>云溪县教育局2023年政府信息公开工作年度报告</h1>"
        f"<p>统计期限自2023年1月1日至2023年12月31日。</p>{tables}<p>五、存在的主要问题及改进情况</p></body></html>"
    )


def read(markup: str) -> Report:
    return extract_bytes(markup.encode())


@pytest.mark.parametrize("kind", DRAWN)
def test_a_form_laid_out_with_boxes_is_read_whole(kind: str) -> None:
    report = read(page(DRAWN[kind]))
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == expected(VALUES)
    assert report.findings() == []


@pytest.mark.parametrize("kind", DRAWN)
def test_a_box_that_is_lost_never_moves_its_neighbours_silently(kind: str) -> None:
    markup = page(DRAWN[kind])
    at = markup.index("予以公开")
    start = markup.index("</", at) + 4
    figure = VALUES["applications_2021"]["granted", "business"]
    begin = markup.index(f">{figure}<", start)
    opening = markup.rindex("<", 0, begin)
    closing = markup.index(">", begin + 1 + len(figure)) + 1
    report = read(markup[:opening] + markup[closing:])
    truth = expected(VALUES)
    silent = [
        f
        for f in report.figures
        if f.value not in (truth[f.table, f.row, f.column], None) and f.verdict in ("proved", "read")
    ]
    assert silent == []
    lost = next(f for f in report.figures if (f.row, f.column) == ("granted", "business"))
    assert lost.value in (None, Decimal(figure)) or lost.verdict == "suspect"


def cells_of(markup: str) -> list[tuple[int, int, int, int, str]]:
    (table,) = html.read(f"<html><body>{markup}</body></html>".encode()).tables()

    def slot(cell: Cell) -> tuple[int, int, int, int, str]:
        return cell.row, cell.column, cell.row_span, cell.column_span, cell.text

    return [slot(cell) for cell in table.cells]


def numbers(rows: int, style: str = "", row_style: str = "") -> str:
    body = "".join(
        f"<div style='{row_style}'><div style='width:200px'>指标甲{row}</div>"
        + "".join(f"<div style='{style}'>{row * 3 + n}</div>" for n in range(3))
        + "</div>"
        for row in range(rows)
    )
    return f"<div style='display:flex'><div style='width:10%'>全部指标</div><div style='flex:1'>{body}</div></div>"


def test_a_group_beside_a_stack_of_rows_covers_all_of_them() -> None:
    cells = cells_of(numbers(6, "flex:1", "display:flex"))
    assert cells[0] == (0, 0, 6, 1, "全部指标")
    assert cells[1:3] == [(0, 1, 1, 1, "指标甲0"), (0, 2, 1, 1, "0")]
    assert cells[-1] == (5, 4, 1, 1, "17")


def test_boxes_as_wide_as_their_content_are_not_placed() -> None:
    markup = f"<html><body>{numbers(6, '', 'display:flex')}</body></html>"
    assert all(cell.column_span == 1 for table in html.read(markup.encode()).tables() for cell in table.cells)
    assert not any(cell.text == "全部指标" for table in html.read(markup.encode()).tables() for cell in table.cells)


def test_boxes_on_one_place_make_no_table() -> None:
    cell = "<div style='grid-row:1;grid-column:1'>指标名称</div>" + "".join(
        f"<div style='grid-row:{n};grid-column:2'>{n}</div><div style='grid-row:{n};grid-column:2'>甲乙丙</div>"
        for n in range(1, 12)
    )
    assert list(html.read(f"<html><body><div style='display:grid'>{cell}</div></body></html>".encode()).tables()) == []


MOVED = {
    "relative": ("", "position:relative;left:25%", "position:relative;left:-25%"),
    "transform": ("", "transform:translateX(100%)", "transform:translateX(-100%)"),
    "margin": ("", "margin-left:25%", ""),
    "padding of the row": ("padding-left:25%", "", ""),
    "room between": ("justify-content:space-between", "", ""),
}
PARTS = (
    ("第二十条第（一）项", ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "行政规范性文件")),
    ("第二十条第（五）项", ("信息内容", "本年处理决定数量"), ("行政许可",)),
    ("第二十条第（六）项", ("信息内容", "本年处理决定数量"), ("行政处罚", "行政强制")),
    ("第二十条第（八）项", ("信息内容", "本年收费金额（单位：万元）"), ("行政事业性收费",)),
)


def boxes(row_style: str = "", second: str = "", third: str = "") -> Report:
    """The first form in flex rows of four quarters; of 规章 some boxes stand elsewhere than at their place.

    Where only one box or the row itself is moved, the row lacks a box.
    """
    out = ""
    for band, head, labels in PARTS:
        out += f"<div class=r><div style='width:100%'>{band}</div></div>"
        for texts in (head, *((label, *"734"[: len(head) - 1]) for label in labels)):
            is_moved = texts[0] == "规章" and bool(row_style or second)
            if is_moved and not third:
                texts = (*texts[:2], texts[3])
            wide = "width:75%" if len(head) == 2 else ""
            styles = ("", second or wide, third, "") if is_moved else ("", wide, "", "")
            inner = "".join(f'<div style="{one}">{text}</div>' for text, one in zip(texts, styles, strict=False))
            out += f'<div class=r style="{row_style if is_moved else ""}">{inner}</div>'
    style = "<style>.r{display:flex}.r>div{width:25%;box-sizing:border-box}</style>"
    title = "云溪县2023年政府信息公开工作年度报告"
    page = f"<title>{title}</title><h1>{title}</h1><h2>二、主动公开政府信息情况</h2>{style}<div>{out}</div>"
    return extract_bytes(f"<html><body>{page}</body></html>".encode(), hint="a.html")


def regulations(report: Report) -> dict[str, Decimal | None]:
    return {figure.column: figure.value for figure in report.figures if figure.row == "regulations"}


def test_boxes_at_their_place_are_read() -> None:
    assert regulations(boxes()) == {"issued": Decimal(7), "repealed": Decimal(3), "in_force": Decimal(4)}


@pytest.mark.parametrize("how", MOVED)
def test_boxes_that_are_moved_are_not_read(how: str) -> None:
    assert set(regulations(boxes(*MOVED[how])).values()) <= {None}
