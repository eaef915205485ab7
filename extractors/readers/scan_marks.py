"""Ink of a number -> whether something stands at it that is no digit of it: a raised mark behind it, a stroke through it.

The engine reads a footnote mark as one more digit (976 with a mark of 1 as 9761) and a digit under a stroke as another
one, surely and twice. The ink shows both, so what it shows is a doubt about the reading, whatever the engine says.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from extractors.readers.scan_lines import Span
from extractors.readers.scan_sheet import Raster

END = 0.28  # of the height of the ink: how far its right end reaches in
RAISED_FOOT = 0.2  # of the height: the end stands at least so high above the foot of the digits
RAISED_HEAD = 0.12  # of the height: and reaches at least so high above their heads
LEAST_HEIGHT = 6  # pixels
STROKE = 0.72  # of the height of the ink: a level run of ink longer than this is no bar of a digit
LEVEL = (0.3, 0.62)  # of the height, from the top, between which a stroke goes through digits; the bar of 4 lies below
OVER_DIGIT = 0.45  # of the height: one that juts out on both sides of what it goes through
SLANT = 2  # rows by which a stroke may rise on its way


def has_raised_end(ink: Raster, line: Span) -> bool:
    """Whether the last character of a number stands higher than the others, head and foot: a footnote mark."""
    part = ink[line.top : line.bottom, line.x0 : line.x1] > 0
    height, width = part.shape
    end = max(2, round(END * height))
    if height < LEAST_HEIGHT or width < 2 * end:
        return False
    heads, feet = _heads(part), _heads(part[::-1])
    rest = heads[: width - 2 * end]
    if rest.size == 0 or not (rest < height).any():
        return False
    is_high = heads[-end:].min() + RAISED_HEAD * height < rest.min()
    return bool(is_high and feet[-end:].min() >= RAISED_FOOT * height)


def is_struck(ink: Raster, line: Span) -> bool:
    """Whether a level stroke runs through the middle of a number without points. ``ink``: before rules are taken out."""
    part = ink[line.top : line.bottom, line.x0 : line.x1] > 0
    height, width = part.shape
    least = OVER_DIGIT * height
    if height < LEAST_HEIGHT or width < least:
        return False
    top, bottom = int(LEVEL[0] * height), int(LEVEL[1] * height)
    for row in range(top, bottom - SLANT + 1):
        band: Any = part[row : row + SLANT].any(axis=0)
        beside: Any = part[: row - 1].any(axis=0) | part[row + SLANT + 1 :].any(axis=0)
        for start, end in _runs(band):
            juts_out = not (beside[start] or beside[end - 1])
            if end - start >= (least if juts_out else STROKE * height):
                return True
    return False


def _heads(part: Any) -> Any:
    """The first row with ink in each column; the height where there is none."""
    return np.where(part.any(axis=0), part.argmax(axis=0), part.shape[0])


def _runs(row: Any) -> list[tuple[int, int]]:
    """First column and the one after the last of each run of ink."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8))).tolist()
    return list(zip(edges[0::2], edges[1::2], strict=True))
