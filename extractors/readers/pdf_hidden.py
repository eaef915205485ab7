"""Characters of a page that nobody sees in print: white or nearly so on white, not painted, under a box or a picture.

Offices correct a figure by painting a white box over it and the new one on top; layouters number cells in white; OCR
lays its guesses under the picture of a scan. pdfium gives all of that as text.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from typing import Any

from extractors.readers.ink import is_unseen
from extractors.readers.pdf_calls import address, columns, get_fill_colour, get_render_mode, get_text_object
from extractors.readers.pdf_chars import LIFT, Char, Frame
from extractors.readers.pdf_objects import CLEAR
from extractors.readers.pdf_rules import Area, Rules

DARK_GREEN = 210  # no opaque colour with less green than this is too pale to be seen
UNPAINTED = (3, 7)  # text render modes: neither filled nor stroked, clip only
SCAN_COVER = 0.5  # share of the page above which a picture hides text; stamps and signatures are smaller


def hidden_chars(textpage: Any, chars: Sequence[Char], rules: Rules, frame: Frame) -> frozenset[int]:
    """The serials of characters that are not seen. Costs next to nothing where all text is painted black, in plain order."""
    if not rules.texts:
        return frozenset()
    unpainted, white = _odd_texts([handle for _, handle in rules.texts])
    first = rules.texts[0][0]
    least = SCAN_COVER * frame.width * frame.height
    covers = [a for a in rules.areas if a.order > first and a.is_opaque and (not a.is_image or _size(a) >= least)]
    if not unpainted and not white and not covers:
        return frozenset()
    orders = {handle: order for order, handle in rules.texts}
    hidden: set[int] = set()
    raw = address(textpage.raw)
    height, level = 0.0, [*covers]
    for char in chars:
        middle, x = char.baseline - LIFT * char.size, (char.x0 + char.x1) / 2
        if middle != height:
            height, level = middle, [area for area in covers if area.top <= middle <= area.bottom]
        last = max([area.order for area in level if area.x0 <= x <= area.x1], default=-1) if level else -1
        if not (unpainted or white or last >= 0):
            continue
        handle = get_text_object(raw, char.serial) or 0
        order = orders.get(handle)
        is_covered = order is not None and last > order
        if is_covered or handle in unpainted or (handle in white and not _is_on_colour(char, order, rules.areas)):
            hidden.add(char.serial)
    return frozenset(hidden)


def _odd_texts(handles: Sequence[int]) -> tuple[set[int], set[int]]:
    """The text objects that are not painted at all, and those painted white or nearly so."""
    modes = list(map(get_render_mode, handles))
    known, (reds, greens, blues, alphas) = columns(get_fill_colour, ctypes.c_uint, 4, handles, count=len(handles))
    if min(alphas) == 255 and not {*modes}.intersection(UNPAINTED) and max(greens) < DARK_GREEN:
        return set(), set()
    unpainted: set[int] = set()
    white: set[int] = set()
    for handle, mode, is_known, alpha, *colour in zip(handles, modes, known, alphas, reds, greens, blues, strict=True):
        if mode in UNPAINTED or (is_known and alpha < CLEAR):
            unpainted.add(handle)
        elif is_known and _is_pale(alpha, *colour):
            white.add(handle)
    return unpainted, white


def _is_pale(alpha: int, red: int, green: int, blue: int) -> bool:
    return is_unseen(
        (255 - alpha * (255 - red) / 255, 255 - alpha * (255 - green) / 255, 255 - alpha * (255 - blue) / 255)
    )


def _size(area: Area) -> float:
    return (area.x1 - area.x0) * (area.bottom - area.top)


def _holds(area: Area, char: Char) -> bool:
    return area.x0 <= char.x_centre <= area.x1 and area.top <= char.y_centre <= area.bottom


def _is_on_colour(char: Char, order: int | None, areas: Iterable[Area]) -> bool:
    """Whether something that is not white was painted under a white character."""
    under = [area for area in areas if order is not None and area.order < order and _holds(area, char)]
    return bool(under) and not max(under, key=lambda area: area.order).is_white
