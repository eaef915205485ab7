"""Stretches of aligned lines -> tables: numbers under each other make the columns, labels go to the row they stand at.

Merges are lost without rules, so these tables say ``spans_known=False``. A number is never moved to make it fit: where
two numbers of one row fall into one column the stretch stays text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from extractors.readers.pdf_aligned_blocks import (
    Block,
    Interval,
    RowMarks,
    baselines_beside,
    make_blocks,
    number_columns,
    row_cuts,
)
from extractors.readers.pdf_fragments import Fragment, SplitLine, find_stretches, may_be_row, split_line
from extractors.readers.pdf_page import FontLine
from extractors.readers.pdf_rules import Rule

FULL_COLUMNS = 5  # from so many columns on, a row of numbers has them all, and a gap is an empty cell
LABEL_INDENT = 1.0  # em between the starts of two label columns


@dataclass(frozen=True, slots=True)
class AlignedCell:
    """A cell of an aligned table. ``fragments`` is empty for an empty cell."""

    row: int
    column: int
    row_span: int
    column_span: int
    fragments: tuple[Fragment, ...]

    @property
    def text(self) -> str:
        return "\n".join(fragment.text for fragment in self.fragments)


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table read from the setting of its text: cells, the x intervals of its columns of numbers, the lines used."""

    cells: tuple[AlignedCell, ...]
    row_count: int
    column_count: int
    number_columns: tuple[Interval, ...]
    lines: tuple[FontLine, ...]


def find_aligned(lines: Sequence[FontLine], bands: Sequence[Rule]) -> list[AlignedTable]:
    """The tables without upright rules among the lines of a page. ``bands`` part rows where they are drawn."""
    if not any(may_be_row(line) for line in lines):
        return []
    split = [split_line(line) for line in lines]
    tables = (_table(stretch, bands) for stretch in find_stretches(split))
    return [table for table in tables if table is not None]


def _table(stretch: Sequence[SplitLine], bands: Sequence[Rule]) -> AlignedTable | None:
    columns = number_columns(stretch)
    if columns is None:
        return None
    rows = [line.baseline for line in stretch if line.is_row]
    cuts = row_cuts(rows, bands)
    marks = RowMarks(rows, baselines_beside(stretch, columns))
    blocks = make_blocks(stretch, columns, marks, cuts)
    if len(rows) == 1 and _has_bare_header(blocks, columns):
        return None
    placed = _place(blocks, columns, rows, cuts)
    if any(_is_crowded(cell) for cell in placed):
        return None
    return AlignedTable(
        cells=placed,
        row_count=max(cell.row + cell.row_span for cell in placed),
        column_count=max(cell.column + cell.column_span for cell in placed),
        number_columns=tuple(columns),
        lines=tuple(line.source for line in stretch),
    )


def _has_bare_header(blocks: Sequence[Block], columns: Sequence[Interval]) -> bool:
    """Whether a header stands over no number: where one line of numbers is all there is, its column is blank, unseen."""
    right_of_first = [block for block in blocks if block.x0 > columns[0][1]]
    return any(not any(block.x0 < x1 and block.x1 > x0 for x0, x1 in columns) for block in right_of_first)


def _place(
    blocks: Sequence[Block], columns: Sequence[Interval], rows: Sequence[float], cuts: Sequence[float]
) -> tuple[AlignedCell, ...]:
    """Give every block its row and column, and full rows of numbers their empty cells."""
    heights = _row_heights(blocks, rows, cuts)
    starts = _label_starts(blocks, columns)
    slots: dict[tuple[int, int], list[Fragment]] = {}
    spans: dict[tuple[int, int], int] = {}
    for block in sorted(blocks, key=lambda one: (one.top, one.x0)):
        row = _row_of(block, heights, rows, cuts)
        column = _column_of(block, starts)
        slots.setdefault((row, column), []).extend(block.fragments)
        if block.columns is not None:
            spans[row, column] = block.columns[1] - block.columns[0] + 1
    for index, height in enumerate(heights):
        if height in rows and len(columns) >= FULL_COLUMNS:
            _fill_gaps(index, len(starts), len(columns), slots, spans)
    cells = [
        AlignedCell(row, column, 1, spans.get((row, column), 1), tuple(sorted(f, key=lambda one: one.baseline)))
        for (row, column), f in slots.items()
    ]
    return _without_overlap(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _is_crowded(cell: AlignedCell) -> bool:
    """Whether two texts stand side by side in one cell: two columns were taken for one, so numbers may be too."""
    pairs = combinations(cell.fragments, 2)
    return any(abs(one.baseline - other.baseline) < 0.3 * one.size for one, other in pairs)


def _fill_gaps(
    row: int,
    first: int,
    count: int,
    slots: dict[tuple[int, int], list[Fragment]],
    spans: dict[tuple[int, int], int],
) -> None:
    covered = {c + k for (r, c) in slots if r == row for k in range(spans.get((r, c), 1))}
    numbers = [c for (r, c), found in slots.items() if r == row and any(f.is_number for f in found)]
    if 2 * len(numbers) >= count:
        for column in range(first, first + count):
            if column not in covered:
                slots[row, column] = []


def _without_overlap(cells: Sequence[AlignedCell]) -> tuple[AlignedCell, ...]:
    """Cut the span of a cell that reaches under the next one of its row."""
    kept: list[AlignedCell] = []
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        span = cell.column_span
        if following is not None and following.row == cell.row:
            span = min(span, following.column - cell.column)
        kept.append(AlignedCell(cell.row, cell.column, 1, span, cell.fragments))
    return tuple(kept)


def _row_heights(blocks: Sequence[Block], rows: Sequence[float], cuts: Sequence[float]) -> list[float]:
    """Baselines of the table's rows: those with numbers, and those of blocks that stand between rows."""
    heights = list(rows)
    for block in blocks:
        if _home(block, heights, rows, cuts) is None:
            heights.append(block.top)
    return sorted(heights)


def _home(block: Block, heights: Sequence[float], rows: Sequence[float], cuts: Sequence[float]) -> float | None:
    """The row a block belongs to: the one it spans or stands at; with drawn bands, the one in its band."""
    size = block.fragments[0].size
    if cuts:
        band = sum(1 for cut in cuts if cut <= block.top)
        return next((height for height in heights if sum(1 for cut in cuts if cut <= height) == band), None)
    middle = (block.top + block.bottom) / 2
    spanned = [row for row in rows if block.top - 0.3 * size <= row <= block.bottom + 0.3 * size]
    if spanned:
        return min(spanned, key=lambda row: abs(row - middle))
    near = [height for height in heights if abs(height - block.top) < 0.4 * size]
    return near[0] if near else None


def _row_of(block: Block, heights: Sequence[float], rows: Sequence[float], cuts: Sequence[float]) -> int:
    home = _home(block, heights, rows, cuts)
    return heights.index(home) if home is not None else 0


def _label_starts(blocks: Sequence[Block], columns: Sequence[Interval]) -> list[float]:
    """Where the label columns begin (x), from left to right; labels right of the numbers count as label columns too."""
    starts: list[float] = []
    for block in sorted((b for b in blocks if b.columns is None), key=lambda one: one.x0):
        if not starts or block.x0 - starts[-1] > LABEL_INDENT * block.fragments[0].size:
            starts.append(block.x0)
    return starts


def _column_of(block: Block, starts: Sequence[float]) -> int:
    if block.columns is not None:
        return len(starts) + block.columns[0]
    return max(index for index, start in enumerate(starts) if start <= block.x0)
