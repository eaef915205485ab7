"""Ways in which real pages damage a form, applied to the grids of ``forms``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from extractors.document import Cell, Document, Table, TextBlock


def split_table(table: Table, at: int) -> tuple[Table, Table]:
    """Two tables as a page break leaves them: merged cells end at the break and go on as empty cells."""
    upper = [replace(c, row_span=min(c.row_span, at - c.row)) for c in table.cells if c.row < at]
    lower = [
        replace(
            c, row=max(c.row - at, 0), row_span=c.row + c.row_span - max(c.row, at), text=c.text if c.row >= at else ""
        )
        for c in table.cells
        if c.row + c.row_span > at
    ]
    lower.sort(key=lambda cell: (cell.row, cell.column))
    return (
        replace(table, cells=tuple(upper), row_count=at),
        replace(table, cells=tuple(lower), row_count=table.row_count - at, continues=True),
    )


def split_everywhere(document: Document) -> Iterator[tuple[str, Document]]:
    """The document with one page break, at each row of each table in turn."""
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            for at in range(1, block.row_count):
                upper, lower = split_table(block, at)
                blocks = (*document.blocks[:index], upper, TextBlock("- 3 -"), lower, *document.blocks[index + 1 :])
                yield f"table {index} at row {at}", replace(document, blocks=blocks)


def map_cells(document: Document, change: Callable[[Cell], Cell]) -> Document:
    """The document with every cell replaced by what ``change`` makes of it."""
    blocks = tuple(
        replace(block, cells=tuple(change(cell) for cell in block.cells)) if isinstance(block, Table) else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def without_row(table: Table, row: int) -> Table:
    """The table without one row; cells merged over it shrink, those that begin in it move down."""
    cells = []
    for cell in table.cells:
        covers = cell.row <= row < cell.row + cell.row_span
        if covers and cell.row_span == 1:
            continue
        start = cell.row - 1 if cell.row > row else cell.row
        cells.append(replace(cell, row=start, row_span=cell.row_span - 1 if covers else cell.row_span))
    return replace(table, cells=tuple(cells), row_count=table.row_count - 1)


def data_rows(table: Table) -> Iterator[int]:
    """Rows that hold at least one number."""
    for index, row in enumerate(table.rows()):
        if any(cell.text.replace(".", "").isdigit() for cell in row):
            yield index


def replace_table(document: Document, number: int, table: Table) -> Document:
    """The document with its table of this number (from 0) replaced."""
    places = [i for i, block in enumerate(document.blocks) if isinstance(block, Table)]
    blocks = list(document.blocks)
    blocks[places[number]] = table
    return replace(document, blocks=tuple(blocks))
