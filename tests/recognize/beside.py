"""Two forms of two years in one table, as organs print them: whole copies, halves of columns, two columns a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.document import Cell, Document, Place, Table, TextBlock
from extractors.layouts import load_layouts
from tests.recognize.forms import SECTIONS, Values, form_table

Years = Sequence[str]


def grid(cells: Sequence[Cell]) -> Table:
    """Cells with places of their own, so that a test can tell which one a figure came from."""
    placed = tuple(
        replace(cell, place=Place(path=f"r{cell.row}c{cell.column}"))
        for cell in sorted(cells, key=lambda c: (c.row, c.column))
    )
    return Table(placed, max(c.row + c.row_span for c in placed), max(c.column + c.column_span for c in placed))


def copies(name: str, forms: Sequence[Values], years: Years) -> Table:
    """Whole copies of the form next to each other, its year over each; no line of years when ``years`` is empty."""
    cells: list[Cell] = []
    left = 0
    for number, values in enumerate(forms):
        table = form_table(load_layouts()[name], values)
        if years:
            cells.append(Cell(0, left, years[number], 1, table.column_count))
        down = 1 if years else 0
        cells += [replace(cell, row=cell.row + down, column=cell.column + left) for cell in table.cells]
        left += table.column_count
    return grid(cells)


def first_value_column(name: str) -> int:
    return {"proactive": 1, "applications": 3, "review_litigation": 0}[load_layouts()[name].table]


def halves(name: str, forms: Sequence[Values], years: Years) -> Table:
    """The labels once, and the columns of values once for each year."""
    first = first_value_column(name)
    tables = [form_table(load_layouts()[name], values) for values in forms]
    width = tables[0].column_count - first
    cells = [Cell(0, 0, "", 1, first)] if first else []
    for number, (table, year) in enumerate(zip(tables, years, strict=True)):
        shift = number * width
        cells.append(Cell(0, first + shift, year, 1, width))
        for cell in table.cells:
            if cell.column >= first:
                cells.append(replace(cell, row=cell.row + 1, column=cell.column + shift))
            elif number == 0 and cell.column + cell.column_span > first:
                cells.append(replace(cell, row=cell.row + 1, column_span=cell.column_span + width * (len(forms) - 1)))
            elif number == 0:
                cells.append(replace(cell, row=cell.row + 1))
    return grid(cells)


def pairs(name: str, forms: Sequence[Values], years: Years) -> Table:
    """Each column of values once for each year, side by side, the years in a line under each header."""
    first = first_value_column(name)
    tables = [form_table(load_layouts()[name], values) for values in forms]
    headers = sorted(_header_rows(name, tables[0]))

    def wide(column: int) -> int:
        return column if column < first else first + (column - first) * len(forms)

    def down(row: int) -> int:
        return row + sum(header < row for header in headers)

    cells: list[Cell] = []
    for number, table in enumerate(tables):
        for cell in table.cells:
            end, bottom = cell.column + cell.column_span, cell.row + cell.row_span
            if cell.text.replace(".", "").isdigit():
                left = wide(cell.column) + number * cell.column_span
                cells.append(replace(cell, row=down(cell.row), column=left))
            elif number == 0:
                left, height = wide(cell.column), down(bottom - 1) - down(cell.row) + 1
                height += bottom - 1 in headers and cell.column < first
                cells.append(
                    replace(cell, row=down(cell.row), column=left, row_span=height, column_span=wide(end) - left)
                )
    for header in headers:
        for cell in tables[0].cells:
            if cell.row + cell.row_span - 1 == header and cell.column >= first:
                for number, year in enumerate(years):
                    left = wide(cell.column) + number * cell.column_span
                    cells.append(Cell(down(header) + 1, left, year, 1, cell.column_span))
    return grid(cells)


def _header_rows(name: str, table: Table) -> set[int]:
    """The rows whose columns the values below stand under."""
    labels = {column.zh for column in load_layouts()[name].columns}
    return {cell.row + cell.row_span - 1 for cell in table.cells if cell.text in labels}


def lines(name: str, forms: Sequence[Values], years: Years) -> Table:
    """A line of values for each year under one header, the year in front of it."""
    tables = [form_table(load_layouts()[name], values) for values in forms]
    last = tables[0].row_count - 1
    cells = [replace(cell, column=cell.column + 1) for cell in tables[0].cells if cell.row < last]
    cells.append(Cell(0, 0, "", last, 1))
    for number, (table, year) in enumerate(zip(tables, years, strict=True)):
        cells.append(Cell(last + number, 0, year))
        cells += [replace(cell, row=last + number, column=cell.column + 1) for cell in table.cells if cell.row == last]
    return grid(cells)


def report(tables: Mapping[str, Sequence[Table | TextBlock]], year: int = 2024, title: str = "") -> Document:
    """A report whose sections hold these tables."""
    blocks: list[TextBlock | Table] = [
        TextBlock(title or f"云溪县教育局{year}年政府信息公开工作年度报告", "title"),
        TextBlock("一、总体情况", "heading"),
        TextBlock("本单位按时完成了各项公开工作。"),
    ]
    for name, parts in tables.items():
        layout = load_layouts()[name]
        blocks.append(TextBlock(f"{SECTIONS[layout.table]}、{layout.zh}", "heading"))
        blocks += parts
    blocks.append(TextBlock("五、存在的主要问题及改进情况", "heading"))
    return Document("html", tuple(blocks))
