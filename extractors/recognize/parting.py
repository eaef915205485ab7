"""Parts a run of digits into the numbers of one row: ``6000017`` -> 6, 0, 0, 0, 0, 1, 7.

A number never begins with a needless 0, a sign begins a number, a space in the print always parts two. Where the form
says that parts add up to a total, only splits that do are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# More readings than this prove nothing, and cost time.
MOST_SPLITS = 400

_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:万元|元|件)?")
_SUMMAND = re.compile(r"0|[1-9]\d*")
Numbers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digits:
    """A run of digits without its spaces, and the positions where a space stood."""

    text: str
    breaks: frozenset[int]

    @classmethod
    def of(cls, printed: str) -> Digits:
        text, breaks = "", set()
        for piece in printed.split():
            breaks.add(len(text))
            text += piece
        return cls(text, frozenset(breaks))

    def number(self, start: int, end: int, pattern: re.Pattern[str]) -> str | None:
        """The number printed from start to end, None where that is none or a space parts it."""
        piece = self.text[start:end]
        whole = not any(position in self.breaks for position in range(start + 1, end))
        return piece if whole and pattern.fullmatch(piece) else None


def free_splits(digits: Digits, count: int, start: int = 0) -> Iterator[Numbers]:
    """All ways to read the digits as ``count`` numbers that nothing ties together."""
    if count == 1:
        last = digits.number(start, len(digits.text), _NUMBER)
        if last is not None:
            yield (last,)
        return
    for end in range(start + 1, len(digits.text)):
        first = digits.number(start, end, _NUMBER)
        if first is not None:
            for rest in free_splits(digits, count - 1, end):
                yield (first, *rest)


def summed_splits(digits: Digits, size: int, blocks: int, start: int = 0) -> Iterator[Numbers]:
    """All ways to read the digits as ``blocks`` runs of ``size`` numbers, the last of each the sum of the others."""
    length = len(digits.text)
    ends = (length,) if blocks == 1 else range(start + size, length - size * (blocks - 1) + 1)
    for end in ends:
        for block in _block(digits, size, start, end):
            if blocks == 1:
                yield block
            else:
                for rest in summed_splits(digits, size, blocks - 1, end):
                    yield (*block, *rest)


def _block(digits: Digits, size: int, start: int, end: int) -> Iterator[Numbers]:
    for middle in range(end - 1, start + size - 2, -1):
        total = digits.number(middle, end, _SUMMAND)
        if total is not None:
            for parts in _parts(digits, size - 1, start, middle, int(total)):
                yield (*parts, total)


def _parts(digits: Digits, count: int, start: int, end: int, rest: int) -> Iterator[Numbers]:
    """Splits of one stretch into ``count`` numbers that add up to ``rest``; a number above it ends the search."""
    if count == 1:
        last = digits.number(start, end, _SUMMAND)
        if last is not None and int(last) == rest:
            yield (last,)
        return
    longest = len(str(rest))
    room = end - start - count + 1
    if end - start > count * longest or rest > 10**room + 9 * (count - 1):
        return
    widest = start + 1 if digits.text[start] == "0" else min(end - count + 1, start + longest)
    for middle in range(start + 1, widest + 1):
        first = digits.number(start, middle, _SUMMAND)
        if first is None or int(first) > rest:
            return
        for others in _parts(digits, count - 1, middle, end, rest - int(first)):
            yield (first, *others)


def at_most(splits: Iterator[Numbers], limit: int = MOST_SPLITS) -> tuple[Numbers, ...] | None:
    """The splits, or None when there are more than the limit."""
    found: list[Numbers] = []
    for split in splits:
        found.append(split)
        if len(found) > limit:
            return None
    return tuple(found)
