"""Files of other kinds: the box of a figure is where it is printed, and what is shown without a tool says so."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import Image

from extractors.document import Box, Place
from extractors.extract import extract_bytes
from extractors.layouts import load_layouts
from extractors.picture import Studio, Subject, ToolMissing, find_target
from extractors.picture.docx_marks import MOST_CELLS, colour_of, number_of
from extractors.picture.sheets_grid import cells_of, grid_sheets
from extractors.picture.sheets_image import image_sheets
from extractors.picture.sheets_office import WHOLE_PARAGRAPH, office_sheets
from extractors.picture.sheets_text import WHOLE_ROW, text_sheets
from extractors.readers import read_document
from extractors.report import Figure, Report
from flows.demo_site import fill_report
from nianbao.errors import NoConverter, ReadError
from tests.conftest import require_tool
from tests.fixtures.forms import by_row
from tests.picture.sources import (
    CODE,
    NAME,
    box_of,
    docx_of,
    figures_of,
    form_of,
    html_of,
    is_near,
    pdf_of,
    require_chinese_font,
    spot,
    subject_of,
)
from tests.readers.ofd_files import MANNERS, render_ofd

# --- Word ----------------------------------------------------------------------------------------------------------


def test_box_of_a_word_document_is_the_printed_cell_and_a_difference_is_told() -> None:
    require_tool("soffice", "libreoffice")
    data = docx_of(form_of(), CODE)
    figures = figures_of(data)
    other = [
        replace(figure, value=Decimal(77), raw="77") if f"{figure.row}.{figure.column}" == "review.total" else figure
        for figure in figures
    ]
    (sheet,) = office_sheets(data, other)
    assert is_near(box_of(sheet), spot(sheet.image), 5)
    assert list(sheet.doubts) == ["review_litigation.review.total"]
    assert "the document reads '77'" in sheet.doubts["review_litigation.review.total"].en


def test_figure_read_from_a_paragraph_has_the_whole_paragraph_framed() -> None:
    require_tool("soffice", "libreoffice")
    document = docx.Document()
    document.add_paragraph("前言")
    document.add_paragraph("一、本年新收政府信息公开申请数量2000001")
    buffer = io.BytesIO()
    document.save(buffer)
    figure = Figure("applications", "new_received", "total", Decimal(1), "number", "1", "件", "applications_2021")
    (sheet,) = office_sheets(buffer.getvalue(), [replace(figure, place=Place(path="paragraph 2"))])
    box = box_of(sheet, "applications.new_received.total")
    ink = _ink_box(sheet.image)
    assert box[1] > ink[1]  # below the first paragraph
    assert box[0] <= ink[0] + 2
    assert box[3] >= ink[3] - 2
    assert sheet.doubts == {"applications.new_received.total": WHOLE_PARAGRAPH}


def _ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.convert("L").point(lambda level: 255 if level < 128 else 0).getbbox()
    assert box is not None
    return box


def test_colours_of_cells_are_told_apart_and_survive_rounding() -> None:
    colours = [colour_of(number) for number in range(MOST_CELLS)]
    assert len(set(colours)) == MOST_CELLS
    for number, (red, green, blue) in enumerate(colours):
        assert number_of((red + 1, green - 1, blue + 1)) == number
    assert number_of((255, 255, 255)) is None
    assert number_of((0, 0, 203)) is None


# --- pictures, archives, workbooks, OFD ----------------------------------------------------------------------------


def placed(box: Box, member: str = "", page: int | None = 1) -> Report:
    """A report of one figure at a place, as a reader of pictures would give it."""
    figure = Figure(
        "review_litigation", "suit_after_review", "pending", Decimal(5), "number", "5", "件", "review_litigation_2019"
    )
    return replace(empty_report(), figures=(replace(figure, place=Place(page, box, member=member)),))


def empty_report() -> Report:
    return Report("partial", "", "", None, None, "", (), (), (), (), (), ())


def scan_of(dpi: int, format: str) -> tuple[bytes, Box]:
    """A picture of the page with a yellow cell, its resolution stated; the box of the cell in points."""
    page = pypdfium2.PdfDocument(pdf_of(form_of(), CODE))[0].render(scale=dpi / 72).to_pil().convert("RGB")
    x0, top, x1, bottom = spot(page)
    buffer = io.BytesIO()
    page.save(buffer, format, dpi=(dpi, dpi))
    return buffer.getvalue(), (x0 / dpi * 72, top / dpi * 72, x1 / dpi * 72, bottom / dpi * 72)


@pytest.mark.parametrize("dpi", [100, 300])
@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_box_of_a_picture_is_in_points_at_its_resolution(dpi: int, format: str) -> None:
    data, box = scan_of(dpi, format)
    (sheet,) = image_sheets(data, placed(box).figures)
    assert is_near(box_of(sheet), spot(sheet.image), 4)


def test_figure_in_an_archive_is_shown_in_its_file() -> None:
    inner = pdf_of(form_of(), CODE)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("附件/说明.txt", "另附说明")
        archive.writestr("附件/年报.pdf", inner)
    (figure,) = [f for f in figures_of(inner) if f"{f.row}.{f.column}" == CODE]
    assert figure.place.bbox is not None
    report = placed(figure.place.bbox, "附件/年报.pdf")
    with Studio() as studio:
        (sheet,) = studio._sheets(Subject(buffer.getvalue(), report, "a.zip", "0" * 64))
    assert sheet.name == "附件/年报.pdf, page 1"
    assert is_near(box_of(sheet), spot(sheet.image))


def test_figure_in_a_picture_of_a_page_is_shown_in_the_picture() -> None:
    data, box = scan_of(150, "PNG")
    address = "http://example.cn/table.png"
    page = "<p>附表见图</p><img src=table.png>".encode()
    with Studio() as studio:
        (sheet,) = studio._sheets(Subject(page, placed(box, address), "x.html", "0" * 64, {address: data}))
        assert is_near(box_of(sheet), spot(sheet.image), 4)
        with pytest.raises(ReadError, match="its bytes are not here"):
            studio.pages(Subject(page, placed(box, address), "x.html", "1" * 64))


def test_cell_of_a_workbook_is_framed_under_its_letters() -> None:
    require_chinese_font()
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("附表4")
    for cell in form_of().cells:
        sheet.cell(cell.row + 3, cell.column + 2, cell.text)
        last = (cell.row + 2 + cell.row_span, cell.column + 1 + cell.column_span)
        if cell.row_span > 1 or cell.column_span > 1:
            sheet.merge_cells(start_row=cell.row + 3, start_column=cell.column + 2, end_row=last[0], end_column=last[1])
    buffer = io.BytesIO()
    workbook.save(buffer)
    with Studio() as studio:
        (drawn,) = studio._sheets(subject_of(buffer.getvalue(), "a.xlsx"))
    assert drawn.name == "sheet 附表4"
    left, right = box_of(drawn, "review_litigation.review.upheld"), box_of(drawn)
    assert (left[1], left[3]) == (right[1], right[3])
    assert left[0] > drawn.tables[0][0] - 1
    assert not drawn.note


def test_ofd_page_is_redrawn_with_its_cells_in_place() -> None:
    require_chinese_font()
    data, _ = render_ofd(fill_report("云溪县教育局", 2023, seed=3), MANNERS[0])
    subject = subject_of(data, "a.ofd")
    with Studio() as studio:
        sheets = studio._sheets(subject)
    boxes = {name: (sheet, box) for sheet in sheets for name, (box,) in sheet.boxes.items()}
    assert len(boxes) == 200
    for figure in subject.report.figures:
        sheet, box = boxes[f"{figure.table}.{figure.row}.{figure.column}"]
        assert _ink(sheet.image, box) > 0  # the figure is drawn inside of its frame
        assert figure.raw


# --- text ----------------------------------------------------------------------------------------------------------


def test_line_of_a_text_dump_is_framed() -> None:
    require_chinese_font()
    form = form_of()
    text = "\n".join("\t".join(cell.text for cell in row) for row in by_row(form.cells))
    data = f"四、政府信息公开行政复议、行政诉讼情况\n{text}\n".encode()
    report = extract_bytes(data)
    sheets = text_sheets(data, read_document(data), report.figures)
    values = [figure for figure in report.figures if figure.place.path]
    assert len(values) == 15
    (sheet,) = sheets
    boxes = [box_of(sheet, f"{f.table}.{f.row}.{f.column}") for f in values]
    # Fifteen figures on one line: side by side, in the order of the form.
    assert len({box[1] for box in boxes}) == 1
    assert all(left[2] <= right[0] + 6 for left, right in pairwise(boxes))


def test_crop_of_a_text_dump_reaches_up_to_the_label_of_the_row() -> None:
    require_chinese_font()
    rows = (f"{row.zh}\n\n" + "\n\n".join("0" * len(row.columns)) for row in load_layouts()["applications_2021"].rows)
    header = "\n".join(column.zh for column in load_layouts()["applications_2021"].columns)
    data = f"三、收到和处理政府信息公开申请情况\n\n{header}\n\n\n".encode() + "\n\n\n".join(rows).encode()
    document = read_document(data)
    (table,) = document.tables()
    last = table.rows()[-1]
    figure = Figure("applications", "carried_forward", "total", Decimal(0), "zero", "0", "件", "applications_2021")
    sheets = text_sheets(data, document, [replace(figure, place=last[-1].place)])
    assert sheets[-1].lines_around is not None
    first, end = (int((cell.place.path or "").removeprefix("line ")) for cell in (last[0], last[-1]))
    assert end - first >= 14
    assert sheets[-1].lines_around[0] >= (end - first) * 27


def test_row_of_a_run_together_table_is_framed_and_said() -> None:
    require_chinese_font()
    labels = "一、本年新收政府信息公开申请数量2000001二、上年结转政府信息公开申请数量0000000"
    figure = Figure("applications", "carried_in", "total", Decimal(0), "zero", "0", "件", "applications_2021")
    figure = replace(figure, place=replace(figure.place, path="line 1"))
    data = labels.encode()
    (sheet,) = text_sheets(data, read_document(data), [figure])
    name = "applications.carried_in.total"
    (box,) = sheet.boxes[name]
    whole = replace(figure, row="no_such_row")
    (other,) = text_sheets(data, read_document(data), [whole])
    (line,) = other.boxes["applications.no_such_row.total"]
    assert sheet.doubts[name] == WHOLE_ROW
    assert box[0] > (line[0] + line[2]) / 2 - 60
    assert abs(box[2] - line[2]) < 2


# --- redrawn -------------------------------------------------------------------------------------------------------


def test_redrawn_table_frames_the_cell_that_was_read() -> None:
    require_chinese_font()
    data = html_of(form_of(), CODE)
    figures, document = figures_of(data), read_document(data)
    (table,) = document.tables()
    cell = cells_of(table, figures)[NAME]
    (sheet,) = grid_sheets(document, figures)
    box, total = box_of(sheet), box_of(sheet, "review_litigation.review.total")
    assert cell.column > cells_of(table, figures)["review_litigation.review.total"].column
    assert box[0] > total[2]
    assert (box[1], box[3]) == (total[1], total[3])
    assert _ink(sheet.image, box) > 0


def _ink(image: Image.Image, box: tuple[float, float, float, float]) -> int:
    x0, top, x1, bottom = (round(edge) for edge in box)
    grey = image.crop((x0 + 4, top + 4, x1 - 4, bottom - 4)).convert("L")
    return sum(grey.histogram()[:128])


def test_without_a_browser_the_table_is_redrawn_and_the_picture_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    require_chinese_font()
    monkeypatch.setenv("PATH", os.devnull)
    with Studio() as studio:
        (picture,) = studio.pages(subject_of(html_of(form_of(), CODE)))
    (note,) = picture.notes
    assert "redrawn from what was read" in note
    assert "apt install chromium" in note


def test_without_browser_and_font_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setattr("extractors.picture.fonts._chinese_face", lambda: None)
    with Studio() as studio, pytest.raises(ToolMissing) as raised:
        studio.pages(subject_of(html_of(form_of(), CODE), "page.html"))
    assert str(raised.value).startswith("page.html: Chromium is not installed")
    assert "apt install chromium" in str(raised.value)


def test_without_libreoffice_a_word_document_is_redrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    require_chinese_font()
    subject = subject_of(docx_of(form_of(), CODE), "report.docx")
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setattr("extractors.picture.to_pdf.find_converter", lambda: None)
    with Studio() as studio:
        (picture,) = studio.crops(subject, [find_target(subject.report, NAME)])
    assert "LibreOffice is not installed" in picture.notes[0]
    with pytest.raises(NoConverter, match="apt install libreoffice-writer"):
        office_sheets(subject.data, subject.report.figures)
