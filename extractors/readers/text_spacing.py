"""Text with one cell per line -> tables, where runs of empty lines tell cells, rows and empty cells apart.

Text taken out of a page with its tags removed keeps the line breaks of the markup: so many empty lines after a cell, some
more at the end of a row, and an empty cell is an empty line with its own empty lines after it. With ``c`` empty lines
between cells and ``r`` more between rows, a run of ``c + k(c + 1) + jr`` empty lines holds ``k`` empty cells and ``j``
ends of rows. Where every run in a stretch of cells fits, rows and empty cells come back; where one does not, nothing is
guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest

from extractors.readers.text_clean import clean_line, looks_like_heading
from extractors.readers.text_tabs import TextCell, TextTable

_VALUE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?(?:万?元|[件条次个人份])?|[-—–/]{1,2}")
_LONGEST_CELL = 90
_FEWEST_VALUES = 4
_FEWEST_ROWS = 3
_MOST_EMPTY_CELLS = 60
_REGULAR_SHARE = 0.6
_LONGEST_UNIT = 4


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines without an empty one between them: ``lines[start:end]``, and the empty lines before and after."""

    lines: tuple[str, ...]
    start: int
    before: int
    after: int

    @property
    def end(self) -> int:
        return self.start + len(self.lines)

    @property
    def is_short(self) -> bool:
        return sum(map(len, self.lines)) <= _LONGEST_CELL

    @property
    def is_value(self) -> bool:
        return len(self.lines) == 1 and bool(_VALUE.fullmatch(self.lines[0]))


@dataclass(frozen=True, slots=True)
class Spacing:
    """Empty lines after a cell, and how many more end a row."""

    cell: int
    row: int

    def solve(self, run: int) -> tuple[int, int] | None:
        """(empty cells, ends of rows) of a run inside a table, fewest row ends first; None when it fits neither."""
        for ends in (0, 1, 2):
            rest = run - self.cell - ends * self.row
            if rest >= 0 and rest % (self.cell + 1) == 0:
                empty = rest // (self.cell + 1)
                if empty >= ends - 1 and empty <= _MOST_EMPTY_CELLS:
                    return empty, ends
        return None


def split_chunks(lines: list[str]) -> list[Chunk]:
    """All chunks of the text."""
    filled = [index for index, line in enumerate(lines) if clean_line(line)]
    starts = [index for index in filled if index == 0 or not clean_line(lines[index - 1])]
    ends = [index + 1 for index in filled if index + 1 == len(lines) or not clean_line(lines[index + 1])]
    bounds = list(zip(starts, ends, strict=True))
    chunks: list[Chunk] = []
    for number, (start, end) in enumerate(bounds):
        before = start - (bounds[number - 1][1] if number else 0)
        after = (bounds[number + 1][0] if number + 1 < len(bounds) else len(lines)) - end
        chunks.append(Chunk(tuple(clean_line(line) for line in lines[start:end]), start, before, after))
    return chunks


def stretches(chunks: list[Chunk]) -> list[list[Chunk]]:
    """Maximal stretches of short chunks with enough values in them to hold a table."""
    found: list[list[Chunk]] = [[]]
    for chunk in chunks:
        if chunk.is_short:
            found[-1].append(chunk)
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if sum(map(_count_values, stretch)) >= _FEWEST_VALUES]


def _count_values(chunk: Chunk) -> int:
    return sum(bool(_VALUE.fullmatch(line)) for line in chunk.lines)


def rebuild(stretch: list[Chunk]) -> list[TextTable] | None:
    """Tables of a stretch, None when its runs of empty lines do not tell its rows."""
    alone = sum(chunk.is_value for chunk in stretch)
    if alone * 2 > sum(map(_count_values, stretch)):
        return _rebuild_spaced(stretch)
    return _rebuild_packed(stretch)


# --- one chunk is one cell ---------------------------------------------------------------------------------------


def learn_spacing(stretch: list[Chunk]) -> Spacing | None:
    """The spacing that the runs after cells show: the commonest run is between cells, the next one ends a row."""
    runs = Counter(chunk.after for chunk in stretch[:-1])
    if not runs:
        return None
    cell = min(runs)
    rows = [
        (count, -run) for run, count in runs.items() if run > cell and (run - cell) % (cell + 1) and run < 2 * cell + 4
    ]
    if not rows or cell == 0:
        return None
    count, run = max(rows)
    return Spacing(cell, -run - cell) if count >= _FEWEST_ROWS and runs[cell] >= _FEWEST_VALUES else None


def _rebuild_spaced(stretch: list[Chunk]) -> list[TextTable] | None:
    spacing = learn_spacing(stretch)
    if spacing is None:
        return None
    tables: list[TextTable] = []
    for part in _split_at_headings(stretch, spacing):
        trimmed = _trim(part, spacing)
        if not any(chunk.is_value for chunk in trimmed):
            continue
        if any(spacing.solve(chunk.after) is None for chunk in trimmed[:-1]):
            return None
        tables.append(_spaced_table(trimmed, spacing))
    return tables or None


def _split_at_headings(stretch: list[Chunk], spacing: Spacing) -> list[list[Chunk]]:
    """Parts between section headings: a heading stands at the start of a row and is followed by no cell of its row."""
    parts: list[list[Chunk]] = [[]]
    for index, chunk in enumerate(stretch):
        following = stretch[index + 1] if index + 1 < len(stretch) else None
        starts_row = chunk.before >= spacing.cell + spacing.row
        stands_alone = chunk.after not in (spacing.cell, spacing.cell + spacing.row)
        # 二、上年结转… with empty cells is followed by a value or by the end of its row; a heading by labels.
        leads_on = following is None or (not following.is_value and not _ends_row(chunk.after, spacing))
        if looks_like_heading("".join(chunk.lines)) and starts_row and stands_alone and leads_on:
            parts.append([])
        else:
            parts[-1].append(chunk)
    return parts


def _ends_row(run: int, spacing: Spacing) -> bool:
    solved = spacing.solve(run)
    return solved is not None and solved[1] > 0


def _trim(part: list[Chunk], spacing: Spacing) -> list[Chunk]:
    """Cut off a title before and a signature after the table, where the run between does not fit the table."""
    values = [index for index, chunk in enumerate(part) if chunk.is_value]
    if not values:
        return []
    breaks = [index for index, chunk in enumerate(part[:-1]) if spacing.solve(chunk.after) is None]
    first = max((index + 1 for index in breaks if index < values[0]), default=0)
    last = min((index + 1 for index in breaks if index >= values[-1]), default=len(part))
    return part[first:last]


def _spaced_table(part: list[Chunk], spacing: Spacing) -> TextTable:
    rows: list[list[TextCell]] = [[]]
    for chunk, following in zip_longest(part, part[1:]):
        rows[-1].append(TextCell(list(chunk.lines), chunk.start + 1))
        empty, ends = (spacing.solve(chunk.after) or (0, 1)) if following else _solve_end(chunk.after, spacing)
        first = chunk.end + spacing.cell + 1
        blanks = [TextCell([""], first + step * (spacing.cell + 1)) for step in range(empty)]
        _place_blanks(rows, blanks, ends, following)
    return TextTable([row for row in rows if row], part[0].start, part[-1].end)


def _solve_end(run: int, spacing: Spacing) -> tuple[int, int]:
    """As ``Spacing.solve`` for the run behind the last cell; the end of a table may add as much as the end of a row."""
    for ends in (1, 2):
        for extra in (spacing.row, 0):
            rest = run - spacing.cell - ends * spacing.row - extra
            empty, remainder = divmod(rest, spacing.cell + 1)
            if rest >= 0 and not remainder and ends - 1 <= empty <= _MOST_EMPTY_CELLS:
                return empty, ends
    return 0, 1


def _place_blanks(rows: list[list[TextCell]], blanks: list[TextCell], ends: int, following: Chunk | None) -> None:
    """Put empty cells before or after the end of a row.

    A row of values without a label (行政复议) may start with empty cells or hold nothing else; then the row before it is
    a header without values. In any other case the empty cells end their row.
    """
    if ends == 0:
        rows[-1].extend(blanks)
        return
    is_header = not any(_VALUE.fullmatch(cell.text) for cell in rows[-1])
    if is_header and (ends == 2 or (following is not None and following.is_value)):
        rows.append(blanks)
        rows.extend([[]] if ends == 2 else [])
    else:
        rows[-1].extend(blanks)
        rows.append([])


# --- one chunk is one row, its lines are its cells ---------------------------------------------------------------


def _rebuild_packed(stretch: list[Chunk]) -> list[TextTable] | None:
    runs = Counter(chunk.after for chunk in stretch[:-1])
    if len(stretch) < _FEWEST_ROWS:
        return None
    row_end = runs.most_common(1)[0][0]
    rows: list[list[TextCell]] = [[]]
    for chunk in stretch:
        rows[-1].extend(TextCell([line], chunk.start + offset + 1) for offset, line in enumerate(chunk.lines))
        is_end = chunk.after >= row_end
        empty = min(chunk.after - row_end if is_end else chunk.after, _MOST_EMPTY_CELLS)
        rows[-1].extend(TextCell([""], chunk.end + step + 1) for step in range(empty))
        rows.extend([[]] if is_end else [])
    rows = [row for row in rows if row]
    width, regular = Counter(len(row) for row in rows).most_common(1)[0]
    if regular < _REGULAR_SHARE * len(rows) or regular < _FEWEST_ROWS or width < 2:
        return None
    while len(rows[-1]) > width and not rows[-1][-1].text:
        rows[-1].pop()  # empty lines behind the table, not cells
    wide = [index for index, row in enumerate(rows) if len(row) >= width]
    folded = _fold_rows(rows[wide[0] : wide[-1] + 1], width)
    if folded is None:
        return None
    last = max((cell for cell in folded[-1] if cell.text), key=lambda cell: cell.number)
    return [TextTable(folded, folded[0][0].number - 1, last.number - 1 + len(last.lines))]


def _fold_rows(rows: list[list[TextCell]], width: int) -> list[list[TextCell]] | None:
    """Join the lines of a cell that was printed over several, where the other rows leave only one way to do it."""
    regular = [row for row in rows if len(row) == width]
    shapes = [{_shape(row[column].text, column) for row in regular} for column in range(width)]
    folded: list[list[TextCell]] = []
    for row in rows:
        extra = len(row) - width
        ways = [_join(row, column, extra) for column in range(width)] if extra > 0 else [row]
        fitting = [
            way
            for joined, way in enumerate(ways)
            if extra == 0
            or all(_shape(cell.text, at) in shapes[at] or (at == joined == 0) for at, cell in enumerate(way))
        ]
        if extra < 0 or len(fitting) != 1:
            return None
        folded.append(fitting[0])
    return folded


def _join(row: list[TextCell], column: int, extra: int) -> list[TextCell]:
    joined = TextCell([cell.text for cell in row[column : column + extra + 1]], row[column].number)
    return [*row[:column], joined, *row[column + extra + 1 :]]


def _shape(text: str, column: int) -> str:
    """What a cell looks like: empty, a value, or text; short words of inner columns (units) by themselves."""
    if not text:
        return "empty"
    if _VALUE.fullmatch(text):
        return "value"
    return text if column and len(text) <= _LONGEST_UNIT else "text"
