"""A grid in which two copies of one form stand side by side over another form -> the grid of the copies, the grid of the rest.

Pages drawn without a gap between two tables give one grid. What cannot be told of the copies must not cost the forms
below them.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.document import Document, Table, TextBlock
from extractors.normalize import label_key
from extractors.recognize.halves import take
from extractors.recognize.labels import table_of_key
from extractors.recognize.year_labels import doubled


def parted_forms(document: Document) -> Iterable[TextBlock | Table]:
    """The blocks of the document, every such grid cut where the next form begins."""
    for block in document.blocks:
        yield from _parts(block) if isinstance(block, Table) else (block,)


def _parts(table: Table) -> tuple[Table, ...]:
    pairs = doubled(table)
    if not pairs:
        return (table,)
    forms = {table_of_key().get(label_key(cells[0].text), "") for cells in pairs}
    last = max(cell.row for cells in pairs for cell in cells)
    at = next((row for row in range(last + 1, table.row_count) if _begins_other(table, row, forms)), None)
    if at is None or any(cell.row < at < cell.row + cell.row_span for cell in table.cells):
        return (table,)
    every = list(range(table.column_count))
    upper = take(table, [every if row < at else [] for row in range(table.row_count)])
    lower = take(table, [every if row >= at else [] for row in range(table.row_count)])
    return upper, lower


def _begins_other(table: Table, row: int, forms: set[str]) -> bool:
    found = {table_of_key().get(label_key(cell.text)) for cell in table.cells if cell.row == row and cell.text.strip()}
    return bool(found - forms - {None})
