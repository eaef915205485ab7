"""A picture (PNG, JPEG, TIFF …) -> sheets: the picture itself, with the box of each figure.

The pictures and their resolution are taken from the reader of pictures, so that a box means here what it meant there: a
scanner may write its resolution into the file, a wrong one, or none, and a camera may say that the picture lies on its
side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from PIL import Image

from extractors.picture.model import PixelBox, Sheet, full_name
from extractors.readers.image import _pages
from extractors.report import Figure

WIDEST = 1700  # pixels: a page at 200 dpi; finer scans only make larger files
_PAGE_POINTS = 595.0  # width of a page, for frames in proportion where the resolution is not known


def image_sheets(data: bytes, figures: Iterable[Figure]) -> list[Sheet]:
    """One sheet for each page of the picture that holds figures, the first page when none does.

    Raises ReadError (with subclasses) when the bytes are no picture that can be drawn.
    """
    by_page: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.place.bbox is not None:
            by_page[figure.place.page or 1].append(figure)
    wanted = set(by_page) or {1}
    sheets = []
    for number, (raster, dpi) in enumerate(_pages(data), start=1):
        if number in wanted:
            sheets.append(_sheet(Image.fromarray(raster), dpi, number, by_page.get(number, [])))
        if number >= max(wanted):
            break
    return sheets


def _sheet(image: Image.Image, dpi: float, number: int, figures: Iterable[Figure]) -> Sheet:
    shrunk = min(1.0, WIDEST / image.width)
    size = (round(image.width * shrunk), max(round(image.height * shrunk), 1))
    scale = dpi / 72 * shrunk
    boxes: dict[str, tuple[PixelBox, ...]] = {}
    for figure in figures:
        if figure.place.bbox is not None:
            x0, top, x1, bottom = figure.place.bbox
            boxes[full_name(figure)] = ((x0 * scale, top * scale, x1 * scale, bottom * scale),)
    shown = image if shrunk == 1.0 else image.resize(size, Image.Resampling.LANCZOS)
    return Sheet(shown, f"page {number}", boxes, scale=max(size[0] / _PAGE_POINTS, 1.0))
