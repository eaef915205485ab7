"""Fragments of an aligned table -> blocks: the lines of one cell together, each over its column of numbers or a label.

Wrapped labels stand around the line of their numbers, so a block may begin above a row and end below it. Item numbers
("1.", "（三）", "四、") begin a new block; so does a line that has numbers or headers of its own beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.readers.pdf_fragments import ITEM, WRAP, Fragment, SplitLine, split_header
from extractors.readers.pdf_rules import Rule

Interval = tuple[float, float]


@dataclass(slots=True)
class Block:
    """Fragments under each other that make one cell."""

    fragments: list[Fragment]
    columns: tuple[int, int] | None  # of the numbers' columns, None for a label

    @property
    def top(self) -> float:
        return self.fragments[0].baseline

    @property
    def bottom(self) -> float:
        return self.fragments[-1].baseline

    @property
    def x0(self) -> float:
        return min(fragment.x0 for fragment in self.fragments)

    @property
    def x1(self) -> float:
        return max(fragment.x1 for fragment in self.fragments)


@dataclass(frozen=True, slots=True)
class RowMarks:
    """Baselines that tell rows: those with numbers, and those with anything (a header) over the columns of numbers."""

    numbers: Sequence[float]
    beside: Sequence[float]

    def of(self, is_label: bool) -> Sequence[float]:
        return self.beside if is_label else self.numbers


def baselines_beside(stretch: Sequence[SplitLine], columns: Sequence[Interval]) -> list[float]:
    """Baselines of the lines with something over the columns of numbers."""
    return [line.baseline for line in stretch if any(overlapping(f, columns) is not None for f in line.fragments)]


def number_columns(stretch: Sequence[SplitLine]) -> list[Interval] | None:
    """Columns of numbers: x intervals that overlap are one column. None when two numbers of a row share one."""
    intervals = sorted((f.x0, f.x1) for line in stretch if line.is_row for f in line.fragments if f.is_number)
    columns: list[Interval] = []
    for x0, x1 in intervals:
        if columns and x0 <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    for line in stretch:
        found = [overlapping(f, columns) for f in line.fragments if f.is_number and line.is_row]
        if len(set(found)) < len(found):
            return None
    return columns


def overlapping(fragment: Fragment, columns: Sequence[Interval]) -> tuple[int, int] | None:
    """(first, last) column of numbers that a fragment stands over; right of the labels at least the nearest one.

    None for a label: left of all numbers.
    """
    hit = [index for index, (x0, x1) in enumerate(columns) if fragment.x0 < x1 and fragment.x1 > x0]
    if hit:
        return (hit[0], hit[-1])
    if fragment.x1 <= columns[0][0]:
        return None
    nearest = min(range(len(columns)), key=lambda k: max(columns[k][0] - fragment.x1, fragment.x0 - columns[k][1]))
    return (nearest, nearest)


def row_cuts(rows: Sequence[float], bands: Sequence[Rule]) -> list[float]:
    """Heights of level rules that part rows: none unless no two rows of numbers stand between two of them."""
    cuts = sorted(rule.position for rule in bands)
    between = [sum(1 for cut in cuts if high < cut <= low) for high, low in pairwise(rows)]
    return cuts if between and all(between) else []


def make_blocks(
    stretch: Sequence[SplitLine], columns: Sequence[Interval], marks: RowMarks, cuts: Sequence[float]
) -> list[Block]:
    """Join the lines of wrapped cells. A number is a block of its own, an item number begins a new block."""
    done: list[Block] = []
    for line in stretch:
        for fragment in single_columns(line, columns):
            where = overlapping(fragment, columns)
            # A last line as short as "持" may stand beside the number below it; then the header above decides.
            strict = where if any(fragment.x0 < x1 and fragment.x1 > x0 for x0, x1 in columns) else None
            block = None if fragment.is_number else _wrapped_from(done, fragment, strict, marks, cuts)
            if block is None:
                done.append(Block([fragment], where))
            else:
                block.fragments.append(fragment)
    return done


def single_columns(line: SplitLine, columns: Sequence[Interval]) -> Iterator[Fragment]:
    """The fragments of a line, headers that stand over several columns cut apart."""
    for fragment in line.fragments:
        yield from [fragment] if fragment.is_number else split_header(fragment, columns)


def _wrapped_from(
    blocks: Sequence[Block],
    fragment: Fragment,
    where: tuple[int, int] | None,
    marks: RowMarks,
    cuts: Sequence[float],
) -> Block | None:
    """The block that a fragment goes on from, None when it begins one."""
    if ITEM.match(fragment.text):
        return None
    for block in reversed(blocks):
        last = block.fragments[-1]
        gap = fragment.baseline - last.baseline
        shared = min(fragment.x1, block.x1) - max(fragment.x0, block.x0)
        is_under = shared >= 0.5 * min(fragment.x1 - fragment.x0, block.x1 - block.x0)
        if not is_under or last.is_number or gap <= 0.5 * fragment.size:
            continue
        if cuts:
            return block if not any(last.baseline < cut <= fragment.baseline for cut in cuts) else None
        if gap > WRAP * fragment.size or (where is not None and where != block.columns):
            return None
        # A row of its own on either side: two cells, not one that wraps.
        beside = marks.of(where is None and block.columns is None)
        is_on_row = any(abs(row - fragment.baseline) < 0.3 * fragment.size for row in beside)
        had_row = any(block.top - 0.3 * last.size <= row <= last.baseline + 0.3 * last.size for row in beside)
        return None if is_on_row and had_row else block
    return None
