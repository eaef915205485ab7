"""Colours of text and of what lies under it -> whether anybody sees the text.

White on white, the palest grey, a number set in the colour of its cell: editors hide with it what they did not delete,
and every format hands it out as text like any other.
"""

from __future__ import annotations

import re

Colour = tuple[float, float, float]
"""Red, green, blue, each from 0 to 255."""

WHITE: Colour = (255.0, 255.0, 255.0)
BLACK: Colour = (0.0, 0.0, 0.0)
UNSEEN = 1.3  # contrast (WCAG 2: 1 to 21) below which nobody sees a digit; on white #e5e5e5 has 1.26, #ddd 1.36
SMALLER = (
    0.86  # of the size beside it: a digit below may be a footnote mark (Chromium's ``small``: 0.83; 10.5 in 12: 0.875)
)
UNLIKE = 100.0  # of 255, between how much redder, greener or bluer one ink is than the other
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def is_unseen(ink: Colour, ground: Colour = WHITE) -> bool:
    """Whether text of one colour cannot be told from a ground of another."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < UNSEEN


def is_unlike(one: Colour, other: Colour) -> bool:
    """Whether two inks differ so much in hue that anybody sees it: red and black do, grey and black are one ink."""
    return max(abs((one[a] - one[b]) - (other[a] - other[b])) for a, b in ((0, 1), (1, 2), (2, 0))) > UNLIKE


def colour_of(text: str) -> Colour | None:
    """The colour that ``#fff``, ``FFFFFF`` stand for; None for anything else."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
    red, green, blue = (float(int(digits[at : at + 2], 16)) for at in (0, 2, 4))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    parts = [one / 255 for one in colour]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
