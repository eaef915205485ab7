"""Numbers of aligned rows -> columns: numbers that stand under each other are of one column.

Numbers of one column share their left edge, their right edge or their middle. Mostly they also overlap and no others
do; in narrow tables wide numbers reach over their neighbours' columns, and only the shared edge tells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.readers.pdf_fragments import Fragment, SplitLine

Interval = tuple[float, float]
NEAR = 0.45  # of the distance between two columns: nearer numbers belong to the column
SEATED = 0.3  # of the distance between two headers: a number no further from the middle of one stands under it
BAND = 1.8  # em between the lines of headers of one band
FULL_COLUMNS = 5  # from so many columns on, a row of numbers has them all, and a gap is an empty cell
MOST_SPREAD = 0.5  # of that distance: edges of one column differ by less


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of numbers from left to right: the x interval of each, and the column of each number by its identity.

    ``is_headed``: these are all columns of the table, since each has its header, and every number stands plainly under
    one; what a row lacks was printed empty.
    """

    intervals: tuple[Interval, ...]
    of_number: dict[int, int]
    is_headed: bool = False

    def __len__(self) -> int:
        return len(self.intervals)

    def over(self, x0: float, x1: float) -> tuple[int, int] | None:
        """(first, last) column that a text stands over; right of the labels at least the nearest one, else None."""
        hit = [k for k, (left, right) in enumerate(self.intervals) if x0 <= (left + right) / 2 <= x1]
        if hit:
            return (hit[0], hit[-1])
        touched = [k for k, (left, right) in enumerate(self.intervals) if x0 < right and x1 > left]
        if not touched and x1 <= self.intervals[0][0]:
            return None
        middle = (x0 + x1) / 2
        nearest = min(
            touched or range(len(self.intervals)),
            key=lambda k: abs((self.intervals[k][0] + self.intervals[k][1]) / 2 - middle),
        )
        return (nearest, nearest)


def find_columns(stretch: Sequence[SplitLine]) -> Columns | None:
    """The columns of the numbers of a stretch, None when two numbers of a row would share one."""
    rows = [numbers for line in stretch if line.is_row and (numbers := _numbers(line))]
    return _by_overlap(rows) or _by_edge(rows) if rows else None


def _numbers(line: SplitLine) -> list[Fragment]:
    """The numbers of a line from left to right."""
    return sorted((f for f in line.fragments if f.is_number), key=lambda f: f.x0)


def _by_overlap(rows: Sequence[Sequence[Fragment]]) -> Columns | None:
    intervals: list[Interval] = []
    for x0, x1 in sorted((number.x0, number.x1) for row in rows for number in row):
        if intervals and x0 <= intervals[-1][1]:
            intervals[-1] = (intervals[-1][0], max(intervals[-1][1], x1))
        else:
            intervals.append((x0, x1))
    placed: dict[int, int] = {}
    for row in rows:
        homes = [next(k for k, (x0, x1) in enumerate(intervals) if x0 <= f.x0 and f.x1 <= x1) for f in row]
        if len(set(homes)) < len(homes):
            return None
        placed.update(zip(map(id, row), homes, strict=True))
    return Columns(tuple(intervals), placed)


Edge = Callable[[Fragment], float]
EDGES: tuple[Edge, ...] = (lambda f: f.x0, lambda f: (f.x0 + f.x1) / 2, lambda f: f.x1)


def _by_edge(rows: Sequence[Sequence[Fragment]]) -> Columns | None:
    """Columns from the rows with most numbers, by the edge that these share best; the other rows must fit them."""
    count = max(len(row) for row in rows)
    full = [row for row in rows if len(row) == count]
    if count < 2 or len(full) < 2:
        return None
    edge = min(EDGES, key=lambda one: sum(_spread(full, k, one) for k in range(count)))
    anchors = [sum(edge(row[k]) for row in full) / len(full) for k in range(count)]
    least = min(right - left for left, right in pairwise(anchors))
    if least <= 0 or max(_spread(full, k, edge) for k in range(count)) > MOST_SPREAD * least:
        return None
    placed: dict[int, int] = {}
    members: list[list[Fragment]] = [[] for _ in anchors]
    for row in rows:
        homes = [min(range(count), key=lambda k: abs(anchors[k] - edge(number))) for number in row]
        if len(set(homes)) < len(homes) or any(
            abs(anchors[k] - edge(number)) > NEAR * least for k, number in zip(homes, row, strict=True)
        ):
            return None
        placed.update(zip(map(id, row), homes, strict=True))
        for k, number in zip(homes, row, strict=True):
            members[k].append(number)
    return Columns(tuple(_narrow(own) for own in members), placed)


def _spread(rows: Sequence[Sequence[Fragment]], column: int, edge: Edge) -> float:
    values = [edge(row[column]) for row in rows]
    return max(values) - min(values)


def _narrow(numbers: Sequence[Fragment]) -> Interval:
    """The interval that most of a column's numbers cover: wide ones reach over their neighbours."""
    lefts, rights = sorted(f.x0 for f in numbers), sorted(f.x1 for f in numbers)
    return lefts[len(lefts) // 2], rights[len(rights) // 2]


def with_blank_columns(columns: Columns, headers: Sequence[Fragment]) -> Columns:
    """Add the columns that have a header and not one number.

    ``headers`` are those of one line of cells. Where there are more of them than columns, each column takes the nearest
    header, and what is left over stands over an empty column.
    """
    if len(headers) <= len(columns):
        return columns
    free = list(headers)
    for left, right in columns.intervals:
        free.remove(min(free, key=lambda f: abs((f.x0 + f.x1) / 2 - (left + right) / 2)))
    intervals = sorted([*columns.intervals, *((f.x0, f.x1) for f in free)])
    moved = {old: intervals.index(interval) for old, interval in enumerate(columns.intervals)}
    return Columns(tuple(intervals), {number: moved[k] for number, k in columns.of_number.items()})


def under_headers(columns: Columns, headers: Sequence[Fragment], stretch: Sequence[SplitLine]) -> Columns:
    """The columns, marked as headed where each has one header and every number stands under that of its column."""
    if len(headers) != len(columns) or len(columns) < FULL_COLUMNS:
        return columns
    places = sorted((f.x0, f.x1) for f in headers)
    seats = _seats(stretch, places)
    if seats is None or any(columns.of_number.get(number) != k for number, k in seats.items()):
        return columns
    return Columns(columns.intervals, columns.of_number, is_headed=True)


def inherited(columns: Columns, above: Columns, stretch: Sequence[SplitLine]) -> Columns:
    """The headed columns of the part above, where every number of this part stands in one; else the columns as found."""
    seats = _seats(stretch, above.intervals)
    if seats is None or set(seats) != set(columns.of_number):
        return columns
    return Columns(above.intervals, seats, is_headed=True)


def under_own_headers(stretch: Sequence[SplitLine], headers: Sequence[Fragment]) -> Columns | None:
    """Columns from the headers alone: each number of a row stands under one header of the band of headers above it.

    For tables of several bands of other columns, where wide numbers reach over those of other bands. None where a number
    stands under no header, or two stand under one.
    """
    middles = _clusters([_middle(header) for header in headers], min((f.size for f in headers), default=0.0))
    if len(middles) < 2:
        return None
    homes: dict[int, int] = {}
    for line in stretch:
        if not line.is_row or not _numbers(line):
            continue
        places = [(f.x0, f.x1) for f in _band(headers, line.baseline)]
        seats = _seats([line], places) if places else None
        if seats is None:
            return None
        for number, k in seats.items():
            middle = sum(places[k]) / 2
            homes[number] = min(range(len(middles)), key=lambda column: abs(middles[column] - middle))
    room = min(right - left for left, right in pairwise(middles)) / 4
    return Columns(tuple((middle - room, middle + room) for middle in middles), homes)


def _band(headers: Sequence[Fragment], baseline: float) -> list[Fragment]:
    """The headers of the lowest band of headers above a line, from left to right."""
    above = [f for f in headers if f.baseline < baseline - 0.5 * f.size]
    lowest = max((f.baseline for f in above), default=0.0)
    return sorted((f for f in above if lowest - f.baseline < BAND * f.size), key=lambda f: f.x0)


def _clusters(values: Sequence[float], apart: float) -> list[float]:
    """Values less than ``apart`` from the one before taken together, each group by its first."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > apart:
            found.append(value)
    return found


def _middle(fragment: Fragment) -> float:
    return (fragment.x0 + fragment.x1) / 2


def _seats(stretch: Sequence[SplitLine], places: Sequence[Interval]) -> dict[int, int] | None:
    """The place of each number of the rows, None when one stands between two places, or two of a row in one."""
    middles = [(left + right) / 2 for left, right in places]
    seats: dict[int, int] = {}
    for line in stretch:
        numbers = _numbers(line) if line.is_row else []
        taken: set[int] = set()
        for number in numbers:
            middle = (number.x0 + number.x1) / 2
            k = min(range(len(middles)), key=lambda one: abs(middles[one] - middle))
            others = [abs(other - middles[k]) for index, other in enumerate(middles) if index != k]
            reach = SEATED * min(others) if others else (places[k][1] - places[k][0]) / 2
            if k in taken or abs(middles[k] - middle) > reach:
                return None
            taken.add(k)
            seats[id(number)] = k
    return seats
