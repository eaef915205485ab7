"""``<table>`` elements -> grids of cells, in the slots where a browser puts them.

Implements the table model of the HTML standard (row groups, ``rowspan=0``, clamped spans) with one difference: where
the standard lets two cells overlap, the later cell is cut, because a slot of the model holds one cell. Pages also use
tables as page layout; those dissolve into their content and only tables that hold data become a ``Table``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.document import Cell, Issue, Place, Table
from extractors.readers.html_tree import DEEPEST, Element, Page, gather
from extractors.readers.text_clean import clean_text

_LEADING_DIGITS = re.compile(r"\s*\+?(\d+)")
_LARGEST_COLSPAN = 1000
_LARGEST_ROWSPAN = 65_534
_WIDEST_TABLE = 2000
_DEEPEST_NESTING = 8
# A cell with more characters than this holds an article, not a figure or a label.
_LONGEST_CELL = 1000
# A table around data tables is data itself only when most of its figures are its own.
_FEWEST_OWN_CELLS = 6


def data_tables(page: Page, roots: list[Element]) -> tuple[dict[Element, Table], list[Issue]]:
    """The data tables below ``roots``, by element, and issues of tables too wide to be true.

    A table is data unless it has a single cell, holds an article, or exists to arrange other data tables.
    """
    found: dict[Element, Table] = {}
    issues: list[Issue] = []
    below: dict[Element, list[Element]] = {}
    tables = [element for root in roots for element in page.below(root) if element.tag == "table"]
    for table, outer, depth in reversed(_nesting(tables)):
        holds = below.pop(table, [])
        if depth <= _DEEPEST_NESTING:
            grid, issue = build_table(table)
            if _is_data(table, grid, [found[inner] for inner in holds]):
                for inner in holds:
                    del found[inner]
                found[table] = grid
                holds = [table]
                issues.extend([issue] if issue is not None else [])
        if outer is not None and holds:
            below.setdefault(outer, []).extend(holds)
    return found, issues


def _nesting(tables: list[Element]) -> list[tuple[Element, Element | None, int]]:
    """Each table with the table around it and how many tables are around it."""
    nesting: list[tuple[Element, Element | None, int]] = []
    around: list[Element] = []
    for table in tables:
        while around and around[-1].end <= table.start:
            around.pop()
        nesting.append((table, around[-1] if around else None, len(around)))
        around.append(table)
    return nesting


def _is_data(table: Element, grid: Table, inner: list[Table]) -> bool:
    filled = [cell for cell in grid.cells if cell.text]
    if len(grid.cells) < 2 or not filled:
        return False
    if not inner:
        return max(len(cell.text) for cell in filled) <= _LONGEST_CELL
    own = sum(bool(clean_text(gather(cell, without_tables=True))) for _, row in _rows(table) for cell in row)
    return own > _FEWEST_OWN_CELLS and own > 2 * sum(len(one.cells) for one in inner)


@dataclass(slots=True)
class _Grid:
    """Slots while they are filled: for each column the first row that is free again."""

    free_from: list[int]

    def next_free(self, row: int, column: int) -> int:
        width = len(self.free_from)
        while column < width and self.free_from[column] > row:
            column += 1
        return column

    def take(self, row: int, column: int, row_span: int, column_span: int) -> int:
        """Occupy slots from (row, column), the first of which is free; returns the column span that was free."""
        end, width = column + column_span, len(self.free_from)
        if column_span == 1 and end <= width:
            self.free_from[column] = row + row_span
            return 1
        if end > width:
            self.free_from.extend([0] * (end - width))
        for at in range(column + 1, min(end, width)):
            if self.free_from[at] > row:
                end = at
                break
        self.free_from[column:end] = [row + row_span] * (end - column)
        return end - column


def build_table(table: Element) -> tuple[Table, Issue | None]:
    """Expand the spans of one table. The issue names a table of more than 2000 columns, which is cut there."""
    rows = list(_rows(table))
    spanning = {node.mem_id for node in table.node.css("[rowspan],[colspan]")} if table.node is not None else set()
    grid = _Grid([])
    cells: list[Cell] = []
    issue: Issue | None = None
    for index, (group_end, row) in enumerate(rows):
        column = 0
        place_of_row = row[0].parent.path if row and row[0].parent is not None else ""
        for element in row:
            column = grid.next_free(index, column)
            if column >= _WIDEST_TABLE:
                message = f"table wider than {_WIDEST_TABLE} columns; the cells beyond were left out, look at the page"
                issue = Issue("table_too_wide", "error", message, table.path)
                break
            row_span = across = 1
            if element.node is not None and element.node.mem_id in spanning:
                attributes = element.attributes
                row_span = _rows_down(attributes.get("rowspan"), group_end - index)
                across = min(max(_span(attributes.get("colspan"), _LARGEST_COLSPAN), 1), _WIDEST_TABLE - column)
            column_span = grid.take(index, column, row_span, across)
            text = clean_text(gather(element))
            path = element.path if element.depth >= DEEPEST else f"{place_of_row}/{element.tag}[{element.position}]"
            cells.append(Cell(index, column, text, row_span, column_span, Place(None, None, path)))
            column += column_span
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    return Table(tuple(cells), len(rows), width, Place(path=table.path)), issue


def _rows_down(rowspan: str | None, left: int) -> int:
    """Rows that a cell covers; ``rowspan=0`` is all that are left in its row group."""
    if rowspan is None:
        return 1
    return min(_span(rowspan, _LARGEST_ROWSPAN), left) or left


def _span(value: str | None, largest: int) -> int:
    """A span attribute as browsers read it: leading digits, 1 when there are none, clamped."""
    if not value:
        return 1
    match = _LEADING_DIGITS.match(value)
    return min(int(match[1][:6]), largest) if match else 1


def _rows(table: Element) -> list[tuple[int, list[Element]]]:
    """Rows of a table with the index of the row after the end of their row group; ``tfoot`` goes last as in print."""
    groups: list[list[list[Element]]] = []
    last: list[list[list[Element]]] = []
    first: list[list[list[Element]]] = []
    for child in table.children:
        if isinstance(child, str):
            continue
        if child.tag == "tr":
            groups.append([_cells(child)])
        elif child.tag in ("tbody", "thead", "tfoot"):
            group = [_cells(row) for row in child.children if isinstance(row, Element) and row.tag == "tr"]
            is_first_of_its_kind = not (first if child.tag == "thead" else last)
            if child.tag == "thead" and is_first_of_its_kind:
                first.append(group)
            elif child.tag == "tfoot" and is_first_of_its_kind:
                last.append(group)
            else:
                groups.append(group)
    rows: list[tuple[int, list[Element]]] = []
    for group in (*first, *groups, *last):
        end = len(rows) + len(group)
        rows.extend((end, row) for row in group)
    return rows


def _cells(row: Element) -> list[Element]:
    return [child for child in row.children if isinstance(child, Element) and child.tag in ("td", "th")]
