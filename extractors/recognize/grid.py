"""Tables of a document -> one stream of grid rows, which recognition reads without caring where a page broke.

A form is cut by page breaks, split into several tables or glued to its neighbour by whoever made the page; rows are
what survives. A row knows the cells that cover it (merged cells from above included) and the table it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from extractors.document import Cell, Document, Table, TextBlock
from extractors.normalize import label_key, squeeze
from extractors.records import record
from extractors.values import parse_value

_COLUMN = attrgetter("column")
# Text between two tables that a page break leaves there: a page number, not a paragraph.
_LONGEST_PAGE_FURNITURE = 12


@record(frozen=True, slots=True, eq=False)
class GridRow:
    """One row of one table.

    Attributes:
        table_no: index of the table in the document, from 0.
        table: the table.
        index: row in the table, from 0.
        cells: all cells that cover the row, from left to right.
        is_joined_to_previous: the row may go on from the row before it (same table, or no text between the tables).
        starting: the cells that begin in this row and are not empty, each with its label key, from left to right.
    """

    table_no: int
    table: Table
    index: int
    cells: tuple[Cell, ...]
    is_joined_to_previous: bool
    starting: tuple[tuple[str, Cell], ...]

    @property
    def is_first(self) -> bool:
        return self.index == 0

    @property
    def is_last(self) -> bool:
        return self.index == self.table.row_count - 1

    def starts_here(self, cell: Cell) -> bool:
        return cell.row == self.index

    def place(self) -> str:
        """Where the row stands, for an issue: the place of its first cell, or of the table."""
        for cell in self.cells:
            if described := cell.place.describe():
                return described
        return f"table {self.table_no + 1}, row {self.index + 1}"


def grid_rows(document: Document) -> list[GridRow]:
    """All rows of all tables of the document, in reading order."""
    rows: list[GridRow] = []
    table_no = -1
    has_gap = True
    for block in document.blocks:
        if isinstance(block, TextBlock):
            has_gap = has_gap or _is_text_between(block)
            continue
        table_no += 1
        rows += _table_rows(table_no, block, joined=block.continues or not has_gap)
        has_gap = False
    return rows


def _is_text_between(block: TextBlock) -> bool:
    text = squeeze(block.text)
    return len(text) > _LONGEST_PAGE_FURNITURE or any("\u4e00" <= character <= "\u9fff" for character in text)


def _table_rows(table_no: int, table: Table, joined: bool) -> Iterable[GridRow]:
    covering: list[list[Cell]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        if cell.row_span == 1:
            if cell.row < table.row_count:
                covering[cell.row].append(cell)
            continue
        for row in range(cell.row, min(cell.row + cell.row_span, table.row_count)):
            covering[row].append(cell)
    for index, cells in enumerate(covering):
        cells.sort(key=_COLUMN)
        starting = [(label_key(cell.text), cell) for cell in cells if cell.row == index and cell.text.strip()]
        yield GridRow(table_no, table, index, tuple(cells), joined if index == 0 else True, tuple(starting))


def key_of(cell: Cell) -> str:
    """The cell's text as a label key."""
    return label_key(cell.text)


@record(frozen=True, slots=True)
class Header:
    """Column codes with the header cells that name them, from left to right, and the table these cells stand in."""

    table_no: int
    column_count: int
    cells: tuple[tuple[str, Cell], ...]

    def codes(self) -> list[str]:
        return [code for code, _ in self.cells]


def cells_under(header: Header, row: GridRow) -> Mapping[str, list[Cell]] | None:
    """Cells of the row that stand under each header cell, by grid slots, or by x on another page.

    None where neither is possible (another table of another width without boxes, or a source without spans).
    """
    under = under_each([top for _, top in header.cells], header.table_no, header.column_count, row)
    return None if under is None else {code: cells for (code, _), cells in zip(header.cells, under, strict=True)}


def covers_all(cell: Cell, header: Header, row: GridRow) -> bool:
    """Whether one 0 or dash (无) is merged over all columns of the header: it stands for each of them.

    Another number merged over several columns belongs to none of them, and an empty cell says nothing.
    """
    if parse_value(cell.text).value != 0:
        return False
    under = cells_under(header, row)
    return under is not None and all(any(one is cell for one in cells) for cells in under.values())


def under_each(tops: Sequence[Cell], table_no: int, column_count: int, row: GridRow) -> list[list[Cell]] | None:
    """``cells_under`` for cells that have no code (yet): the cells of the row below each of ``tops``, in their order."""
    if not row.table.spans_known:
        return None
    if row.table_no == table_no or (row.table.column_count == column_count and _lacks_boxes(tops, row)):
        return _by_slots(tops, row.cells)
    if _lacks_boxes(tops, row):
        return None
    return [[c for c in row.cells if _x_overlap(top, c)] for top in tops]


def _by_slots(tops: Sequence[Cell], cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells (from left to right) that share a slot with each of ``tops``."""
    under: list[list[Cell]] = []
    for top in tops:
        start, end = top.column, top.column + top.column_span
        below: list[Cell] = []
        for cell in cells:
            if cell.column >= end:
                break
            if cell.column + cell.column_span > start:
                below.append(cell)
        under.append(below)
    return under


def _lacks_boxes(tops: Sequence[Cell], row: GridRow) -> bool:
    return any(cell.place.bbox is None for cell in tops) or any(c.place.bbox is None for c in row.cells)


def _x_overlap(top: Cell, cell: Cell) -> bool:
    """Whether the boxes share most of the narrower one's width: pages of one file repeat x positions only nearly."""
    if top.place.bbox is None or cell.place.bbox is None:
        return False
    left, right = max(top.place.bbox[0], cell.place.bbox[0]), min(top.place.bbox[2], cell.place.bbox[2])
    width = min(top.place.bbox[2] - top.place.bbox[0], cell.place.bbox[2] - cell.place.bbox[0])
    return width > 0 and (right - left) / width > 0.5
