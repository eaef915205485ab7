"""Only what a person sees on the printed page counts, and all of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.pdf import read
from extractors.readers.pdf_page import read_page
from extractors.values import parse_value
from tests.readers.pdf_fixtures import FONT, PAGE, draw_form, make_pdf, page_text
from tests.readers.pdf_forms import Form, make_form

SIZE = 9.0


def proactive() -> Form:
    return make_form("proactive_2021", seed=71)


def with_mark(mark: str, lift: float, size: float) -> str:
    """The text of a cell of 12 with a mark behind the number."""
    form = proactive()
    number = next(cell for cell in form.cells if cell.code)

    def draw(canvas: Canvas) -> None:
        draw_form(canvas, form, 40)
        canvas.setFont(FONT, SIZE)
        canvas.drawString(200, 300, "共有 12")
        canvas.setFont(FONT, size)
        canvas.drawString(200 + canvas.stringWidth("共有 12", FONT, SIZE), 300 + lift, mark)

    assert number.text
    return next(read(make_pdf(draw)).texts()).text


def test_raised_digit_behind_a_number_is_a_footnote_mark() -> None:
    text = with_mark("1", lift=4.0, size=5.5)
    assert text == "共有 12¹"
    value = parse_value("12¹")
    assert (value.value, value.note) == (Decimal(12), "remark")


def test_digit_on_the_line_is_a_digit() -> None:
    assert with_mark("1", lift=0.0, size=SIZE) == "共有 121"


def draw_marked(paint: str) -> bytes:
    def draw(canvas: Canvas) -> None:
        if paint == "white on blue":
            canvas.setFillColorRGB(0, 0, 0.6)
            canvas.rect(50, 690, 300, 40, stroke=0, fill=1)
        canvas.setFont(FONT, 12)
        canvas.setFillGray(0)
        canvas.drawString(60, 650, "规章三件")
        if paint.startswith("white"):
            canvas.setFillGray(1)
            canvas.drawString(60, 700, "信息公开")
        elif paint == "unpainted":
            text = canvas.beginText(60, 700)
            text.setTextRenderMode(3)
            text.textLine("信息公开")
            canvas.drawText(text)
        elif paint == "under a box":
            canvas.drawString(60, 700, "信息公开")
            canvas.setFillGray(1)
            canvas.rect(50, 690, 300, 40, stroke=0, fill=1)
        elif paint == "aslant":
            canvas.translate(300, 300)
            canvas.rotate(40)
            canvas.drawString(0, 0, "信息公开")

    return make_pdf(draw)


@pytest.mark.parametrize("paint", ["white", "unpainted", "under a box", "aslant"])
def test_text_that_is_no_part_of_the_print(paint: str) -> None:
    assert read(draw_marked(paint)).text() == "规章三件"


def test_white_text_on_a_dark_ground_is_seen() -> None:
    assert read(draw_marked("white on blue")).text() == "信息公开\n规章三件"


def test_corrected_figure_is_the_one_on_top() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        for x, text in ((60, "许可"), (200, "4711")):
            canvas.drawString(x, 700, text)
        canvas.setFillGray(1)
        canvas.rect(195, 695, 60, 16, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(200, 700, "25")

    assert read(make_pdf(draw)).text() == "许可 25"


def test_values_of_form_fields_stand_in_their_cells() -> None:
    form = proactive()
    first = next(cell for cell in form.cells if cell.code)
    blank = Form(tuple(cell if cell.code != first.code else type(cell)(cell.row, cell.column, "", code=cell.code) for cell in form.cells), form.widths)  # fmt: skip

    def draw(canvas: Canvas) -> None:
        draw_form(canvas, blank, 40)
        place: Any = {"x": 215, "y": int(PAGE[1]) - 40 - 16 * 3 + 1, "width": 80, "height": 13}
        options: Any = {"name": "a", "value": "4321", "fontSize": 8, "borderWidth": 0, "forceBorder": False}
        canvas.acroForm.textfield(**options, **place)

    (table,) = read(make_pdf(draw)).tables()
    assert next(c.text for c in table.cells if (c.row, c.column) == (first.row, first.column)) == "4321"


def test_text_outside_the_crop_box_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 50, 545, 800))
        page_text(canvas, ["框内文字"], 100)
        canvas.setFont("Helvetica", 9)
        canvas.drawString(10, 400, "99")
        canvas.drawString(560, 400, "88")

    assert read(make_pdf(draw)).text() == "框内文字"


def test_page_content_is_plain_values() -> None:
    """Nothing of pdfium is kept: the page may be closed, and many pages cost little memory."""
    import pypdfium2

    with pypdfium2.PdfDocument(draw_marked("white")) as document:
        page = document[0]
        content = read_page(page, 1)
        page.close()
    assert [line.line.text for line in content.lines] == ["规章三件"]
