"""Takes columns and rows that only count lines (行次, 序号, 代码, 栏次) out of a form before it is read.

Statistics offices print the number of each line beside its label, or the number of each column under its header. Such a
number looks like a figure and stands where the label or the first figure should. It is known by what the form says
(its header) or by what it does (1, 2, 3 … down all lines of the form), never by its place alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extractors.document import Cell
from extractors.normalize import label_key
from extractors.recognize.grid import GridRow

COUNTER_HEADERS = frozenset(
    map(label_key, ("行次", "行号", "序号", "序", "代码", "行代码", "指标代码", "编号", "栏次", "项次"))
)
_COLUMN_NUMBERS = frozenset(map(label_key, ("栏次", "序号", "列次", "列号", "甲", "行次")))
_CODE = re.compile(r"[A-Za-z]{0,2}\d{1,4}")
# Fewer lines than this may count up by chance.
_SHORTEST_RUN = 5


def without_counters(rows: Sequence[GridRow], columns: frozenset[str]) -> tuple[list[GridRow], str]:
    """The rows of one form without cells that count lines, and what was taken out ("" when nothing was).

    Args:
        rows: of one form, possibly from several tables.
        columns: label keys of the form's columns of figures; what stands below one of them is never a counter.
    """
    found: list[str] = []
    kept: list[GridRow] = []
    last = 0
    for _, group in groupby(rows, key=lambda row: row.table_no):
        piece = list(group)
        for column in _candidates(piece, columns, last) if piece[0].table.spans_known else ():
            counted = _counter(piece, column, columns, last)
            if counted is not None:
                header, last, cells = counted
                found.append(header or "without a header")
                piece = [_without(row, cells) for row in piece]
        kept += [row for row in piece if not _numbers_columns(row)]
    return kept, "、".join(dict.fromkeys(found))


def _candidates(rows: Sequence[GridRow], columns: frozenset[str], last: int) -> list[int]:
    """Columns with the header of a counter, and those left of the figures where a count begins or goes on."""
    first = min((cell.column for row in rows for key, cell in row.starting if key in columns), default=0)
    following = str(last + 1)
    return sorted(
        {
            cell.column
            for row in rows
            for key, cell in row.starting
            if key in COUNTER_HEADERS or (key == following and (cell.column < first or last))
        }
    )


def _counter(
    rows: Sequence[GridRow], column: int, columns: frozenset[str], last: int
) -> tuple[str, int, frozenset[int]] | None:
    """Header, last number and cells (by id) of a column that counts lines; None for any other column."""
    header = ""
    numbers: list[str] = []
    cells: list[Cell] = []
    for key, cell in _starting(rows, column):
        is_number = _CODE.fullmatch("".join(cell.text.split())) is not None
        if key in columns or (is_number and cell.column_span > 1):
            return None
        if cell.column_span > 1:
            continue
        cells.append(cell)
        if key in COUNTER_HEADERS:
            header = header or cell.text
        elif is_number:
            numbers.append("".join(cell.text.split()))
        elif cell.text.strip():
            return None
    is_running = numbers == [str(last + 1 + place) for place in range(len(numbers))]
    if not numbers or not (header or (is_running and last + len(numbers) >= _SHORTEST_RUN)):
        return None
    return header, last + len(numbers) if is_running else 0, frozenset(map(id, cells))


def _starting(rows: Sequence[GridRow], column: int) -> Iterator[tuple[str, Cell]]:
    """The cells that cover this column, each once, with their label keys."""
    for row in rows:
        for cell in row.cells:
            if row.starts_here(cell) and cell.column <= column < cell.column + cell.column_span:
                yield label_key(cell.text), cell


def _numbers_columns(row: GridRow) -> bool:
    """A line that numbers the columns: ``栏次 | 1 | 2 | 3 …``."""
    if not row.starting or row.starting[0][0] not in _COLUMN_NUMBERS:
        return False
    numbers = [key for key, _ in row.starting if key.isdigit()]
    others = [key for key, _ in row.starting if not key.isdigit()]
    is_running = len(numbers) > 1 and numbers == [str(place) for place in range(1, len(numbers) + 1)]
    return is_running and all(key in _COLUMN_NUMBERS or key in "乙丙丁" for key in others)


def _without(row: GridRow, cells: frozenset[int]) -> GridRow:
    return replace(
        row,
        cells=tuple(cell for cell in row.cells if id(cell) not in cells),
        starting=tuple((key, cell) for key, cell in row.starting if id(cell) not in cells),
    )
