"""Numbers too long for their cell: the digits that did not fit stand on the next line, under the others.

Without rules such a line of digits looks like a row of its own, and its number like a smaller one. It has no label, and
the numbers above it fill their column. The pieces stay two lines of one cell, so that whoever reads the value knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.readers.pdf_fragments import ITEM, Fragment, SplitLine
from extractors.readers.pdf_known import KnownLabel

NEXT_LINE = 1.8  # em between the two lines of a number
LEAST_DIGITS = 3  # of the piece that fills its line
ROOM = 1.1  # digits by which others in the column may be wider
_DIGITS = re.compile(r"[\d.,]+")


def split_tails(
    lines: Sequence[SplitLine], known: Sequence[KnownLabel]
) -> tuple[list[SplitLine], list[tuple[Fragment, Fragment]]]:
    """The lines, those that only carry on numbers no longer rows, and the (upper, lower) pieces of these numbers."""
    begins = {label.atoms[0].line for label in known}
    result = list(lines)
    pairs: list[tuple[Fragment, Fragment]] = []
    for index in range(1, len(result)):
        line, above = result[index], result[index - 1]
        if index in begins or not line.fragments or not above.fragments:
            continue
        found = _pairs(above, line, lines)
        if found:
            pairs += found
            result[index] = replace(line, is_row=False)
    return result, pairs


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
