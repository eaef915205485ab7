"""Numbers too long for their cell: the digits that did not fit stand on the next line, under the others.

Without rules such a line of digits looks like a row of its own, and its number like a smaller one. It has no label, and
the numbers above it fill their column. The pieces stay two lines of one cell, so that whoever reads the value knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.readers.pdf_fragments import ITEM, Fragment, SplitLine
from extractors.readers.pdf_known import KnownLabel

NEXT_LINE = 1.8  # em between the two lines of a number
NEAR_LINES = 4  # lines, of labels most of them, between which the two lines of a number stand
HALF_LINE = (0.4, 0.95)  # em between the lines of a number of two lines and the line of its row
LEAST_DIGITS = 3  # of the piece that fills its line
ROOM = 1.1  # digits by which others in the column may be wider
_DIGITS = re.compile(r"[\d.,]+")


def split_tails(
    lines: Sequence[SplitLine], known: Sequence[KnownLabel]
) -> tuple[list[SplitLine], list[tuple[Fragment, Fragment]]]:
    """The lines, those that only carry on numbers no longer rows, and the (upper, lower) pieces of these numbers."""
    begins = {label.atoms[0].line for label in known}
    result, pairs = _join_centred(lines)
    for index in range(1, len(result)):
        line, above = result[index], result[index - 1]
        if index in begins or not line.fragments or not above.fragments:
            continue
        found = _pairs(above, line, lines)
        if found:
            pairs += found
            result[index] = replace(line, is_row=False)
    return result, pairs


def _join_centred(lines: Sequence[SplitLine]) -> tuple[list[SplitLine], list[tuple[Fragment, Fragment]]]:
    """Rows whose cells are set in the middle of their height: numbers of two lines stand half a line above and below.

    No two rows stand so near to each other. The upper pieces join the line of the row, the lower ones are their tails.
    """
    result = list(lines)
    pairs: list[tuple[Fragment, Fragment]] = []
    for index, row in enumerate(result):
        above = _next_with_number(result, range(index - 1, max(index - NEAR_LINES, -1), -1))
        below = _next_with_number(result, range(index + 1, min(index + NEAR_LINES, len(result))))
        if not row.is_row or above is None or below is None:
            continue
        upper, lower = result[above], result[below]
        found = _halves(upper, row, lower)
        if found:
            pairs += found
            moved = tuple(one for one, _ in found)
            rest = tuple(f for f in upper.fragments if not any(f is one for one in moved))
            result[above] = replace(upper, fragments=rest, is_row=False)
            result[index] = replace(row, fragments=(*row.fragments, *moved))
            result[below] = replace(lower, is_row=False)
    return result, pairs


def _next_with_number(lines: Sequence[SplitLine], order: Iterable[int]) -> int | None:
    """The first of some lines that has a number; lines of labels alone may stand between it and the row."""
    return next((index for index in order if any(f.is_number for f in lines[index].fragments)), None)


def _halves(upper: SplitLine, row: SplitLine, lower: SplitLine) -> list[tuple[Fragment, Fragment]]:
    """The (upper, lower) pieces of numbers around a row, empty unless every number above it goes on below it."""
    above, own, below = ([f for f in line.fragments if f.is_number] for line in (upper, row, lower))
    if not above or len(above) != len(below) or not own:
        return []
    # A label set a little lower may begin the line: the numbers say how high the row stands.
    middle = own[0].baseline
    gaps = middle - above[0].baseline, below[0].baseline - middle
    size = own[0].size
    if not (
        HALF_LINE[0] * size < min(gaps) and max(gaps) < HALF_LINE[1] * size and max(gaps) - min(gaps) < 0.25 * size
    ):
        return []
    pairs = list(zip(above, below, strict=True))
    is_split = all(
        _is_under(low, high)
        and _DIGITS.fullmatch(high.text)
        and _DIGITS.fullmatch(low.text)
        and low.x1 - low.x0 <= high.x1 - high.x0 + 0.1 * size
        and not any(_is_under(f, high) or _is_under(f, low) for f in own)
        for high, low in pairs
    )
    return pairs if is_split else []


def _pairs(above: SplitLine, line: SplitLine, lines: Sequence[SplitLine]) -> list[tuple[Fragment, Fragment]]:
    """The pieces of each number of ``line`` with the one it goes on from; empty unless all of them go on from one."""
    numbers = [f for f in line.fragments if f.is_number]
    if not numbers or any(ITEM.match(f.text) for f in line.fragments):
        return []
    if line.baseline - above.baseline > NEXT_LINE * numbers[0].size:
        return []
    found: list[tuple[Fragment, Fragment]] = []
    for number in numbers:
        upper = next((f for f in above.fragments if f.is_number and _is_under(number, f)), None)
        if upper is None or not _fills(upper, number, lines):
            return []
        found.append((upper, number))
    return found


def _is_under(lower: Fragment, upper: Fragment) -> bool:
    return lower.x0 < upper.x1 and lower.x1 > upper.x0


def _fills(upper: Fragment, lower: Fragment, lines: Sequence[SplitLine]) -> bool:
    """Whether a number is as wide as any in its column, so that no digit more had room."""
    if not (_DIGITS.fullmatch(upper.text) and _DIGITS.fullmatch(lower.text)) or len(upper.text) < LEAST_DIGITS:
        return False
    width = upper.x1 - upper.x0
    digit = width / len(upper.text)
    others = [f for line in lines for f in line.fragments if f.is_number and _is_under(f, upper)]
    return all(f.x1 - f.x0 <= width + ROOM * digit for f in others)
