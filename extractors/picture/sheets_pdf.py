"""PDF bytes -> sheets: the pages that hold figures, rendered by pdfium, with the box of each figure in pixels.

Boxes of figures are in points of the page as displayed (after /Rotate, within the crop box), which is what pdfium
renders; so a pixel is a point times the scale. Pages whose text lies on its side are turned until it stands upright,
because a reviewer reads the picture on a screen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import pypdfium2

from extractors.document import Box
from extractors.picture.model import PixelBox, Sheet, Words, full_name
from extractors.picture.turns import Turn
from extractors.readers.pdf_chars import Frame, page_frame
from extractors.readers.pdf_grid import find_grids
from extractors.readers.pdf_open import open_pdf
from extractors.readers.pdf_rules import read_rules
from extractors.report import Figure
from nianbao.errors import ReadError

SCALE = 2.0  # pixels for a point: 144 dots an inch, small print stays readable
LARGEST_SIDE = 5000  # pixels; a poster is rendered smaller


def pdf_sheets(data: bytes, figures: Iterable[Figure], pages: Collection[int] | None = None) -> list[Sheet]:
    """One sheet for each page that holds one of ``figures``; with ``pages`` (from 1) for those pages instead.

    Raises ReadError (with subclasses) when the bytes are no readable PDF or a page cannot be rendered.
    """
    by_page: dict[int, dict[str, Box]] = defaultdict(dict)
    for figure in figures:
        if figure.place.page is not None and figure.place.bbox is not None:
            by_page[figure.place.page][full_name(figure)] = figure.place.bbox
    document = open_pdf(data)
    try:
        wanted = sorted(set(pages if pages is not None else by_page) & set(range(1, len(document) + 1)))
        return [_sheet(document, number, by_page.get(number, {})) for number in wanted]
    finally:
        document.close()


def _sheet(document: Any, number: int, boxes: dict[str, Box]) -> Sheet:
    try:
        page = document[number - 1]
        try:
            frame, tables = _layout_of(page)
            scale = min(SCALE, LARGEST_SIDE / max(page.get_size()))
            image = page.render(scale=scale).to_pil().convert("RGB")
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise ReadError("PDF", f"page {number} cannot be rendered ({error})", "fetch the file again") from error
    turn = Turn(frame.turn, *image.size)
    pixels = {name: (turn.box(_scaled(box, scale)),) for name, box in boxes.items()}
    return Sheet(
        image=turn.image(image),
        name=f"page {number}",
        boxes=pixels,
        tables=tuple(turn.box(_scaled(box, scale)) for box in tables),
        scale=scale,
        how=Words("页面已转正", "page turned upright") if frame.turn else Words(),
    )


def _layout_of(page: Any) -> tuple[Frame, Sequence[Box]]:
    """How the text of the page runs, and where its ruled tables stand, in points as displayed."""
    textpage = page.get_textpage()
    try:
        frame = page_frame(page, textpage)
    finally:
        textpage.close()
    grids = find_grids(read_rules(page, frame))
    return frame, [frame.display_box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]) for grid in grids]


def _scaled(box: Box, scale: float) -> PixelBox:
    return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)
