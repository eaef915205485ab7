"""Tables of a document -> one stream of grid rows, which recognition reads without caring where a page broke.

A form is cut by page breaks, split into several tables or glued to its neighbour by whoever made the page; rows are
what survives. A row knows the cells that cover it (merged cells from above included) and the table it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractors.document import Cell, Document, Table, TextBlock
from extractors.normalize import label_key, squeeze

# Text between two tables that a page break leaves there: a page number, not a paragraph.
_LONGEST_PAGE_FURNITURE = 12


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of one table.

    Attributes:
        table_no: index of the table in the document, from 0.
        table: the table.
        index: row in the table, from 0.
        cells: all cells that cover the row, from left to right.
        is_joined_to_previous: the row may go on from the row before it (same table, or no text between the tables).
    """

    table_no: int
    table: Table
    index: int
    cells: tuple[Cell, ...]
    is_joined_to_previous: bool

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
        for row in range(cell.row, min(cell.row + cell.row_span, table.row_count)):
            covering[row].append(cell)
    for index, cells in enumerate(covering):
        yield GridRow(
            table_no, table, index, tuple(sorted(cells, key=lambda cell: cell.column)), joined if index == 0 else True
        )


def key_of(cell: Cell) -> str:
    """The cell's text as a label key."""
    return label_key(cell.text)


@dataclass(frozen=True, slots=True)
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
    if not row.table.spans_known:
        return None
    if row.table_no == header.table_no or (row.table.column_count == header.column_count and _lacks_boxes(header, row)):
        return {code: [c for c in row.cells if _slots_overlap(top, c)] for code, top in header.cells}
    if _lacks_boxes(header, row):
        return None
    return {code: [c for c in row.cells if _x_overlap(top, c)] for code, top in header.cells}


def _lacks_boxes(header: Header, row: GridRow) -> bool:
    return any(cell.place.bbox is None for _, cell in header.cells) or any(c.place.bbox is None for c in row.cells)


def _slots_overlap(top: Cell, cell: Cell) -> bool:
    return cell.column < top.column + top.column_span and top.column < cell.column + cell.column_span


def _x_overlap(top: Cell, cell: Cell) -> bool:
    """Whether the boxes share most of the narrower one's width: pages of one file repeat x positions only nearly."""
    if top.place.bbox is None or cell.place.bbox is None:
        return False
    left, right = max(top.place.bbox[0], cell.place.bbox[0]), min(top.place.bbox[2], cell.place.bbox[2])
    width = min(top.place.bbox[2] - top.place.bbox[0], cell.place.bbox[2] - cell.place.bbox[0])
    return width > 0 and (right - left) / width > 0.5
