"""Digits of one number that do not look alike are no number: a mark on the baseline is as likely as a digit typed anew."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.styles.colors import Color
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document
from extractors.readers import docx, html, read_document, sheet
from extractors.readers.ink import is_unlike
from extractors.readers.text_inks import Ink, join_alike
from tests.readers.ofd_files import Manner, text_objects
from tests.readers.ofd_files import package as ofd_package
from tests.readers.pdf_fixtures import FONT
from tests.readers.test_looks import SIZE, ruled, value_in, write
from tests.readers.words import cell, package, paragraph, row, run, table

UNREAD = ("498\ufffd1", None)
NUMBER = ("4981", Decimal(4981))
RED = (255.0, 0.0, 0.0)


def test_only_digits_that_stand_side_by_side_are_compared() -> None:
    large, small = Ink(12.0), Ink(7.0)
    assert join_alike([("498", large), ("1", small)]) == "498\ufffd1"
    assert join_alike([("498", large), ("件", small)]) == "498件"
    assert join_alike([("498", Ink()), ("1", small)]) == "4981"  # a size that is not known differs from none
    assert not is_unlike((0.0, 0.0, 0.0), (150.0, 150.0, 150.0))  # pale black is black
    assert is_unlike((0.0, 0.0, 0.0), RED)


# --- HTML ----------------------------------------------------------------------------------------------------------


def page(content: str, sheet: str = "") -> Document:
    rows = "".join(f"<tr><td>{a}<td>{b}" for a, b in (("行政许可", "94557"), ("行政处罚", content), ("行政强制", "42")))
    return html.read(f"<meta charset=utf-8><style>{sheet}</style><table border=1>{rows}</table>".encode())


@pytest.mark.parametrize(
    "content",
    [
        "498<small>1</small>",
        '<span style="font-size:14px">498</span><span style="font-size:8px">1</span>',
        '498<font color="#ff0000">1</font>',
        '498<span style="color:red">1</span>',
        '498<span class="k">1</span>',
        '498<a href="other.html">1</a>',
        '498<span style="position:relative;top:-5px">1</span>',
        '498<span style="vertical-align:top">1</span>',
        '498<span style="font:7px serif">1</span>',
        '498<span style="display:inline-block;transform:scale(.6)">1</span>',
    ],
)
def test_html_digit_of_another_size_or_colour(content: str) -> None:
    assert value_in(page(content, ".k{font-size:60%}")) == UNREAD


@pytest.mark.parametrize(
    "content",
    [
        '<span style="font-size:12pt">49</span><span style="font-size:10.5pt">81</span>',
        '<span style="font-size:12pt">49</span><span style="font-size:16px">81</span>',
        "498<b>1</b>",
        "<small>4981</small>",
        '<span style="color:#333">498</span>1',
    ],
)
def test_html_digits_that_an_editor_set_alike_are_one_number(content: str) -> None:
    assert value_in(page(content)) == NUMBER


@pytest.mark.parametrize(
    ("content", "sheet"),
    [
        ("<math><msup><mn>498</mn><mn>1</mn></msup></math>", ""),
        ('<bdo dir="rtl">1894</bdo>', ""),
        ("\u202e1894", ""),
        ('<span style="direction:rtl;unicode-bidi: bidi-override">1894</span>', ""),
        ('<b class="k">1894</b>', ".k{unicode-bidi:isolate-override;direction:rtl}"),
        ('<i class="k"></i>4981', '.k::before{content:"9"}'),
        ('<i class="k"></i>4981', ".k::before{content:counter(n)}"),
    ],
)
def test_html_digits_that_a_browser_prints_otherwise_than_they_stand_are_no_number(content: str, sheet: str) -> None:
    assert value_in(page(content, sheet))[1] is None


@pytest.mark.parametrize(
    ("content", "sheet"),
    [
        ("<iframe>77</iframe>4981", ""),
        ("<meter value=7>77</meter>4981", ""),
        ('<i class="fa"></i>4981', '.fa::before{content:"\\f101"}'),  # an icon, no digits
        ('4981<i class="k"></i>', '.k::after{content:"件"}'),
    ],
)
def test_html_what_stands_for_another_thing_or_is_an_icon_is_no_digit(content: str, sheet: str) -> None:
    assert value_in(page(content, sheet)) == NUMBER


@pytest.mark.parametrize("content", ['4981<a href="#note1">2</a>', "<ruby>4981<rt>2</rt></ruby>"])
def test_html_link_to_the_foot_of_the_page_is_a_mark(content: str) -> None:
    assert value_in(page(content))[1] == Decimal(4981)


# --- PDF and OFD ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "colour"), [(5.0, (0, 0, 0)), (SIZE, (1, 0, 0)), (SIZE, (0, 0.2, 0.8))])
def test_pdf_digit_of_another_size_or_colour(size: float, colour: tuple[float, float, float]) -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        end = write(canvas, x, y, "498")
        canvas.setFillColorRGB(*colour)
        write(canvas, end, y, "1", size)
        canvas.setFillColorRGB(0, 0, 0)

    text, value = value_in(ruled(pen))
    assert value is None
    assert text == "498\ufffd"


def test_pdf_raised_digit_that_was_painted_before_its_number_is_none_of_it() -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        width = canvas.stringWidth("498", FONT, SIZE)
        write(canvas, x + width, y + 2.4, "1", 6.6)
        write(canvas, x, y, "498")

    assert value_in(ruled(pen))[1] is None


def test_pdf_number_that_is_red_as_a_whole_is_a_number() -> None:
    def pen(canvas: Canvas, x: float, y: float) -> None:
        canvas.setFillColorRGB(1, 0, 0)
        write(canvas, x, y, "4981")
        canvas.setFillColorRGB(0, 0, 0)

    assert value_in(ruled(pen)) == NUMBER


def ofd_text(colours: list[tuple[str, str]]) -> str:
    """What is read of digits printed side by side, each in a colour of its own."""
    objects: list[str] = []
    for index, (text, colour) in enumerate(colours):
        for one in text_objects(text, 30 + 1.8 * index, 40, 3.5, [1.8], Manner()):
            opened = one.index(">") + 1
            objects.append(f'{one[:opened]}<ofd:FillColor Value="{colour}"/>{one[opened:]}')
    return read_document(ofd_package([objects], Manner(), title="t")).text()


def test_ofd_white_digits_are_not_read_and_red_ones_are_not_joined_to_black_ones() -> None:
    black, white, red = "0 0 0", "255 255 255", "220 0 0"
    assert ofd_text([("4", black), ("9", black)]) == "49"
    assert ofd_text([("4", black), ("9", black), ("8", white)]) == "49"
    assert ofd_text([("4", black), ("9", red)]) == "4\ufffd"


# --- Word ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ['<w:sz w:val="12"/>', '<w:color w:val="FF0000"/>'])
def test_word_digit_of_another_size_or_colour(look: str) -> None:
    content = paragraph(run("498"), run("1", look))
    document = docx.read(package(table(row(cell(paragraph(run("行政处罚"))), cell(content)))))
    assert value_in(document) == UNREAD


def test_word_digits_of_neighbouring_sizes_are_one_number() -> None:
    content = paragraph(run("498", '<w:sz w:val="24"/>'), run("1", '<w:sz w:val="21"/>'))
    document = docx.read(package(table(row(cell(paragraph(run("行政处罚"))), cell(content)))))
    assert value_in(document) == NUMBER


# --- workbooks -----------------------------------------------------------------------------------------------------


def xlsx(content: Any, font: Font | None = None) -> Document:
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (("行政许可", 94557), ("行政处罚", content), ("行政强制", 42)):
        page.append(line)
    if font is not None:
        page["B2"].font = font
    stream = io.BytesIO()
    book.save(stream)
    return sheet.read(stream.getvalue())


def test_workbook_digit_of_another_size_or_colour_or_too_small_to_be_seen() -> None:
    whole = TextBlock(InlineFont(sz=12), "498")
    assert value_in(xlsx(CellRichText(whole, TextBlock(InlineFont(sz=7), "1")))) == UNREAD
    assert value_in(xlsx(CellRichText(whole, TextBlock(InlineFont(sz=12, color=Color("FFFF0000")), "1")))) == UNREAD
    assert value_in(xlsx(CellRichText(whole, TextBlock(InlineFont(sz=12), "1")))) == NUMBER
    assert value_in(xlsx(4981, Font(sz=1))) == ("", None)


@pytest.mark.parametrize("code", ['[>100]"多";0', "[White]0"])
def test_number_that_its_format_does_not_print_is_no_number(code: str) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (("行政许可", 94557), ("行政处罚", 4981), ("行政强制", 42)):
        page.append(line)
    page["B2"].number_format = code
    stream = io.BytesIO()
    book.save(stream)
    assert value_in(sheet.read(stream.getvalue()))[1] is None


def old_workbook(*runs: tuple[str, xlwt.XFStyle], style: xlwt.XFStyle | None = None) -> Document:
    book = xlwt.Workbook()
    page = book.add_sheet("表1")
    for index, line in enumerate((("行政许可", 94557), ("行政处罚", ""), ("行政强制", 42))):
        for column, value in enumerate(line):
            if value != "":
                page.write(index, column, value)
    if style is not None:
        page.write(1, 1, 4981, style)
    else:
        page.write_rich_text(1, 1, [(text, one.font) for text, one in runs])
    stream = io.BytesIO()
    book.save(stream)
    return sheet.read(stream.getvalue())


def test_old_workbook_struck_white_raised_and_small_digits_are_none() -> None:
    plain, struck, mark, small = (xlwt.easyxf(f"font: height 220{more}") for more in ("", ", struck_out on", "", ""))
    mark.font.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    small.font.height = 120
    assert value_in(old_workbook(("77", struck), ("4981", plain))) == NUMBER
    assert value_in(old_workbook(("4981", plain), ("2", mark)))[1] == Decimal(4981)
    assert value_in(old_workbook(("498", plain), ("1", small))) == UNREAD
    assert value_in(old_workbook(style=struck)) == ("", None)
    assert value_in(old_workbook(style=xlwt.easyxf("font: colour white"))) == ("", None)
    assert value_in(old_workbook(style=xlwt.easyxf("font: colour red"))) == NUMBER


SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
STYLES = """<office:automatic-styles>
<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="cut" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/>
</style:style><style:style style:name="pale" style:family="table-cell"><style:text-properties fo:color="#ffffff"/>
</style:style><style:style style:name="old" style:family="text"><style:text-properties
 style:text-line-through-type="single"/></style:style><style:style style:name="up" style:family="text">
<style:text-properties style:text-position="super 58%"/></style:style><style:style style:name="big" style:family="text">
<style:text-properties fo:font-size="12pt"/></style:style><style:style style:name="tiny" style:family="text">
<style:text-properties fo:font-size="6pt"/></style:style></office:automatic-styles>"""


def open_sheet(content: str, *, is_flat: bool = False, attributes: str = "", columns: str = "") -> Document:
    """An OpenDocument workbook whose middle row has this cell."""
    rows = "".join(
        f"<table:table-row {more}><table:table-cell><text:p>{label}</text:p></table:table-cell>{one}</table:table-row>"
        for label, one, more in (
            ("行政许可", value(94557), ""), ("行政处罚", content, attributes), ("行政强制", value(42), ""),
        )
    )  # fmt: skip
    body = (
        f"{STYLES}<office:body><office:spreadsheet>"
        f'<table:table table:name="旧" table:style-name="hid">{rows.replace("94557", "11111")}</table:table>'
        f'<table:table table:name="表1">{columns}{rows}</table:table></office:spreadsheet></office:body>'
    )
    if is_flat:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        return read_document(f'<office:document {SPACES} office:mimetype="{kind}">{body}</office:document>'.encode())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content {SPACES}>{body}</office:document-content>")
    return sheet.read(stream.getvalue())


def value(number: float, shown: str | None = None, style: str = "") -> str:
    named = f'table:style-name="{style}"' if style else ""
    text = f"<text:p>{number if shown is None else shown}</text:p>"
    return f'<table:table-cell {named} office:value-type="float" office:value="{number}">{text}</table:table-cell>'


def text(*runs: tuple[str, str]) -> str:
    spans = "".join(f'<text:span text:style-name="{style}">{one}</text:span>' for style, one in runs)
    return f"<table:table-cell><text:p>{spans}</text:p></table:table-cell>"


@pytest.mark.parametrize("is_flat", [False, True])
@pytest.mark.parametrize(
    ("content", "read"),
    [
        (value(4981), NUMBER),
        (value(4981, "4,981"), NUMBER),
        (value(4981, "4981件"), ("4981件", Decimal(4981))),
        (value(4981.25, "4981"), ("4981.25", Decimal("4981.25"))),
        (value(49810000, "4981"), ("49810000 as 4981", None)),
        (value(4981, ""), ("", None)),
        (value(0.45, "45%"), ("45%", None)),
        (value(4981, style="cut"), ("", None)),
        (value(4981, style="pale"), ("", None)),
        (text(("old", "77"), ("", "4981")), NUMBER),
        (text(("", "4981"), ("up", "2")), ("4981²", Decimal(4981))),
        (text(("big", "498"), ("tiny", "1")), UNREAD),
    ],
)
def test_open_workbook_gives_what_a_person_sees(content: str, read: tuple[str, Decimal | None], is_flat: bool) -> None:
    assert value_in(open_sheet(content, is_flat=is_flat)) == read


def test_open_workbook_hides_sheets_rows_and_columns() -> None:
    document = open_sheet(value(4981), attributes='table:visibility="collapse"')
    (found,) = document.tables()
    assert [one.text for one in found.cells] == ["行政许可", "94557", "行政强制", "42"]
    assert {issue.code for issue in document.issues} == {"hidden_sheet", "hidden_cells"}
    hidden = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    shown = open_sheet(value(4981), columns=hidden)
    assert "4981" not in {one.text for block in shown.tables() for one in block.cells}
    assert "hidden_cells" in {issue.code for issue in shown.issues}


def test_open_workbook_repeats_cells_and_empty_rows_without_end() -> None:
    endless = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    twice = value(7).replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="2"', 1)
    document = open_sheet(twice + "</table:table-row>" + endless + "<table:table-row>")
    assert [one.text for one in next(document.tables()).cells][:5] == ["行政许可", "94557", "", "行政处罚", "7"]


XML_2003 = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40"><Styles>
<Style ss:ID="Default"/><Style ss:ID="cut"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="pale"><Font ss:Color="#FFFFFF"/>
</Style></Styles><Worksheet ss:Name="表1"><Table><Row><Cell><Data ss:Type="String">行政许可</Data></Cell><Cell>
<Data ss:Type="Number">94557</Data></Cell></Row><Row><Cell><Data ss:Type="String">行政处罚</Data></Cell>%s</Row><Row><Cell>
<Data ss:Type="String">行政强制</Data></Cell><Cell><Data ss:Type="Number">42</Data></Cell></Row></Table></Worksheet></Workbook>"""


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ('<Cell><Data ss:Type="Number">4981</Data></Cell>', NUMBER),
        ('<Cell ss:StyleID="cut"><Data ss:Type="Number">4981</Data></Cell>', ("", None)),
        ('<Cell ss:StyleID="pale"><Data ss:Type="Number">4981</Data></Cell>', ("", None)),
        ('<Cell><ss:Data ss:Type="String"><html:S>77</html:S>4981</ss:Data></Cell>', NUMBER),
        ('<Cell><ss:Data ss:Type="String">4981<html:Sup>2</html:Sup></ss:Data></Cell>', ("4981²", Decimal(4981))),
        (
            '<Cell><ss:Data ss:Type="String"><html:Font html:Size="12">498</html:Font><html:Font html:Size="6">1'
            "</html:Font></ss:Data></Cell>",
            UNREAD,
        ),
    ],
)
def test_xml_workbook_gives_what_a_person_sees(content: str, read: tuple[str, Decimal | None]) -> None:
    assert value_in(sheet.read((XML_2003 % content).encode())) == read
