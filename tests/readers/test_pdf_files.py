"""Files that are not what they should be: one clear error or issue each, and never a guessed figure."""

from __future__ import annotations

import pickle
import time

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document
from extractors.readers import scan
from extractors.readers.pdf import read
from extractors.readers.pdf_plumber import read_second
from nianbao.errors import EmptyFile, EncryptedFile, ReadError, TruncatedFile, WrongType
from tests.fixtures.forms import FORM_2021
from tests.readers.pdf_fixtures import FONT, PAGE, draw_form, form_shape, make_pdf, page_text, shape
from tests.readers.pdf_forms import make_form

READERS = pytest.mark.parametrize("reader", [read, read_second])


@pytest.fixture
def no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which text cannot be recognised from pictures."""

    def refuse(image: object, points_per_pixel: float, page: int) -> list[object]:
        raise ReadError("scan", "the recognition model is not installed", "install it")

    monkeypatch.setattr(scan, "read_page", refuse)


def report() -> bytes:
    form = make_form("proactive_2021", seed=1)

    def draw(canvas: Canvas) -> None:
        page_text(canvas, ["二、主动公开政府信息情况"], 60)
        draw_form(canvas, form, 100)

    return make_pdf(draw)


def codes(document: Document) -> list[tuple[str, str, str]]:
    return [(issue.code, issue.level, issue.place) for issue in document.issues]


@READERS
@pytest.mark.parametrize("data", [b"", b" \r\n\x00\x00"])
def test_empty_file(reader: object, data: bytes) -> None:
    with pytest.raises(EmptyFile, match=r"^PDF: is empty \(no bytes\); fetch it again$"):
        reader(data)  # type: ignore[operator]


@READERS
@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<!DOCTYPE html><html><body>404 Not Found</body></html>", "HTML or XML page"),
        (b"\xef\xbb\xbf\r\n<html></html>", "HTML or XML page"),
        (b"PK\x03\x04" + bytes(60), "ZIP container"),
        (b"plain words", "does not start with %PDF-"),
    ],
)
def test_other_types_under_the_name_of_a_pdf(reader: object, data: bytes, what: str) -> None:
    with pytest.raises(WrongType, match=what) as caught:
        reader(data)  # type: ignore[operator]
    assert "\n" not in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).reason == caught.value.reason


@READERS
def test_password_is_asked_for(reader: object) -> None:
    locked = make_pdf(lambda canvas: canvas.drawString(60, 700, "1"), encrypt=StandardEncryption("secret", canPrint=0))
    with pytest.raises(EncryptedFile, match="protected by a password"):
        reader(locked)  # type: ignore[operator]


def test_protection_against_editing_alone_does_not_hinder_reading() -> None:
    form = make_form("proactive_2021", seed=2)
    data = make_pdf(
        lambda canvas: draw_form(canvas, form, 60) and None, encrypt=StandardEncryption("", "owner", canModify=0)
    )
    (table,) = read(data).tables()
    assert shape(table) == form_shape(form)


@READERS
def test_truncated_before_anything_is_there(reader: object) -> None:
    with pytest.raises(TruncatedFile, match="breaks off"):
        reader(report()[:300])  # type: ignore[operator]


def test_truncated_file_that_can_be_repaired_is_read_and_reported() -> None:
    whole = report()
    document = read(whole[: whole.rindex(b"xref\n")])
    assert codes(document) == [("truncated_file", "error", "")]
    assert [table.row_count for table in document.tables()] == [14]


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 0.95])
def test_truncated_file_never_passes_in_silence(share: float) -> None:
    whole = report()
    try:
        document = read(whole[: int(share * len(whole))])
    except TruncatedFile:
        return
    assert "truncated_file" in {issue.code for issue in document.issues}


def test_damaged_file_with_an_end_mark() -> None:
    with pytest.raises(ReadError, match="damaged"):
        read(b"%PDF-1.7\n" + bytes(range(256)) * 4 + b"\nstartxref\n0\n%%EOF\n")


def scanned_page(canvas: Canvas, seed: int) -> None:
    """A page that is an image of a form."""
    form = make_form("applications_2021", seed)
    drawn = pypdfium2.PdfDocument(make_pdf(lambda inner: draw_form(inner, form, 60)))
    image = drawn[0].render(scale=1).to_pil()
    canvas.drawImage(ImageReader(image), 0, 0, *PAGE)
    drawn.close()


@pytest.mark.usefixtures("no_recognition")
def test_scanned_pages_give_no_blocks_and_are_named() -> None:
    form = make_form("review_litigation_2019", seed=3)

    def draw(canvas: Canvas) -> None:
        page_text(canvas, ["四、政府信息公开行政复议、行政诉讼情况"], 60)
        draw_form(canvas, form, 100)
        canvas.showPage()
        for number in (2, 3):
            scanned_page(canvas, number)
            canvas.drawCentredString(297, 20, f"- {number} -")
            canvas.showPage()
        page_text(canvas, ["六、其他需要报告的事项", "无其他需要报告的事项。"], 60)
        canvas.showPage()
        canvas.showPage()

    document = read(make_pdf(draw))
    assert codes(document) == [("no_text_layer", "error", "pages 2-3")]
    assert {block.place.page for block in document.blocks} == {1, 4}
    assert document.page_count == 5


@pytest.mark.usefixtures("no_recognition")
def test_text_layer_of_ocr_is_read_with_a_warning() -> None:
    def draw(canvas: Canvas) -> None:
        scanned_page(canvas, 4)
        text = canvas.beginText(60, 700)
        text.setFont(FONT, 12)
        text.setTextRenderMode(3)
        text.textLine("三、收到和处理政府信息公开申请情况")
        canvas.drawText(text)

    document = read(make_pdf(draw))
    assert codes(document) == [("ocr_text_layer", "warning", "page 1")]
    assert document.text() == "三、收到和处理政府信息公开申请情况"


def test_bytes_of_utf8_shown_as_latin_letters_are_unreadable_text() -> None:
    words = "二、主动公开政府信息情况，本年制发件数".encode().decode("latin-1")

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 700, words)

    document = read(make_pdf(draw))
    assert codes(document) == [("unreadable_text", "error", "page 1")]
    assert document.blocks == ()


@pytest.mark.usefixtures("no_recognition")
def test_private_characters_are_unreadable_text() -> None:
    words = "".join(chr(0xE000 + number) for number in range(40))

    def draw(canvas: Canvas) -> None:
        page_text(canvas, ["本页可读，数字为 12。"], 60)
        canvas.showPage()
        page_text(canvas, [words], 60)

    document = read(make_pdf(draw))
    assert codes(document) == [("unreadable_text", "error", "page 2")]
    assert document.text() == "本页可读，数字为 12。"


def test_document_information_becomes_title_and_meta() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("某县2023年政府信息公开工作年度报告")
        canvas.setAuthor("某县政务公开办")
        page_text(canvas, ["正文。"], 60)

    document = read(make_pdf(draw))
    assert document.title == "某县2023年政府信息公开工作年度报告"
    assert document.meta["author"] == "某县政务公开办"
    assert document.kind == "pdf"


def pdfium_seconds(data: bytes) -> float:
    """CPU time that pdfium alone takes to parse the pages and their text."""
    start = time.process_time()
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            page.get_textpage().close()
            page.close()
    return time.process_time() - start


def test_long_file_with_one_table_costs_little_more_than_parsing_it() -> None:
    form = make_form("applications_2021", seed=5)

    def draw(canvas: Canvas) -> None:
        for number in range(1, 61):
            page_text(canvas, [f"第{number}号材料登记如下，经核对无误，予以归档备查。"] * 30, 60)
            if number == 30:
                canvas.showPage()
                draw_form(canvas, form, 60)
            canvas.showPage()

    data = make_pdf(draw)
    floor = pdfium_seconds(data)
    start = time.process_time()
    document = read(data)
    seconds = time.process_time() - start
    (table,) = document.tables()
    assert shape(table) == form_shape(form)
    assert table.place.page == 31
    assert document.page_count == 61
    assert seconds < 8 * floor


def test_reading_leaves_no_pdfium_object_open(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[pypdfium2.PdfDocument] = []
    original = pypdfium2.PdfDocument

    def remember(data: bytes) -> pypdfium2.PdfDocument:
        opened.append(original(data))
        return opened[-1]

    monkeypatch.setattr(pypdfium2, "PdfDocument", remember)
    read(report())
    (document,) = opened
    assert document.raw is None


@pytest.mark.parametrize("layout", [*FORM_2021, "stats_fujian_2014"])
def test_second_reader_reads_the_same_grid(layout: str) -> None:
    form = make_form(layout, seed=6)
    (table,) = read_second(make_pdf(lambda canvas: draw_form(canvas, form, 60))).tables()
    assert shape(table) == form_shape(form)


def test_second_reader_names_scanned_pages() -> None:
    document = read_second(make_pdf(lambda canvas: scanned_page(canvas, 7)))
    assert codes(document) == [("no_text_layer", "error", "page 1")]
