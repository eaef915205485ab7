"""Reads table 4 (复议诉讼) where its fifteen values do not stand in one line.

The form prints three header rows above one line of values: too wide for a phone or an upright page, so it is also printed
turned on its side (a row for each value), as three rows of five, as five rows of three, or as three blocks one under the
other. Wherever a value stands, one of the three kinds of case and one of the five results is named above or to the left of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.document import Cell
from extractors.layouts import CellCode, Layout
from extractors.normalize import label_key, one_line
from extractors.recognize.found import FoundTable
from extractors.recognize.grid import GridRow
from extractors.recognize.labels import labels_of
from extractors.values import looks_like_value

_MOST_CELLS = 150
"""Fifteen values have three dozen labels at most; each value looks at every cell, which a table of thousands must not cost."""


def read_crosswise(layout: Layout, rows: Sequence[GridRow]) -> FoundTable | None:
    """The rows of one segment, each value by the labels above it and to its left; None unless all values are named, once.

    Two labels of a kind that contradict each other (a row of sums under a header of results) name nothing.
    """
    if len({row.table_no for row in rows}) != 1 or not rows[0].table.spans_known:
        return None
    labels = labels_of(layout.id)
    known = labels.every | labels.units
    cells = list({id(cell): cell for row in rows for cell in row.cells}.values())
    if len(cells) > _MOST_CELLS:
        return None
    values = [c for c in cells if label_key(c.text) not in known and (looks_like_value(c.text) or not c.text.strip())]
    found = FoundTable(layout, rows_found=len(layout.rows), place=rows[0].place())
    unnamed: list[Cell] = []
    for value in values:
        code = _code_of(layout, value, cells)
        if code is None:
            unnamed += [value] if value.text.strip() else []
        elif code in found.cells:
            return None
        else:
            found.cells[code] = value
    if set(found.cells) != set(layout.codes) or unnamed:
        return None
    taken = {id(value) for value in values}
    for cell in cells:
        if id(cell) not in taken and label_key(cell.text) not in known and not found.is_part_of_a_heading(cell.text):
            found.unread += 1
            row = next(row for row in rows if cell in row.cells)
            found.note("unread_label", "warning", f"label {one_line(cell.text)!r} is not part of the form", row)
    return found


def _code_of(layout: Layout, value: Cell, cells: Sequence[Cell]) -> CellCode | None:
    labels = labels_of(layout.id)
    above = [c for c in cells if c.row + c.row_span <= value.row and _covers_columns(c, value)]
    left = [c for c in cells if c.column + c.column_span <= value.column and _covers_rows(c, value)]
    above.sort(key=lambda c: -c.row)
    left.sort(key=lambda c: -c.column)
    block = _name(labels.rows, above, left)
    result = _name(labels.columns, above, left)
    return (block, result) if block and result else None


def _name(codes: Mapping[str, str], above: Sequence[Cell], left: Sequence[Cell]) -> str | None:
    """What the nearest label of a kind says, above or to the left; None when there is none, or the two differ."""
    said = {next((codes[key] for c in side if (key := label_key(c.text)) in codes), None) for side in (above, left)}
    said.discard(None)
    return said.pop() if len(said) == 1 else None


def _covers_columns(label: Cell, value: Cell) -> bool:
    return label.column <= value.column and value.column + value.column_span <= label.column + label.column_span


def _covers_rows(label: Cell, value: Cell) -> bool:
    return label.row <= value.row and value.row + value.row_span <= label.row + label.row_span
