"""Pages that are pictures go to the reader of scans; long files are read where they speak of a report."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Cell, Document, Place, Sight, Table, TextBlock
from extractors.readers import pdf_pictures, scan
from extractors.readers.pdf import read
from extractors.readers.pdf_gate import GATE_PAGES
from tests.fixtures.forms import FORM_2021
from tests.readers.pdf_fixtures import PAGE, draw_form, form_shape, make_pdf, page_text, shape
from tests.readers.pdf_forms import Form, make_form

Seen = list[tuple[tuple[int, ...], float, int]]
SEEN = Sight(0.99, is_agreed=True)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Pictures that were handed over (shape, points per pixel, page); each is answered with one table of one cell."""
    calls: Seen = []

    def answer(image: object, points_per_pixel: float, page: int) -> list[TextBlock | Table]:
        calls.append((image.shape, points_per_pixel, page))  # type: ignore[attr-defined]
        place = Place(page=page, bbox=(1.0, 2.0, 3.0, 4.0))
        return [Table((Cell(0, 0, f"picture {page}", place=place, sight=SEEN),), 1, 1, place)]

    monkeypatch.setattr(scan, "read_page", answer)
    return calls


def picture_of(draw: Callable[[Canvas], object], dots: int) -> ImageReader:
    with pypdfium2.PdfDocument(make_pdf(draw)) as document:
        return ImageReader(document[0].render(scale=dots / 72).to_pil())


def scanned(canvas: Canvas, dots: int = 100) -> None:
    form = make_form("review_litigation_2019", seed=81)
    canvas.drawImage(picture_of(lambda inner: draw_form(inner, form, 60), dots), 0, 0, *PAGE)


def texts(document: Document) -> list[str]:
    return [b.text if isinstance(b, TextBlock) else b.cells[0].text for b in document.blocks]


def codes(document: Document) -> list[tuple[str, str, str]]:
    return [(issue.code, issue.level, issue.place) for issue in document.issues]


def test_scanned_page_takes_its_place_between_pages_with_text(seen: Seen) -> None:
    def draw(canvas: Canvas) -> None:
        page_text(canvas, ["一、总体情况"], 60)
        canvas.showPage()
        scanned(canvas)
        canvas.showPage()
        page_text(canvas, ["六、其他需要报告的事项"], 60)

    document = read(make_pdf(draw))
    assert texts(document) == ["一、总体情况", "picture 2", "六、其他需要报告的事项"]
    assert codes(document) == [("picture_read", "info", "page 2")]
    assert next(document.tables()).cells[0].sight == SEEN


@pytest.mark.parametrize(("dots", "used"), [(40, 150), (200, 200), (600, 300)])
def test_picture_is_read_at_its_own_resolution_within_limits(seen: Seen, dots: int, used: int) -> None:
    read(make_pdf(lambda canvas: scanned(canvas, dots)))
    (((height, width, depth), points, page),) = seen
    assert (round(72 / points), depth, page) == (used, 3, 1)
    assert abs(width - PAGE[0] / points) < 2
    assert abs(height - PAGE[1] / points) < 2


def test_text_that_ocr_laid_under_a_picture_is_not_trusted(seen: Seen) -> None:
    def draw(canvas: Canvas) -> None:
        scanned(canvas)
        text = canvas.beginText(60, 700)
        text.setFont("STSong-Light", 12)
        text.setTextRenderMode(3)
        text.textLine("二、主动公开政府信息惰况")
        canvas.drawText(text)

    assert texts(read(make_pdf(draw))) == ["picture 1"]


def test_text_under_a_full_picture_is_not_trusted_either(seen: Seen) -> None:
    def draw(canvas: Canvas) -> None:
        page_text(canvas, ["二、主动公开政府信息惰况"], 100)
        scanned(canvas)

    assert texts(read(make_pdf(draw))) == ["picture 1"]


def test_table_that_is_an_image_on_a_page_of_text(seen: Seen) -> None:
    form = make_form("applications_2021", seed=82)

    def draw(canvas: Canvas) -> None:
        page_text(canvas, ["三、收到和处理政府信息公开申请情况"], 60)
        canvas.drawImage(picture_of(lambda inner: draw_form(inner, form, 60), 80), 60, 300, 475, 400)
        page_text(canvas, ["五、存在的主要问题及改进情况"], 600)

    document = read(make_pdf(draw))
    assert texts(document) == ["三、收到和处理政府信息公开申请情况", "picture 1", "五、存在的主要问题及改进情况"]
    assert next(document.tables()).cells[0].place.bbox == pytest.approx((61, PAGE[1] - 700 + 2, 63, PAGE[1] - 700 + 4))


def whole_report(canvas: Canvas) -> None:
    for layout in FORM_2021:
        draw_form(canvas, make_form(layout, seed=83), 40)
        canvas.showPage()


def test_pictures_beside_a_whole_report_are_not_read(seen: Seen) -> None:
    def draw(canvas: Canvas) -> None:
        whole_report(canvas)
        scanned(canvas)

    assert codes(read(make_pdf(draw))) == [("pages_not_read", "warning", "page 4")]
    assert seen == []


def test_of_hundreds_of_pictures_the_first_are_read(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pictures, "MOST_PAGES", 3)

    def draw(canvas: Canvas) -> None:
        for _ in range(6):
            scanned(canvas, dots=40)
            canvas.showPage()

    assert codes(read(make_pdf(draw))) == [
        ("picture_read", "info", "pages 1-3"),
        ("pages_not_read", "warning", "pages 4-6"),
    ]


OTHER = [f"材料{number}登记如下，经核对无误，予以归档备查。" for number in range(25)]


def yearbook(form: Form, before: int, after: int) -> bytes:
    def draw(canvas: Canvas) -> None:
        for _ in range(before):
            page_text(canvas, OTHER, 60)
            canvas.showPage()
        page_text(canvas, ["某县2023年政府信息公开工作年度报告"], 60)
        draw_form(canvas, form, 100)
        canvas.showPage()
        for _ in range(after):
            page_text(canvas, OTHER, 60)
            canvas.showPage()

    return make_pdf(draw)


def test_report_in_a_yearbook_is_found_without_reading_the_rest() -> None:
    form = make_form("applications_2021", seed=84)
    document = read(yearbook(form, before=GATE_PAGES, after=40))
    (table,) = document.tables()
    assert shape(table) == form_shape(form)
    assert table.place.page == GATE_PAGES + 1
    assert document.text().count(OTHER[9]) == 4  # two pages before and two behind
    assert codes(document) == [("pages_not_read", "info", "")]


def test_short_file_is_read_whole() -> None:
    document = read(yearbook(make_form("proactive_2021", seed=85), before=3, after=3))
    assert document.text().count(OTHER[9]) == 6
    assert codes(document) == []
