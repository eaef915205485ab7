"""Reads tables of the shape ``header_path`` (复议诉讼): two or three header rows, then one line of values.

A value is named by the header cells above it (行政诉讼 / 复议后起诉 / 结果维持). Stray empty header cells and page breaks
between header and values shift the grid, so the order of the fifteen labels is a second opinion; the two must agree.
Where there is no such line, ``crosswise`` looks for the values elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from extractors.document import Cell
from extractors.layouts import CellCode, Layout
from extractors.normalize import label_key, one_line
from extractors.recognize.crosswise import read_crosswise
from extractors.recognize.found import FoundTable
from extractors.recognize.grid import GridRow, Header, covers_all, under_each
from extractors.recognize.labels import labels_of
from extractors.recognize.likeness import adds_a_word
from extractors.values import looks_like_value

# 结果维持 with a stray character of its neighbour inside still shares this much (per cent).
_DAMAGED_RATIO = 60
_FEWEST_VALUES = 8  # of a line that lacks some of the columns


def read_header_path(layout: Layout, rows: Sequence[GridRow]) -> FoundTable:
    """Read the rows of one segment by this layout."""
    found = _read_line(layout, rows)
    return found if found.cells else read_crosswise(layout, rows) or found


def _read_line(layout: Layout, rows: Sequence[GridRow]) -> FoundTable:
    found = FoundTable(layout, place=rows[0].place())
    value_rows = [row for row in rows if _is_value_row(layout, row)]
    other_rows = [row for row in rows if row not in value_rows]
    header_rows = [row for row in other_rows if _label_hits(layout, row)]
    blank_rows = [row for row in other_rows if row not in header_rows and _is_blank_line(layout, row)]
    codes = list(layout.cells())
    for row in value_rows or blank_rows[-1:]:
        by_path = _by_path(layout, header_rows, row) or _by_merge(layout, header_rows, row)
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
    every = labels_of(layout.id).every
    return any(key in every for key, _ in row.starting)


def _is_value_row(layout: Layout, row: GridRow) -> bool:
    """A line of values, though 数量 or the like may stand before it."""
    labels = labels_of(layout.id)
    is_named = any(key in labels.every and key not in labels.ignored for key, _ in row.starting)
    return not is_named and any(_is_filled_value(c) for c in row.cells)


def _is_filled_value(cell: Cell) -> bool:
    return bool(cell.text.strip()) and looks_like_value(cell.text)


def _is_blank_line(layout: Layout, row: GridRow) -> bool:
    return len(row.cells) >= len(list(layout.cells())) and not any(cell.text.strip() for cell in row.cells)


def _by_path(layout: Layout, header_rows: Sequence[GridRow], row: GridRow) -> dict[CellCode, Cell] | None:
    """Each value by the lowest row label and the lowest column label that stand above it."""
    labels = labels_of(layout.id)
    blocks: dict[int, str] = {}
    results: dict[int, str] = {}
    others: dict[int, str] = {}
    for header_row in header_rows:
        tops = [cell for _, cell in header_row.starting]
        under = under_each(tops, header_row.table_no, header_row.table.column_count, row) or []
        for (key, _), values in zip(header_row.starting, under, strict=False):
            if key in labels.rows:
                blocks.update((id(value), labels.rows[key]) for value in values)
            if key in labels.columns:
                results.update((id(value), labels.columns[key]) for value in values)
            elif key not in labels.every:
                others.update((id(value), others.get(id(value), "") + key) for value in values)
    for value_id, text in others.items():
        half = text[: len(text) // 2]  # a header repeated on the next page is printed over itself by some programs
        if text == half * 2 and half in labels.columns:
            results.setdefault(value_id, labels.columns[half])
    found: dict[CellCode, Cell] = {}
    for value in row.cells:
        block, result = blocks.get(id(value)), results.get(id(value))
        if not block or not result:
            if _is_filled_value(value):
                return None
            continue
        if (block, result) in found:
            return None
        found[block, result] = value
    return found if len(found) == len(layout.codes) or _is_whole_line(layout, header_rows, row, len(found)) else None


def _is_whole_line(layout: Layout, header_rows: Sequence[GridRow], row: GridRow, count: int) -> bool:
    """Whether a line that lacks columns (hidden ones) is whole: as many values as header cells, all of them known."""
    labels = labels_of(layout.id)
    keys = [key for header_row in header_rows for key, _ in header_row.starting]
    named = sum(key in labels.columns for key in keys)
    return all(key in labels.every for key in keys) and count == named == len(row.cells) >= _FEWEST_VALUES


def _by_merge(layout: Layout, header_rows: Sequence[GridRow], row: GridRow) -> dict[CellCode, Cell] | None:
    """One 0 or dash (无) merged over the whole line, under a complete header: every figure of it."""
    labels = labels_of(layout.id)
    filled = [cell for _, cell in row.starting if looks_like_value(cell.text)]
    tops = [(top, header) for header in header_rows for key, top in header.starting if key in labels.columns]
    if len(filled) != 1 or len(tops) != len(layout.codes):
        return None
    headers = [Header(row_of.table_no, row_of.table.column_count, (("", top),)) for top, row_of in tops]
    return dict.fromkeys(layout.codes, filled[0]) if all(covers_all(filled[0], h, row) for h in headers) else None


def _by_order(layout: Layout, header_rows: Sequence[GridRow], row: GridRow) -> dict[CellCode, Cell] | None:
    """Fifteen values in the official order, if the header names the official labels in that order.

    One damaged result label is read by its place among the other fourteen.
    """
    labels = labels_of(layout.id)
    official = [column.code for column in layout.columns] * len(layout.rows)
    results: list[str] = []
    blocks: list[str] = []
    for header_row in header_rows:
        for key, _ in header_row.starting:
            if not key or key in labels.groups:
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
    official = label_key(layout.column(column).zh)
    return fuzz.ratio(key, official) > _DAMAGED_RATIO and not adds_a_word(key, official)


def _check_labels(layout: Layout, header_rows: Sequence[GridRow], found: FoundTable) -> None:
    for row in header_rows:
        for _, cell in row.starting:
            if not looks_like_value(cell.text) and not found.is_part_of_a_heading(cell.text):
                found.unread += 1
                found.note("unread_label", "warning", f"header {one_line(cell.text)!r} is not part of the form", row)
