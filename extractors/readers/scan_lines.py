"""Ink -> lines of text as boxes: in a cell of a table, or on what is left of a page.

No detector is needed on a level page: rows of ink with paper between them are lines, wide gaps part what stands side by
side. Specks of noise are told from a decimal point by where they stand and by the size of the print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.readers.scan_sheet import Raster

SPECK = 0.9  # square points: less ink is a speck, unless it stands at the foot of a line beside digits
POINT = 0.14  # square points: the least ink of a decimal point
REACH = 3.2  # points from larger ink within which a small piece belongs to it
PALE = 0.6  # of the usual contrast of print, below which a piece of ink is no print
PALE_DASH = 0.25  # the same for a dash: a thin stroke loses most of its contrast in a soft scan
DASH_HEIGHT, DASH_WIDTH = 0.2, 1.2  # sizes of a character: a dash is not higher, not wider
TALL = 1.75  # sizes of a character: a run of ink this high holds several lines that touch
LARGE_PRINT = 0.7  # of the height of a run of ink, which most of its larger pieces reach: one line of large characters
LEAST_WHOLE = 12  # whole characters from which their height can be told
NEARLY_WHOLE = 0.75  # of the height of the highest characters
LINE_FILL = 1.12  # of the size of a character: runs of ink this high together are one line (二, 三)


class Span(NamedTuple):
    """Pixels of a sheet: columns [x0, x1), rows [top, bottom)."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class InkPieces:
    """The connected pieces of ink of a page: how many there are with the paper, which one each pixel is of, and their boxes.

    Looking for them is a tenth of all that reading a page costs, so it is done once for each state of the ink. ``labels``
    covers the part of the page that holds ink at all, which begins at ``left``, ``top``.
    """

    count: int
    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    left: int
    top: int

    @classmethod
    def of(cls, ink: Raster) -> InkPieces:
        x, y, width, height = cv2.boundingRect(ink)
        # At even pixels, so that the pieces are numbered as they would be on the whole page.
        left, top = x & ~1, y & ~1
        part = ink[top : y + height, left : x + width]
        if part.size == 0:
            return cls(1, np.zeros((0, 0), np.int32), np.zeros((1, 5), np.int32), 0, 0)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
        return cls(count, np.asarray(labels, np.int32), np.asarray(stats, np.int32), left, top)

    def chosen(self, pieces: NDArray[np.bool_], like: Raster) -> Raster:
        """1 where one of the chosen pieces is, on a page as large as ``like``."""
        mask = np.zeros_like(like)
        height, width = self.labels.shape
        mask[self.top : self.top + height, self.left : self.left + width] = np.take(
            pieces.astype(np.uint8), self.labels
        )
        return mask


def character_size(pieces: InkPieces, scale: float) -> float:
    """Usual height of a Chinese character of the page, in pixels."""
    count, stats = pieces.count, pieces.stats
    if count < 10:
        return 10.5 / scale
    heights = stats[1:, cv2.CC_STAT_HEIGHT] * scale
    widths = stats[1:, cv2.CC_STAT_WIDTH] * scale
    # Whole characters are about as broad as high; pieces of characters are smaller and digits narrower.
    whole = heights[(heights > 5.5) & (heights < 20) & (widths > 0.75 * heights) & (widths < 1.4 * heights)]
    if whole.size < LEAST_WHOLE:
        return 10.5 / scale
    # Most components are pieces of characters; those nearly as high as the highest are whole ones.
    return float(np.median(whole[whole >= NEARLY_WHOLE * np.percentile(whole, 90)])) / scale


def pale_ink(ink: Raster, pieces: InkPieces, grey: Raster, size: float) -> Raster:
    """The pieces of ink much paler than the print of the page: a grey seal, a signature, what shines through.

    Small pieces are left, and dashes: a point or a thin stroke in a soft scan is pale as well.
    """
    count, stats = pieces.count, pieces.stats
    rows, columns = np.nonzero(pieces.labels)
    if count < 20 or rows.size == 0:
        return np.zeros_like(ink)
    owners = pieces.labels[rows, columns]
    order = np.argsort(owners, kind="stable")
    contrast = (255 - grey[rows + pieces.top, columns + pieces.left])[order]
    starts = np.searchsorted(owners[order], np.arange(1, count))
    darkest = np.concatenate([[0], np.maximum.reduceat(contrast, starts)]).astype(np.float64)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= 0.4 * size
    large[0] = False
    if not large.any():
        return np.zeros_like(ink)
    across, down = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    is_dash = (down <= DASH_HEIGHT * size) & (across >= 2 * down) & (across <= DASH_WIDTH * size)
    usual = np.median(darkest[large])
    pale = large & (darkest < np.where(is_dash, PALE_DASH, PALE) * usual)
    return pieces.chosen(pale, ink)


def clean_ink(ink: Raster, scale: float) -> Raster:
    """The ink of a region without specks: pieces too small for a point, or small and away from everything else."""
    pieces = InkPieces.of(ink)
    count, labels, stats = pieces.count, pieces.labels, pieces.stats
    if count <= 1:
        return ink
    areas = stats[:, cv2.CC_STAT_AREA] * scale * scale
    large = areas >= SPECK
    large[0] = False
    small = (areas >= POINT) & ~large
    small[0] = False
    if not small.any():
        return pieces.chosen(large, ink)
    whole = np.take(large.astype(np.uint8), labels)
    reach = max(1, round(REACH / scale))
    near = cv2.dilate(whole, np.ones((reach | 1, 2 * reach + 1), np.uint8))
    kept = large.copy()
    kept |= small & (np.bincount(labels[near > 0], minlength=count) > 0)
    return pieces.chosen(kept, ink)


def text_lines(ink: Raster, size: float, is_cut: bool = True) -> list[Span]:
    """The lines of a region (cleaned ink), from top to bottom, as boxes around their ink.

    Lines that touch are cut apart where their ink is thinnest, unless ``is_cut`` is False.
    """
    rows = np.nonzero(ink.any(axis=1))[0]
    if rows.size == 0:
        return []
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][1] <= 1:
            runs[-1][1] = int(row)
        else:
            runs.append([int(row), int(row)])
    joined: list[list[int]] = []
    for run in runs:
        if joined and run[1] - joined[-1][0] + 1 <= LINE_FILL * size:
            joined[-1][1] = run[1]
        else:
            joined.append(run)
    spans = []
    parts = (_parts(ink, run[0], run[1], size) if is_cut else [(run[0], run[1])] for run in joined)
    for top, bottom in (part for run_parts in parts for part in run_parts):
        columns = np.nonzero(ink[top : bottom + 1].any(axis=0))[0]
        spans.append(Span(int(columns[0]), top, int(columns[-1]) + 1, bottom + 1))
    return spans


def _parts(ink: Raster, top: int, bottom: int, size: float) -> list[tuple[int, int]]:
    """A run of rows of ink, cut where it is thinnest when it is too high for one line."""
    height = bottom - top + 1
    if height <= TALL * size or is_large_print(ink[top : bottom + 1]):
        return [(top, bottom)]
    count = max(2, round(height / (1.35 * size)))
    profile = ink[top : bottom + 1].sum(axis=1)
    cuts = [top]
    for k in range(1, count):
        middle, reach = round(k * height / count), max(1, round(0.3 * size))
        low = max(1, middle - reach)
        cuts.append(top + low + int(profile[low : middle + reach].argmin()))
    return [(a, b - 1) for a, b in pairwise([*cuts, bottom + 1]) if b - a > 1 and ink[a:b].any()]


def is_large_print(run: Raster) -> bool:
    """Whether a run of ink is one line of large characters: in lines that touch, few pieces are as high as the run."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(run), connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    large = heights[heights >= 0.3 * len(run)]
    return large.size > 0 and bool(np.count_nonzero(large >= LARGE_PRINT * len(run)) >= 0.5 * large.size)


def split_wide(ink: Raster, line: Span, gap: float) -> list[Span]:
    """The parts of a line that stand more than ``gap`` pixels apart."""
    columns = np.nonzero(ink[line.top : line.bottom, line.x0 : line.x1].any(axis=0))[0] + line.x0
    cuts = [0, *(np.nonzero(np.diff(columns) > gap)[0] + 1).tolist(), len(columns)]
    parts = []
    for first, last in pairwise(cuts):
        x0, x1 = int(columns[first]), int(columns[last - 1]) + 1
        rows = np.nonzero(ink[line.top : line.bottom, x0:x1].any(axis=1))[0] + line.top
        parts.append(Span(x0, int(rows[0]), x1, int(rows[-1]) + 1))
    return parts


def crop_line(grey: Raster, line: Span, size: float, pad: float, limits: Span) -> Raster:
    """The picture of a line with ``pad`` (share of its height) of paper around it, never beyond ``limits``.

    A line of low ink (a dash, 一) is taken as high as a character, so that it is not blown up.
    """
    middle, half = (line.top + line.bottom) / 2, max(line.height, 0.72 * size) / 2
    margin = pad * 2 * half
    top, bottom = round(middle - half - margin), round(middle + half + margin)
    left, right = round(line.x0 - margin), round(line.x1 + margin)
    inner = grey[max(top, limits.top) : min(bottom, limits.bottom), max(left, limits.x0) : min(right, limits.x1)]
    borders = (
        max(0, limits.top - top),
        max(0, bottom - limits.bottom),
        max(0, limits.x0 - left),
        max(0, right - limits.x1),
    )
    if not any(borders):
        return np.ascontiguousarray(inner)
    return np.asarray(cv2.copyMakeBorder(inner, *borders, borderType=cv2.BORDER_CONSTANT, value=255), np.uint8)


def beside(crops: Sequence[Raster]) -> Raster:
    """Pictures of single characters that stand one under another (a vertical label) as one line."""
    height = max(crop.shape[0] for crop in crops)
    parts = []
    for crop in crops:
        low = (height - crop.shape[0]) // 2
        parts.append(cv2.copyMakeBorder(crop, low, height - crop.shape[0] - low, 0, 0, cv2.BORDER_CONSTANT, value=255))
    return np.asarray(np.hstack(parts), np.uint8)
