"""PDF bytes -> Document a second time, by pdfplumber: another parser, another way from lines to cells.

Two readings that share no code and agree prove a figure; where they differ, recognition can arbitrate. About ten times
slower than ``pdf.read``, so it is meant for the documents that need it. Text outside tables comes as it stands, one
block a line: the first reader is the one that knows paragraphs.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Collection, Mapping
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from extractors.document import Cell, Document, Issue, Place, Table, TextBlock
from extractors.readers.pdf_open import SUBJECT, check_bytes, is_cut_off
from nianbao.errors import EncryptedFile, ReadError, TruncatedFile

# pdfminer warns once for each glyph of a Type 3 font: thousands of lines for one Chromium print.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

DAMAGE = (
    PdfminerException, PDFException, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What pdfminer and pdfplumber raise on damaged files: they trust what a page's dictionary says."""
SAME_EDGE = 8.0  # points between the outer edges of two parts of one table
MARGIN = 0.1  # share of the page's height in which a line of few characters is a page number


def read_second(data: bytes, pages: Collection[int] | None = None) -> Document:
    """Read a PDF with pdfplumber (table settings "lines").

    Args:
        pages: numbers (from 1) of the pages to read; None for all.

    Returns:
        Document of kind "pdf"; boxes as pdfplumber gives them, from the top left of the page. Issues: ``truncated_file``,
        ``no_text_layer`` (error).
    Raises:
        EmptyFile, WrongType, EncryptedFile, TruncatedFile, ReadError: with subject "PDF".
    """
    check_bytes(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            read: dict[int, list[TextBlock | Table]] = {}
            for page in document.pages:
                if pages is None or page.page_number in pages:
                    read[page.page_number] = _read_page(page)
                    page.close()  # else every page's objects are kept: 2 MB a page, far more with dotted borders
            page_count = len(document.pages)
            meta = {str(key).lower(): str(value) for key, value in document.metadata.items() if value}
    except DAMAGE as error:
        raise _as_read_error(error, data) from error
    blank = [number for number, blocks in read.items() if not blocks]
    issues: list[Issue] = []
    if is_cut_off(data):
        issues.append(Issue("truncated_file", "error", "PDF: the end of the file is missing; fetch it again"))
    if blank:
        where = ", ".join(str(number) for number in blank)
        issues.append(Issue("no_text_layer", "error", f"PDF: no text on page {where}", f"page {where}"))
    return Document(
        kind="pdf",
        blocks=tuple(_mark_continuations(read)),
        title=meta.get("title", ""),
        meta=meta,
        page_count=page_count,
        issues=tuple(issues),
    )


def _as_read_error(error: Exception, data: bytes) -> ReadError:
    cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    if isinstance(cause, PDFPasswordIncorrect):
        return EncryptedFile(SUBJECT, "is protected by a password", "ask the publisher for an open copy")
    if is_cut_off(data):
        return TruncatedFile(SUBJECT, f"breaks off after {len(data):,} bytes and cannot be read", "fetch it again")
    return ReadError(SUBJECT, f"cannot be read by pdfplumber ({type(cause).__name__})", "fetch it again")


def _read_page(page: Any) -> list[TextBlock | Table]:
    """Tables and lines of a page, from top to bottom."""
    found: list[tuple[float, TextBlock | Table]] = []
    boxes: list[tuple[float, float, float, float]] = []
    for table in page.find_tables({"vertical_strategy": "lines", "horizontal_strategy": "lines"}):
        made = _table(table, page.page_number)
        if made is not None:
            found.append((table.bbox[1], made))
            boxes.append(table.bbox)
    rest = page.filter(lambda item: not _is_inside(item, boxes)) if boxes else page
    for line in rest.extract_text_lines(return_chars=False):
        box = (round(line["x0"], 2), round(line["top"], 2), round(line["x1"], 2), round(line["bottom"], 2))
        found.append((line["top"], TextBlock(line["text"], place=Place(page=page.page_number, bbox=box))))
    return [block for _, block in sorted(found, key=lambda pair: pair[0])]


def _is_inside(item: dict[str, Any], boxes: list[tuple[float, float, float, float]]) -> bool:
    if item.get("object_type") != "char":
        return False
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)


def _table(found: Any, page_number: int) -> Table | None:
    """pdfplumber's cells (boxes) as cells with spans: the slots between all edges that a box covers. None for boxed text."""
    boxes = [box for box in found.cells if box is not None]
    xs, ys = (
        _edges([x for box in boxes for x in (box[0], box[2])]),
        _edges([y for box in boxes for y in (box[1], box[3])]),
    )
    if len(xs) < 3:
        return None
    texts = {
        box: text
        for row, words in zip(found.rows, found.extract(), strict=True)
        for box, text in zip(row.cells, words, strict=True)
    }
    cells: list[Cell] = []
    for box in boxes:
        column, row = _index(xs, box[0]), _index(ys, box[1])
        place = Place(page=page_number, bbox=(round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)))
        span = (max(1, _index(ys, box[3]) - row), max(1, _index(xs, box[2]) - column))
        cells.append(Cell(row, column, (texts.get(box) or "").strip(), span[0], span[1], place))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    x0, top, x1, bottom = found.bbox
    place = Place(page=page_number, bbox=(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)))
    return Table(tuple(cells), len(ys) - 1, len(xs) - 1, place)


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2.5:
            edges.append(value)
    return edges


def _index(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _mark_continuations(pages: Mapping[int, list[TextBlock | Table]]) -> list[TextBlock | Table]:
    """The blocks of all pages; a table that begins a page right after one that ended the page before goes on from it."""
    blocks: list[TextBlock | Table] = []
    for number, page in pages.items():
        content = [block for block in page if not _is_page_number(block)]
        if content and blocks and isinstance(content[0], Table) and _goes_on(blocks[-1], content[0], number):
            first = content[0]
            content[0] = Table(first.cells, first.row_count, first.column_count, first.place, continues=True)
        blocks += content
    return blocks


def _is_page_number(block: TextBlock | Table) -> bool:
    is_short = isinstance(block, TextBlock) and len(block.text) <= 12
    return is_short and isinstance(block, TextBlock) and bool(block.text.strip("-—–第页共/ ").isdigit())


def _goes_on(upper: TextBlock | Table, lower: Table, page: int) -> bool:
    one, other = upper.place.bbox, lower.place.bbox
    if not isinstance(upper, Table) or upper.place.page != page - 1 or one is None or other is None:
        return False
    return abs(one[0] - other[0]) <= SAME_EDGE and abs(one[2] - other[2]) <= SAME_EDGE
