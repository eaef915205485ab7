"""One filled official table in several formats, with the cell of one figure on yellow paper: where it must be framed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from html import escape

import docx
import numpy as np
import pypdfium2
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractors.extract import extract_bytes
from extractors.picture import Subject
from extractors.picture.fonts import has_chinese
from extractors.picture.model import PixelBox, Sheet
from extractors.report import Figure
from tests.conftest import skip_or_fail
from tests.fixtures.forms import FormCell, by_row
from tests.readers.forms import add_to_word
from tests.readers.pdf_fixtures import LEFT, PAGE, draw_form, make_pdf, row_heights
from tests.readers.pdf_forms import Form, make_form

YELLOW = (255, 255, 0)
TOP = 120.0
SIZE = 9.0
CODE = "suit_after_review.pending"
NAME = f"review_litigation.{CODE}"


def require_chinese_font() -> None:
    """Skip (or fail) where no font draws Chinese: nothing can be redrawn there."""
    if not has_chinese():
        skip_or_fail("no font with Chinese characters is installed")


def subject_of(data: bytes, source: str = "report") -> Subject:
    return Subject(data, extract_bytes(data, hint=source), source, hashlib.sha256(data).hexdigest())


def spot(image: Image.Image) -> PixelBox:
    """The box around the yellow pixels of an image, antialiased edges left out."""
    pixels = np.asarray(image.convert("RGB")).astype(int)
    is_yellow = (pixels[:, :, 0] > 250) & (pixels[:, :, 1] > 250) & (pixels[:, :, 2] < 5)
    rows, columns = np.flatnonzero(is_yellow.any(axis=1)), np.flatnonzero(is_yellow.any(axis=0))
    return (float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))


def figures_of(data: bytes) -> tuple[Figure, ...]:
    """The fifteen figures of the one table in a file."""
    report = extract_bytes(data)
    assert len(report.figures) == 15
    return report.figures


def box_of(sheet: Sheet, name: str = NAME) -> PixelBox:
    """The one box of a figure."""
    (box,) = sheet.boxes[name]
    return box


def is_near(box: PixelBox, other: PixelBox, tolerance: float = 3.0) -> bool:
    return all(abs(edge - wanted) <= tolerance for edge, wanted in zip(box, other, strict=True))


def form_of(layout: str = "review_litigation_2019", seed: int = 5) -> Form:
    return make_form(layout, seed)


def cell_of(form: Form, code: str) -> FormCell:
    return next(cell for cell in form.cells if cell.code == code)


def pdf_of(form: Form, code: str, *, rotation: int = 0, crop: Sequence[float] = ()) -> bytes:
    """A page with the form; ``crop`` (left, bottom, right, top) is its crop box, in points of user space."""
    heights, cell = row_heights(form, SIZE), cell_of(form, code)
    left = LEFT + sum(form.widths[: cell.column])
    width = sum(form.widths[cell.column : cell.column + cell.column_span])
    top = TOP + sum(heights[: cell.row])

    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 0)
        canvas.rect(left, PAGE[1] - top - heights[cell.row], width, heights[cell.row], stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        draw_form(canvas, form, TOP, size=SIZE)

    data = make_pdf(draw)
    if not rotation and not crop:
        return data
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    page.set_rotation(rotation)
    if crop:
        page.set_cropbox(*crop)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def html_of(form: Form, code: str, *, before: str = "", after: str = "", head: str = "", style: str = "") -> bytes:
    """A page with the form between ``before`` and ``after``; ``style`` is added to the yellow cell."""
    rows = "".join(
        "<tr>" + "".join(_html_cell(cell, code, style) for cell in row) + "</tr>" for row in by_row(form.cells)
    )
    table = f"<table border=1 style='border-collapse:collapse'>{rows}</table>"
    return f"<html><head><meta charset=utf-8>{head}</head><body>{before}{table}{after}</body></html>".encode()


def _html_cell(cell: FormCell, code: str, style: str) -> str:
    colour = f" style='background:#ff0;{style}'" if cell.code == code else ""
    return f"<td rowspan={cell.row_span} colspan={cell.column_span}{colour}>{escape(cell.text)}</td>"


def docx_of(form: Form, code: str) -> bytes:
    document = docx.Document()
    table, _ = add_to_word(document, form.cells, style="Table Grid")
    cell = cell_of(form, code)
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFFF00"/>')
    table.cell(cell.row, cell.column)._tc.get_or_add_tcPr().append(shade)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
