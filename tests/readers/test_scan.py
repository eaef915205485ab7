"""Scanned reports, page by page: true values out of pictures, and never a wrong one without a doubt on it."""

from __future__ import annotations

from decimal import Decimal

import cv2
import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Sight, Table, TextBlock
from extractors.extract import extract_bytes
from extractors.readers.image import read
from extractors.readers.pdf_rules import Rule
from extractors.readers.scan import read_page
from extractors.readers.scan_engine import Reading
from extractors.readers.scan_numbers import is_numeric, settle, single_stroke
from extractors.readers.scan_rules import _cut_back
from extractors.readers.scan_sheet import Raster, red_print
from extractors.recognize import recognize
from extractors.report import Report
from flows.demo_site import FilledReport, fill_report, render_pdf
from nianbao.errors import TooLarge, TruncatedFile, UnsupportedType
from tests.fixtures.scans import PROFILES, Profile, as_image, as_scanned_pdf, pages_of, scan_pages
from tests.readers.pdf_fixtures import FONT, make_pdf

pytestmark = pytest.mark.xdist_group("scan")  # what they share is made once

FORM = fill_report("云溪县教育局", 2023, seed=3)
STAMPED = Profile(200, skew=0.7, blur=0.6, noise=6, stamp=(215, 45, 40), jpeg=75)


def read_scan(profile: Profile, form: FilledReport = FORM) -> Report:
    blocks: list[TextBlock | Table] = []
    for number, page in enumerate(scan_pages(render_pdf(form), profile, seed=3), start=1):
        blocks += read_page(page, 72 / profile.dpi, number)
    return recognize(Document("image", tuple(blocks)))


def counts(report: Report, form: FilledReport = FORM) -> tuple[int, int, int]:
    """Cells exact; wrong but suspect; wrong and silent."""
    figures = {(f.table, f.row, f.column): f for f in report.figures}
    exact = wrong = silent = 0
    for key, value in form.truth().items():
        figure = figures.get(key)
        exact += figure is not None and figure.value == value
        if figure is not None and figure.value not in (None, value):
            wrong += figure.verdict == "suspect"
            silent += figure.verdict != "suspect"
    return exact, wrong, silent


@pytest.fixture(scope="module")
def stamped() -> Report:
    return read_scan(STAMPED)


@pytest.mark.slow
def test_every_cell_of_a_skewed_noisy_scan_with_a_red_seal_is_read(stamped: Report) -> None:
    assert counts(stamped) == (200, 0, 0)
    assert {figure.origin for figure in stamped.figures} == {"image"}
    assert {figure.verdict for figure in stamped.figures} <= {"proved", "read", "suspect"}


@pytest.mark.slow
def test_the_report_says_whose_it_is_and_of_which_year(stamped: Report) -> None:
    assert (stamped.organ, stamped.year, stamped.title) == (FORM.organ, FORM.year, FORM.title)
    assert [section.number for section in stamped.sections] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.slow
def test_figures_have_their_place_on_the_picture_as_given(stamped: Report) -> None:
    places = {(f.row, f.column): f.place for f in stamped.figures}
    first, last = places["new_received", "natural_person"], places["new_received", "total"]
    assert first.page == last.page == 1
    assert first.bbox is not None
    assert last.bbox is not None
    # On paper the columns of table 3 are 38.6 points wide, from 268 to 539; the page lies askew by 0.7 degrees.
    assert first.bbox[0] == pytest.approx(268, abs=6)
    assert last.bbox[2] == pytest.approx(539, abs=6)
    assert first.bbox[1] - last.bbox[1] == pytest.approx(0.0122 * 232, abs=2)


@pytest.mark.slow
def test_a_fax_is_read_without_a_silent_error() -> None:
    exact, _, silent = counts(read_scan(PROFILES["fax150"]))
    assert silent == 0
    assert exact >= 0.95 * 200


@pytest.mark.slow
def test_a_page_on_its_side_is_turned_and_its_boxes_stay_those_of_the_picture() -> None:
    upright = pages_of(render_pdf(FORM), 150)[0][1200:1780, :]  # the top of table 3
    lying = np.ascontiguousarray(np.rot90(upright))
    tables = [block for block in read_page(lying, 72 / 150, 1) if isinstance(block, Table)]
    cell = next(cell for cell in tables[-1].cells if cell.text.startswith("二、上年结转"))
    assert cell.place.bbox is not None
    x0, top, x1, bottom = cell.place.bbox
    assert bottom - top > 3 * (x1 - x0)
    assert bottom <= lying.shape[0] * 72 / 150


def test_a_picture_without_text_gives_no_blocks() -> None:
    assert read_page(np.full((400, 300, 3), 250, np.uint8), 0.36, 1) == []


def test_a_lost_decimal_point_is_doubted() -> None:
    from extractors.readers.scan_numbers import Digits, is_point_in_doubt

    even = (0.62, 0.6, 0.61, 0.6)
    assert not is_point_in_doubt("96171", Digits(5, even, 0), 0.61)
    assert is_point_in_doubt("96171", Digits(5, even, 1), 0.61)
    assert is_point_in_doubt("961716", Digits(6, (*even, 0.95), 0), 0.61)
    assert is_point_in_doubt("9617.16", Digits(6, (*even, 0.62), 0), 0.61)
    assert not is_point_in_doubt("96171.6", Digits(6, (*even, 0.95), 1), 0.61)


def drawn(*lines: tuple[tuple[int, int], tuple[int, int]], size: tuple[int, int] = (18, 10), width: int = 2) -> Raster:
    """Ink of straight strokes, from (x, y) to (x, y)."""
    ink = np.zeros(size, np.uint8)
    for start, end in lines:
        cv2.line(ink, start, end, 1, width)
    return ink


def test_a_slash_is_told_from_a_one_by_its_slant() -> None:
    assert single_stroke(drawn(((9, 0), (0, 17))), 16) == "/"
    assert single_stroke(drawn(((5, 0), (5, 17)), ((2, 3), (5, 0)), ((1, 17), (8, 17))), 16) == ""
    assert single_stroke(drawn(((9, 0), (3, 17)), ((0, 0), (9, 0))), 16) == ""  # 7
    assert single_stroke(drawn(((0, 1), (13, 1)), size=(3, 14)), 16) == "—"
    assert single_stroke(np.zeros((18, 10), np.uint8), 16) == ""


def test_a_slanting_stroke_is_a_slash_but_agreed_only_where_a_reading_says_so_too() -> None:
    unsure, sure = Reading("1", 0.52), Reading("1", 0.999)
    assert settle([unsure, Reading("/", 0.5)], False, "/") == ("/", Sight(0.95, (), is_agreed=True))
    assert settle([unsure, unsure], False, "/") == ("/", Sight(0.5, ("1",), is_agreed=False))
    text, sight = settle([sure, sure], False, "/")
    assert (text, sight.others, sight.is_agreed) == ("/", ("1",), False)
    assert settle([sure, sure], False, "")[0] == "1"
    assert not settle([Reading("/", 0.99), Reading("/", 0.99)], False, "")[1].is_agreed


def test_spaces_and_specks_are_no_part_of_a_number() -> None:
    assert is_numeric(Reading("5 2 2", 0.8))
    assert settle([Reading("5 2 2", 0.95), Reading("522", 0.95)], False)[0] == "522"
    text, sight = settle([Reading("186.", 0.99), Reading("186.", 0.99)], False)
    assert text == "186"
    assert sight.score <= 0.5


def test_an_upright_rule_ends_at_the_table_and_not_in_the_character_above() -> None:
    crossing = [Rule(100.0, 0.0, 500.0), Rule(120.0, 0.0, 500.0)]
    stroke, own = Rule(50.0, 80.0, 90.0), Rule(50.0, 100.0, 120.0)
    assert _cut_back(Rule(50.0, 80.0, 120.0), crossing, [stroke, own]) == own
    whole = Rule(50.0, 78.0, 120.0)
    assert _cut_back(whole, crossing, [whole]) == whole  # an open table: drawn in one go


def test_a_red_letterhead_is_print_and_a_red_seal_is_none() -> None:
    paper = np.full((1200, 900, 3), 255, np.uint8)
    assert red_print(paper, 0.36) is None
    for number in range(8):
        cv2.rectangle(paper, (100 + 80 * number, 100), (150 + 80 * number, 150), (205, 30, 30), 6)
    cv2.circle(paper, (500, 800), 165, (205, 30, 30), 10)
    cv2.rectangle(paper, (480, 780), (520, 820), (205, 30, 30), -1)
    red = red_print(paper, 0.36)
    assert red is not None
    assert np.count_nonzero(red[90:160] < 128) > 8 * 4 * 40
    assert not np.count_nonzero(red[600:1000] < 128)


@pytest.mark.slow
def test_a_title_in_red_names_the_organ() -> None:
    top = pages_of(render_pdf(FORM), 150)[0][:420].astype(np.float32) / 255
    red = (top * 255 + (1 - top) * np.array([205, 30, 30])).astype(np.uint8)
    blocks = read_page(red, 72 / 150, 1)
    assert FORM.title in [block.text for block in blocks if isinstance(block, TextBlock)]


def test_a_screenshot_is_read_as_a_picture_with_boxes_in_its_pixels() -> None:
    shot = pages_of(render_pdf(FORM), 96)[0][470:800, 60:740]
    document = read(as_image(shot, "PNG", 72))
    (table,) = document.tables()
    assert (document.kind, document.page_count) == ("image", 1)
    fee = next(cell for cell in table.cells if cell.text == "62.31")
    assert fee.sight is not None
    assert fee.sight.is_agreed
    assert fee.place.bbox is not None
    assert fee.place.bbox[0] == pytest.approx(234, abs=2)
    assert fee.place.bbox[2] == pytest.approx(659, abs=2)


def test_a_tiff_has_pages() -> None:
    pages = [np.full((200, 200, 3), 255, np.uint8)] * 2
    from io import BytesIO

    from PIL import Image

    buffer = BytesIO()
    images = [Image.fromarray(page) for page in pages]
    images[0].save(buffer, "TIFF", save_all=True, append_images=images[1:])
    document = read(buffer.getvalue())
    assert document.page_count == 2
    assert [issue.code for issue in document.issues] == ["picture_blank"] * 2


def test_broken_and_monstrous_pictures_are_refused_with_a_reason() -> None:
    whole = as_image(np.random.default_rng(1).integers(0, 255, (300, 300, 3), np.uint8), "PNG", 72)
    with pytest.raises(TruncatedFile, match="damaged or cut off"):
        read(whole[: len(whole) // 2])
    with pytest.raises(UnsupportedType):
        read(b"\x89PNG no picture at all")
    bomb = whole[:16] + (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big") + whole[24:]
    with pytest.raises((TooLarge, TruncatedFile, UnsupportedType)):
        read(bomb)


@pytest.mark.slow
def test_a_scanned_pdf_goes_the_whole_way() -> None:
    top = [page[: page.shape[0] * 3 // 4] for page in scan_pages(render_pdf(FORM), PROFILES["plain150"], 3)[:1]]
    report = extract_bytes(as_scanned_pdf(top, 150), hint="scan.pdf")
    fee = next(f for f in report.figures if f.column == "amount_wan_yuan")
    assert (fee.value, fee.origin, fee.verdict, fee.place.page) == (Decimal("62.31"), "image", "read", 1)


def ruled_cell(pen: str) -> Sight:
    """How surely the number of one cell of a small table at 200 dpi is read, with something at it that is no digit."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 9)
        for y in (700, 680, 660, 640, 620):
            canvas.line(60, y, 500, y)
        for x in (60, 280, 500):
            canvas.line(x, 620, x, 700)
        for y, text in ((686, "行政许可"), (666, "行政处罚"), (646, "行政强制"), (626, "行政收费")):
            canvas.drawString(100, y, text)
            if text != "行政处罚":
                canvas.drawString(380, y, "542")
        canvas.drawString(380, 666, "976")
        end = 380 + canvas.stringWidth("976", FONT, 9)
        if pen == "mark":
            canvas.setFont(FONT, 7)
            canvas.drawString(end, 669.5, "1")
        elif pen == "stroke":
            canvas.setLineWidth(0.7)
            canvas.line(380, 669, 380 + canvas.stringWidth("9", FONT, 9), 669)

    (page,) = pages_of(make_pdf(draw), 200)
    (found,) = (block for block in read_page(page, 72 / 200, 1) if isinstance(block, Table))
    home = next(cell for cell in found.cells if cell.text == "行政处罚")
    sight = next(cell.sight for cell in found.cells if cell.row == home.row and cell.column > home.column)
    assert sight is not None
    return sight


def test_a_plain_number_of_a_scan_is_agreed() -> None:
    assert ruled_cell("").is_agreed


@pytest.mark.parametrize("pen", ["mark", "stroke"])
def test_a_mark_behind_a_scanned_number_or_a_stroke_through_it_is_a_doubt(pen: str) -> None:
    assert not ruled_cell(pen).is_agreed
