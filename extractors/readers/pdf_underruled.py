"""Tells grids that are no whole tables: rules between rows or columns, or round labels or numbers, were not drawn.

Offices rule what they please: a frame with upright rules only, boxes round the figures, rules between the labels. Read
as drawn, such a grid has ten numbers in a cell, or numbers without labels. It is given up, its rules stay as hints, and
the setting of the text decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from extractors.readers.pdf_chars import Char
from extractors.readers.pdf_grid import Grid, Region
from extractors.readers.pdf_lines import Line
from extractors.values import looks_like_value

SHARED = 0.15  # of a grid's numbers that stand together in cells: rules between them are lacking
UNLABELLED = 0.5  # of a grid's rows with numbers that have their label outside of it
ABOVE = 2.5  # em above a grid in which headers stand
PADDING = 14.0  # points: a number within this and one digit of the width of its cell fills it

Members = Mapping[Region, Sequence[Char]]


def is_underruled(
    grid: Grid, lines: Mapping[Region, Sequence[Line]], members: Members, free: Sequence[Char], others: Sequence[Grid]
) -> bool:
    """Whether a grid lacks the rules of a whole table.

    Args:
        lines, members: lines and characters of its cells; cells without any may be missing from ``lines``.
        free: characters of the page in no table, those of the grid included.
        others: the other grids of the page.
    """
    inside = {char.serial for chars in members.values() for char in chars}
    outside = [char for char in free if char.serial not in inside]
    return _shares_cells(grid, lines) or _lacks_labels(grid, lines, outside) or _lacks_numbers(grid, outside, others)


def _shares_cells(grid: Grid, lines: Mapping[Region, Sequence[Line]]) -> bool:
    """Whether cells hold several numbers each, because rules between rows or columns were not drawn."""
    counts = {region: _numbers_in(found, _width(grid, region)) for region, found in lines.items()}
    shared = {region: count for region, count in counts.items() if count > 1}
    if not shared or sum(shared.values()) < SHARED * sum(counts.values()):
        return False
    return len(shared) > 1 or sum(shared.values()) > 3 or any(_lacks_rules(region, lines) for region in shared)


def _lacks_rules(region: Region, lines: Mapping[Region, Sequence[Line]]) -> bool:
    """Whether a cell with several numbers lies over several columns or rows: wide, and not just two lines in one cell.

    Two lines of a cell beside a label of one line are a number and a mark, an old and a new number, or one that wraps.
    """
    if region.column1 - region.column0 <= 1:
        return False
    heights = [len(found) for other, found in lines.items() if other.row0 == region.row0 and other != region]
    is_stacked = all(len(line.text.split()) == 1 for line in lines[region])
    return not (is_stacked and heights and max(heights) == 1)


def _width(grid: Grid, region: Region) -> float:
    return grid.xs[region.column1] - grid.xs[region.column0]


def _numbers_in(lines: Sequence[Line], width: float) -> int:
    """How many numbers the lines of a cell end in: 2 for "12 0", "规章 12 0" or "12" over "0", 0 for a label.

    A number too long for its cell goes on in the next line: there the line above is full.
    """
    if len(lines) == 1 and len(only := lines[0].text.split()) < 2:  # most cells
        return sum(map(looks_like_value, only))
    count = 0
    is_full = False
    for line in lines:
        tokens = line.text.split()
        values = 0
        while values < len(tokens) and looks_like_value(tokens[-1 - values]):
            values += 1
        count += values - (1 if is_full and values and values == len(tokens) else 0)
        digit = (line.x1 - line.x0) / max(len(line.text), 1)
        is_full = values == len(tokens) == 1 and line.x1 - line.x0 + 1.2 * digit > width - PADDING
    return count


def _lacks_labels(grid: Grid, lines: Mapping[Region, Sequence[Line]], outside: Sequence[Char]) -> bool:
    """Whether only the numbers of a table were put into a grid and their labels stand left of it, or above."""
    rows: dict[int, bool] = {}
    for region, found in lines.items():
        if found:
            is_value = all(looks_like_value(line.text) for line in found)
            rows[region.row0] = rows.get(region.row0, True) and is_value
    numbers = [row for row, is_number in rows.items() if is_number]
    if numbers and len(numbers) == len(rows) and _has_headers_above(grid, outside):
        return True
    if len(numbers) < max(2.0, UNLABELLED * len(rows)):
        return False
    labels = [char.y_centre for char in outside if char.x1 <= grid.xs[0] and not char.text.isascii()]
    beside = sum(any(grid.ys[row] < y < grid.ys[row + 1] for y in labels) for row in numbers)
    return beside >= UNLABELLED * len(numbers)


def _has_headers_above(grid: Grid, outside: Sequence[Char]) -> bool:
    """Whether most columns have text close above the grid: their headers were left outside."""
    above = [c for c in outside if grid.ys[0] - ABOVE * c.size < c.y_centre < grid.ys[0] and not c.text.isascii()]
    headed = sum(any(left < char.x_centre < right for char in above) for left, right in pairwise(grid.xs))
    return headed >= UNLABELLED * grid.column_count


def _lacks_numbers(grid: Grid, outside: Sequence[Char], others: Sequence[Grid]) -> bool:
    """Whether numbers stand beside the grid at the height of its rows: the column they stand in was not closed.

    Numbers of a table beside it, with labels of its own (two years abreast on one page), do not count.
    """
    top, bottom, left, right = grid.ys[0], grid.ys[-1], grid.xs[0], grid.xs[-1]
    beside = [
        char
        for char in outside
        if char.text.isdigit() and top < char.y_centre < bottom and not left < char.x_centre < right
    ]
    least = max(2.0, UNLABELLED * grid.row_count)
    if _heights(beside) < least:
        return False
    for other in others:
        if (other.xs[0] >= right or other.xs[-1] <= left) and _has_labels(other, outside):
            beside = [char for char in beside if not _is_in(char, other)]
    return _heights(beside) >= least


def _heights(chars: Sequence[Char]) -> int:
    """On how many lines the characters stand."""
    return len({round(char.baseline / char.size) for char in chars})


def _has_labels(grid: Grid, chars: Sequence[Char]) -> bool:
    """Whether the first column of a grid holds text that is no number, and another one digits."""
    inside = [char for char in chars if _is_in(char, grid)]
    has_label = any(not char.text.isascii() and char.x_centre < grid.xs[1] for char in inside)
    return has_label and any(char.text.isdigit() and char.x_centre > grid.xs[1] for char in inside)


def _is_in(char: Char, grid: Grid) -> bool:
    return grid.xs[0] < char.x_centre < grid.xs[-1] and grid.ys[0] < char.y_centre < grid.ys[-1]
