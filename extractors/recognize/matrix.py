"""Reads tables of the shape ``matrix`` (申请): row labels at the left, one header on top, values under the header.

What real tables do: headers are not repeated after a page break, rows are cut in the middle, extra empty label columns
appear, headings run vertically over twenty rows, the header's cells do not line up with the data. Values are taken by
the header's labels; counting from the right is a second opinion, and a difference between the two is reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.document import Cell
from extractors.layouts import Layout
from extractors.normalize import label_key, one_line
from extractors.recognize.found import FoundTable
from extractors.recognize.grid import GridRow, Header, cells_under, key_of
from extractors.recognize.labels import labels_of, match_rows
from extractors.recognize.likeness import is_other_header
from extractors.records import record
from extractors.values import looks_like_value, parse_value

_FEWEST_COLUMNS = 2  # of a header that names only some of the form's


@record(frozen=True, slots=True)
class RowReading:
    """One row taken apart: its own label, the headings beside it, its values by column code."""

    row: GridRow
    label: str
    headings: tuple[Cell, ...]
    values: Mapping[str, Cell]
    surplus: tuple[Cell, ...] = ()
    is_doubted: bool = False

    def has_values(self) -> bool:
        return any(cell.text.strip() for cell in self.values.values())


def read_matrix(layout: Layout, rows: Sequence[GridRow]) -> FoundTable:
    """Read the rows of one segment by this layout."""
    found = FoundTable(layout, place=rows[0].place())
    header, readings = _take_apart(layout, rows, found)
    readings = _join_cut_rows(layout, readings)
    matches = match_rows([reading.label for reading in readings], layout)
    for reading, match in zip(readings, matches, strict=True):
        if match is None:
            found.leftover(reading.label, reading.row, reading.values.values())
            continue
        if not reading.values:
            found.note(
                "row_cells",
                "error",
                f"row {layout.row(match.code).zh}: its values could not be told apart",
                reading.row,
            )
            found.unread += 1
            continue
        doubted = found.note_match(match, reading.label, reading.row) or reading.is_doubted
        found.check_headings(reading.headings, reading.row)
        found.put(match.code, reading.values, reading.row, doubted or header is None)
        for cell in reading.surplus:
            if cell.text.strip():
                found.unread += 1
                found.note(
                    "unread_value", "warning", f"value {cell.text!r} beside the columns of the form", reading.row
                )
    found.note_missing_headings(rows)
    found.cells = {code: cell for code, cell in found.cells.items() if code[1] not in found.other_columns}
    if header is None:
        found.note(
            "header_missing", "warning", "the header of the table was not found; columns in official order", rows[0]
        )
    return found


def _take_apart(layout: Layout, rows: Sequence[GridRow], found: FoundTable) -> tuple[Header | None, list[RowReading]]:
    header: Header | None = None
    codes = [column.code for column in layout.columns]
    readings: list[RowReading] = []
    pending: list[GridRow] = []
    for row in rows:
        if _column_hits(layout, row) >= min(2, len(layout.columns)) or _is_header_remainder(layout, row):
            pending.append(row)
            continue
        if pending:
            header = _read_header(layout, pending, found, rows) or header
            codes = header.codes() if header else codes
            pending = []
        readings.append(_read_row(layout, row, header, codes))
    return header, [r for r in readings if r.label.strip() or r.has_values() or any(c.text.strip() for c in r.headings)]


def _column_hits(layout: Layout, row: GridRow) -> int:
    columns = labels_of(layout.id).columns
    return len({columns[key] for key, _ in row.starting if key in columns})


def _is_header_remainder(layout: Layout, row: GridRow) -> bool:
    """A header row that names no column: only ignored labels (申请人情况), no row of the form."""
    labels = labels_of(layout.id)
    return bool(row.starting) and all(key in labels.ignored or key in labels.columns for key, _ in row.starting)


def _read_header(layout: Layout, rows: Sequence[GridRow], found: FoundTable, table: Sequence[GridRow]) -> Header | None:
    """The header cell of each column code; rows of a source without spans give the codes in printed order."""
    columns = labels_of(layout.id).columns
    cells: dict[str, Cell] = {}
    for row in rows:
        for key, cell in row.starting:
            if (code := columns.get(key)) is not None:
                cells.setdefault(code, cell)
    missing = [column for column in layout.columns if column.code not in cells]
    if len(missing) == 1 and (renamed := _renamed_column(layout, rows, cells, missing[0].code)) is not None:
        cells[missing[0].code] = renamed
        text = f"header {one_line(renamed.text)!r} read as {missing[0].zh!r} by its place among the others"
        if is_other_header(key_of(renamed), map(label_key, missing[0].spellings())):
            found.other_columns.add(missing[0].code)
            found.unread += 1
            text = (
                f"header {one_line(renamed.text)!r} stands in the place of {missing[0].zh!r}: its column was left out"
            )
        is_other = missing[0].code in found.other_columns
        found.note("other_column" if is_other else "label_near", "warning" if is_other else "info", text, rows[0])
        missing = []
    if missing:
        names = "、".join(column.zh for column in missing)
        found.note("header_incomplete", "warning", f"columns not found in the header: {names}", rows[0])
        found.unread += len(missing)
        found.lacking += len(missing)
        codes = [column.code for column in layout.columns]
        is_cut = any(_tail(row, codes) for row in table)  # a page end took a heading, and no column
        return None if is_cut else _partial_header(layout, rows, cells)
    if not rows[0].table.spans_known:
        ordered = [(code.code, cells[code.code]) for code in layout.columns]
    else:
        ordered = sorted(cells.items(), key=lambda item: item[1].column)
    return Header(rows[0].table_no, rows[0].table.column_count, tuple(ordered))


def _partial_header(layout: Layout, rows: Sequence[GridRow], cells: Mapping[str, Cell]) -> Header | None:
    """The header of some of the columns (others are hidden, or stand in a second table), where it names nothing else.

    A label that is none of the form's may be the missing column under another name: then nothing tells the columns apart.
    """
    every = labels_of(layout.id).every
    is_known = all(key in every for row in rows for key, _ in row.starting)
    if len(cells) < _FEWEST_COLUMNS or not is_known or not rows[0].table.spans_known:
        return None
    ordered = sorted(cells.items(), key=lambda item: item[1].column)
    return Header(rows[0].table_no, rows[0].table.column_count, tuple(ordered))


def _renamed_column(layout: Layout, rows: Sequence[GridRow], cells: Mapping[str, Cell], missing: str) -> Cell | None:
    """The one header cell without a known label that stands between the neighbours of the missing column."""
    labels = labels_of(layout.id)
    codes = [column.code for column in layout.columns]
    place = codes.index(missing)
    left = cells[codes[place - 1]].column if place else -1
    right = cells[codes[place + 1]].column if place + 1 < len(codes) else rows[0].table.column_count
    strangers = [
        cell
        for row in rows
        for key, cell in row.starting
        if key not in labels.every and (left < cell.column < right or not row.table.spans_known)
    ]
    return strangers[0] if len(strangers) == 1 else None


def _read_row(layout: Layout, row: GridRow, header: Header | None, codes: Sequence[str]) -> RowReading:
    under = _one_each(layout, cells_under(header, row)) if header else None
    tail = _tail(row, codes)
    values = under or tail or {}
    if len(codes) < len(layout.columns) and not _is_whole_line(layout, row, under, tail):
        values = {}
    if not values:
        return _labels_only(row)
    first = min([cell.column for cell in values.values()])
    taken = set(map(id, values.values()))
    surplus = tuple([cell for cell in row.cells if cell.column >= first and id(cell) not in taken])
    disagree = under is not None and tail is not None and not surplus and any(under[c] is not tail[c] for c in codes)
    units = labels_of(layout.id).units
    labels = [cell for cell in row.cells if cell.column < first and key_of(cell) not in units]
    own = next((cell for cell in reversed(labels) if row.starts_here(cell) and cell.text.strip()), None)
    headings = tuple(cell for cell in labels if cell is not own)
    doubted = disagree or (own is not None and _is_group(own, values))
    return RowReading(row, own.text if own else "", headings, values, surplus, is_doubted=doubted)


def _is_group(label: Cell, values: Mapping[str, Cell]) -> bool:
    """Whether a label stands beside several rows: it names all of them, and not the first one alone."""
    return label.row_span > max(cell.row_span for cell in values.values())


def _is_whole_line(
    layout: Layout, row: GridRow, under: Mapping[str, Cell] | None, tail: Mapping[str, Cell] | None
) -> bool:
    """Whether the values under a header of some columns are all that the row has: one more, and none is sure."""
    if not under or not tail or any(under[code] is not tail[code] for code in under):
        return False
    first = min(cell.column for cell in under.values())
    rows = labels_of(layout.id).rows
    return not any(
        c.text.strip() and looks_like_value(c.text) and key_of(c) not in rows for c in row.cells if c.column < first
    )


def _one_each(layout: Layout, under: Mapping[str, list[Cell]] | None) -> dict[str, Cell] | None:
    """One cell for each column, each used once; empty stray cells beside a filled one do not count."""
    if under is None:
        return None
    chosen = {code: cells[0] for code, cells in under.items() if len(cells) == 1}
    if len(chosen) < len(under) or len(set(map(id, chosen.values()))) < len(under) or len(under) < 2:
        every = {id(cell): cell for cells in under.values() for cell in cells}
        if len(every) == 1 and all(under.values()):
            # One 0 or dash merged over the whole line stands for each of its cells; another number for none.
            (merged,) = every.values()
            return dict.fromkeys(under, merged) if parse_value(merged.text).value == 0 else None
        chosen = {}
    for code, cells in under.items() if not chosen else ():
        options = cells if len(cells) == 1 else [cell for cell in cells if cell.text.strip()]
        if len(options) > 1 or not cells:
            return None
        chosen[code] = options[0] if options else cells[0]
    if len(set(map(id, chosen.values()))) != len(chosen):
        return None
    texts = [cell.text for cell in chosen.values()]
    if sum(map(looks_like_value, texts)) <= len(chosen) / 2:
        return None
    return chosen if labels_of(layout.id).every.isdisjoint(map(label_key, texts)) else None


def _tail(row: GridRow, codes: Sequence[str]) -> dict[str, Cell] | None:
    """The last cells of the row by the header's order, if a label stands before them and all look like values."""
    count = len(codes)
    if len(row.cells) <= count:
        return None
    tail, rest = row.cells[-count:], row.cells[:-count]
    if not all(map(looks_like_value, [cell.text for cell in tail])):
        return None
    if not row.table.spans_known and any(label_key(cell.text).isdigit() for cell in rest):
        return None
    return dict(zip(codes, tail, strict=True))


def _labels_only(row: GridRow) -> RowReading:
    labels = [cell for _, cell in row.starting if not looks_like_value(cell.text)]
    values = [cell for _, cell in row.starting if looks_like_value(cell.text)]
    label = labels[-1].text if labels else ""
    return RowReading(row, label, tuple(labels[:-1]), {}, surplus=tuple(values))


def _join_cut_rows(layout: Layout, readings: Sequence[RowReading]) -> list[RowReading]:
    """Put rows together that a page break cut: label in one half and values in the other, or a label in two halves."""
    joined: list[RowReading] = []
    for reading in readings:
        if joined and _is_page_break(joined[-1].row, reading.row):
            whole = _join(layout, joined[-1], reading)
            if whole is not None:
                joined[-1] = whole
                continue
        joined.append(reading)
    return joined


def _is_page_break(before: GridRow, after: GridRow) -> bool:
    return before.table_no != after.table_no and before.is_last and after.is_first and after.is_joined_to_previous


def _join(layout: Layout, upper: RowReading, lower: RowReading) -> RowReading | None:
    known = labels_of(layout.id).rows
    first, second = label_key(upper.label), label_key(lower.label)
    if first in known and second in known:
        return None
    is_one_label = first + second in known and not (
        first in known and not second and lower.has_values() and upper.has_values()
    )
    if not is_one_label and not (first and not second and not lower.has_values()):
        return None
    if upper.has_values() and lower.has_values():
        return None
    filled = upper if upper.has_values() or not lower.values else lower
    return replace(filled, row=filled.row, label=upper.label + lower.label, headings=(*upper.headings, *lower.headings))
