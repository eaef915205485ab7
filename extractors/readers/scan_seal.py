"""Grey seals over print -> print without them.

A seal in a picture without colour is a shade of grey over the digits: too pale to be ink by itself, dark enough to make
another digit of the one that it crosses. Its strokes are broader than the soft edges of print, so they can be told from
these; where they stand, their shade is taken off what is printed under them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Raster = NDArray[np.uint8]

COARSE_POINTS = 1.44  # points of a pixel at which seals are looked for
LEAST_SEAL, MOST_OBLONG = 62.0, 1.8  # points a seal measures both ways; its longer side over the shorter
STROKE = 0.9  # points: strokes of a seal are broader, the soft edges of print are not
RULE = 60.0  # points: a pale stroke that runs straight for so long is a rule of a table
STRAIGHT, MOST_STRAIGHT = 20.0, 0.45  # points; share of a figure in such runs, from which it is a table in grey rules
GAPS = 9  # coarse pixels between the strokes of one seal
LEAST_SHARE = 0.04  # of its box that the strokes of a seal cover
PALE = (0.16, 0.6)  # of the contrast of solid ink, between which a seal shows


def without_grey_seal(grey: Raster, solid: float, points_per_pixel: float) -> Raster:
    """The even grey picture (paper 255) with the shade of its seals taken off; itself where there are none.

    Args:
        solid: contrast of solid ink.
    """
    contrast = 255 - grey
    pale = ((contrast > PALE[0] * solid) & (contrast < PALE[1] * solid)).astype(np.uint8)
    side = max(2, round(STROKE / points_per_pixel))
    broad = np.asarray(cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)), np.uint8)
    boxes = _seals(broad, points_per_pixel)
    if not boxes:
        return grey
    straight = _straight(broad, round(STRAIGHT / points_per_pixel))
    rules = _straight(broad, round(RULE / points_per_pixel))
    strokes = broad & np.asarray(cv2.dilate(rules, np.ones((3, 3), np.uint8)) == 0, np.uint8)
    result = grey
    for top, bottom, left, right in boxes:
        box = slice(top, bottom), slice(left, right)
        own, whole = strokes[box], np.count_nonzero(broad[box])
        is_ruled = np.count_nonzero(straight[box]) > MOST_STRAIGHT * whole
        if is_ruled or np.count_nonzero(own) < LEAST_SHARE * own.size:
            continue
        shade = float(np.median(contrast[box][own > 0]))
        near = cv2.dilate(own, np.ones((side + 2, side + 2), np.uint8)) > 0
        lifted = 255 - np.clip((contrast[box].astype(np.float32) - shade) * (255 / (255 - shade)), 0, 255)
        if result is grey:
            result = grey.copy()
        result[box] = np.where(near, lifted.astype(np.uint8), result[box])
    return result


def _straight(ink: Raster, run: int) -> Raster:
    """The parts of some ink that run level or upright for so many pixels."""
    parts = [cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((1, run), (run, 1))]
    return np.asarray(np.maximum(parts[0], parts[1]), np.uint8)


def _seals(broad: Raster, points_per_pixel: float) -> list[tuple[int, int, int, int]]:
    """Boxes (top, bottom, left, right) of figures as large both ways as a seal, made of broad pale strokes."""
    factor = points_per_pixel / COARSE_POINTS
    size = (max(1, round(broad.shape[1] * factor)), max(1, round(broad.shape[0] * factor)))
    coarse = (cv2.resize(broad * np.uint8(255), size, interpolation=cv2.INTER_AREA) > 60).astype(np.uint8)
    joined = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((GAPS, GAPS), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(joined, np.uint8), connectivity=8)
    found = []
    for x, y, width, height, _ in stats[1:].tolist():
        is_large = min(width, height) * COARSE_POINTS >= LEAST_SEAL
        if not is_large or max(width, height) >= MOST_OBLONG * min(width, height):
            continue
        edges = [round(edge / factor) for edge in (y - 2, y + height + 2, x - 2, x + width + 2)]
        found.append((max(0, edges[0]), max(0, edges[1]), max(0, edges[2]), max(0, edges[3])))
    return found
