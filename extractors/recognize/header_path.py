"""Reads tables of the shape ``header_path`` (复议诉讼): two or three header rows, then one line of values.

A value is named by the header cells above it (行政诉讼 / 复议后起诉 / 结果维持). Stray empty header cells and page breaks
between header and values shift the grid, so the order of the fifteen labels is a second opinion; the two must agree.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from extractors.document import Cell
from extractors.layouts import CellCode, Layout
from extractors.normalize import label_key, one_line
from extractors.recognize.found import FoundTable
from extractors.recognize.grid import GridRow, Header, cells_under, key_of
from extractors.recognize.labels import labels_of
from extractors.values import looks_like_value

# 结果维持 with a stray character of its neighbour inside still shares this much (per cent).
_DAMAGED_RATIO = 60


def read_header_path(layout: Layout, rows: Sequence[GridRow]) -> FoundTable:
    """Read the rows of one segment by this layout."""
    found = FoundTable(layout, place=rows[0].place())
    value_rows = [row for row in rows if _is_value_row(layout, row)]
    header_rows = [row for row in rows if row not in value_rows and _label_hits(layout, row)]
    blank_rows = [
        row for row in rows if not _label_hits(layout, row) and row not in value_rows and _is_blank_line(layout, row)
    ]
    codes = list(layout.cells())
    for row in value_rows or blank_rows[-1:]:
        by_path = _by_path(layout, header_rows, row)
        by_order = _by_order(layout, header_rows, row)
        chosen = by_path or by_order
        if chosen is None or found.cells:
            found.leftover("", row, row.cells)
            continue
        disagree = by_path is not None and by_order is not None and any(by_path[c] is not by_order[c] for c in codes)
        for code, cell in chosen.items():
            found.cells[code] = cell
            if disagree:
                found.doubted.add(code)
        found.rows_found = len(layout.rows)
        found.place = row.place()
        if disagree:
            found.note(
                "columns_disagree", "warning", "the header above the values and their order name them differently", row
            )
    _check_labels(layout, header_rows, found)
    if not found.cells:
        found.unread += 1
        found.note("row_cells", "error", f"{layout.zh}: no line of {len(codes)} values was found", rows[0])
    return found


def _label_hits(layout: Layout, row: GridRow) -> bool:
    labels = labels_of(layout.id)
    return any(row.starts_here(c) and key_of(c) in labels.all_keys() for c in row.cells)


def _is_value_row(layout: Layout, row: GridRow) -> bool:
    """A line of values, though 数量 or the like may stand before it."""
    labels = labels_of(layout.id)
    named = [key_of(c) for c in row.cells if row.starts_here(c) and key_of(c) in labels.all_keys() - labels.ignored]
    return not named and any(_is_filled_value(c) for c in row.cells)


def _is_filled_value(cell: Cell) -> bool:
    return bool(cell.text.strip()) and looks_like_value(cell.text)


def _is_blank_line(layout: Layout, row: GridRow) -> bool:
    return len(row.cells) >= len(list(layout.cells())) and not any(cell.text.strip() for cell in row.cells)


def _by_path(layout: Layout, header_rows: Sequence[GridRow], row: GridRow) -> dict[CellCode, Cell] | None:
    """Each value by the lowest row label and the lowest column label that stand above it."""
    labels = labels_of(layout.id)
    found: dict[CellCode, Cell] = {}
    for value in row.cells:
        block = result = ""
        for header_row in header_rows:
            for cell in header_row.cells:
                if not header_row.starts_here(cell) or not _stands_over(header_row, cell, row, value):
                    continue
                block = labels.rows.get(key_of(cell), block)
                result = labels.columns.get(key_of(cell), result)
        if not block or not result:
            if value.text.strip() and looks_like_value(value.text):
                return None
            continue
        if (block, result) in found:
            return None
        found[block, result] = value
    return found if len(found) == len(list(layout.cells())) else None


def _stands_over(header_row: GridRow, cell: Cell, row: GridRow, value: Cell) -> bool:
    under = cells_under(Header(header_row.table_no, header_row.table.column_count, (("", cell),)), row)
    return under is not None and any(candidate is value for candidate in under[""])


def _by_order(layout: Layout, header_rows: Sequence[GridRow], row: GridRow) -> dict[CellCode, Cell] | None:
    """Fifteen values in the official order, if the header names the official labels in that order.

    One damaged result label is read by its place among the other fourteen.
    """
    labels = labels_of(layout.id)
    official = [column.code for column in layout.columns] * len(layout.rows)
    results: list[str] = []
    blocks: list[str] = []
    for header_row in header_rows:
        for cell in header_row.cells:
            key = key_of(cell)
            if not header_row.starts_here(cell) or not key or key in labels.groups:
                continue
            if key in labels.rows:
                blocks.append(labels.rows[key])
            elif key in labels.columns:
                results.append(labels.columns[key])
            elif len(results) < len(official) and _is_damaged(layout, key, official[len(results)]):
                results.append(official[len(results)])
    if results != official or blocks != [r.code for r in layout.rows]:
        return None
    codes = list(layout.cells())
    return dict(zip(codes, row.cells, strict=True)) if len(row.cells) == len(codes) else None


def _is_damaged(layout: Layout, key: str, column: str) -> bool:
    return fuzz.ratio(key, label_key(layout.column(column).zh)) > _DAMAGED_RATIO


def _check_labels(layout: Layout, header_rows: Sequence[GridRow], found: FoundTable) -> None:
    for row in header_rows:
        for cell in row.cells:
            is_label = row.starts_here(cell) and cell.text.strip() and not looks_like_value(cell.text)
            if is_label and not found.is_part_of_a_heading(cell.text):
                found.unread += 1
                found.note("unread_label", "warning", f"header {one_line(cell.text)!r} is not part of the form", row)
