"""The official tables as cells with spans, filled with figures from a seed: made from the layout data, as offices print them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from extractors.layouts import Layout, load_layouts


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form; ``code`` is "row.column" of the layout for a figure, "" for a label."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    code: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A filled official table with the widths of its columns in points."""

    cells: tuple[FormCell, ...]
    widths: tuple[float, ...]

    @property
    def row_count(self) -> int:
        return max(cell.row + cell.row_span for cell in self.cells)

    def figures(self) -> list[str]:
        return [cell.text for cell in self.cells if cell.code]


def figures(layout: Layout, seed: int, blank_share: float = 0.0) -> dict[str, str]:
    """A printed value for each cell of a layout: zeros, small and large counts, decimals for money, some blank."""
    dice = random.Random(f"{layout.id} {seed}")
    values: dict[str, str] = {}
    for row, column in layout.cells():
        if dice.random() < blank_share:
            values[f"{row}.{column}"] = ""
        elif "amount" in column:
            values[f"{row}.{column}"] = f"{dice.uniform(0, 90000):.{dice.randint(1, 4)}f}"
        else:
            values[f"{row}.{column}"] = str(
                dice.choice((0, 0, dice.randint(1, 9), dice.randint(10, 99), dice.randint(100, 4999)))
            )
    return values


def make_form(layout_id: str, seed: int, blank_share: float = 0.0) -> Form:
    """The form of a layout, filled."""
    layout = load_layouts()[layout_id]
    makers: dict[str, Callable[[Layout, dict[str, str]], Form]] = {
        "bands": _bands,
        "matrix": _matrix,
        "header_path": _header_path,
    }
    return makers[layout.shape](layout, figures(layout, seed, blank_share))


def _bands(layout: Layout, values: dict[str, str]) -> Form:
    cells: list[FormCell] = []
    line = 0
    for group in layout.groups:
        rows = [row for row in layout.rows if row.group == group.code]
        columns = rows[0].columns
        last_span = 4 - len(columns)
        cells.append(FormCell(line, 0, group.zh, column_span=4))
        cells.append(FormCell(line + 1, 0, "信息内容"))
        for index, code in enumerate(columns):
            span = last_span if index == len(columns) - 1 else 1
            cells.append(FormCell(line + 1, 1 + index, layout.column(code).zh, column_span=span))
        for offset, row in enumerate(rows, start=line + 2):
            cells.append(FormCell(offset, 0, row.zh))
            for index, code in enumerate(columns):
                span, key = last_span if index == len(columns) - 1 else 1, f"{row.code}.{code}"
                cells.append(FormCell(offset, 1 + index, values[key], column_span=span, code=key))
        line += 2 + len(rows)
    return Form(tuple(cells), (150.0, 100.0, 100.0, 110.0))


def _matrix(layout: Layout, values: dict[str, str]) -> Form:
    cells = [
        FormCell(0, 0, layout.ignore[0], row_span=3, column_span=3),
        FormCell(0, 3, "申请人情况", column_span=7),
        FormCell(1, 3, layout.columns[0].zh, row_span=2),
        FormCell(1, 4, "法人或其他组织", column_span=5),
        FormCell(1, 9, layout.columns[6].zh, row_span=2),
        *(FormCell(2, 4 + index, column.zh) for index, column in enumerate(layout.columns[1:6])),
    ]
    first_lines: dict[str, tuple[int, int]] = {}
    parents = {group.code: group.parent for group in layout.groups}
    for line, row in enumerate(layout.rows, start=3):
        for code in filter(None, (row.group, parents.get(row.group, ""))):
            start, count = first_lines.get(code, (line, 0))
            first_lines[code] = (start, line - start + 1 if count else 1)
        depth = 0 if not row.group else 1 if not parents[row.group] else 2
        cells.append(FormCell(line, depth, row.zh, column_span=3 - depth))
        for index, column in enumerate(layout.columns):
            key = f"{row.code}.{column.code}"
            cells.append(FormCell(line, 3 + index, values[key], code=key))
    for group in layout.groups:
        if group.code in first_lines:
            start, count = first_lines[group.code]
            cells.append(FormCell(start, 1 if group.parent else 0, group.zh, row_span=count))
    return Form(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), (24.0, 46.0, 160.0, *(35.0,) * 7))


def _header_path(layout: Layout, values: dict[str, str]) -> Form:
    names = [column.zh for column in layout.columns]
    cells = [FormCell(0, 0, layout.rows[0].zh, column_span=5), FormCell(0, 5, layout.groups[0].zh, column_span=10)]
    cells += [FormCell(1, index, name, row_span=2) for index, name in enumerate(names)]
    for index, row in enumerate(layout.rows[1:]):
        cells.append(FormCell(1, 5 + 5 * index, row.zh, column_span=5))
        cells += [FormCell(2, 5 + 5 * index + place, name) for place, name in enumerate(names)]
    keys = [f"{row.code}.{column.code}" for row in layout.rows for column in layout.columns]
    cells += [FormCell(3, index, values[key], code=key) for index, key in enumerate(keys)]
    return Form(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), (30.0,) * 15)
