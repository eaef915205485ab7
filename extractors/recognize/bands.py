"""Reads tables of the shape ``bands`` (主动公开): bands name the clause, each with a header row and data rows.

Page breaks fall between a band and its header, continuations begin with a bare header cell, value cells are merged over
three columns or split under one header. Each value is taken by the nearest header above it that names its column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.document import Cell
from extractors.layouts import Layout
from extractors.normalize import label_key, one_line, squeeze
from extractors.recognize.found import FoundTable
from extractors.recognize.grid import GridRow, Header, cells_under, covers_all, key_of
from extractors.recognize.labels import LabelMatch, labels_of, match_rows
from extractors.recognize.likeness import is_near_header
from extractors.values import looks_like_value, parse_value

_UNIT_IN_HEADER = re.compile(r"[\(（](?:单位[:：]?)?(亿元|万元|元)[\)）]")


@dataclass(frozen=True, slots=True)
class BandRow:
    """A data row: its label cell, the headings left of it, the cells right of it, the header above it.

    ``renamed`` is the column of the header that was read by its place, not by its words, "" when there is none;
    ``is_other``: its words say something else, so that nothing may be read from it.
    """

    row: GridRow
    label: Cell
    headings: tuple[Cell, ...]
    right: tuple[Cell, ...]
    header: Header | None
    renamed: str = ""
    is_other: bool = False


def read_bands(layout: Layout, rows: Sequence[GridRow]) -> FoundTable:
    """Read the rows of one segment by this layout."""
    found = FoundTable(layout, place=rows[0].place())
    band_rows = _take_apart(layout, rows, found)
    matches = match_rows([band_row.label.text for band_row in band_rows], layout)
    pairs = list(zip(band_rows, matches, strict=True))
    # A small table in the narrative has the same labels but no header of the form: it never comes first.
    for band_row, match in sorted(pairs, key=lambda pair: pair[0].header is None):
        if match is None:
            found.leftover(band_row.label.text, band_row.row, band_row.right)
        elif band_row.header is not None or not any(row == match.code for row, _ in found.cells):
            _read_row(layout, band_row, match, found)
    return found


def _read_row(layout: Layout, band_row: BandRow, match: LabelMatch, found: FoundTable) -> None:
    name = layout.row(match.code).zh
    doubted = found.note_match(match, band_row.label.text, band_row.row)
    found.check_headings(band_row.headings, band_row.row)
    values, is_guess = _values(layout, match.code, band_row)
    if values is None:
        found.unread += 1
        found.note("row_cells", "error", f"row {name}: its values could not be told apart", band_row.row)
        return
    surplus = _surplus(band_row, values)
    if surplus:
        # once for all: rows moved alike say nothing against the layout
        found.unread += not any(issue.code == "unread_value" for issue in found.issues)
        text = (
            f"row {name}: value {one_line(surplus[0].text)!r} beside the columns of the form; its values may be shifted"
        )
        found.note("unread_value", "warning", text, band_row.row)
    if band_row.header is None:
        found.note(
            "header_missing", "warning", f"row {name}: no header above it, columns in official order", band_row.row
        )
    elif is_guess:
        found.note("cells_under_one_header", "info", f"row {name}: several cells stand under one header", band_row.row)
    if band_row.is_other:
        values = {column: cell for column, cell in values.items() if column != band_row.renamed}
    found.put(match.code, values, band_row.row, doubted or is_guess or bool(band_row.renamed) or bool(surplus))
    for column, cell in band_row.header.cells if band_row.header else ():
        if unit := _UNIT_IN_HEADER.search(squeeze(cell.text)):
            found.units[match.code, column] = unit[1]


def _surplus(band_row: BandRow, values: Mapping[str, Cell]) -> list[Cell]:
    """Numbers of the row that no column took: one cell too many in front of them moves all the others."""
    taken = {id(cell) for cell in values.values()}
    numbers = [cell for cell in band_row.right if parse_value(cell.text).kind in ("number", "zero", "dash")]
    return [cell for cell in numbers if id(cell) not in taken]


def _take_apart(layout: Layout, rows: Sequence[GridRow], found: FoundTable) -> list[BandRow]:
    labels = labels_of(layout.id)
    header: Header | None = None
    renamed, is_other = "", False
    taken: list[BandRow] = []
    for row in rows:
        named = [(labels.columns[key], cell) for key, cell in row.starting if key in labels.columns]
        if named:
            others = [cell for key, cell in row.starting if key not in labels.columns]
            known = {id(cell) for _, cell in named}
            named, is_other = _with_renamed(layout, named, others, row, found)
            renamed = next((column for column, cell in named if id(cell) not in known), "")
            header = Header(row.table_no, row.table.column_count, tuple(named))
            found.check_headings([cell for cell in others if all(cell is not c for _, c in named)], row)
            continue
        label = _own_label(layout, row)
        if label is None:
            if any(key in labels.groups for key, _ in row.starting):
                header = None
            elif row.starting:
                first, *rest = (cell for _, cell in row.starting)
                found.leftover(first.text, row, rest)
            continue
        position = row.cells.index(label)
        taken.append(BandRow(row, label, row.cells[:position], row.cells[position + 1 :], header, renamed, is_other))
    return taken


def _with_renamed(
    layout: Layout, named: list[tuple[str, Cell]], others: Sequence[Cell], row: GridRow, found: FoundTable
) -> tuple[list[tuple[str, Cell]], bool]:
    """The header with its one unknown label put in its place, where a row of the form has exactly these columns.

    True where its words are not near those of the form's column: 上年制发件数 stands in the place of another one.
    """
    labels = labels_of(layout.id)
    unknown = [c for c in others if key_of(c) not in labels.groups and key_of(c) not in labels.ignored]
    if len(unknown) != 1:
        return named, False
    cells = sorted([*named, ("", unknown[0])], key=lambda item: item[1].column)
    for columns in dict.fromkeys(form_row.columns for form_row in layout.rows):
        pairs = list(zip(columns, cells, strict=False))
        if len(columns) != len(cells) or any(code not in ("", column) for column, (code, _) in pairs):
            continue
        column = next(layout.column(column) for column, (code, _) in pairs if not code)
        printed = one_line(unknown[0].text)
        is_other = not is_near_header(key_of(unknown[0]), map(label_key, column.spellings()))
        if is_other:
            found.unread += 1
            text = f"header {printed!r} stands in the place of {column.zh!r}: its column was left out"
            found.note("other_column", "warning", text, row)
        else:
            found.note("label_near", "info", f"header {printed!r} read by its place among the others", row)
        return [(column, cell) for column, (_, cell) in pairs], is_other
    return named, False


def _own_label(layout: Layout, row: GridRow) -> Cell | None:
    """The label of a data row: a spelling of the layout, else the last text before the first value."""
    labels = labels_of(layout.id)
    for key, cell in row.starting:
        if key in labels.rows:
            return cell
    before_values: Cell | None = None
    for cell in row.cells:
        if cell.text.strip() and looks_like_value(cell.text):
            return before_values
        if cell.text.strip() and key_of(cell) not in labels.groups:
            before_values = cell
    return None


def _values(layout: Layout, row_code: str, band_row: BandRow) -> tuple[dict[str, Cell] | None, bool]:
    """Values of the row by column code, and whether they were named by less than one header cell each."""
    columns = layout.row(row_code).columns
    right = [cell for cell in band_row.right if cell.text.strip()] or list(band_row.right)
    if band_row.header is None:
        return (dict(zip(columns, right, strict=True)), True) if len(right) == len(columns) else (None, True)
    codes = band_row.header.codes()
    if len(right) == 1 < len(codes) and covers_all(right[0], band_row.header, band_row.row):
        return dict.fromkeys(codes, right[0]), False
    under = cells_under(band_row.header, band_row.row)
    if under is not None:
        values: dict[str, Cell] = {}
        is_guess = False
        for code, cells in under.items():
            options = [c for c in cells if c is not band_row.label and c not in band_row.headings]
            filled = [cell for cell in options if cell.text.strip()]
            if len(filled) > 1 or not options:
                break
            values[code] = (filled or options)[0]
            is_guess = is_guess or (len(options) > 1 and bool(filled))
        if len({id(cell) for cell in values.values()}) == len(codes):
            return values, is_guess
    if len(band_row.right) == len(codes):
        return dict(zip(codes, band_row.right, strict=True)), False
    if len(right) == len(codes):
        return dict(zip(codes, right, strict=True)), False
    return None, False
