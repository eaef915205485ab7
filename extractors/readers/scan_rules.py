"""Sheet -> ruled lines: long straight runs of ink, level or upright, joined where a scan broke them.

On paper a rule is a few pixels thick, broken by noise or fax, lighter than the text, bent by a pixel or two; strokes of
characters are straight as well, but shorter than any cell of a table is high.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractors.readers.pdf_grid import TOUCH, Grid
from extractors.readers.pdf_rules import LINE_TOLERANCE, Rule, Rules, join_pieces
from extractors.readers.scan_sheet import Raster, Sheet

LEVEL_RUN = 18.0  # points: the least piece of a level rule; a broad dash in a table is shorter
UPRIGHT_RUN = 11.5  # points: the least piece of an upright one; rows are higher, strokes in tables shorter
BRIDGE = 2.2  # points of a rule that may be missing between two pieces
FLOATING = 17.0  # points: a shorter upright run that touches neither rule at its ends is a tall digit between them
END, GAP = 4.0, 0.6  # points from an end of it where the paper shows, and how much of it
THICK, THICK_PIXELS = 3.2, 8.5  # points and pixels (a drawn-out screenshot blurs): what is thicker than both is an area
UNBROKEN = 0.85  # share of a run that two rows of ink cover, from which it is a rule whatever stands beside it
LEAST_INK = 0.55  # the same for a rule that noise broke, on clean paper
CHUNK = 60.0  # points along which a rule is straight
BESIDE = 2.4  # points from a run, where strokes of a line of text have more ink
CROWDED = 0.3  # share of a broken run with ink at one side of it: a line of text
PALE = 0.38  # of the usual contrast of the page's rules: paler pieces are parts of a seal
PALE_SHORT = 0.55  # the same for short pieces
SHORT = 50.0  # points: a shorter upright rule must end at others, or it is a stroke of a seal or of handwriting
STROKE = 13.0  # points by which the stroke of a character above or below makes a rule longer; rows are higher
STROKE_APART = 30.0  # the same, when there is a gap before it
SHORT_LEVEL = 150.0  # the same for a level one: a line of text may look like one
MAX_RULES = 4000  # of a page, beyond which it is a drawing


@dataclass(frozen=True, slots=True)
class RuledSheet:
    """The rules of a sheet in points, and where their ink is."""

    rules: Rules
    mask: Raster


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a rule and how dark it is."""

    rule: Rule
    contrast: float


@dataclass(frozen=True, slots=True)
class _Runs:
    """The pieces in one direction and their ink."""

    pieces: list[_Piece]
    mask: Raster


def find_rules(sheet: Sheet) -> RuledSheet:
    """The rules of a sheet; none when there are so many that it must be a drawing or a halftone."""
    contrast = 255 - sheet.grey
    level = _runs(sheet.faint, contrast, sheet.scale, LEVEL_RUN)
    upright = _runs(np.ascontiguousarray(sheet.faint.T), np.ascontiguousarray(contrast.T), sheet.scale, UPRIGHT_RUN)
    if len(level.pieces) + len(upright.pieces) > MAX_RULES:
        return RuledSheet(Rules((), (), 0.0, 0), np.zeros_like(sheet.faint))
    usual = _usual_contrast([*level.pieces, *upright.pieces])
    rules = [
        join_pieces([piece.rule for piece in run.pieces if not _is_pale(piece, usual)]) for run in (level, upright)
    ]
    kept = _without_strays(*rules)
    kept = kept[0], [_cut_back(rule, kept[0], [piece.rule for piece in upright.pieces]) for rule in kept[1]]
    mask = _along(kept[0], level.mask, sheet.scale) | _along(kept[1], upright.mask.T, sheet.scale, is_upright=True)
    return RuledSheet(Rules(tuple(kept[0]), tuple(kept[1]), 0.0, 0), mask)


def _is_pale(piece: _Piece, usual: float) -> bool:
    """Whether a piece is much paler than the rules of the page: of a seal, whose ring runs straight for a while."""
    is_short = piece.rule.end - piece.rule.start < SHORT
    return piece.contrast < (PALE_SHORT if is_short else PALE) * usual


def _along(rules: list[Rule], mask: Raster, scale: float, is_upright: bool = False) -> Raster:
    """The part of a mask that lies on these rules: pieces that were dropped are ink of something else."""
    kept = np.zeros_like(mask)
    for rule in rules:
        low, high = (
            max(0, int((rule.position - LINE_TOLERANCE) / scale)),
            int((rule.position + LINE_TOLERANCE) / scale) + 2,
        )
        start, end = max(0, int(rule.start / scale) - 1), int(rule.end / scale) + 2
        part = (slice(start, end), slice(low, high)) if is_upright else (slice(low, high), slice(start, end))
        kept[part] = mask[part]
    return kept


def _usual_contrast(pieces: list[_Piece]) -> float:
    """The contrast that half of the page's length of rules reaches."""
    half = sum(piece.rule.end - piece.rule.start for piece in pieces) / 2
    run = 0.0
    for piece in sorted(pieces, key=lambda one: one.contrast):
        run += piece.rule.end - piece.rule.start
        if run >= half:
            return piece.contrast
    return 0.0


def _without_strays(level: list[Rule], upright: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Drop short rules that end in the open, until none is left: rules of a table end at others."""
    while True:
        kept_level = [rule for rule in level if _is_held(rule, upright, SHORT_LEVEL)]
        kept_upright = [rule for rule in upright if _is_held(rule, kept_level, SHORT)]
        if len(kept_level) == len(level) and len(kept_upright) == len(upright):
            return level, upright
        level, upright = kept_level, kept_upright


def _is_held(rule: Rule, crossing: list[Rule], short: float) -> bool:
    if rule.end - rule.start >= short:
        return True
    over = [one for one in crossing if one.start - TOUCH <= rule.position <= one.end + TOUCH]
    if all(any(abs(one.position - end) <= TOUCH for one in over) for end in (rule.start, rule.end)):
        return True
    # With the stroke of a character at its end it is longer; the strokes of a large character hold one another.
    at = [one.position for one in over if one.end - one.start >= SHORT_LEVEL]
    return any(-TOUCH <= place - rule.start <= STROKE for place in at) and any(
        -STROKE <= place - rule.end <= TOUCH for place in at
    )


def _cut_back(rule: Rule, crossing: list[Rule], pieces: list[Rule]) -> Rule:
    """A rule without the strokes of characters that happen to stand in its line, beyond the rule at which it ends.

    Beyond it by less than a row is high, or with a gap: the rules of a table end at others or run on without one.
    """
    at = [one.position for one in crossing if one.start - TOUCH <= rule.position <= one.end + TOUCH]
    own = [one for one in pieces if abs(one.position - rule.position) <= LINE_TOLERANCE]

    def is_stroke(low: float, high: float) -> bool:
        drawn = sum(max(0.0, min(one.end, high) - max(one.start, low)) for one in own)
        return high - low <= STROKE or (high - low <= STROKE_APART and drawn < UNBROKEN * (high - low))

    start, end = rule.start, rule.end
    if not any(abs(place - start) <= TOUCH for place in at):
        start = min((place for place in at if start < place and is_stroke(start, place)), default=start)
    if not any(abs(place - end) <= TOUCH for place in at):
        end = max((place for place in at if place < end and is_stroke(place, end)), default=end)
    return rule._replace(start=start, end=end) if end > start else rule


def _runs(faint: Raster, contrast: Raster, scale: float, least: float) -> _Runs:
    """Level pieces of rules (points) and their mask."""
    bridge = max(1, round(BRIDGE / scale))
    length = max(9, round(least / scale))
    most = max(THICK_PIXELS, THICK / scale)
    closed = cv2.morphologyEx(faint, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    # A bent rule leaves one row of pixels for the next: two rows together still hold the run.
    thick = cv2.dilate(closed, np.ones((2, 1), np.uint8))
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(opened, connectivity=8)
    pieces: list[_Piece] = []
    kept = np.zeros(count, np.uint8)
    for index in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[index])
        if area / width > most or height > 2 * most:
            continue
        if not _is_rule(faint, x, y, width, height, scale):
            continue
        if least < LEVEL_RUN and width * scale < FLOATING and _is_floating(faint[y : y + height, x : x + width], scale):
            continue
        kept[index] = 1
        rule = Rule(float(centres[index][1]) * scale, x * scale, (x + width) * scale)
        darkest = contrast[max(0, y - 1) : y + height, x : x + width].max(axis=0)
        pieces.append(_Piece(rule, float(np.median(darkest))))
    mask = np.asarray(kept[labels], np.uint8) & np.asarray(cv2.dilate(faint, np.ones((3, 1), np.uint8)), np.uint8)
    return _Runs(pieces, mask)


def _is_rule(faint: Raster, x: int, y: int, width: int, height: int, scale: float) -> bool:
    """Whether a run is drawn as one line, and is not made of the strokes of a line of text."""
    box = faint[max(0, y - 1) : y + height, x : x + width]
    filled = _covered(box, max(8, round(CHUNK / scale)))
    if filled >= UNBROKEN:
        return True
    away = max(2, round(BESIDE / scale))
    above = faint[max(0, y - away) : max(1, y - 2), x : x + width]
    below = faint[y + height + 2 : y + height + away, x : x + width]
    sides = [float(part.max(axis=0).mean()) if part.size else 0.0 for part in (above, below)]
    return filled >= LEAST_INK and max(sides) < CROWDED


def _is_floating(box: Raster, scale: float) -> bool:
    """Whether paper shows at both ends of a run: a 1 in a low row reaches nearly, and a bridge closes what is left."""
    reach, gap = max(3, round(END / scale)), max(2, round(GAP / scale))
    ink = np.asarray(box.max(axis=0) > 0)
    paper = np.convolve(~ink, np.ones(gap), "valid") >= gap
    return bool(paper[:reach].any() and paper[-reach:].any())


def _covered(box: Raster, chunk: int) -> float:
    """Share of a run that its two best rows cover, stretch by stretch."""
    covered = 0.0
    for left in range(0, box.shape[1], chunk):
        part = box[:, left : left + chunk]
        pairs = part[:-1] | part[1:] if len(part) > 1 else part
        covered += float(pairs.sum(axis=1).max())
    return float(covered / box.shape[1])


def inside(mask: Raster, grids: Sequence[Grid], scale: float) -> Raster:
    """The part of the rules' ink on the boundaries of tables: elsewhere straight strokes may be characters."""
    kept = np.zeros_like(mask)
    near = LINE_TOLERANCE + 0.5
    for grid in grids:
        left, right = max(0, int((grid.xs[0] - near) / scale)), int((grid.xs[-1] + near) / scale) + 2
        top, bottom = max(0, int((grid.ys[0] - near) / scale)), int((grid.ys[-1] + near) / scale) + 2
        for y in grid.ys:
            band = slice(max(0, int((y - near) / scale)), int((y + near) / scale) + 2)
            kept[band, left:right] = mask[band, left:right]
        for x in grid.xs:
            band = slice(max(0, int((x - near) / scale)), int((x + near) / scale) + 2)
            kept[top:bottom, band] = mask[top:bottom, band]
    return kept
