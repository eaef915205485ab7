"""Fragments of a stretch -> blocks: the lines of one cell together, each over its column of numbers or a label.

Labels of the official forms are known by their words. Of others only the setting tells: wrapped labels stand around the
line of their numbers, so a block may begin above a row and end below it; item numbers ("1.", "（三）", "四、") begin a new
block, and so does a line that has numbers or headers of its own beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractors.readers.pdf_columns import Columns
from extractors.readers.pdf_fragments import ITEM, WRAP, Fragment, split_header
from extractors.readers.pdf_known import Atom, KnownLabel, atoms_of
from extractors.readers.pdf_rules import Rule
from extractors.readers.pdf_stretches import Stretch
from extractors.readers.pdf_words import form_words


@dataclass(slots=True)
class Block:
    """Fragments under each other that make one cell. ``key``: the label of the forms that it is, "" for none."""

    fragments: list[Fragment]
    columns: tuple[int, int] | None  # of the numbers' columns, None for a label
    key: str = ""

    @property
    def is_number(self) -> bool:
        return not self.key and self.fragments[0].is_number

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


def row_cuts(rows: Sequence[float], bands: Sequence[Rule], columns: Columns) -> list[Rule]:
    """Level rules that part rows: none unless no two rows of numbers stand between two of them."""
    left, right = columns.intervals[0][0], columns.intervals[-1][1]
    cuts = [rule for rule in bands if rule.start < right and rule.end > left]
    between = [sum(1 for cut in cuts if high < cut.position <= low) for high, low in pairwise(rows)]
    return sorted(cuts) if between and all(between) else []


def make_blocks(stretch: Stretch, columns: Columns, cuts: Sequence[Rule]) -> list[Block]:
    """The cells of a stretch. A number is a block of its own; of other texts those that wrap are joined."""
    blocks = [_known_block(label, columns) for label in stretch.known]
    rows = [line.baseline for line in stretch.rows]
    rest = list(_rest(stretch, columns))
    beside = [f.baseline for f in rest if columns.over(f.x0, f.x1) is not None]
    others: list[Block] = []
    uppers = {id(lower): upper for upper, lower in stretch.tails}
    for fragment in rest:
        if id(fragment) in uppers:
            upper = uppers[id(fragment)]
            next(block for block in others if block.fragments[0] is upper).fragments.append(fragment)
            continue
        number = columns.of_number.get(id(fragment))
        where = (number, number) if number is not None else columns.over(fragment.x0, fragment.x1)
        # A last line as short as "持" may stand beside the number below it; then the header above decides.
        touches = any(fragment.x0 < x1 and fragment.x1 > x0 for x0, x1 in columns.intervals)
        strict = where if touches else None
        marks = beside if strict is None else rows
        block = None if fragment.is_number else _wrapped_from(others, fragment, strict, marks, cuts)
        if block is None:
            others.append(Block([fragment], where))
        else:
            block.fragments.append(fragment)
    return blocks + others


def _known_block(label: KnownLabel, columns: Columns) -> Block:
    block = Block(label.fragments(), None, label.key)
    words = form_words()
    is_row = label.key in words.rows and label.key not in words.columns
    if not (is_row and (block.x0 + block.x1) / 2 < columns.intervals[0][0]):
        block.columns = columns.over(block.x0, block.x1)
    return block


def _rest(stretch: Stretch, columns: Columns) -> Iterator[Fragment]:
    """What is no label of the forms, line by line; headers that stand over several columns cut apart."""
    taken = {(atom.line, atom.index) for label in stretch.known for atom in label.atoms}
    for row, line in zip(atoms_of(stretch.lines), stretch.lines, strict=True):
        for fragment in line.fragments:
            own = [atom for atom in row if fragment.x0 <= atom.fragment.x0 and atom.fragment.x1 <= fragment.x1]
            free = [atom for atom in own if (atom.line, atom.index) not in taken]
            if len(free) == len(own):
                whole = fragment.is_number or bool(ITEM.match(fragment.text))
                yield from [fragment] if whole else split_header(fragment, columns.intervals)
            else:
                yield from _runs(free)


def _runs(atoms: Sequence[Atom]) -> Iterator[Fragment]:
    for _, run in groupby(enumerate(atoms), key=lambda pair: pair[1].index - pair[0]):
        yield Fragment(tuple(char for _, atom in run for char in atom.fragment.chars))


def _wrapped_from(
    blocks: Sequence[Block],
    fragment: Fragment,
    where: tuple[int, int] | None,
    marks: Sequence[float],
    cuts: Sequence[Rule],
) -> Block | None:
    """The block that a fragment goes on from, None when it begins one."""
    if ITEM.match(fragment.text):
        return None
    middle = (fragment.x0 + fragment.x1) / 2
    for block in reversed(blocks):
        last = block.fragments[-1]
        gap = fragment.baseline - last.baseline
        shared = min(fragment.x1, block.x1) - max(fragment.x0, block.x0)
        is_under = shared >= 0.5 * min(fragment.x1 - fragment.x0, block.x1 - block.x0)
        if not is_under or last.is_number or gap <= 0.5 * fragment.size:
            continue
        if cuts:
            between = any(last.baseline < c.position <= fragment.baseline and c.start < middle < c.end for c in cuts)
            return None if between else block
        if gap > WRAP * fragment.size or (where is not None and where != block.columns):
            return None
        # A row of its own on either side: two cells, not one that wraps.
        is_on_row = any(abs(row - fragment.baseline) < 0.3 * fragment.size for row in marks)
        had_row = any(block.top - 0.3 * last.size <= row <= last.baseline + 0.3 * last.size for row in marks)
        return None if is_on_row and had_row else block
    return None
