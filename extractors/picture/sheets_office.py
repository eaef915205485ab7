"""DOCX (and what was converted to it) -> sheets: the document as LibreOffice prints it, with the box of each figure.

A word processor document has no pages until it is printed. The cells are found in a second print, in which each has a
colour of its own (``docx_marks``). What the print shows in the box is then compared with what was read from the document:
a difference is said in the picture, and never decided here.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from extractors.document import Box, Place
from extractors.picture.docx_marks import PARAGRAPH, number_of, with_coloured_cells
from extractors.picture.model import Sheet, Words, full_name
from extractors.picture.sheets_pdf import pdf_sheets
from extractors.picture.to_pdf import print_to_pdf
from extractors.readers.pdf_open import open_pdf
from extractors.report import Figure
from nianbao.errors import ReadError

PRINTED = Words("由 LibreOffice 排版打印", "as LibreOffice prints it")
WHOLE_PARAGRAPH = Words(
    "原文已无单元格边界，框出整段", "the source lost its cell borders; the whole paragraph is framed"
)
_SCALE = 2.0
_FEWEST_PIXELS = 12
_MOST_PAGES = 400


def office_sheets(docx: bytes, figures: Iterable[Figure]) -> list[Sheet]:
    """One sheet for each printed page that holds one of ``figures``; the first page when no figure has a cell.

    Raises NoConverter, WorkerLimit, ReadError: see ``print_to_pdf``.
    """
    by_path: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.place.path:
            by_path[figure.place.path].append(figure)
    marked, paths = with_coloured_cells(docx, by_path)
    if not paths:
        (plain,) = print_to_pdf([docx])
        return [replace(sheet, how=PRINTED) for sheet in pdf_sheets(plain, (), pages={1})]
    plain, coloured = print_to_pdf([docx, marked])
    found = _boxes(coloured, len(paths))
    moved = [
        replace(figure, place=Place(page, box, paths[number]))
        for (number, page), box in found.items()
        for figure in by_path[paths[number]]
    ]
    doubts = _differences(plain, moved)
    return [
        replace(sheet, how=PRINTED, doubts={name: doubts[name] for name in sheet.boxes if name in doubts})
        for sheet in pdf_sheets(plain, moved)
    ]


def _differences(pdf: bytes, figures: Sequence[Figure]) -> dict[str, Words]:
    """What the print shows otherwise than it was read; not asked of cells that a page break parts."""
    pieces = Counter(full_name(figure) for figure in figures)
    doubts = {}
    document = open_pdf(pdf)
    try:
        for figure in figures:
            if (figure.place.path or "").startswith(PARAGRAPH):
                doubts[full_name(figure)] = WHOLE_PARAGRAPH
            elif pieces[full_name(figure)] == 1:
                printed = _text_in(document, figure.place)
                if _squeezed(printed) != _squeezed(figure.raw):
                    doubts[full_name(figure)] = _differs(figure, printed)
    finally:
        document.close()
    return doubts


def _boxes(pdf: bytes, count: int) -> dict[tuple[int, int], Box]:
    """(number of the cell, page) -> its box in points; a cell that a page break parts has a box on each page."""
    found: dict[tuple[int, int], Box] = {}
    document = open_pdf(pdf)
    try:
        for index in range(min(len(document), _MOST_PAGES)):
            page = document[index]
            pixels = page.render(scale=_SCALE).to_numpy()[:, :, :3][:, :, ::-1]
            page.close()
            for number, box in _areas(pixels).items():
                if number < count:
                    found[number, index + 1] = box
    except pypdfium2.PdfiumError as error:
        raise ReadError(
            "document", f"its print cannot be rendered ({error})", "open it in an office program"
        ) from error
    finally:
        document.close()
    return found


def _areas(pixels: NDArray[np.uint8]) -> dict[int, Box]:
    """Number of a cell -> the area of its colour, in points."""
    blue = pixels[:, :, 2].astype(np.int16)
    rows, columns = np.nonzero(np.abs(blue - 203) <= 1)
    if not len(rows):
        return {}
    values = pixels[rows, columns].astype(np.int64)
    keys = values[:, 0] << 16 | values[:, 1] << 8 | values[:, 2]
    order = np.argsort(keys, kind="stable")
    unique, starts = np.unique(keys[order], return_index=True)
    areas: dict[int, list[tuple[int, int, int, int]]] = {}
    for key, part in zip(unique.tolist(), np.split(order, starts[1:]), strict=True):
        number = number_of((key >> 16, key >> 8 & 255, key & 255))
        if number is not None and len(part) >= _FEWEST_PIXELS:
            ys, xs = rows[part], columns[part]
            areas.setdefault(number, []).append((int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1))
    return {
        number: (
            min(box[0] for box in boxes) / _SCALE, min(box[1] for box in boxes) / _SCALE,
            max(box[2] for box in boxes) / _SCALE, max(box[3] for box in boxes) / _SCALE,
        )
        for number, boxes in areas.items()
    }  # fmt: skip


def _text_in(document: Any, place: Place) -> str:
    """The text the print shows in a box."""
    if place.page is None or place.bbox is None:
        return ""
    page = document[place.page - 1]
    textpage = page.get_textpage()
    try:
        x0, top, x1, bottom = place.bbox
        height = page.get_height()
        return str(textpage.get_text_bounded(x0, height - bottom, x1, height - top))
    finally:
        textpage.close()
        page.close()


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _differs(figure: Figure, printed: str) -> Words:
    shown = " ".join(printed.split())
    return Words(
        f"打印稿此处为“{shown}”，文档中读作“{figure.raw}”",
        f"{full_name(figure)}: the print shows '{shown}' here, the document reads '{figure.raw}'",
    )
