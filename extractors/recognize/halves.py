"""Cuts a table that prints two forms into one: the columns and rows to keep, cells that stick out made narrower.

Boxes are cut with the columns, so that a table on the next page still lines up with this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.document import Box, Cell, Place, Table

Interval = tuple[float, float]


def take(table: Table, kept: Sequence[Sequence[int]]) -> Table:
    """The table of some columns of some rows.

    Args:
        kept: for each row the columns that stay, ascending; a row without any goes.
    """
    row_numbers = [row for row in range(table.row_count) if kept[row]]
    new_row = {row: number for number, row in enumerate(row_numbers)}
    edges = column_edges(table)
    cells: list[Cell] = []
    for cell in table.cells:
        rows = [row for row in range(cell.row, cell.row + cell.row_span) if row in new_row]
        if not rows:
            continue
        columns = [column for column in kept[rows[0]] if cell.column <= column < cell.column + cell.column_span]
        if not columns:
            continue
        cells.append(
            replace(
                cell,
                row=new_row[rows[0]],
                column=list(kept[rows[0]]).index(columns[0]),
                row_span=len(rows),
                column_span=len(columns),
                place=_narrowed(cell.place, columns, edges) if len(columns) < cell.column_span else cell.place,
            )
        )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    width = max((len(columns) for columns in kept), default=0)
    return replace(table, cells=tuple(cells), row_count=len(row_numbers), column_count=width)


def column_edges(table: Table) -> Mapping[int, Interval]:
    """Left and right edge in points of each column that has a cell of its own with a box."""
    edges: dict[int, Interval] = {}
    for cell in table.cells:
        if cell.column_span == 1 and cell.place.bbox is not None:
            x0, _, x1, _ = cell.place.bbox
            left, right = edges.get(cell.column, (x0, x1))
            edges[cell.column] = (max(left, x0), min(right, x1))
    return edges


def _narrowed(place: Place, columns: Sequence[int], edges: Mapping[int, Interval]) -> Place:
    if place.bbox is None or any(column not in edges for column in (columns[0], columns[-1])):
        return place
    x0, top, x1, bottom = place.bbox
    box: Box = (max(x0, edges[columns[0]][0]), top, min(x1, edges[columns[-1]][1]), bottom)
    return replace(place, bbox=box)
