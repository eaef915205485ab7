"""Sheets -> pictures: whole pages with their figures framed, or the rows around a figure cut out under their header.

A cell alone says nothing: a crop keeps the whole width of the table (the labels stand at its left), the rows around the
cell, and the header of the table above them, with a torn edge where rows were left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

from extractors.picture.caption import (
    NO_FONT,
    NO_TABLE,
    NOT_FOUND,
    NOT_FOUND_BESIDE,
    NOT_FOUND_HERE,
    NOT_LOCATED,
    heading,
    legend,
    of_target,
    origin,
)
from extractors.picture.fonts import has_chinese
from extractors.picture.lettering import Line, Run, band, rule
from extractors.picture.marks import Manner, mark
from extractors.picture.model import Picture, PixelBox, Sheet, Subject, Target, Words, full_name, union
from extractors.picture.palette import BAND, PAPER, SOFT, STYLES, Style
from extractors.picture.strips import strips_of
from extractors.report import Figure, Verdict

NARROWEST = 900  # pixels: a caption needs room
_TEAR = 16  # pixels
# Of several figures in one box (a line of text without cell borders) the one most in need of a look gives the colour.
_GRAVITY: tuple[Verdict, ...] = ("source_error", "suspect", "missing", "read", "proved")
_FRAME = 2.0  # line of a frame in points or CSS pixels


def draw_page(subject: Subject, sheet: Sheet, figures: Iterable[Figure]) -> Picture:
    """A whole sheet, every figure framed in the colour of its verdict, with a legend."""
    shown = [figure for figure in figures if full_name(figure) in sheet.boxes]
    image = sheet.image.copy()
    worst: dict[PixelBox, Verdict] = {}
    for figure in sorted(shown, key=lambda one: _GRAVITY.index(one.verdict)):
        for box in sheet.boxes[full_name(figure)]:
            worst.setdefault(box, figure.verdict)
    for box, verdict in worst.items():
        mark(image, box, STYLES[verdict], _line(sheet), "one_of_all")
    above = [heading(subject), *legend(shown)]
    return Picture(_stack(above, [image], origin(subject, [sheet])), file_name(sheet.name), _notes([sheet], ()))


def draw_page_of(subject: Subject, sheet: Sheet, targets: Sequence[Target]) -> Picture:
    """A whole sheet with the figures of ``targets`` framed and told in the caption."""
    image = sheet.image.copy()
    lines = [heading(subject)]
    for target in targets:
        _mark_target(image, sheet, target, (0, 0))
        lines += of_target(target, [sheet], _absence([sheet], target))
    name = file_name(" ".join([targets[0].name, sheet.name]) if len(targets) == 1 else sheet.name)
    return Picture(_stack(lines, [image], origin(subject, [sheet])), name, _notes([sheet], targets))


def draw_crop(subject: Subject, sheets: Sequence[Sheet], target: Target) -> Picture:
    """The rows around the figures of one target, from all sheets that hold one; ``sheets`` must not be empty."""
    pieces: list[Image.Image] = []
    for number, sheet in enumerate(sheets):
        if number:
            pieces.append(_page_mark(sheet.name, pieces[-1].width))
        spots = [box for name in _names(target) for box in sheet.boxes.get(name, ())]
        strips = strips_of(sheet, target, spots or [_expected(sheet, target)[0]])
        for index, strip in enumerate(strips):
            place = strip.pixels()
            piece = sheet.image.crop(place)
            _mark_target(piece, sheet, target, (place[0], place[1]))
            if index or strip.is_cut_above:
                pieces.append(_tear(piece.width))
            pieces.append(piece)
        if strips[-1].is_cut_below:
            pieces.append(_tear(pieces[-1].width))
    lines = [heading(subject), *of_target(target, sheets, _absence(sheets, target))]
    return Picture(_stack(lines, pieces, origin(subject, sheets)), file_name(target.name), _notes(sheets, [target]))


def file_name(text: str) -> str:
    """``text`` fit for a file name on any system."""
    return re.sub(r"[^\w.\-]+", "-", text).strip("-.")[:120] or "picture"


def _mark_target(image: Image.Image, sheet: Sheet, target: Target, corner: tuple[int, int]) -> None:
    """Frame the figures of a target on a piece of a sheet; of one that is not on it, the row or table it belongs to."""
    boxes = {box: figure.verdict for figure in target.figures for box in sheet.boxes.get(full_name(figure), ())}
    for box, verdict in boxes.items():
        _mark_at(image, box, corner, STYLES[verdict], sheet, "alone" if len(boxes) == 1 else "among")
    if not boxes:
        place, words = _expected(sheet, target)
        if words is not NO_TABLE:
            _mark_at(image, place, corner, STYLES["missing"], sheet, "around")


def _mark_at(
    image: Image.Image, box: PixelBox, corner: tuple[int, int], style: Style, sheet: Sheet, manner: Manner
) -> None:
    x, y = corner
    moved = (box[0] - x, box[1] - y, box[2] - x, box[3] - y)
    if moved[3] > 0 and moved[1] < image.height and moved[2] > 0 and moved[0] < image.width:
        mark(image, moved, style, _line(sheet), manner)


def _absence(sheets: Sequence[Sheet], target: Target) -> dict[str, Words]:
    """Figures of the target without a frame -> why: not found at all, or not located in this rendering."""
    placed = {name for sheet in sheets for name in sheet.boxes}
    absent = [figure for figure in target.figures if full_name(figure) not in placed]
    if not absent:
        return {}
    words = _expected(sheets[0], target)[1] if len(absent) == len(target.figures) else NOT_FOUND
    return {full_name(figure): NOT_LOCATED if figure.place.describe() else words for figure in absent}


def _expected(sheet: Sheet, target: Target) -> tuple[PixelBox, Words]:
    """Where a figure without a place should stand: its row, else its table, else the whole sheet."""
    split = {name: tuple(name.split(".", 2)) for name in sheet.boxes}
    rows = {(figure.table, figure.row) for figure in target.figures}
    row = [box for name, parts in split.items() if parts[:2] in rows for box in sheet.boxes[name]]
    if row:
        return union(row), NOT_FOUND_HERE
    tables = {figure.table for figure in target.figures}
    table = [box for name, parts in split.items() if parts[0] in tables for box in sheet.boxes[name]]
    if table:
        return union(table), NOT_FOUND_BESIDE
    return (0.0, 0.0, float(sheet.image.width), float(sheet.image.height)), NO_TABLE


def _names(target: Target) -> list[str]:
    return [full_name(figure) for figure in target.figures]


def _line(sheet: Sheet) -> int:
    return max(round(_FRAME * sheet.scale), 2)


def _notes(sheets: Sequence[Sheet], targets: Sequence[Target]) -> tuple[str, ...]:
    notes = [sheet.note.en for sheet in sheets if sheet.note] + ([] if has_chinese() else [NO_FONT])
    names = {full_name(figure) for target in targets for figure in target.figures}
    notes += [words.en for sheet in sheets for name, words in sheet.doubts.items() if name in names]
    return tuple(dict.fromkeys(notes))


def _page_mark(name: str, width: int) -> Image.Image:
    return band([Line((Run(name, SOFT),), size=15)], width, BAND)


def _tear(width: int) -> Image.Image:
    """The torn edge between two strips."""
    image = Image.new("RGB", (width, _TEAR), BAND)
    canvas = ImageDraw.Draw(image)
    points = [(x, 3 if index % 2 else _TEAR - 4) for index, x in enumerate(range(0, width + 12, 12))]
    canvas.line(points, fill=SOFT, width=1)
    return image


def _stack(above: Sequence[Line], pieces: Sequence[Image.Image], below: Sequence[Line]) -> Image.Image:
    """Caption, pieces and origin below each other on white."""
    width = max([NARROWEST, *(piece.width for piece in pieces)])
    parts = [band(above, width, BAND), rule(width), *pieces, rule(width), band(below, width, BAND)]
    image = Image.new("RGB", (width, sum(part.height for part in parts)), PAPER)
    top = 0
    for part in parts:
        image.paste(part, ((width - part.width) // 2, top))
        top += part.height
    return image
