"""Tables that are ruled in part or not at all: every figure under its code, read by labels and setting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document
from extractors.layouts import load_layouts
from extractors.readers.pdf import read
from extractors.recognize import recognize
from tests.fixtures.forms import FORM_2019, FORM_2021, FormCell
from tests.readers.pdf_fixtures import (
    FONT,
    PAGE,
    PAINTERS,
    Painter,
    draw_form,
    make_pdf,
    page_text,
    row_heights,
    squeeze,
)
from tests.readers.pdf_forms import Form, make_form

Values = dict[tuple[str, str], Decimal | None]
TITLES = {
    "proactive": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
    "stats_2014": "政府信息公开情况统计表",
}
TALL = 1400.0  # points: a page on which the longest form has room
DRAWN, BARE = PAINTERS["stroked"], PAINTERS["none"]
PARTLY_RULED: dict[str, Callable[[FormCell], Painter]] = {
    "upright rules only": lambda cell: PAINTERS["upright only"],
    "level rules only": lambda cell: PAINTERS["level only"],
    "figures boxed": lambda cell: DRAWN if cell.code else BARE,
    "labels boxed": lambda cell: BARE if cell.code else DRAWN,
    "no rules": lambda cell: BARE,
}


def values_of(document: Document, table: str) -> Values:
    figures = recognize(document).figures
    return {(figure.row, figure.column): figure.value for figure in figures if figure.table == table}


def expected(form: Form) -> Values:
    codes = (tuple(cell.code.split(".", 1)) for cell in form.cells if cell.code)
    return dict(zip(codes, map(Decimal, form.figures()), strict=True))  # type: ignore[arg-type]


def filled(layout: str, seed: int) -> tuple[str, Form]:
    return load_layouts()[layout].table, make_form(layout, seed)


def with_text(form: Form, texts: dict[str, str]) -> Form:
    """The form with other figures: text by code."""
    return Form(tuple(replace(cell, text=texts.get(cell.code, cell.text)) for cell in form.cells), form.widths)


@pytest.mark.parametrize("style", PARTLY_RULED)
@pytest.mark.parametrize("layout", [*FORM_2021, "applications_2019", "stats_2014"])
def test_form_with_some_of_its_rules(layout: str, style: str) -> None:
    table, form = filled(layout, seed=41)

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawString(60, TALL - 36, TITLES[table])
        draw_form(canvas, form, 50, paint_of=PARTLY_RULED[style], page_height=TALL)

    assert values_of(read(make_pdf(draw, (PAGE[0], TALL))), table) == expected(form)


@pytest.mark.parametrize("seed", range(50, 56))
@pytest.mark.parametrize("forms", [FORM_2021, FORM_2019])
def test_whole_report_without_a_single_rule(forms: tuple[str, ...], seed: int) -> None:
    made = [filled(layout, seed) for layout in forms]

    def draw(canvas: Canvas) -> None:
        for table, form in made:
            page_text(canvas, [TITLES[table]], 40)
            draw_form(canvas, form, 70, BARE)
            canvas.showPage()

    report = recognize(read(make_pdf(draw)))
    assert report.status == "read"
    for table, form in made:
        found = {(f.row, f.column): f.value for f in report.figures if f.table == table}
        assert found == expected(form)


def test_tables_that_follow_each_other_without_a_line_between() -> None:
    made = [filled(layout, seed=57) for layout in FORM_2021]

    def draw(canvas: Canvas) -> None:
        top = 20.0
        for _, form in made:
            top = draw_form(canvas, form, top, BARE, size=6.0)

    document = read(make_pdf(draw))
    assert [values_of(document, table) for table, _ in made] == [expected(form) for _, form in made]


def test_wide_numbers_that_reach_over_the_next_column() -> None:
    table, form = filled("applications_2021", seed=58)
    wide = with_text(form, {"granted.business": "1234567", "denied_third_party.total": "7654321"})
    document = read(make_pdf(lambda canvas: draw_form(canvas, wide, 40, BARE)))
    assert values_of(document, table) == expected(wide)


def test_column_without_a_single_number_is_empty_cells() -> None:
    table, form = filled("applications_2021", seed=59)
    blank = with_text(form, {cell.code: "" for cell in form.cells if cell.code.endswith(".research")})
    document = read(make_pdf(lambda canvas: draw_form(canvas, blank, 40, BARE)))
    figures = [f for f in recognize(document).figures if f.table == table]
    assert {f.kind for f in figures if f.column == "research"} <= {"blank", "missing"}
    printed = {(f.row, f.column): f.value for f in figures if f.column not in ("research", "total")}
    assert printed == {code: value for code, value in expected(form).items() if code[1] not in ("research", "total")}


def cut_at(form: Form, row: int) -> Callable[[Canvas], None]:
    """Draw the form on two pages, the second from a row on."""

    def draw(canvas: Canvas) -> None:
        page_text(canvas, [TITLES["applications"]], 600)
        draw_form(canvas, form, 640, BARE, rows=range(row))
        canvas.showPage()
        draw_form(canvas, form, 50, BARE, rows=range(row, form.row_count))

    return draw


@pytest.mark.parametrize("row", [3, 5, 9])
def test_page_break_in_a_table_without_rules(row: int) -> None:
    table, form = filled("applications_2021", seed=60)
    document = read(make_pdf(cut_at(form, row)))
    assert values_of(document, table) == expected(form)
    parts = list(document.tables())
    assert [part.continues for part in parts] == [False, True]


def print_row(canvas: Canvas, form: Form, texts: Iterable[str], top: float) -> None:
    """One row of a form's last columns as text, centred in the columns."""
    xs = [60.0]
    for width in form.widths:
        xs.append(xs[-1] + width)
    cells = list(texts)
    for (left, right), text in zip(list(pairwise(xs))[-len(cells) :], cells, strict=True):
        canvas.drawCentredString((left + right) / 2, PAGE[1] - top, text)


def test_number_that_goes_on_in_the_next_line_is_one_number_in_doubt() -> None:
    """32764 in a cell with room for three digits; the 6 and the 4 would else be lost or a row of their own."""
    _, form = filled("proactive_2021", seed=61)
    narrow = with_text(form, {"regulations.issued": "327", "regulations.repealed": "0", "regulations.in_force": "5"})

    def draw(canvas: Canvas) -> None:
        draw_form(canvas, narrow, 40, BARE)
        canvas.setFont(FONT, 9)
        heights = row_heights(narrow, 9.0)
        print_row(canvas, narrow, ["64", "", ""], 40 + sum(heights[:2]) + heights[2] / 2 + 14)

    report = recognize(read(make_pdf(draw)))
    figure = next(f for f in report.figures if (f.row, f.column) == ("regulations", "issued"))
    assert (figure.value, figure.verdict) in ((Decimal(32764), "suspect"), (None, "missing"))


@pytest.mark.parametrize("style", ["none", "level only"])
def test_number_of_two_lines_in_a_cell_of_one_row(style: str) -> None:
    """Its lines stand half a line above and below those of the row; read as rows they would be two smaller numbers."""
    table, form = filled("applications_2021", seed=62)
    figures = {
        "granted.business": "１２３４５",
        "granted.total": "９８７６５",
        "denied_third_party.total": "２２２２１",
    }
    wide = with_text(form, figures)
    report = recognize(read(make_pdf(lambda canvas: draw_form(canvas, wide, 40, PAINTERS[style]))))
    found = {(f.row, f.column): f for f in report.figures if f.table == table}
    for code, value in expected(wide).items():
        assert found[code].value in (value, None), code
        assert found[code].kind != "blank", code
    assert sum(found[code].value == value for code, value in expected(wide).items()) >= len(found) - len(figures)


def test_remarks_in_cells_that_reach_under_the_headers_of_another_band() -> None:
    """Bands of three columns and of two in one table: a wide figure of one stands over columns of the other."""
    rows = (
        ("第二十条第（五）项",),
        ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
        ("行政许可", "69", "-4", "418（含自然失效209件）"),
        ("其他对外管理服务事项", "247（其中修订123件）", "+32（其中修订16件）", "446（其中修订223件）"),
        ("第二十条第（八）项",),
        ("信息内容", "上一年项目数量", "本年增/减"),
        ("行政事业性收费", "2", "-19"),
    )
    centres = {1: (270,), 3: (120, 250, 430), 4: (120, 250, 370, 490)}

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 9)
        for step, row in enumerate(rows):
            for x, text in zip(centres[len(row)], row, strict=True):
                canvas.drawCentredString(x, PAGE[1] - 100 - 17 * step, text)

    (table,) = read(make_pdf(draw)).tables()
    assert [[squeeze(cell.text) for cell in row] for row in table.rows() if len(row) > 2] == [
        [squeeze(text) for text in row] for row in rows if len(row) > 2
    ]
