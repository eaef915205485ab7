"""Characters of a page that nobody sees in print: white or nearly so on white, not painted, under a box or a picture.

Offices correct a figure by painting a white box over it and the new one on top; layouters number cells in white; OCR
lays its guesses under the picture of a scan. pdfium gives all of that as text.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from extractors.readers.ink import UNLIKE, Colour, is_unlike, is_unseen
from extractors.readers.pdf_calls import address, columns, get_fill_colour, get_render_mode, get_text_object
from extractors.readers.pdf_chars import LIFT, Char, Frame
from extractors.readers.pdf_lines import is_beside
from extractors.readers.pdf_objects import CLEAR
from extractors.readers.pdf_rules import Area, Rules
from extractors.readers.text_inks import UNCLEAR

DARK_GREEN = 210  # no opaque colour with less green than this is too pale to be seen
UNPAINTED = (3, 7)  # text render modes: neither filled nor stroked, clip only
SCAN_COVER = 0.5  # share of the page above which a picture hides text; stamps and signatures are smaller


@dataclass(frozen=True, slots=True)
class Paint:
    """How the text objects of a page are painted, by their handles.

    ``unpainted``: not at all; ``white``: white or nearly so; ``colours``: of all, where there are inks that differ much.
    """

    unpainted: frozenset[int] = frozenset()
    white: frozenset[int] = frozenset()
    colours: dict[int, Colour] = field(default_factory=dict)


PLAIN = Paint()


def hidden_chars(textpage: Any, chars: Sequence[Char], rules: Rules, frame: Frame, paint: Paint) -> frozenset[int]:
    """The serials of characters that are not seen. Costs next to nothing where all text is painted black, in plain order."""
    if not rules.texts:
        return frozenset()
    unpainted, white = paint.unpainted, paint.white
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


def text_paint(handles: Sequence[int]) -> Paint:
    """How some text objects are painted; ``PLAIN`` where all are painted in full and in inks that are much alike."""
    if not handles:
        return PLAIN
    modes = list(map(get_render_mode, handles))
    known, (reds, greens, blues, alphas) = columns(get_fill_colour, ctypes.c_uint, 4, handles, count=len(handles))
    is_even = not any(map(_is_hue, set(zip(reds, greens, blues, strict=True))))
    if is_even and min(alphas) == 255 and not {*modes}.intersection(UNPAINTED) and max(greens) < DARK_GREEN:
        return PLAIN
    unpainted: set[int] = set()
    white: set[int] = set()
    colours: dict[int, Colour] = {}
    for handle, mode, is_known, alpha, *colour in zip(handles, modes, known, alphas, reds, greens, blues, strict=True):
        seen = _seen(alpha, *colour)
        colours[handle] = seen
        if mode in UNPAINTED or (is_known and alpha < CLEAR):
            unpainted.add(handle)
        elif is_known and is_unseen(seen):
            white.add(handle)
    return Paint(frozenset(unpainted), frozenset(white), colours)


def unlike_digits(textpage: Any, chars: list[Char], paint: Paint) -> list[Char]:
    """The characters, with ``UNCLEAR`` for a digit in quite another ink than the digit before it: is it one number?"""
    if not paint.colours:
        return chars
    raw = address(textpage.raw)
    found = list(chars)
    for index, (last, char) in enumerate(pairwise(chars), start=1):
        if not (char.text.isdigit() and last.text.isdigit() and is_beside(last, char)):
            continue
        one, other = (paint.colours.get(get_text_object(raw, c.serial) or 0) for c in (last, char))
        if one is not None and other is not None and is_unlike(one, other):
            found[index] = char._replace(text=UNCLEAR)
    return found


def _is_hue(colour: Colour) -> bool:
    return max(colour) - min(colour) > UNLIKE


def _seen(alpha: int, red: int, green: int, blue: int) -> Colour:
    """A colour as it looks on white."""
    return (255 - alpha * (255 - red) / 255, 255 - alpha * (255 - green) / 255, 255 - alpha * (255 - blue) / 255)


def _size(area: Area) -> float:
    return (area.x1 - area.x0) * (area.bottom - area.top)


def _holds(area: Area, char: Char) -> bool:
    return area.x0 <= char.x_centre <= area.x1 and area.top <= char.y_centre <= area.bottom


def _is_on_colour(char: Char, order: int | None, areas: Iterable[Area]) -> bool:
    """Whether something that is not white was painted under a white character."""
    under = [area for area in areas if order is not None and area.order < order and _holds(area, char)]
    return bool(under) and not max(under, key=lambda area: area.order).is_white
