"""Characters of a page that nobody sees in print: white on white, not painted, under a box or a picture.

Offices correct a figure by painting a white box over it and the new one on top; layouters number cells in white; OCR
lays its guesses under the picture of a scan. pdfium gives all of that as text.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from extractors.readers.pdf_chars import Char, Frame
from extractors.readers.pdf_rules import WHITE, Area, Rules

UNPAINTED = (3, 7)  # text render modes: neither filled nor stroked, clip only
SCAN_COVER = 0.5  # share of the page above which a picture hides text; stamps and signatures are smaller


def hidden_chars(textpage: Any, chars: Sequence[Char], rules: Rules, frame: Frame) -> frozenset[int]:
    """The serials of characters that are not seen. Costs next to nothing where all text is painted black, in plain order."""
    if not rules.texts:
        return frozenset()
    unpainted, white = _odd_texts(rules.texts)
    first = rules.texts[0][0]
    least = SCAN_COVER * frame.width * frame.height
    covers = [a for a in rules.areas if a.order > first and a.is_opaque and (not a.is_image or _size(a) >= least)]
    if not unpainted and not white and not covers:
        return frozenset()
    orders = {_address(handle): order for order, handle in rules.texts}
    hidden: set[int] = set()
    for char in chars:
        over = [area for area in covers if _holds(area, char)]
        if not (unpainted or white or over):
            continue
        address = _address(pdfium.FPDFText_GetTextObject(textpage, char.serial))
        order = orders.get(address)
        is_covered = order is not None and any(area.order > order for area in over)
        if is_covered or address in unpainted or (address in white and not _is_on_colour(char, order, rules.areas)):
            hidden.add(char.serial)
    return frozenset(hidden)


def _odd_texts(texts: Iterable[tuple[int, Any]]) -> tuple[set[int], set[int]]:
    """Addresses of the text objects that are not painted at all, and of those painted white."""
    unpainted: set[int] = set()
    white: set[int] = set()
    colours = [ctypes.c_uint() for _ in range(4)]
    references = [ctypes.byref(colour) for colour in colours]
    red, green, blue, alpha = colours
    for _, handle in texts:
        if pdfium.FPDFTextObj_GetTextRenderMode(handle) in UNPAINTED:
            unpainted.add(_address(handle))
        elif pdfium.FPDFPageObj_GetFillColor(handle, *references):
            if alpha.value < 10:
                unpainted.add(_address(handle))
            elif red.value >= WHITE and green.value >= WHITE and blue.value >= WHITE:
                white.add(_address(handle))
    return unpainted, white


def _address(handle: Any) -> int:
    return ctypes.addressof(handle.contents) if handle else 0


def _size(area: Area) -> float:
    return (area.x1 - area.x0) * (area.bottom - area.top)


def _holds(area: Area, char: Char) -> bool:
    return area.x0 <= char.x_centre <= area.x1 and area.top <= char.y_centre <= area.bottom


def _is_on_colour(char: Char, order: int | None, areas: Iterable[Area]) -> bool:
    """Whether something that is not white was painted under a white character."""
    under = [area for area in areas if order is not None and area.order < order and _holds(area, char)]
    return bool(under) and not max(under, key=lambda area: area.order).is_white
