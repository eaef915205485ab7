"""Empty cells of tables without rules: offices leave zeros out, and a row of two numbers has seven cells all the same.

A cell is empty only where the headers say that a column is there and nothing stands in it; a row whose numbers could be
of other columns keeps its gaps, and is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.readers.pdf_aligned_blocks import Block
from extractors.readers.pdf_columns import BAND, SEATED, Columns, Interval
from extractors.readers.pdf_fragments import Fragment
from extractors.readers.pdf_tails import NEXT_LINE
from extractors.readers.pdf_words import form_words

Slots = dict[tuple[int, int], list[Fragment]]


def fill_gaps(
    rows: Sequence[int],
    bare: Sequence[int],
    heights: Sequence[float],
    first: int,
    columns: Columns,
    slots: Slots,
    spans: Mapping[tuple[int, int], int],
) -> None:
    """Give rows of numbers the empty cells they lack: where columns have headers, or most of the row is printed.

    A slot is empty only where nothing stands: a number of two lines in a cell as high as its row stands beside the line
    of the row, on lines without a label, and then no gap of that row is filled. ``bare`` are rows of a form without any
    number: under headers they are rows of empty cells.
    """
    labelled = {row for (row, column), found in slots.items() if column < first and found}
    numbers = {(row, column) for (row, column), found in slots.items() if any(f.is_number for f in found)}
    lone = {row for row in rows if row not in labelled}
    for row in sorted([*rows, *bare]) if columns.is_headed else rows:
        covered = {c + k for (r, c) in slots if r == row for k in range(spans.get((r, c), 1))}
        own = [column for r, column in numbers if r == row]
        is_whole = columns.is_headed and (row in labelled or len(rows) == 1)
        gaps = [column for column in range(first, first + len(columns)) if column not in covered]
        if row in bare and len(gaps) < len(columns):
            continue
        if row not in bare and (not own or not (is_whole or 2 * len(own) >= len(columns))):
            continue
        size = next(found[0].size for (r, _), found in slots.items() if r == row and found)
        beside = [other for other in lone if other != row and abs(heights[other] - heights[row]) <= NEXT_LINE * size]
        if any((other, column) in numbers for other in beside for column in gaps):
            continue
        for column in gaps:
            slots[row, column] = []


def fill_bands(
    rows: Sequence[int], headers: Sequence[Block], heights: Sequence[float], first: int, slots: Slots
) -> None:
    """Give rows of numbers their empty cells where each number stands plainly under a header of its own band."""
    named = [block for block in headers if block.key in form_words().columns and block.columns is not None]
    numbers = {(row, column) for (row, column), found in slots.items() if any(f.is_number for f in found)}
    labelled = {row for (row, column), found in slots.items() if column < first and found}
    if any(row not in labelled for row in rows):
        return  # a number of two lines may fill what looks empty
    for row in rows:
        above = [block for block in named if block.bottom < heights[row]]
        lowest = max((block.top for block in above), default=0.0)
        band = [block for block in above if lowest - block.top < BAND * block.fragments[0].size]
        columns = [first + block.columns[0] for block in band if block.columns and len(set(block.columns)) == 1]
        if len(set(columns)) < len(band) or len(band) < 2:
            continue
        own = {column for r, column in numbers if r == row}
        placed = {column: slots[row, column] for column in own}
        places = dict(zip(columns, [(block.x0, block.x1) for block in band], strict=True))
        if own < set(columns) and all(_is_seated(found, column, places) for column, found in placed.items()):
            slots.update({(row, column): [] for column in columns if column not in own})


def _is_seated(found: Sequence[Fragment], column: int, places: Mapping[int, Interval]) -> bool:
    """Whether a number stands under the middle of its header, and far from those of the others."""
    middles = {number: (left + right) / 2 for number, (left, right) in places.items()}
    nearest = min(abs(middle - middles[column]) for number, middle in middles.items() if number != column)
    middle = (min(f.x0 for f in found) + max(f.x1 for f in found)) / 2
    return abs(middle - middles[column]) <= SEATED * nearest
