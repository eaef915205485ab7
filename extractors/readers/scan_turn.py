"""Which way up a page lies: the way in which its longest lines can be read."""

from __future__ import annotations

import re

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.scan_engine import Engine
from extractors.readers.scan_lines import InkPieces, Span, character_size, clean_ink, crop_line, split_wide, text_lines
from extractors.readers.scan_sheet import Raster, Sheet, make_sheet

SAMPLE = 2  # lines read to see whether the page is upright
LONGEST = 9  # sizes of a character that are read of each
CHARACTER = (5.0, 30.0)  # points: sizes of whole characters
LEAST_CHARACTERS, MOST_CHARACTERS = 12, 1500  # of a page, compared
RUN = 24.0  # points of straight ink: no stroke of a character is as long
READ = 0.02  # score from which a line is read at all
READABLE = 0.35  # of the characters that should stand in the sample, from which a page is upright
_CHINESE = re.compile("[\u3400-\u9fff]")


def upright_sheet(image: Raster, points_per_pixel: float, reader: Engine) -> Sheet:
    """The sheet of a picture, turned by as many quarters as make it readable; as it lies when no turn does.

    The engine reads characters that lie on their side, if in the wrong order, so the direction of the lines decides first.
    """
    sheet = make_sheet(image, points_per_pixel)
    pieces = InkPieces.of(sheet.ink)
    is_level = runs_level(sheet, pieces)
    share = _readable(sheet, pieces, reader) if is_level else 0.0
    if share >= READABLE:
        return sheet
    turned = [make_sheet(image, points_per_pixel, turn) for turn in ((2,) if is_level else (1, 3))]
    shares = [_readable(one, InkPieces.of(one.ink), reader) for one in turned]
    best = max(range(len(turned)), key=lambda index: shares[index])
    return turned[best] if shares[best] >= READABLE and shares[best] > 1.5 * share else sheet


def runs_level(sheet: Sheet, pieces: InkPieces) -> bool:
    """Whether lines of text run across the page: characters stand closer to those beside them than to those below."""
    stats = pieces.stats
    widths, heights = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    sizes = np.maximum(widths, heights) * sheet.scale
    whole = (sizes > CHARACTER[0]) & (sizes < CHARACTER[1]) & (widths > 0.6 * heights) & (heights > 0.6 * widths)
    boxes = stats[1:][whole][:MOST_CHARACTERS].astype(np.float64)
    if len(boxes) < LEAST_CHARACTERS:
        return True
    beside = _gaps(boxes[:, 0], boxes[:, 2], boxes[:, 1], boxes[:, 3])
    below = _gaps(boxes[:, 1], boxes[:, 3], boxes[:, 0], boxes[:, 2])
    return int(np.count_nonzero(beside < below)) >= int(np.count_nonzero(below < beside))


def _gaps(
    starts: NDArray[np.float64],
    lengths: NDArray[np.float64],
    across: NDArray[np.float64],
    breadths: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Distance of each box to the next one further along that shares half of its breadth; infinite without one."""
    ends = starts + lengths
    gaps = starts[None, :] - ends[:, None]
    shared = np.minimum((across + breadths)[:, None], (across + breadths)[None, :]) - np.maximum(
        across[:, None], across[None, :]
    )
    is_next = (
        (gaps > -0.3 * lengths[:, None]) & (starts[None, :] > starts[:, None]) & (shared >= 0.5 * breadths[:, None])
    )
    return np.asarray(np.where(is_next, np.maximum(gaps, 0), np.inf).min(axis=1), np.float64)


def _readable(sheet: Sheet, pieces: InkPieces, reader: Engine) -> float:
    """Share of the characters of some long lines that the engine reads as Chinese."""
    size = character_size(pieces, sheet.scale)
    crops = _long_lines(sheet.grey, clean_ink(_without_runs(sheet), sheet.scale), size)
    if not crops:
        return 0.0
    expected = sum(crop.shape[1] / crop.shape[0] for crop in crops)
    readings = reader.read(crops, 0.8)
    found = sum(len(_CHINESE.findall(reading.text)) for reading in readings if reading.score > READ)
    return float(found / expected)


def _without_runs(sheet: Sheet) -> Raster:
    """The ink without long straight runs, level or upright: the rules of tables."""
    run = max(12, round(RUN / sheet.scale))
    runs = np.zeros_like(sheet.ink)
    for shape in ((1, run), (run, 1)):
        runs |= np.asarray(cv2.morphologyEx(sheet.ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.uint8)
    return np.where(cv2.dilate(runs, np.ones((5, 5), np.uint8)) > 0, np.uint8(0), sheet.ink)


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
