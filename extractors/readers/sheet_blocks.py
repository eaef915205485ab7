"""One sheet -> text blocks and tables, as a person sees them.

A sheet is one endless grid: title, prose, several tables below or beside one another, and columns that only keep a
distance. Blank rows part it; what stands alone in a row before or after a table and reads like a title, a heading or a
sentence is text; blank columns vanish, unless labels stand on both sides of them, which makes two tables. What is hidden
is as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.document import Cell, Place, Table, TextBlock, TextRole
from extractors.readers.sheet_model import MOST_SLOTS, SUBJECT, Sheet, Slot, address
from extractors.readers.text_clean import clean_line, looks_like_heading
from nianbao.errors import TooLarge

_TITLE_WORDS = re.compile(
    r"报告|年报|年度|统计表|情况表|汇总表|填报|填表|单位|审核|联系|附件|附表|说明|备注|\d{4}\s*年"
)
_NOTE = re.compile(r"[（(]?(?:注|备注|说明|填表|填报|审核|联系|单位)")
_SENTENCE = re.compile(r"[。；;：:]\s*$")
_LONGEST_LABEL = 60
_LONGEST_TITLE = 60
_MOST_LINES = 6
_LARGEST_MERGE = 20_000  # slots; a larger one was dragged over an empty sheet
_NUMERIC = re.compile(r"[\s\d.,，%+\-—/]*")


def blocks_of(sheet: Sheet, *, is_first: bool) -> list[TextBlock | Table]:
    """The blocks of a shown sheet from top to bottom; the first sheet may carry the title of the document.

    Raises:
        TooLarge: its filled part has more slots than a report can have.
    """
    grid = _Grid(sheet)
    blocks: list[TextBlock | Table] = []
    for rows in grid.bands():
        for band in grid.side_by_side(rows):
            blocks += grid.blocks(band, is_first and not blocks)
    return blocks


@dataclass(frozen=True, slots=True)
class _Seen:
    """A cell with text: the rows and columns it covers and that show, and the slot its text stands in."""

    text: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    source: Slot

    @property
    def row(self) -> int:
        return self.rows[0]

    @property
    def column(self) -> int:
        return self.columns[0]


@dataclass(frozen=True, slots=True)
class _Band:
    """A part of the sheet: its rows that show, and its columns that show and hold anything."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


class _Grid:
    """The cells of a sheet that show."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._by_row: dict[int, list[_Seen]] = {}
        self._rows: set[int] = set()
        for cell in _seen(sheet):
            self._by_row.setdefault(cell.row, []).append(cell)
            self._rows.update(cell.rows)
        for cells in self._by_row.values():
            cells.sort(key=lambda cell: cell.column)

    def bands(self) -> Iterator[tuple[int, ...]]:
        """Runs of rows without a blank row between them; hidden rows do not part."""
        run: list[int] = []
        for row in sorted(self._rows):
            if run and not _is_hidden_between(run[-1], row, self._sheet.hidden_rows):
                yield tuple(run)
                run = []
            run.append(row)
        if run:
            yield tuple(run)

    def side_by_side(self, rows: tuple[int, ...]) -> list[_Band]:
        """Parts of a run of rows that a blank column parts, each with labels of its own."""
        columns = sorted({column for row in rows for cell in self._by_row.get(row, ()) for column in cell.columns})
        if len(columns) * len(rows) > MOST_SLOTS:
            raise TooLarge(SUBJECT, f"a sheet of {len(rows):,} rows and {len(columns):,} columns", "look at it by hand")
        parts: list[list[int]] = []
        for column in columns:
            is_next = parts and _is_hidden_between(parts[-1][-1], column, self._sheet.hidden_columns)
            if parts and (is_next or not self._begins_table(rows, column, parts[-1][0])):
                parts[-1].append(column)
            else:
                parts.append([column])
        return [_Band(rows, tuple(part)) for part in parts]

    def _begins_table(self, rows: tuple[int, ...], column: int, first: int) -> bool:
        """Whether the column behind a blank one is a column of labels, as is the first column before the blank."""
        return self._has_labels(rows, column) and self._has_labels(rows, first)

    def _has_labels(self, rows: tuple[int, ...], column: int) -> bool:
        texts = [cell.text for row in rows for cell in self._by_row.get(row, ()) if cell.column == column]
        labels = [text for text in texts if not _NUMERIC.fullmatch(text)]
        return len(labels) >= 3 and len(labels) * 2 > len(texts)

    def blocks(self, band: _Band, may_begin: bool) -> Iterator[TextBlock | Table]:
        """Tables, and the rows of text before, between and after them."""
        members = set(band.columns)
        rows = [[cell for cell in self._by_row.get(row, ()) if cell.column in members] for row in band.rows]
        start = 0
        for number in [*_text_rows(rows, len(band.columns)), len(rows)]:
            if number > start:
                yield from self._table_or_text(rows[start:number], _Band(band.rows[start:number], band.columns))
            for cell in rows[number] if number < len(rows) else ():
                yield self._text(cell, may_begin and number == 0)
            start = number + 1

    def _table_or_text(self, rows: Sequence[Sequence[_Seen]], band: _Band) -> Iterator[TextBlock | Table]:
        cells = [cell for row in rows for cell in row]
        if len(cells) == 1 or _is_lines(cells, len(band.columns)):
            yield from (self._text(cell, may_be_title=False) for cell in cells)
        elif cells:
            yield self._table(band)

    def _text(self, cell: _Seen, may_be_title: bool) -> TextBlock:
        text = _clean(cell.text)
        role: TextRole = "paragraph"
        if looks_like_heading(text):
            role = "heading"
        elif may_be_title and len(text) <= _LONGEST_TITLE and not _SENTENCE.search(text):
            role = "title"
        return TextBlock(text, role, self._place(cell.source))

    def _table(self, band: _Band) -> Table:
        """All slots of the part: those without text are empty cells, those a merge covers are none.

        Columns that only a heading above or below the table reaches into are not its own.
        """
        rows = {row: number for number, row in enumerate(band.rows)}
        reached = {column for row in band.rows for cell in self._by_row.get(row, ()) for column in cell.columns}
        band = _Band(band.rows, tuple(column for column in band.columns if column in reached))
        columns = {column: number for number, column in enumerate(band.columns)}
        covered: set[Slot] = set()
        cells: list[Cell] = []
        for row in band.rows:
            for cell in self._by_row.get(row, ()):
                if cell.column not in columns:
                    continue
                height = sum(one in rows for one in cell.rows)
                width = sum(one in columns for one in cell.columns)
                covered.update((one, other) for one in cell.rows for other in cell.columns)
                place = self._place(cell.source)
                cells.append(Cell(rows[row], columns[cell.column], _clean(cell.text), height, width, place))
        for row, number in rows.items():
            cells += [
                Cell(number, columns[column], "", place=self._place((row, column)))
                for column in band.columns
                if (row, column) not in covered
            ]
        cells.sort(key=lambda cell: (cell.row, cell.column))
        return Table(tuple(cells), len(rows), len(columns), self._place_of(band))

    def _place(self, slot: Slot) -> Place:
        return Place(path=f"sheet {self._sheet.name} cell {address(slot)}")

    def _place_of(self, band: _Band) -> Place:
        first, last = (band.rows[0], band.columns[0]), (band.rows[-1], band.columns[-1])
        return Place(path=f"sheet {self._sheet.name} cells {address(first)}:{address(last)}")


def _text_rows(rows: Sequence[Sequence[_Seen]], width: int) -> list[int]:
    """Numbers of the rows that are no part of a table: text at its edges, and headings right across it."""
    first, last = 0, len(rows)
    while first < last and _is_text_before(rows[first], is_lone=last - first == 1):
        first += 1
    while last > first and _is_text_after(rows[last - 1], width):
        last -= 1
    inner = [n for n in range(first, last) if len(rows[n]) == 1 and _is_wide_heading(rows[n][0], width)]
    return [*range(first), *inner, *range(last, len(rows))]


def _is_text_before(cells: Sequence[_Seen], *, is_lone: bool) -> bool:
    """Whether the first row of a run is none of the table below it: one cell that reads like a title or a sentence."""
    if len(cells) != 1:
        return not cells
    text = clean_line(cells[0].text)
    if _NUMERIC.fullmatch(text):
        return False
    if is_lone or looks_like_heading(text) or _SENTENCE.search(text) or len(text) > _LONGEST_LABEL:
        return True
    return _TITLE_WORDS.search(text) is not None


def _is_text_after(cells: Sequence[_Seen], width: int) -> bool:
    """Whether the last row is none of the table above it. A label alone may be that of a row of blank figures."""
    if len(cells) != 1:
        return not cells
    text = clean_line(cells[0].text)
    is_wide = len(cells[0].columns) > 1 and len(cells[0].columns) * 2 > width
    if _NUMERIC.fullmatch(text):
        return False
    return is_wide or len(text) > _LONGEST_LABEL or bool(_SENTENCE.search(text) or _NOTE.match(text))


def _is_lines(cells: Sequence[_Seen], width: int) -> bool:
    """Whether a few cells below each other are lines of text, such as a signature: no number, and nothing beside them."""
    is_column = width == 1 or len({cell.columns for cell in cells}) == 1
    return is_column and len(cells) <= _MOST_LINES and not any(_NUMERIC.fullmatch(cell.text) for cell in cells)


def _is_wide_heading(cell: _Seen, width: int) -> bool:
    """A heading merged over most of the columns, as between two tables without a blank row."""
    return len(cell.columns) * 2 > width and len(cell.columns) > 1 and looks_like_heading(clean_line(cell.text))


def _seen(sheet: Sheet) -> Iterator[_Seen]:
    """The cells with text that show, with what of their merge shows; of a merge that is no longer a range, the first slot."""
    merges = {merge[:2]: merge for merge in sheet.merges}
    last_row = max((row for row, _ in sheet.texts), default=0)
    last_column = max((column for _, column in sheet.texts), default=0)
    for slot, text in sheet.texts.items():
        row, column, end_row, end_column = merges.get(slot, (*slot, *slot))
        if (end_row - row + 1) * (end_column - column + 1) > _LARGEST_MERGE:
            end_row, end_column = max(row, min(end_row, last_row)), max(column, min(end_column, last_column))
        rows = tuple(one for one in range(row, end_row + 1) if one not in sheet.hidden_rows)
        columns = tuple(one for one in range(column, end_column + 1) if one not in sheet.hidden_columns)
        if rows and columns:
            yield _Seen(text, rows, columns, slot)


def _is_hidden_between(first: int, last: int, hidden: set[int]) -> bool:
    """Whether nothing lies between two rows or columns but hidden ones."""
    return last - first - 1 <= len(hidden) and all(one in hidden for one in range(first + 1, last))


def _clean(text: str) -> str:
    """A text with its own line breaks, other white space as it shows."""
    return "\n".join(filter(None, map(clean_line, text.splitlines())))
