"""The official forms with texts as in print: what a reader must find in a report of that form, cell by cell."""

from __future__ import annotations

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


def drawn_tables(document: Document) -> list[list[FormCell]]:
    return [cells_of(table) for table in document.tables()]
