"""Pages and parts of pages that are pictures -> blocks, by the reader of scans.

A page without usable characters (scanned, drawn, broken character map, text that OCR laid under the picture) is read as
a person reads it: from its picture. That costs seconds a page, so it is done for a few pages, and only until every row of
an official form was met; the pages left out are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2

from extractors.document import Box, Cell, Document, Issue, Table, TextBlock
from extractors.normalize import label_key
from extractors.readers.pdf_page import PageContent
from extractors.readers.pdf_words import missing_rows
from nianbao.errors import ReadError

MOST_PAGES = 12  # pictures read of one document
DPI = 250
ABOUT_SILENT_PAGES = ("no_text_layer", "unreadable_text", "ocr_text_layer")
DPI_RANGE = (150, 300)
MOST_PIXELS = 30_000_000  # of one picture: a poster is rendered coarser
Block = TextBlock | Table


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to read: the page (from 1) and its box on the displayed page, None for the whole page."""

    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class PictureReading:
    """Blocks by picture, the pictures left out, and why none could be read ("" when some were, or nothing was asked)."""

    blocks: Mapping[Picture, tuple[Block, ...]]
    left_out: tuple[Picture, ...] = ()
    failure: str = ""


def read_pictures(document: Any, pictures: Sequence[Picture], known: Iterable[Block]) -> PictureReading:
    """Read pictures of an open pdfium document until every row of a form was met.

    ``known`` are the blocks of the pages with text; where these already hold a whole form nothing is read.
    """
    texts = {label_key(text) for block in known for text in _texts(block)}
    found: dict[Picture, tuple[Block, ...]] = {}
    for index, picture in enumerate(pictures):
        if index >= MOST_PAGES or not missing_rows(texts):
            return PictureReading(found, tuple(pictures[index:]))
        try:
            found[picture] = _read(document, picture)
        except (ReadError, ImportError) as error:
            reason = error.reason if isinstance(error, ReadError) else str(error)
            return PictureReading(found, tuple(pictures[index:]), reason)
        texts |= {label_key(text) for block in found[picture] for text in _texts(block)}
    return PictureReading(found)


def with_pictures(document: Any, draft: Document, pages: Sequence[PageContent], silent: Sequence[int]) -> Document:
    """The document of the pages with text, completed by what its pictures show.

    Args:
        draft: what the characters gave; it names the ``silent`` pages (numbers from 1) as errors.
        pages: the pages as read, for the pictures on them.
    """
    parts = [Picture(page.number, box) for page in pages if page.number not in silent for box in page.pictures]
    pictures = sorted([*(Picture(number) for number in silent), *parts], key=lambda one: (one.page, one.box or ()))
    if not pictures:
        return draft
    shown = [block for block in draft.blocks if block.place.page not in silent]
    reading = read_pictures(document, pictures, shown)
    if not reading.blocks:
        return (
            draft
            if reading.failure or not silent
            else replace(draft, blocks=tuple(shown), issues=_issues(draft, reading, silent))
        )
    return replace(draft, blocks=merge(shown, reading.blocks), issues=_issues(draft, reading, silent))


def _issues(draft: Document, reading: PictureReading, silent: Sequence[int]) -> tuple[Issue, ...]:
    issues = [issue for issue in draft.issues if issue.code not in ABOUT_SILENT_PAGES]
    if reading.blocks:
        where = page_numbers(sorted({picture.page for picture in reading.blocks}))
        issues.append(
            Issue("picture_read", "info", f"PDF: {where} was read from its picture, not from characters", where)
        )
    left = sorted({picture.page for picture in reading.left_out} & set(silent))
    if left:
        where = page_numbers(left)
        why = f" ({reading.failure})" if reading.failure else ""
        message = f"PDF: pictures on {where} were not read{why}; open the file to see whether they matter"
        issues.append(Issue("pages_not_read", "warning", message, where))
    return tuple(issues)


def page_numbers(numbers: Sequence[int]) -> str:
    """``page 3`` or ``pages 1-4, 7``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    parts = [str(low) if low == high else f"{low}-{high}" for low, high in runs]
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(parts)}"


def _texts(block: Block) -> list[str]:
    return [block.text] if isinstance(block, TextBlock) else [cell.text for cell in block.cells]


def _read(document: Any, picture: Picture) -> tuple[Block, ...]:
    from extractors.readers import scan  # a recognition engine takes long to load, and few documents need it

    page = document[picture.page - 1]
    try:
        width, height = page.get_size()
        dpi = min(_resolution(page), (MOST_PIXELS / max(width * height, 1.0)) ** 0.5 * 72)
        image = page.render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3].copy()
    except pypdfium2.PdfiumError:
        return ()
    finally:
        page.close()
    if picture.box is None:
        return tuple(scan.read_page(image, 72 / dpi, picture.page))
    x0, top, x1, bottom = (round(edge * dpi / 72) for edge in picture.box)
    blocks = scan.read_page(image[max(top, 0) : bottom, max(x0, 0) : x1], 72 / dpi, picture.page)
    return tuple(_moved(block, picture.box[0], picture.box[1]) for block in blocks)


def _resolution(page: Any) -> float:
    """Dots per inch of the page's largest image, within what recognition reads well; DPI where there is none."""
    best, largest = float(DPI), 0.0
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = item.get_bounds()
        area = (right - left) * (top - bottom)
        if area > largest and right - left > 1:
            largest = area
            # A little less: PDFium rounds the page up to whole pixels, and one pixel more blurs every thin line.
            best = (max(item.get_px_size()) - 0.05) / (max(right - left, top - bottom) / 72)
    return min(max(best, DPI_RANGE[0]), DPI_RANGE[1])


def _moved(block: Block, x: float, y: float) -> Block:
    if isinstance(block, TextBlock):
        return replace(block, place=replace(block.place, bbox=_shift(block.place.bbox, x, y)))
    cells: tuple[Cell, ...] = tuple(
        replace(cell, place=replace(cell.place, bbox=_shift(cell.place.bbox, x, y))) for cell in block.cells
    )
    return replace(block, cells=cells, place=replace(block.place, bbox=_shift(block.place.bbox, x, y)))


def _shift(box: Box | None, x: float, y: float) -> Box | None:
    return None if box is None else (box[0] + x, box[1] + y, box[2] + x, box[3] + y)


def merge(blocks: Sequence[Block], pictures: Mapping[Picture, tuple[Block, ...]]) -> tuple[Block, ...]:
    """Blocks of text and of pictures in reading order: by page, and by height where a picture is a part of a page."""
    merged = list(blocks)
    for picture in sorted(pictures, key=lambda one: (one.page, one.box[1] if one.box else 0.0)):
        place = next((i for i, block in enumerate(merged) if _is_behind(block, picture)), len(merged))
        merged[place:place] = pictures[picture]
    return tuple(merged)


def _is_behind(block: Block, picture: Picture) -> bool:
    page, box = block.place.page or 0, block.place.bbox
    is_below = picture.box is not None and box is not None and page == picture.page and box[1] >= picture.box[3] - 2
    return page > picture.page or is_below
