"""OFD bytes -> sheets: the pages that hold figures, redrawn from the texts and lines in the file.

Nothing on a common machine shows OFD, the national fixed-layout format. Its reader knows every character and rule with
its place; drawn again they show the page as it is laid out, without its fonts, colours and seals. The picture says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from PIL import Image, ImageDraw

from extractors.document import Box
from extractors.picture.fonts import font, require_chinese
from extractors.picture.model import Sheet, Words, full_name
from extractors.picture.palette import INK, PAPER
from extractors.picture.turns import Turn
from extractors.readers.ofd_package import WHAT, read_pages
from extractors.readers.ofd_page import PageInk, read_ink
from extractors.readers.pdf_grid import find_grids
from extractors.readers.zip_parts import open_parts
from extractors.report import Figure

DRAWN = Words(
    "依文件中的文字与线条重绘，字体、颜色、印章从略",
    "redrawn from the texts and lines in the file, without its fonts, colours and seals",
)
_SCALE = 2.0  # pixels for a point
_LARGEST_SIDE = 5000


def ofd_sheets(data: bytes, figures: Iterable[Figure]) -> list[Sheet]:
    """One sheet for each page that holds one of ``figures``, the first page when none does.

    Raises ReadError (with subclasses) for bytes that are no readable OFD, ToolMissing without a Chinese font.
    """
    require_chinese("the OFD page")
    by_page: dict[int, dict[str, Box]] = defaultdict(dict)
    for figure in figures:
        if figure.place.page is not None and figure.place.bbox is not None:
            by_page[figure.place.page][full_name(figure)] = figure.place.bbox
    wanted = set(by_page) or {1}
    sheets: list[Sheet] = []
    with open_parts(data, WHAT) as parts:
        for number, page in enumerate(read_pages(parts), start=1):
            if page is not None and number in wanted:
                sheets.append(_sheet(read_ink(page), number, by_page.get(number, {})))
            if number >= max(wanted):
                break
    return sheets


def _sheet(ink: PageInk, number: int, boxes: dict[str, Box]) -> Sheet:
    frame = ink.frame
    scale = min(_SCALE, _LARGEST_SIDE / max(frame.width, frame.height))
    image = Image.new("RGB", (max(round(frame.width * scale), 1), max(round(frame.height * scale), 1)), PAPER)
    canvas = ImageDraw.Draw(image)
    for rule in ink.rules.horizontal:
        canvas.line((rule.start * scale, rule.position * scale, rule.end * scale, rule.position * scale), INK, 1)
    for rule in ink.rules.vertical:
        canvas.line((rule.position * scale, rule.start * scale, rule.position * scale, rule.end * scale), INK, 1)
    for char in ink.chars:
        letter = font(min(max(round(char.size * scale), 4), 200))
        canvas.text((char.x0 * scale, char.baseline * scale), char.text, fill=INK, font=letter, anchor="ls")
    size = (image.width, image.height) if frame.turn % 2 == 0 else (image.height, image.width)
    turn = Turn(frame.turn, *size)
    tables = [frame.display_box(one.xs[0], one.ys[0], one.xs[-1], one.ys[-1]) for one in find_grids(ink.rules)]
    return Sheet(
        image=image,
        name=f"page {number}",
        boxes={name: (turn.box(_scaled(box, scale)),) for name, box in boxes.items()},
        tables=tuple(turn.box(_scaled(box, scale)) for box in tables),
        scale=scale,
        how=DRAWN,
    )


def _scaled(box: Box, scale: float) -> Box:
    return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)
