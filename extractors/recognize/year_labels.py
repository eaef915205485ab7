"""Where a table says which year its columns or lines are of, and where it prints one label twice in a row.

Years stand over halves of the form (2023年 | 2024年), over each measure's two columns, beside each measure's two lines, or
as words (上年, 本年). Labels of the form itself that speak of a year (上年结转…, 2014年度 in a form with one) are no such marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from extractors.document import Cell, Table
from extractors.layouts import load_layouts
from extractors.normalize import label_key, squeeze
from extractors.recognize.labels import labels_of, layouts_of, table_keys
from extractors.values import looks_like_value

THIS_YEAR = 9999
"""Stands for 本年 while nothing tells the year; 上年 is one less."""

_WHAT = r"(?:统计)?(?:数据|数量|情况|数|值)?"
_UNIT = r"(?:\((?:单位:)?(?:件|条|个|项|万元)\))?"
_PLAIN = re.compile(rf"\(?(20[012]\d)年度?\)?{_WHAT}{_UNIT}")
_WORDS = re.compile(rf"(?:(?P<this>本年度?|今年|当年|本期)|上一?年度?|去年|上年同期|上期){_WHAT}{_UNIT}")
_HEADING = re.compile(r"(20[012]\d)年度?[^,，。;；]{0,30}")
_BARE = re.compile(r"20[012]\d")
_LONGEST_MARK = 16
_LONGEST_HEADING = 60
_LEAST_DOUBLED = 3


def year_rows(table: Table, own: int | None) -> dict[int, dict[int, int]]:
    """Rows that name two years or more over columns: row -> column -> year."""
    found: dict[int, dict[int, int]] = {}
    for index, row in enumerate(table.rows()[:-1]):
        if not any("20" in cell.text or "年" in cell.text for cell in row):
            continue
        for marks in (_marks(row, own), _bare_marks(row), _headings(row)):
            if len(set(marks.values())) > 1:
                found[index] = marks
                break
    return found


def _marks(row: Sequence[Cell], own: int | None) -> dict[int, int]:
    return _spread((cell, year) for cell in row if (year := year_of(cell.text, own)) is not None)


def _bare_marks(row: Sequence[Cell]) -> dict[int, int]:
    """Years without 年, in a row that holds nothing else: no figures and no label of a row."""
    filled: list[tuple[Cell, str]] = []
    for cell in row:
        if cell.text.strip():
            text = squeeze(cell.text)
            if looks_like_value(text) and not _BARE.fullmatch(text):
                return {}
            filled.append((cell, text))
    if len(filled) < 2:  # one year is no two
        return {}
    if any(label_key(text) in _row_labels() for _, text in filled):
        return {}
    return _spread((cell, int(text)) for cell, text in filled if _BARE.fullmatch(text))


def _headings(row: Sequence[Cell]) -> dict[int, int]:
    """Titles over whole halves (2023年…情况 | 2024年…情况), where the row holds nothing else."""
    filled = [cell for cell in row if cell.text.strip()]
    if any(len(cell.text) > _LONGEST_HEADING or cell.column_span == 1 for cell in filled):
        return {}
    matches = [(cell, _HEADING.fullmatch(squeeze(cell.text))) for cell in filled]
    if not all(match for _, match in matches):
        return {}
    return _spread((cell, int(match[1])) for cell, match in matches if match)


def _spread(cells: Iterable[tuple[Cell, int]]) -> dict[int, int]:
    marks: dict[int, int] = {}
    for cell, year in cells:
        marks.update(dict.fromkeys(range(cell.column, cell.column + cell.column_span), year))
    return marks


def year_of(text: str, own: int | None) -> int | None:
    """The year a cell stands for when it says nothing else; None for every other text."""
    if ("年" not in text and "期" not in text) or len(text) > _LONGEST_MARK:
        return None
    said = squeeze(text)
    if match := _PLAIN.fullmatch(said):
        return int(match[1])
    match = _WORDS.fullmatch(said)
    if match is None or label_key(said) in _row_labels():
        return None
    this = THIS_YEAR if own is None else own
    return this if match["this"] else this - 1


def year_lines(table: Table, own: int | None) -> dict[int, int]:
    """Lines that begin with a year, figures behind it: row -> year; empty unless there are two years or more."""
    lines: dict[int, int] = {}
    for cell in table.cells:
        year = year_of(cell.text, own)
        if year is None:
            continue
        covered = range(cell.row, cell.row + cell.row_span)
        filled = {c.row for c in table.cells if c.column > cell.column and c.text.strip() and looks_like_value(c.text)}
        lines.update({row: year for row in covered if row in filled})
    return lines if len(set(lines.values())) > 1 else {}


def without_years(table: Table, own: int | None) -> Table:
    """The table with the marks of years blank: they are no labels of the form."""
    rows = year_rows(table, own)
    cells = tuple(
        replace(cell, text="")
        if year_of(cell.text, own) is not None or (cell.row in rows and cell.column in rows[cell.row])
        else cell
        for cell in table.cells
    )
    return replace(table, cells=cells)


def doubled(table: Table) -> list[list[Cell]]:
    """Labels of the form that one row prints more than once, something else between them; the cells of each.

    A label that stands in neighbouring cells is a merged cell that some program repeated, not a second copy. Empty below
    three such labels.
    """
    if not table.spans_known:
        return []
    found: list[list[Cell]] = []
    single = _single_labels()
    for row in table.rows():
        keys = [label_key(cell.text) if cell.text else "" for cell in row]
        if len(set(keys)) == len(keys):
            continue
        for key in (key for key in dict.fromkeys(keys) if key in single):
            places = [number for number, one in enumerate(keys) if one == key]
            is_apart = any(keys[number] not in ("", key) for number in range(places[0], places[-1]))
            if len(places) > 1 and is_apart:
                found.append([row[number] for number in places])
    return found if len(found) >= _LEAST_DOUBLED else []


def hits(table: Table) -> int:
    """How many labels of one official form stand in the table."""
    keys = {label_key(cell.text) for cell in table.cells if cell.text}
    return max(len(keys & known) for known in table_keys().values())


def opens(table: Table) -> set[str]:
    """The official forms whose first label stands in the table, with others of it."""
    keys = {label_key(cell.text) for cell in table.cells if cell.text}
    return {
        name
        for name, known in table_keys().items()
        if keys & _first_labels(name) and len(keys & known) >= _LEAST_DOUBLED
    }


@cache
def column_labels() -> frozenset[str]:
    """Keys of all column labels of all forms."""
    return frozenset(key for layout_id in load_layouts() for key in labels_of(layout_id).columns)


@cache
def _row_labels() -> frozenset[str]:
    return frozenset(key for layout_id in load_layouts() for key in labels_of(layout_id).rows)


@cache
def _single_labels() -> frozenset[str]:
    """Labels that a form prints once in a row; the results of table 4 stand there three times."""
    repeated = {
        key
        for layout in load_layouts().values()
        if layout.shape == "header_path"
        for key in labels_of(layout.id).columns
    }
    every: set[str] = set()
    for layout_id in load_layouts():
        every |= labels_of(layout_id).every
    return frozenset(every - repeated)


@cache
def _first_labels(table: str) -> frozenset[str]:
    return frozenset(label_key(text) for layout in layouts_of(table) for text in layout.rows[0].spellings())
