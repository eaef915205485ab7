"""Which way up a page lies: the way in which its longest lines can be read."""

from __future__ import annotations

import re

from extractors.readers.scan_engine import Engine
from extractors.readers.scan_lines import Span, character_size, clean_ink, crop_line, split_wide, text_lines
from extractors.readers.scan_sheet import Raster, Sheet, make_sheet

SAMPLE = 3  # lines read to see whether the page is upright
LONGEST = 12  # sizes of a character that are read of each
READ = 0.02  # score from which a line is read at all
READABLE = 0.35  # of the characters that should stand in the sample, from which a page is upright
_CHINESE = re.compile("[\u3400-\u9fff]")


def upright_sheet(image: Raster, points_per_pixel: float, reader: Engine) -> Sheet:
    """The sheet of a picture, turned by as many quarters as make it readable; as it lies when no turn does."""
    sheet = make_sheet(image, points_per_pixel)
    share = _readable(sheet, reader)
    if share >= READABLE:
        return sheet
    best = (1.5 * share, sheet)
    for turn in (1, 2, 3):
        turned = make_sheet(image, points_per_pixel, turn)
        share = _readable(turned, reader)
        if share >= READABLE and share > best[0]:
            best = (share, turned)
    return best[1]


def _readable(sheet: Sheet, reader: Engine) -> float:
    """Share of the characters of some long lines that the engine reads as Chinese."""
    size = character_size(sheet.ink, sheet.scale)
    crops = _long_lines(sheet.grey, clean_ink(sheet.ink, sheet.scale), size)
    if not crops:
        return 0.0
    expected = sum(crop.shape[1] / crop.shape[0] for crop in crops)
    readings = reader.read(crops, 0.8)
    found = sum(len(_CHINESE.findall(reading.text)) for reading in readings if reading.score > READ)
    return float(found / expected)


def _long_lines(grey: Raster, ink: Raster, size: float) -> list[Raster]:
    """The beginnings of the longest lines of usual height."""
    whole = Span(0, 0, grey.shape[1], grey.shape[0])
    pieces = [
        piece
        for line in text_lines(ink, size)
        if 0.6 * size < line.height < 2 * size
        for piece in split_wide(ink, line, 0.9 * size)
        if piece.width > 3 * size
    ]
    pieces.sort(key=lambda piece: -piece.width)
    cut = [piece._replace(x1=min(piece.x1, piece.x0 + round(LONGEST * size))) for piece in pieces[:SAMPLE]]
    return [crop_line(grey, piece, size, 0.14, whole) for piece in cut]
