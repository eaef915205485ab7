"""The official grids drawn from the layouts: what a reader must find in a report of that form, cell by cell and slot by slot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractors.document import Document, Table
from extractors.layouts import Group, Layout, Row


@dataclass(frozen=True)
class Drawn:
    """One cell of a drawn form: slot, text, spans."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


def value(number: int) -> str:
    """A different figure for every cell; some blank, signed or with decimals, as in print."""
    return {0: "", 1: "-18", 2: "24252.311082", 3: "0"}.get(number % 11, str(number * 37 % 9973))


def draw(layout: Layout) -> list[Drawn]:
    """The grid of FORMAT.md §1 for a layout, in row-major order."""
    return {"bands": _bands, "matrix": _matrix, "header_path": _header_path}[layout.shape](layout)


def as_drawn(table: Table) -> list[Drawn]:
    return [Drawn(c.row, c.column, c.text, c.row_span, c.column_span) for c in table.cells]


def drawn_tables(document: Document) -> list[list[Drawn]]:
    return [as_drawn(table) for table in document.tables()]


def by_row(cells: list[Drawn]) -> list[list[Drawn]]:
    rows: list[list[Drawn]] = [[] for _ in range(max(cell.row for cell in cells) + 1)]
    for cell in cells:
        rows[cell.row].append(cell)
    return rows


def _bands(layout: Layout) -> list[Drawn]:
    width = 1 + max(len(row.columns) for row in layout.rows)
    cells: list[Drawn] = []
    line = number = 0
    for group in layout.groups:
        members = [row for row in layout.rows if row.group == group.code]
        cells.append(Drawn(line, 0, group.zh, 1, width))
        heads = [layout.column(code).zh for code in members[0].columns]
        cells += _spread(line + 1, "信息内容", heads, width)
        for offset, row in enumerate(members):
            values = [value(number + at) for at in range(len(row.columns))]
            number += len(row.columns)
            cells += _spread(line + 2 + offset, row.zh, values, width)
        line += 2 + len(members)
    return cells


def _spread(line: int, label: str, texts: list[str], width: int) -> list[Drawn]:
    """A label and its cells; the last cell is as wide as it takes to fill the row."""
    cells = [Drawn(line, 0, label)]
    for at, text in enumerate(texts):
        last = at == len(texts) - 1
        cells.append(Drawn(line, 1 + at, text, 1, width - 1 - at if last else 1))
    return cells


def _matrix(layout: Layout) -> list[Drawn]:
    labels = [column.zh for column in layout.columns]
    cells = [Drawn(0, 0, layout.ignore[0], 3, 3), Drawn(0, 3, layout.ignore[1], 1, 7)]
    cells += [Drawn(1, 3, labels[0], 2), Drawn(1, 4, layout.ignore[2], 1, 5), Drawn(1, 9, labels[6], 2)]
    cells += [Drawn(2, 4 + at, label) for at, label in enumerate(labels[1:6])]
    groups = {group.code: group for group in layout.groups}
    seen: set[str] = set()
    for line, row in enumerate(layout.rows, start=3):
        column = 0
        for code in _path(row, groups):
            if code not in seen:
                seen.add(code)
                height = sum(code in _path(other, groups) for other in layout.rows)
                cells.append(Drawn(line, column, groups[code].zh, height))
            column += 1
        cells.append(Drawn(line, column, row.zh, 1, 3 - column))
        cells += [Drawn(line, 3 + at, value(7 * (line - 3) + at)) for at in range(7)]
    return cells


def _path(row: Row, groups: Mapping[str, Group]) -> list[str]:
    path: list[str] = []
    code = row.group
    while code:
        path.insert(0, code)
        code = groups[code].parent
    return path


def _header_path(layout: Layout) -> list[Drawn]:
    leaves = [column.zh for column in layout.columns]
    first, second, third = (row.zh for row in layout.rows)
    cells = [Drawn(0, 0, first, 1, 5), Drawn(0, 5, layout.groups[0].zh, 1, 10)]
    cells += [Drawn(1, at, leaf, 2) for at, leaf in enumerate(leaves)]
    cells += [Drawn(1, 5, second, 1, 5), Drawn(1, 10, third, 1, 5)]
    cells += [Drawn(2, 5 + at, leaf) for at, leaf in enumerate(leaves * 2)]
    return cells + [Drawn(3, at, value(at)) for at in range(15)]
