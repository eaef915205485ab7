"""The official forms with texts as in print: what a reader must find in a report of that form, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractors.document import Document
from extractors.layouts import load_layouts
from tests.fixtures.forms import FormCell, cells_of, draw_cells


def printed_text(number: int) -> str:
    """A text for the figure of this number: mostly different counts; some blank, signed or with decimals."""
    return {0: "", 1: "-18", 2: "24252.311082", 3: "0"}.get(number % 11, str(number * 37 % 9973))


def draw(name: str) -> list[FormCell]:
    """The grid of a layout, a printed text in every cell for a figure, in row-major order."""
    layout = load_layouts()[name]
    return draw_cells(layout, {code: printed_text(number) for number, code in enumerate(layout.cells())})


def add_to_word(document: Any, cells: Sequence[FormCell], **options: Any) -> tuple[Any, list[Any]]:
    """Append the form to a python-docx document with real merges: the table, and its cells in the order of ``cells``.

    The slots are taken once, before any merge: python-docx counts through the whole table for each that is asked for.
    """
    height = max(cell.row + cell.row_span for cell in cells)
    width = max(cell.column + cell.column_span for cell in cells)
    table = document.add_table(height, width, **options)
    slots = [list(row.cells) for row in table.rows]
    written = []
    for cell in cells:
        first = slots[cell.row][cell.column]
        last = slots[cell.row + cell.row_span - 1][cell.column + cell.column_span - 1]
        written.append(first if first is last else first.merge(last))
        written[-1].text = cell.text
    return table, written


def drawn_tables(document: Document) -> list[list[FormCell]]:
    return [cells_of(table) for table in document.tables()]
