"""``w:tbl`` -> a grid of cells with Word's merges.

Word writes a horizontal merge as one cell with ``gridSpan`` (old files: ``hMerge``), a vertical one as a cell that
restarts and empty cells that continue below it, and may leave out grid columns before the first cell of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from extractors.document import Cell, Place, Table
from extractors.readers.docx_package import W
from extractors.readers.docx_styles import read_switch, value_of
from extractors.readers.docx_text import choose_alternative

_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Word itself stops at 63 columns.
_LARGEST_SPAN = 1000


@dataclass(slots=True)
class WordCell:
    """One ``w:tc``: grid columns it covers, how it is merged, and its place in the row from 1."""

    element: etree._Element
    column_span: int
    vertical: str
    number: int


@dataclass(slots=True)
class WordRow:
    """One printed row. ``skipped`` is the number of grid columns left out before its first cell."""

    cells: list[WordCell]
    skipped: int


@dataclass(slots=True)
class _Slot:
    cell: WordCell
    row: int
    column: int
    text: str
    place: Place
    row_span: int = 1


def content(container: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Children of the given tags, through content controls, tracked insertions and alternatives."""
    for child in container:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from content(child, *tags)
        elif child.tag == _ALTERNATIVES:
            yield from content(choose_alternative(child), *tags)


def read_rows(table: etree._Element) -> list[WordRow]:
    """Rows of a table without those that are deleted (tracked changes) or hidden."""
    rows: list[WordRow] = []
    for row in content(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        is_deleted = properties is not None and properties.find(f"{W}del") is not None
        if not is_deleted and not read_switch(properties, "hidden"):
            rows.append(WordRow(_read_cells(row), _number(value_of(properties, "gridBefore"), 0)))
    return rows


def _read_cells(row: etree._Element) -> list[WordCell]:
    cells: list[WordCell] = []
    for number, element in enumerate(content(row, f"{W}tc"), start=1):
        properties = element.find(f"{W}tcPr")
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            continue
        span = max(1, _number(value_of(properties, "gridSpan"), 1))
        if cells and _merge(properties, "hMerge") == "continue":
            cells[-1].column_span += span
        else:
            cells.append(WordCell(element, span, _merge(properties, "vMerge"), number))
    return cells


def _merge(properties: etree._Element | None, tag: str) -> str:
    """``restart``, ``continue`` (also when no value is given), or "" for a cell that is not merged."""
    element = properties.find(f"{W}{tag}") if properties is not None else None
    return "" if element is None else str(element.get(f"{W}val", "continue"))


def _number(text: str, default: int) -> int:
    return min(int(text[:6]), _LARGEST_SPAN) if text.isdigit() else default


def build_table(rows: list[WordRow], name: str, read_text: Callable[[etree._Element], str]) -> Table:
    """The grid of a table; ``read_text`` is called once for each printed cell, in document order."""
    slots: list[_Slot] = []
    above: dict[tuple[int, int], _Slot] = {}
    for index, row in enumerate(rows):
        column = row.skipped
        here: dict[tuple[int, int], _Slot] = {}
        for cell in row.cells:
            edges = (column, cell.column_span)
            if cell.vertical == "continue" and edges in above:
                slot = above[edges]
                slot.row_span += 1
            else:
                place = Place(path=f"{name} row {index + 1} cell {cell.number}")
                slot = _Slot(cell, index, column, read_text(cell.element), place)
                slots.append(slot)
            here[edges] = slot
            column += cell.column_span
        above = here
    cells = tuple(
        Cell(slot.row, slot.column, slot.text, slot.row_span, slot.cell.column_span, slot.place) for slot in slots
    )
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    return Table(cells, len(rows), width, Place(path=name))
