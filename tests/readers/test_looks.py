"""A number is what a person sees of it: no footnote mark, nothing struck out, nothing in ink that nobody sees."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Table
from extractors.extract import extract_bytes
from extractors.readers import docx, html, pdf, read_document
from extractors.values import parse_value
from tests.readers.pdf_fixtures import FONT, make_pdf
from tests.readers.words import W, cell, package, paragraph, row, run, table

Pen = Callable[[Canvas, float, float], None]
SIZE = 7.5
LEFT, RIGHT, TOP, HEIGHT = 60.0, 500.0, 700.0, 16.0
ROWS = (("行政许可", "94557"), ("行政处罚", ""), ("行政强制", "42"), ("行政收费", "73"))


def value_in(document: Document, label: str = "行政处罚") -> tuple[str, Decimal | None]:
    """Text and value of the cell right of a label, in the one table of the document."""
    (found,) = document.tables()
    return value_of(found, label)


def value_of(found: Table, label: str) -> tuple[str, Decimal | None]:
    home = next(one for one in found.cells if one.text == label)
    text = next(one.text for one in found.cells if one.row == home.row and one.column > home.column)
    return text, parse_value(text).value


def codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


# --- PDF -----------------------------------------------------------------------------------------------------------


def ruled(pen: Pen) -> Document:
    """A ruled table whose numbers stand in cells merged over three columns; ``pen`` writes the second one at (x, y)."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        first = [LEFT + (RIGHT - LEFT) * k / 4 for k in range(5)]
        rows = (("信息内容", "制发", "废止", "有效"), *ROWS)
        for index, texts in enumerate(rows):
            top, low = TOP - index * HEIGHT, TOP - (index + 1) * HEIGHT
            edges = first if index == 0 else [first[0], first[1], first[4]]
            for y in (top, low):
                canvas.line(LEFT, y, RIGHT, y)
            for x in edges:
                canvas.line(x, top, x, low)
            for x, text in zip(edges, texts, strict=False):
                if text:
                    canvas.drawString(x + 12, low + 5, text)
                else:
                    pen(canvas, 330.0, low + 5)

    return pdf.read(make_pdf(draw))


def write(canvas: Canvas, x: float, y: float, text: str, size: float = SIZE) -> float:
    canvas.setFont(FONT, size)
    canvas.drawString(x, y, text)
    return x + float(canvas.stringWidth(text, FONT, size))


@pytest.mark.parametrize(("size", "lift"), [(SIZE / 1.2, 3.2), (5.0, 3.0), (SIZE, 3.0), (5.0, -1.5)])
def test_a_mark_of_any_size_above_or_below_the_line_is_no_digit_of_a_merged_cell(size: float, lift: float) -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        write(canvas, write(canvas, x, y, "976"), y + lift, "2", size)

    document = ruled(pen)
    assert value_in(document) == ("976²", Decimal(976))
    assert "aligned_table" not in codes(document)


def test_two_lines_in_one_merged_cell_do_not_take_the_rules_from_the_whole_table() -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        write(canvas, x, y + 3.5, "12", 6)
        write(canvas, x, y - 3.5, "3456", 6)

    document = ruled(pen)
    assert "aligned_table" not in codes(document)
    text, _ = value_in(document)
    assert text == "12\n3456"
    assert parse_value(text).note == "broken"  # which makes the figure suspect
    assert value_in(document, "行政许可") == ("94557", Decimal(94557))


@pytest.mark.parametrize("is_filled", [True, False])
def test_digits_under_a_line_are_no_part_of_the_number_beside_them(is_filled: bool) -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        end = write(canvas, x, y, "77")
        write(canvas, end, y, "287")
        if is_filled:
            canvas.rect(x, y + 2.3, end - x, 0.6, stroke=0, fill=1)
        else:
            canvas.line(x, y + 2.6, end, y + 2.6)

    document = ruled(pen)
    assert value_in(document) == ("287", Decimal(287))
    (issue,) = [one for one in document.issues if one.code == "struck_text"]
    assert "'77' beside '287'" in issue.message
    assert issue.place == "page 1"


def test_a_number_struck_out_as_a_whole_is_missing() -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        canvas.line(x, y + 2.6, write(canvas, x, y, "287"), y + 2.6)

    document = ruled(pen)
    assert value_in(document) == ("", None)
    assert "struck_text" in codes(document)


def test_an_underlined_number_is_read() -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        canvas.line(x, y - 1, write(canvas, x, y, "287"), y - 1)

    assert value_in(ruled(pen)) == ("287", Decimal(287))


@pytest.mark.parametrize(("grey", "text"), [(0.933, "287"), (0.6, "7287")])
def test_ink_too_pale_for_paper_is_not_read(grey: float, text: str) -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        canvas.setFillGray(grey)
        end = write(canvas, x, y, "7")
        canvas.setFillGray(0)
        write(canvas, end, y, "287")

    assert value_in(ruled(pen)) == (text, Decimal(text))


# --- Word ----------------------------------------------------------------------------------------------------------

STYLES = (
    f"<w:styles {W}>"
    "<w:style w:type='character' w:styleId='Old'><w:rPr><w:strike/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='Older'><w:basedOn w:val='Old'/></w:style>"
    "<w:style w:type='character' w:styleId='Ref'><w:rPr><w:vertAlign w:val='superscript'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='OldLine'><w:rPr><w:strike/></w:rPr></w:style></w:styles>"
)
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'
WHITE_INK = '<w:color w:val="FFFFFF"/>'


def in_word(content: str, properties: str = "") -> Document:
    return docx.read(package(table(row(cell("行政处罚"), cell(content, properties))), styles=STYLES))


@pytest.mark.parametrize(
    "mark",
    [
        '<w:rStyle w:val="Ref"/>',
        '<w:position w:val="12"/><w:sz w:val="10"/>',
        '<w:vertAlign w:val="subscript"/>',
    ],
)
def test_a_mark_raised_or_lowered_in_word_by_whatever_means_is_no_digit(mark: str) -> None:
    text, value = value_in(in_word(paragraph(run("204"), run("1", mark))))
    assert (text, value) == ("204¹", Decimal(204))


@pytest.mark.parametrize(
    "content",
    [
        paragraph(run("77", '<w:rStyle w:val="Older"/>'), run("204")),
        paragraph(run("77"), properties='<w:pStyle w:val="OldLine"/>') + paragraph(run("204")),
        paragraph(run("7", WHITE_INK), run("204")),
        paragraph(run("9", '<w:sz w:val="2"/>'), run("204")),
    ],
)
def test_what_word_strikes_out_or_nobody_sees_is_left_out_and_named(content: str) -> None:
    document = in_word(content)
    assert value_in(document) == ("204", Decimal(204))
    (issue,) = document.issues
    assert (issue.code, issue.level, issue.place) == ("text_left_out", "info", "table 1 row 1 cell 2")


def test_a_switch_of_the_run_itself_undoes_its_style() -> None:
    content = paragraph(run("204", '<w:rStyle w:val="Old"/><w:strike w:val="0"/>'))
    assert value_in(in_word(content)) == ("204", Decimal(204))


@pytest.mark.parametrize("where", ["cell", "run"])
def test_white_on_a_dark_ground_is_seen(where: str) -> None:
    ink = WHITE_INK + (DARK if where == "run" else "")
    document = in_word(paragraph(run("204", ink)), DARK if where == "cell" else "")
    assert value_in(document) == ("204", Decimal(204))
    assert not document.issues


# --- pages ---------------------------------------------------------------------------------------------------------


def on_page(content: str, style: str = "", attributes: str = "") -> Document:
    body = f"<table><tr><td>行政许可<td>5</tr><tr><td>行政处罚<td {attributes}>{content}</tr></table>"
    return html.read(f"<style>{style}</style><h1>年报公开</h1>{body}".encode())


@pytest.mark.parametrize(
    ("content", "style"),
    [
        ('301<span style="vertical-align:super;font-size:60%">1</span>', ""),
        ("301<span class=fn>1</span>", ".fn{vertical-align:super;font-size:8px}"),
        ('301<font style="vertical-align:4px">1</font>', ""),
        ("301<sub>1</sub>", ""),
    ],
)
def test_a_mark_raised_by_style_is_no_digit(content: str, style: str) -> None:
    assert value_in(on_page(content, style)) == ("301¹", Decimal(301))


@pytest.mark.parametrize(
    ("content", "style"),
    [
        ("<span class=old>77</span>301", ".old{text-decoration:line-through}"),
        ("<span class=old>77</span>301", "td .old{text-decoration:underline line-through red}"),
        ('<span style="color:#fff">7</span>301', ""),
        ("<span class=w>7</span>301", ".w{color:rgb(255, 255, 255)}"),
        ('<span style="font-size:0">7</span>301', ""),
        ('<span style="opacity:0">7</span>301', ""),
        ('<span style="position:absolute;left:-9999px">7</span>301', ""),
        ("<s>77</s>301", ""),
    ],
)
def test_what_a_page_strikes_out_or_nobody_sees_is_left_out_and_named(content: str, style: str) -> None:
    document = on_page(content, style)
    assert value_in(document) == ("301", Decimal(301))
    (issue,) = document.issues
    assert (issue.code, issue.level) == ("text_left_out", "info")
    assert issue.place.endswith("/tr[2]/td[2]")


@pytest.mark.parametrize(
    ("content", "style", "attributes"),
    [
        ('<span style="color:#fff">301</span>', "", 'style="background:#036"'),
        ("<b>301</b>", "b{color:white} td{background-color:navy}", ""),
        ("<b class=a>301</b>", ".a{opacity:0} td .a{opacity:1}", ""),
        ('<b class=a style="text-decoration:none">301</b>', ".a{text-decoration:line-through}", ""),
    ],
)
def test_what_is_seen_after_all_is_read(content: str, style: str, attributes: str) -> None:
    document = on_page(content, style, attributes)
    assert value_in(document) == ("301", Decimal(301))
    assert not document.issues


def test_a_cell_that_is_struck_out_keeps_its_place() -> None:
    body = '<table><tr><td>甲<td>乙<td>丙</tr><tr><td>件<td style="text-decoration:line-through">3<td>4</tr></table>'
    (found,) = html.read(f"<h1>年报公开</h1>{body}".encode()).tables()
    assert [one.text for one in found.rows()[1]] == ["件", "", "4"]


def test_digits_that_only_the_style_sheet_prints_make_a_number_unread() -> None:
    text, value = value_in(on_page("301", 'tr:nth-child(2) td:nth-child(2)::before{content:"7"}'))
    assert value is None
    assert "301" in text


# --- workbooks -----------------------------------------------------------------------------------------------------


def in_sheet(fill: Callable[[Any], None]) -> Document:
    book = Workbook()
    tab: Any = book.active
    tab.append(["行政许可", 5])
    tab.append(["行政处罚", 887])
    fill(tab["B2"])
    buffer = io.BytesIO()
    book.save(buffer)
    return read_document(buffer.getvalue(), hint="report.xlsx")


def test_a_struck_out_run_of_a_cell_is_left_out_and_named() -> None:
    def fill(one: Any) -> None:
        one.value = CellRichText(TextBlock(InlineFont(strike=True), "77"), TextBlock(InlineFont(), "887"))

    document = in_sheet(fill)
    assert value_in(document) == ("887", Decimal(887))
    (issue,) = document.issues
    assert (issue.code, "B2" in issue.message) == ("struck_text", True)


@pytest.mark.parametrize(
    ("font", "code"), [(Font(strike=True), "struck_text"), (Font(color="FFFFFFFF"), "unseen_text")]
)
def test_a_cell_whose_font_strikes_out_or_hides_its_number_is_empty(font: Font, code: str) -> None:
    def fill(one: Any) -> None:
        one.font = font

    document = in_sheet(fill)
    assert value_in(document) == ("", None)
    assert codes(document) == [code]


def test_white_on_a_filled_cell_is_seen() -> None:
    def fill(one: Any) -> None:
        one.font = Font(color="FFFFFFFF")
        one.fill = PatternFill("solid", fgColor="FF1F3864")

    document = in_sheet(fill)
    assert value_in(document) == ("887", Decimal(887))
    assert not document.issues


def test_a_format_that_prints_digits_of_its_own_makes_a_number_unread() -> None:
    def fill(one: Any) -> None:
        one.number_format = '"1"0'

    document = in_sheet(fill)
    assert value_in(document)[1] is None
    assert codes(document) == ["scaled_display"]


def test_extract_names_the_cell_of_what_was_left_out() -> None:
    report = extract_bytes(
        package(table(row(cell("行政处罚"), cell(paragraph(run("7", WHITE_INK), run("204"))))), styles=STYLES),
        hint="a.docx",
    )
    assert any("table 1 row 1 cell 2" in issue.message for issue in report.issues)


@pytest.mark.parametrize("mark", ["<sup>1</sup>301", "①301"])
def test_a_mark_in_front_of_a_number_is_no_digit_of_it(mark: str) -> None:
    assert value_in(on_page(mark))[1] is None
