"""Declarations that move a box away from where its row puts it: offsets, transforms, margins, reversed directions.

A box that is moved stands under another column than its place in the markup says. Nothing here follows it there; a box
that is moved by more than borders and gaps are wide is not placed at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import nan

from extractors.readers.html_styles import Declarations

_LENGTH = re.compile(r"([+-]?\d*\.?\d+)(px|%|em|rem|pt|vw)?")
_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3, None: 1.0}
_STILL = re.compile(r"none|translatez\(.*\)|translate3d\(0(?:px)?,\s*0(?:px)?,\s*0(?:px)?\)|scale\(1(?:,\s*1)?\)")
_AT_START = frozenset(("normal", "start", "flex-start", "left", "stretch", ""))


def is_shifted(style: Declarations, width: float, near: float, *, by_margins: bool = False) -> bool:
    """Whether a box in a row of ``width`` pixels stands elsewhere than it is placed, by more than ``near`` pixels."""
    if not _STILL.fullmatch(style.get("transform", "none")):
        return True
    if any(
        style.get(name, "none") not in ("none", "0", "0px", "0deg", "1") for name in ("translate", "rotate", "scale")
    ):
        return True
    if style.get("position") == "relative":
        offsets = [style.get(name, "auto") for name in ("left", "right", "top", "bottom")]
        offsets += style.get("inset", "").split()
        if any(offset != "auto" and not abs(_pixels(offset, width)) <= near for offset in offsets):
            return True
    return by_margins and any(not abs(_pixels(side, width)) <= near for side in _sides(style, "margin"))


def turns(style: Declarations) -> bool:
    """Whether a box sets what is in it from the right, or upright."""
    return style.get("direction") == "rtl" or style.get("writing-mode", "horizontal-tb") != "horizontal-tb"


def spreads(style: Declarations) -> bool:
    """Whether boxes that do not fill their row stand elsewhere than at its beginning."""
    return style.get("justify-content", "").removeprefix("safe ") not in _AT_START


def are_level(styles: Sequence[Declarations], width: float, near: float) -> bool:
    """Whether boxes one above the other hold what is in them between the same edges."""
    insets: list[tuple[float, float]] = []
    for style in styles:
        margins = [0.0 if side == "auto" else _pixels(side, width) for side in _sides(style, "margin")]
        paddings = [_pixels(side, width) for side in _sides(style, "padding")]
        insets.append((margins[0] + paddings[0], margins[1] + paddings[1]))
    return all(abs(one[k] - insets[0][k]) <= near for one in insets for k in (0, 1))


def _sides(style: Declarations, name: str) -> list[str]:
    """Left and right of ``margin`` or ``padding``."""
    whole = style.get(name, "0").split()
    right = whole[1] if len(whole) > 1 else whole[0] if whole else "0"
    left = whole[3] if len(whole) > 3 else right
    return [style.get(f"{name}-left", left), style.get(f"{name}-right", right)]


def _pixels(value: str, width: float) -> float:
    """A length in pixels; not a number where it is not known, so that no comparison with it holds."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return nan
    length = float(match[1])
    if match[2] == "vw":
        return nan if length else 0.0
    return length * width / 100 if match[2] == "%" else length * _PIXELS[match[2]]
