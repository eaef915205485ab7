"""Pieces of a text, each in its size and colour -> one text, with a mark where digits of one number do not look alike.

A footnote mark that is not raised, a digit that an editor coloured to see it again: in the file they are digits like any
other. Where one stands right beside a number, nobody can say what the number is, and it is not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractors.readers.ink import SMALLER, Colour, is_unlike, is_unseen

UNCLEAR = "\ufffd"
"""Stands between digits that do not look alike, and for digits that a style prints beside others: no number is read with it."""
SPECK = 2.0  # points: text of this size and less nobody sees
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Ink:
    """How a piece of text is set: size in points (any unit, the same for all) and colour; None where it is not known."""

    size: float | None = None
    colour: Colour | None = None


def is_invisible(ink: Ink, ground: Colour | None) -> bool:
    """Whether nobody sees text of this ink on this ground (None: not known): too pale for it, or a speck."""
    is_pale = ink.colour is not None and ground is not None and is_unseen(ink.colour, ground)
    return is_pale or (ink.size is not None and 0 < ink.size <= SPECK)


def join_alike(pieces: Iterable[tuple[str, Ink]]) -> str:
    """The pieces as one text, ``UNCLEAR`` between two digits of which anybody sees that they are set differently."""
    parts: list[str] = []
    last: tuple[str, Ink] | None = None
    for text, ink in pieces:
        if not text:
            continue
        if last is not None and last[0][-1] in _DIGITS and text[0] in _DIGITS and _differ(last[1], ink):
            parts.append(UNCLEAR)
        parts.append(text)
        last = (text, ink)
    return "".join(parts)


def _differ(one: Ink, other: Ink) -> bool:
    if one.size and other.size and min(one.size, other.size) < SMALLER * max(one.size, other.size):
        return True
    return one.colour is not None and other.colour is not None and is_unlike(one.colour, other.colour)
