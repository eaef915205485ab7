"""Grid on a sheet -> text of each cell, with how surely it was read.

All lines of all cells of a page are read in one go; what turns out to be a number is read a second time from another
picture of the same ink, and again where the two differ. A cell without ink is looked at once more at a lower
threshold before it counts as empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractors.document import Sight
from extractors.readers.pdf_grid import Grid, Region
from extractors.readers.scan_engine import Engine, Reading
from extractors.readers.scan_lines import Span, beside, clean_ink, crop_line, split_wide, text_lines
from extractors.readers.scan_marks import has_raised_end, is_struck
from extractors.readers.scan_numbers import (
    agree,
    is_numeric,
    is_point_in_doubt,
    look_at_digits,
    number_text,
    settle,
    single_stroke,
    usual_pitch,
)
from extractors.readers.scan_sheet import Raster, Sheet
from extractors.values import UNITS

INSET = 1.4  # points from the middle of a rule to where a cell's text may begin
LABEL_PAD, NUMBER_PAD, SECOND_PAD, THIRD_PAD, FOURTH_PAD = 0.15, 0.2, 0.36, 0.1, 0.28  # of a line's height
SURE = 0.9  # probability from which a reading is sure
NARROW = 2.6  # sizes of a character: a cell not wider holds a vertical label when it has several lines
LEAST_INK = 0.25  # of a character's size: smaller pieces are no character, not even a dash
LOW_THRESHOLD = 26  # grey levels of contrast that show in a cell without ink
MOST_FAINT = 1.2  # of a character's size: what is higher is no faint print but a stain
WIDE_GAP = 1.15  # sizes of a character: what stands further apart are two texts
CROSSING = 0.5  # of a character's size that ink must reach into a cell from its edge to be no rest of a rule
_CHINESE = re.compile("[\u3400-\u9fff]")
_BARE = re.compile(r"\d+")
_SPACED = re.compile(r"(?<=[\d.,])\s+(?=[\d.,])")  # inside a number
_PARTED = re.compile(r"(?<=\d\.) (?=\d)")  # behind its point, which stands far from the next digit in full width
LABEL_FROM = 4.2  # times its height a line is wide, from which it is a label: eight digits are less
LABEL_SQUEEZE = 0.7  # in width
UNSURE_LABEL = 0.4  # score below which a label is read once more at full width


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet ready to be read.

    Attributes:
        grey, ink: without the rules of its tables and without what is too pale to be print.
        size: usual height of a character in pixels.
        all_grey: without the rules only; tells whether a cell is empty.
    """

    sheet: Sheet
    grey: Raster
    ink: Raster
    size: float
    all_grey: Raster


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of one region of a grid."""

    region: Region
    text: str
    sight: Sight


@dataclass(frozen=True, slots=True)
class _CellInk:
    """The ink of one region: its pixels on the sheet, lines within, whether ink runs in from outside."""

    box: Span
    lines: tuple[Span, ...]
    is_vertical: bool
    is_crossed: bool = False

    def on_sheet(self, line: Span) -> Span:
        return Span(line.x0 + self.box.x0, line.top + self.box.top, line.x1 + self.box.x0, line.bottom + self.box.top)


def read_grid(grid: Grid, page: Page, engine: Engine) -> list[CellText]:
    """The texts of all regions of a grid, in its order."""
    cells = [_cell_ink(grid, region, page) for region in grid.regions]
    texts: list[CellText | None] = [None] * len(cells)
    crops: list[Raster] = []
    owners: list[int] = []
    for index, cell in enumerate(cells):
        for crop in _crops(cell, page):
            crops.append(crop)
            owners.append(index)
    readings: list[list[Reading]] = [[] for _ in cells]
    for owner, reading in zip(owners, _read_lines(crops, engine), strict=True):
        readings[owner].append(reading)
    at = {i: line for i, cell in enumerate(cells) if (line := _number_line(cell, readings[i])) is not None}
    lines = [
        _Number(cells[i].on_sheet(cells[i].lines[line]), cells[i].box, cells[i].is_crossed) for i, line in at.items()
    ]
    first = [readings[i][line] for i, line in at.items()]
    settled = dict(zip(at, _settle_numbers(lines, first, page, engine), strict=True))
    for index, (cell, found) in enumerate(zip(cells, readings, strict=True)):
        if not found:
            text, sight = "", _blank_sight(cell, page)
        elif index in settled:
            text, sight = settled[index]
            text += "".join(reading.text.strip() for line, reading in enumerate(found) if line != at[index])
        else:
            text = _joined(cell, [reading.text.strip() for reading in found])
            sight = Sight(round(min(reading.score for reading in found), 4))
        texts[index] = CellText(grid.regions[index], text, sight)
    return [text for text in texts if text is not None]


def _number_line(cell: _CellInk, found: Sequence[Reading]) -> int | None:
    """Which line of a cell is its number: the only one, or the one above its unit; None where there is no such."""
    if len(found) != len(cell.lines) or not 1 <= len(found) <= 2 or not is_numeric(found[0]):
        return None
    return 0 if len(found) == 1 or (found[0].text.strip() and found[1].text.strip() in UNITS) else None


def _joined(cell: _CellInk, texts: Sequence[str]) -> str:
    """Lines under each other by line breaks, texts side by side by a space; a vertical label is one line."""
    texts = [one if _CHINESE.search(one) else _SPACED.sub("", one) for one in texts]
    if len(texts) < 2 or len(texts) != len(cell.lines):
        return "\n".join(texts)
    is_level = max(line.top for line in cell.lines) < min(line.bottom for line in cell.lines)
    return _PARTED.sub("", " ".join(texts)) if is_level else "\n".join(texts)


def _read_lines(crops: Sequence[Raster], engine: Engine) -> list[Reading]:
    """Read lines in order: short ones, which may be numbers, at full width, labels pressed together."""
    is_label = [crop.shape[1] > LABEL_FROM * crop.shape[0] for crop in crops]
    labels = iter(engine.read([crop for crop, label in zip(crops, is_label, strict=True) if label], LABEL_SQUEEZE))
    others = iter(engine.read([crop for crop, label in zip(crops, is_label, strict=True) if not label]))
    readings = [next(labels) if label else next(others) for label in is_label]
    unsure = [i for i, reading in enumerate(readings) if is_label[i] and reading.score < UNSURE_LABEL]
    for i, again in zip(unsure, engine.read([crops[i] for i in unsure]), strict=True):
        readings[i] = max(readings[i], again, key=lambda one: one.score)
    return readings


def _cell_ink(grid: Grid, region: Region, page: Page) -> _CellInk:
    scale = page.sheet.scale
    height, width = page.ink.shape
    box = Span(
        max(0, round((grid.xs[region.column0] + INSET) / scale)),
        max(0, round((grid.ys[region.row0] + INSET) / scale)),
        min(width, round((grid.xs[region.column1] - INSET) / scale)),
        min(height, round((grid.ys[region.row1] - INSET) / scale)),
    )
    raw = page.ink[box.top : box.bottom, box.x0 : box.x1]
    if raw.size == 0:
        return _CellInk(box, (), False)
    clean = clean_ink(raw, scale)
    lines = tuple(line for line in text_lines(clean, page.size) if _is_text(line, page.size))
    if not lines:
        clean = _faint_ink(box, page)
        lines = tuple(line for line in text_lines(clean, page.size) if _is_text(line, page.size))
    narrow = [line for line in lines if line.width <= 1.4 * page.size]
    is_vertical = len(lines) > 2 and box.width <= NARROW * page.size and len(narrow) == len(lines)
    if len(lines) == 1:
        lines = tuple(split_wide(clean, lines[0], WIDE_GAP * page.size))
    return _CellInk(box, lines, is_vertical, _is_crossed(clean, page.size))


def _faint_ink(box: Span, page: Page) -> Raster:
    """What shows in a cell without ink at a lower threshold, well inside of it: thin dashes, faint print."""
    faint = _at_low_threshold(page.grey, box)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    height, width = faint.shape
    kept = np.zeros(count, np.uint8)
    for index in range(1, count):
        x, y, across, down, _ = (int(value) for value in stats[index])
        is_inside = x > 0 and y > 0 and x + across < width and y + down < height
        kept[index] = is_inside and max(across, down) >= LEAST_INK * page.size and down <= MOST_FAINT * page.size
    return np.asarray(kept[labels], np.uint8)


def _at_low_threshold(grey: Raster, box: Span) -> Raster:
    part = 255 - grey[box.top : box.bottom, box.x0 : box.x1]
    return np.asarray(cv2.GaussianBlur(part, (0, 0), 1.0) > LOW_THRESHOLD, np.uint8)


def _is_crossed(clean: Raster, size: float) -> bool:
    """Whether ink reaches from the edge of the cell well into it: a number too wide, a seal or a pen stroke over it."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(clean, connectivity=8)
    height, width = clean.shape
    for x, y, across, down, _ in stats[1:].tolist():
        at_edge = x == 0 or y == 0 or x + across == width or y + down == height
        if at_edge and min(max(across, down), 10**6) >= CROSSING * size and min(across, down) > 2:
            return True
    return False


def _is_text(line: Span, size: float) -> bool:
    return max(line.height, line.width) >= LEAST_INK * size


def _crops(cell: _CellInk, page: Page) -> list[Raster]:
    pad = NUMBER_PAD if len(cell.lines) == 1 else LABEL_PAD
    crops = [crop_line(page.grey, cell.on_sheet(line), page.size, pad, cell.box) for line in cell.lines]
    return [beside(crops)] if cell.is_vertical else crops


def read_spans(spans: Sequence[Span], first: Sequence[Reading], page: Page, engine: Engine) -> list[tuple[str, Sight]]:
    """Numbers that were read once, anywhere on the sheet, read again: their texts and how sure they are."""
    whole = Span(0, 0, page.grey.shape[1], page.grey.shape[0])
    return _settle_numbers([_Number(span, whole) for span in spans], first, page, engine)


@dataclass(frozen=True, slots=True)
class _Number:
    """The ink of a number on the sheet, and the box of its cell."""

    span: Span
    box: Span
    is_crossed: bool = False

    def crop(self, page: Page, pad: float) -> Raster:
        return crop_line(page.grey, self.span, page.size, pad, self.box)


def _settle_numbers(
    numbers: Sequence[_Number], first: Sequence[Reading], page: Page, engine: Engine
) -> list[tuple[str, Sight]]:
    """Read numbers a second time, and what is not agreed a third and fourth time."""
    second = engine.read([_softened(number.crop(page, SECOND_PAD), page) for number in numbers])
    readings = [[one, other] for one, other in zip(first, second, strict=True)]
    doubtful = [i for i, pair in enumerate(readings) if not agree(pair[0], pair[1], SURE)]
    for prepare in (_raised, _drawn_out):
        again = engine.read([prepare(numbers[i], page) for i in doubtful])
        for i, reading in zip(doubtful, again, strict=True):
            readings[i].append(reading)
    measured = [look_at_digits(page.ink, number.span) for number in numbers]
    pitch = usual_pitch(measured)
    return [
        settle(
            found,
            number.is_crossed
            or has_raised_end(page.ink, number.span)
            or (_is_bare(found[0]) and is_struck(page.sheet.ink, number.span))
            or any(is_point_in_doubt(number_text(one)[0], digits, pitch) for one in found),
            single_stroke(_stroke_ink(number.span, page), page.size),
        )
        for found, number, digits in zip(readings, numbers, measured, strict=True)
    ]


def _is_bare(reading: Reading) -> bool:
    """Whether nothing but digits was read: words have level strokes of their own, points make a line higher."""
    return bool(_BARE.fullmatch(number_text(reading)[0]))


def _stroke_ink(span: Span, page: Page) -> Raster:
    """The ink of a line, faint where there is no other."""
    ink = page.ink[span.top : span.bottom, span.x0 : span.x1]
    return ink if ink.any() else _at_low_threshold(page.grey, span)


def _softened(crop: Raster, page: Page) -> Raster:
    """Strokes softened: fax steps and noise go, what is thin stays."""
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), max(0.5, page.size / 45)), np.uint8)


def _raised(number: _Number, page: Page) -> Raster:
    """Close around it, contrast raised."""
    crop = number.crop(page, THIRD_PAD)
    soft = cv2.GaussianBlur(crop, (0, 0), max(0.6, page.size / 35)).astype(np.float32)
    return np.asarray(np.clip((soft - 110) * 1.7 + 60, 0, 255), np.uint8)


def _drawn_out(number: _Number, page: Page) -> Raster:
    """Drawn out in width."""
    crop = number.crop(page, FOURTH_PAD)
    return np.asarray(cv2.resize(crop, None, fx=1.3, fy=1.0, interpolation=cv2.INTER_CUBIC), np.uint8)


def _blank_sight(cell: _CellInk, page: Page) -> Sight:
    """An empty cell is agreed when nothing as large as a dash shows at a low threshold either."""
    box = cell.box
    if box.width <= 0 or box.height <= 0:
        return Sight(0.0)
    _, _, stats, _ = cv2.connectedComponentsWithStats(_at_low_threshold(page.all_grey, box), connectivity=8)
    largest = max((max(int(s[cv2.CC_STAT_WIDTH]), int(s[cv2.CC_STAT_HEIGHT])) for s in stats[1:]), default=0)
    is_empty = largest < LEAST_INK * page.size
    return Sight(1.0 if is_empty else 0.3, (), is_agreed=is_empty)
