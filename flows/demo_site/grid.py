"""A layout and its figures -> the grid of the official form: cells with spans, as all three writers draw them.

The three shapes follow the blank forms of 国办公开办函〔2019〕60号 and 〔2021〕30号: bands over a header row (table
2), rows of nested labels under a three-row header (table 3), one line of values under a header of two blocks (table
4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extractors.layouts import Layout
from flows.demo_site.model import FilledReport

Role = Literal["band", "header", "label", "vertical", "value"]

# Header texts of the forms that name no figure; recognition has them on the layouts' ignore lists.
NAME_OF_CONTENT = "信息内容"
IDENTITY_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANTS = "申请人情况"
LEGAL_PERSONS = "法人或其他组织"
_LABEL_COLUMNS = 3
_LABEL_SHARES = (0.05, 0.11, 0.28)
_BAND_LABEL_SHARE = 0.34
_HEADER_ROWS = 3


@dataclass(frozen=True, slots=True)
class GridCell:
    """One drawn cell: the slot of its top left corner, its spans, its text and what it is for."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Grid:
    """A drawn table: cells in row-major order; every slot belongs to exactly one of them."""

    layout: str
    row_count: int
    column_count: int
    cells: tuple[GridCell, ...]

    def rows(self) -> list[list[GridCell]]:
        rows: list[list[GridCell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return rows


def column_shares(grid: Grid) -> list[float]:
    """Width of each column as a share of the table's: label columns get what their texts need."""
    if any(cell.role == "vertical" for cell in grid.cells):
        labels: tuple[float, ...] = _LABEL_SHARES
    elif any(cell.role == "label" for cell in grid.cells):
        labels = (_BAND_LABEL_SHARE,)
    else:
        labels = ()
    values = grid.column_count - len(labels)
    return [*labels, *[(1 - sum(labels)) / values] * values]


def build_grid(form: FilledReport, layout: Layout) -> Grid:
    """The official grid of one table of a report."""
    cells = {"bands": _bands, "matrix": _matrix, "header_path": _header_path}[layout.shape](form, layout)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    height = max(cell.row + cell.row_span for cell in cells)
    width = max(cell.column + cell.column_span for cell in cells)
    return Grid(layout.id, height, width, tuple(cells))


def _bands(form: FilledReport, layout: Layout) -> list[GridCell]:
    """Per clause: a band over the whole width, a header row, the data rows. Fewer values than slots are drawn wider."""
    slots = max(len(row.columns) for row in layout.rows)
    cells: list[GridCell] = []
    line = 0
    for group in layout.groups:
        rows = [row for row in layout.rows if row.group == group.code]
        cells.append(GridCell(line, 0, 1, slots + 1, group.zh, "band"))
        cells.append(GridCell(line + 1, 0, 1, 1, NAME_OF_CONTENT, "header"))
        headers = [layout.column(code).zh for code in rows[0].columns]
        cells += _spread(line + 1, headers, slots, "header")
        for offset, row in enumerate(rows, start=line + 2):
            cells.append(GridCell(offset, 0, 1, 1, form.label(layout, row.code), "label"))
            cells += _spread(offset, [form.text(layout, row.code, code) for code in row.columns], slots, "value")
        line += 2 + len(rows)
    return cells


def _spread(line: int, texts: list[str], slots: int, role: Role) -> list[GridCell]:
    """Texts side by side over the value columns, the last one taking what is left."""
    last = len(texts) - 1
    return [
        GridCell(line, 1 + place, 1, slots - last if place == last else 1, text, role)
        for place, text in enumerate(texts)
    ]


def _matrix(form: FilledReport, layout: Layout) -> list[GridCell]:
    """Three header rows, then one line a row; labels of groups stand at the left over all their rows."""
    count = len(layout.columns)
    first, last = layout.columns[0], layout.columns[-1]
    value_column = _LABEL_COLUMNS
    cells = [
        GridCell(0, 0, _HEADER_ROWS, _LABEL_COLUMNS, IDENTITY_NOTE, "header"),
        GridCell(0, value_column, 1, count, APPLICANTS, "header"),
        GridCell(1, value_column, 2, 1, first.zh, "header"),
        GridCell(1, value_column + 1, 1, count - 2, LEGAL_PERSONS, "header"),
        GridCell(1, value_column + count - 1, 2, 1, last.zh, "header"),
    ]
    cells += [GridCell(2, value_column + i, 1, 1, layout.columns[i].zh, "header") for i in range(1, count - 1)]
    parents = {group.code: group.parent for group in layout.groups}
    chains = [_chain(row.group, parents) for row in layout.rows]
    for depth in range(max(len(chain) for chain in chains)):
        for group in layout.groups:
            lines = [i for i, chain in enumerate(chains) if chain[depth : depth + 1] == [group.code]]
            if lines:
                role: Role = "vertical" if depth == 0 else "label"
                cells.append(GridCell(_HEADER_ROWS + lines[0], depth, len(lines), 1, group.zh, role))
    for line, (row, chain) in enumerate(zip(layout.rows, chains, strict=True), start=_HEADER_ROWS):
        depth = len(chain)
        cells.append(GridCell(line, depth, 1, _LABEL_COLUMNS - depth, form.label(layout, row.code), "label"))
        for place, column in enumerate(layout.columns, start=value_column):
            cells.append(GridCell(line, place, 1, 1, form.text(layout, row.code, column.code), "value"))
    return cells


def _chain(group: str, parents: dict[str, str]) -> list[str]:
    """Headings over a row, outermost first."""
    chain: list[str] = []
    while group:
        chain.insert(0, group)
        group = parents[group]
    return chain


def _header_path(form: FilledReport, layout: Layout) -> list[GridCell]:
    """A block of columns for each row of the layout; a row of a group stands one header line lower."""
    width = len(layout.columns)
    cells: list[GridCell] = []
    for group in layout.groups:
        places = [i for i, row in enumerate(layout.rows) if row.group == group.code]
        cells.append(GridCell(0, places[0] * width, 1, len(places) * width, group.zh, "header"))
    for block, row in enumerate(layout.rows):
        depth = 1 if row.group else 0
        cells.append(GridCell(depth, block * width, 1, width, form.label(layout, row.code), "header"))
        for place, column in enumerate(layout.columns, start=block * width):
            cells.append(GridCell(depth + 1, place, 2 - depth, 1, column.zh, "header"))
            cells.append(GridCell(_HEADER_ROWS, place, 1, 1, form.text(layout, row.code, column.code), "value"))
    return cells
