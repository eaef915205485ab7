"""Stretches of aligned lines -> tables: numbers under each other make the columns, labels go to the row they stand at.

Merges are lost without rules, so these tables say ``spans_known=False``. A number is never moved to make it fit: where
two numbers of one row fall into one column the stretch stays text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from extractors.readers.pdf_aligned_blocks import Block, make_blocks, row_cuts
from extractors.readers.pdf_aligned_gaps import Slots, fill_bands, fill_gaps
from extractors.readers.pdf_columns import (
    FULL_COLUMNS,
    Columns,
    Interval,
    find_columns,
    inherited,
    under_headers,
    under_own_headers,
    with_blank_columns,
)
from extractors.readers.pdf_fragments import Fragment, may_be_row, split_line
from extractors.readers.pdf_headers import header_heights, header_levels
from extractors.readers.pdf_known import atoms_of, known_labels
from extractors.readers.pdf_page import FontLine
from extractors.readers.pdf_rules import Rule
from extractors.readers.pdf_stretches import MAX_HEADER, Stretch, find_stretches
from extractors.readers.pdf_words import form_words

CUT_SHARE = 0.6  # of the rules between rows that must reach a text before they decide its row
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
    """A table read from the setting of its text: cells, the x intervals of its columns of numbers, the lines used.

    ``headed``: its columns, where headers say that these are all, for a part of the table that goes on below.
    """

    cells: tuple[AlignedCell, ...]
    row_count: int
    column_count: int
    number_columns: tuple[Interval, ...]
    lines: tuple[FontLine, ...]
    headed: Columns | None = None


def find_aligned(
    lines: Sequence[FontLine],
    bands: Sequence[Rule] = (),
    uprights: Sequence[Rule] = (),
    above: Columns | None = None,
) -> list[AlignedTable]:
    """The tables among lines that no grid holds. ``bands`` part rows and ``uprights`` columns where they are drawn.

    ``above``: the columns of the last table of the page before, where that had a header.
    """
    if not any(may_be_row(line) for line in lines):
        return []
    tables: list[AlignedTable] = []
    for stretch in find_stretches([split_line(line, uprights) for line in lines]):
        table = _table(stretch, bands, above)
        if table is not None:
            tables.append(table)
            above = table.headed
    return tables


def _table(stretch: Stretch, bands: Sequence[Rule], above: Columns | None) -> AlignedTable | None:
    columns = find_columns(stretch.lines) or under_own_headers(stretch.lines, _headers(stretch))
    if columns is None:
        return None
    rows = [line.baseline for line in stretch.rows]
    headers = _last_headers(stretch, rows[0])
    columns = with_blank_columns(columns, headers)
    if headers:
        columns = under_headers(columns, headers, stretch.lines)
    elif above is not None:
        columns = inherited(columns, above, stretch.lines)
    cuts = row_cuts(rows, bands, columns)
    blocks = make_blocks(stretch, columns, cuts)
    if len(rows) == 1 and not headers and _has_bare_header(blocks, columns):
        return None
    placed = _place(blocks, columns, rows, cuts)
    if any(_is_crowded(cell) for cell in placed):
        return None
    return AlignedTable(
        cells=placed,
        row_count=max(cell.row + cell.row_span for cell in placed),
        column_count=max(cell.column + cell.column_span for cell in placed),
        number_columns=columns.intervals,
        lines=tuple(line.source for line in stretch.lines),
        headed=columns if columns.is_headed else None,
    )


def find_header(lines: Sequence[FontLine], columns: Sequence[Interval]) -> AlignedTable | None:
    """The header of an aligned table whose rows all stand on the next page (there ``columns`` are its numbers' columns).

    It is what the page ends in: lines of nothing but labels of the forms, or beginnings of such.
    """
    words = form_words()
    split = [split_line(line) for line in lines[-MAX_HEADER:]]
    atoms = atoms_of(split)
    known = known_labels(atoms, cut_from=len(split) - 2)
    spelt = {(atom.line, atom.index) for label in known for atom in label.atoms}
    first = len(split)
    while first > 0 and not split[first - 1].is_prose and all((a.line, a.index) in spelt for a in atoms[first - 1]):
        first -= 1
    labels = [label for label in known if label.atoms[0].line >= first]
    if not any(column.startswith(label.key) for label in labels for column in words.columns):
        return None
    loose = [atom for row in atoms[first:] for atom in row if (atom.line, atom.index) not in spelt]
    blocks = [Block(label.fragments(), None, label.key) for label in labels]
    blocks += [Block([atom.fragment], None) for atom in loose]
    heights = header_levels(blocks)
    rows = sorted(set(heights.values()))
    starts = sorted({block.x0 for block in blocks})
    cells = [AlignedCell(rows.index(heights[id(b)]), starts.index(b.x0), 1, 1, tuple(b.fragments)) for b in blocks]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return AlignedTable(
        tuple(cells), len(rows), len(starts), tuple(columns), tuple(line.source for line in split[first:])
    )


def _headers(stretch: Stretch) -> list[Fragment]:
    """The widest line of each header of a single column in the stretch."""
    columns = form_words().columns
    return [max(one.fragments(), key=lambda f: f.x1 - f.x0) for one in stretch.known if one.key in columns]


def _last_headers(stretch: Stretch, first_row: float) -> list[Fragment]:
    """The headers of single columns above the first row of numbers, one for each that stands lowest over its x."""
    columns = form_words().columns
    found: list[Fragment] = []
    labels = [label for label in stretch.known if label.key in columns]
    for label in sorted(labels, key=lambda one: -one.atoms[-1].fragment.baseline):
        widest = max(label.fragments(), key=lambda one: one.x1 - one.x0)
        is_above = label.atoms[-1].fragment.baseline < first_row - 0.5 * widest.size
        if is_above and not any(widest.x0 < other.x1 and widest.x1 > other.x0 for other in found):
            found.append(widest)
    return found


def _has_bare_header(blocks: Sequence[Block], columns: Columns) -> bool:
    """Whether a header stands over no number: where one line of numbers is all there is, its column is blank, unseen."""
    right_of_first = [block for block in blocks if block.x0 > columns.intervals[0][1]]
    return any(not any(block.x0 < x1 and block.x1 > x0 for x0, x1 in columns.intervals) for block in right_of_first)


def _place(
    blocks: Sequence[Block], columns: Columns, rows: Sequence[float], cuts: Sequence[Rule]
) -> tuple[AlignedCell, ...]:
    """Give every block its row and column, and full rows of numbers their empty cells."""
    headers = header_heights(blocks, columns, rows)
    heights = _row_heights(blocks, headers, rows, cuts)
    starts = _label_starts(blocks)
    slots: Slots = {}
    spans: dict[tuple[int, int], int] = {}
    bare: set[int] = set()
    for block in sorted(blocks, key=lambda one: (one.top, one.x0)):
        height = headers.get(id(block)) or _home(block, heights, rows, cuts)
        row = heights.index(height) if height is not None else 0
        column = _column_of(block, starts)
        slots.setdefault((row, column), []).extend(block.fragments)
        if block.columns is not None:
            spans[row, column] = block.columns[1] - block.columns[0] + 1
        elif block.key in form_words().rows:
            bare.add(row)
    numbered = [heights.index(row) for row in rows]
    if len(columns) >= FULL_COLUMNS:
        fill_gaps(numbered, sorted(bare - set(numbered)), heights, len(starts), columns, slots, spans)
    else:
        fill_bands(numbered, [block for block in blocks if id(block) in headers], heights, len(starts), slots)
    cells = [
        AlignedCell(row, column, 1, spans.get((row, column), 1), tuple(sorted(f, key=lambda one: one.baseline)))
        for (row, column), f in slots.items()
    ]
    return _without_overlap(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _is_crowded(cell: AlignedCell) -> bool:
    """Whether a number stands beside another text in one cell: two columns were taken for one."""
    pairs = combinations(cell.fragments, 2)
    return any(f.is_number for f in cell.fragments) and any(
        abs(one.baseline - other.baseline) < 0.3 * one.size for one, other in pairs
    )


def _without_overlap(cells: Sequence[AlignedCell]) -> tuple[AlignedCell, ...]:
    """Cut the span of a cell that reaches under the next one of its row."""
    kept: list[AlignedCell] = []
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        span = cell.column_span
        if following is not None and following.row == cell.row:
            span = min(span, following.column - cell.column)
        kept.append(AlignedCell(cell.row, cell.column, 1, span, cell.fragments))
    return tuple(kept)


def _row_heights(
    blocks: Sequence[Block], headers: dict[int, float], rows: Sequence[float], cuts: Sequence[Rule]
) -> list[float]:
    """Heights of the table's rows: those with numbers, those of headers, those of blocks that stand between."""
    heights = sorted({*rows, *headers.values()})
    for block in blocks:
        if id(block) not in headers and _home(block, heights, rows, cuts) is None:
            heights.append(block.top)
    return sorted(set(heights))


def _home(block: Block, heights: Sequence[float], rows: Sequence[float], cuts: Sequence[Rule]) -> float | None:
    """The row a block belongs to: the one it spans or stands at; with drawn bands, the one in its band."""
    size = block.fragments[0].size
    middle = (block.x0 + block.x1) / 2
    over = [cut.position for cut in cuts if cut.start < middle < cut.end]
    if over and len(over) >= CUT_SHARE * len(cuts):
        band = sum(1 for cut in over if cut <= block.top)
        return next((height for height in heights if sum(1 for cut in over if cut <= height) == band), None)
    middle = (block.top + block.bottom) / 2
    spanned = [row for row in rows if block.top - 0.3 * size <= row <= block.bottom + 0.3 * size]
    if spanned:
        return min(spanned, key=lambda row: abs(row - middle))
    near = [height for height in heights if abs(height - block.top) < 0.4 * size]
    return near[0] if near else None


def _label_starts(blocks: Sequence[Block]) -> list[float]:
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
