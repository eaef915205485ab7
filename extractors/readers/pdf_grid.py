"""Rules -> grids: rules that touch make a frame, the frame makes slots, slots with no rule between them make a cell.

A page break leaves tables open (no rule at the bottom of the page, no left border on the row that goes on), so the
outside of a frame is closed from the extents of its rules. Spaced cells (HTML with cell spacing) leave thin empty
tracks, which are closed up. Nothing here looks at text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from extractors.readers.pdf_rules import LINE_TOLERANCE, Rule, Rules

TOUCH = 3.5  # points: rules this near to each other meet
OVERHANG = 5.0  # points a rule must stand out from the frame before the frame is open there
THIN_TRACK = 5.0  # points: a row or column narrower than this holds no text and is a gap
RAGGED = 10.0  # points between the ends of rules that a page break cuts (spaced cells begin at different heights)
COVER = 0.6  # share of a slot's side that rules must cover to be a wall
OPEN_SIDE = 0.2  # a whole side of a frame covered less than this is open, and closed by its extents
HANGING = 10.0  # points below the borders of an open last row where its text may still stand
MAX_SLOTS = 20_000  # of one frame: a drawing or graph paper beyond it


class Region(NamedTuple):
    """A cell of a grid: its slots [row0, row1) x [column0, column1)."""

    row0: int
    row1: int
    column0: int
    column1: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A frame of cells: boundaries ``xs`` and ``ys`` (ascending, points) and the regions between them.

    Slots in no region lie outside the table (an L-shaped frame). ``open_below`` are the stretches of x with no rule
    under the last row: cut by the end of the page, the last line of a cell may hang out there.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    open_below: tuple[tuple[float, float], ...] = ()

    @property
    def row_count(self) -> int:
        return len(self.ys) - 1

    @property
    def column_count(self) -> int:
        return len(self.xs) - 1

    def slot(self, x: float, y: float) -> tuple[int, int] | None:
        """(row, column) of the slot a point lies in or hangs out of, None outside."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        if row == self.row_count and y < self.ys[-1] + HANGING and any(x0 < x < x1 for x0, x1 in self.open_below):
            row -= 1
        if 0 <= row < self.row_count and 0 <= column < self.column_count:
            return row, column
        return None


@dataclass(frozen=True, slots=True)
class Frame:
    """Rules that touch each other, directly or through others."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]


def find_grids(rules: Rules) -> list[Grid]:
    """All grids of a page, those of one cell or one column too, the smallest first (an inner table before its frame)."""
    grids = [grid for frame in frames(rules) if (grid := build_grid(frame)) is not None]
    return sorted(grids, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))


def frames(rules: Rules) -> Iterator[Frame]:
    """Group the rules of a page by touch."""
    horizontal, vertical = rules.horizontal, rules.vertical
    parents = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    positions = [rule.position for rule in vertical]
    for h, across in enumerate(horizontal):
        first, last = bisect_left(positions, across.start - TOUCH), bisect_right(positions, across.end + TOUCH)
        for v in range(first, last):
            if vertical[v].start - TOUCH <= across.position <= vertical[v].end + TOUCH:
                parents[root(len(horizontal) + v)] = root(h)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parents)):
        group = groups.setdefault(root(index), ([], []))
        if index < len(horizontal):
            group[0].append(horizontal[index])
        else:
            group[1].append(vertical[index - len(horizontal)])
    loose = [rule for level, upright in groups.values() if not level for rule in upright]
    for level, upright in groups.values():
        if level and upright:
            upright += _borders_beside(upright, loose)
            yield Frame(tuple(level), tuple(sorted(upright)))


def _borders_beside(upright: Sequence[Rule], loose: Sequence[Rule]) -> list[Rule]:
    """Upright rules that no level one touches, but that run as far up and down as the frame.

    The outer border beside a merged cell that fills its column from one page break to the next.
    """
    top, bottom = min(rule.start for rule in upright), max(rule.end for rule in upright)
    return [rule for rule in loose if abs(rule.start - top) <= RAGGED and abs(rule.end - bottom) <= RAGGED]


def build_grid(frame: Frame) -> Grid | None:
    """The grid of a frame, None when its rules enclose nothing."""
    xs = close_gaps(boundaries(frame.vertical, frame.horizontal))
    ys = close_gaps(boundaries(frame.horizontal, frame.vertical))
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > MAX_SLOTS:
        return None
    regions = find_regions(xs, ys, walls(frame.vertical, xs, ys), walls(frame.horizontal, ys, xs))
    grid = compress(xs, ys, regions)
    if grid is None:
        return None
    under = [rule for rule in frame.horizontal if abs(rule.position - ys[-1]) <= THIN_TRACK]
    gaps = [(low, high) for low, high in pairwise(grid.xs) if _covered(under, low, high) < COVER * (high - low)]
    return replace(grid, open_below=tuple(gaps))


def _covered(rules: Sequence[Rule], low: float, high: float) -> float:
    """How much of a stretch rules cover, in points; 1.5 points at each end of a rule count as covered."""
    covered = 0.0
    for _, start, end in rules:
        if start - 1.5 < high and low < end + 1.5:
            covered += min(high, end + 1.5) - max(low, start - 1.5)
    return covered


def boundaries(rules: Sequence[Rule], crossing: Sequence[Rule]) -> list[float]:
    """Positions of the rules, and where the crossing rules end when two or more of them end together further out."""
    positions: list[float] = []
    for position in sorted(rule.position for rule in rules):
        if not positions or position - positions[-1] > LINE_TOLERANCE:
            positions.append(position)
    top_ends, bottom_ends = sorted(rule.start for rule in crossing), sorted(-rule.end for rule in crossing)
    first, last = positions[0], positions[-1]
    # At the left and at the top one rule is enough: beside a heading merged over all rows of a page no other goes on.
    edge = _open_edge(top_ends)
    edge = top_ends[0] if edge is None or first - edge <= OVERHANG else edge
    if first - edge > OVERHANG:
        positions.insert(0, edge)
    if (edge := _open_edge(bottom_ends)) is not None and -edge - last > OVERHANG:
        positions.append(-edge)
    return positions


def _open_edge(ends: Sequence[float]) -> float | None:
    """Where a frame without an outer rule ends: the outermost end, when enough rules end near it."""
    enough = max(2, round(0.3 * len(ends)))
    if len(ends) < enough:
        return None
    return ends[0] if ends[enough - 1] - ends[0] <= RAGGED else ends[enough - 1]


def close_gaps(positions: list[float]) -> list[float]:
    """Take out tracks too thin for any text: the gaps between spaced cells, double lines."""
    kept = positions[:1]
    for position in positions[1:]:
        if position - kept[-1] < THIN_TRACK:
            kept[-1] = (kept[-1] + position) / 2
        else:
            kept.append(position)
    return kept


def walls(rules: Sequence[Rule], positions: Sequence[float], along: Sequence[float]) -> list[list[bool]]:
    """walls[boundary][track]: whether rules on that boundary close that track. Open outer sides count as closed."""
    result: list[list[bool]] = []
    order = sorted(range(len(rules)), key=lambda number: rules[number].position)
    sorted_positions = [rules[number].position for number in order]
    for index, position in enumerate(positions):
        near = slice(
            bisect_left(sorted_positions, position - THIN_TRACK), bisect_right(sorted_positions, position + THIN_TRACK)
        )
        here = [
            rule
            for rule in map(rules.__getitem__, sorted(order[near]))
            if abs(rule.position - position) <= THIN_TRACK / 2
        ]
        row = [_covered(here, low, high) >= COVER * (high - low) for low, high in pairwise(along)]
        if index in (0, len(positions) - 1):
            lengths = [high - low for low, high in pairwise(along)]
            closed = sum(length for length, is_wall in zip(lengths, row, strict=True) if is_wall)
            if closed < OPEN_SIDE * sum(lengths):
                row = [True] * len(row)
        result.append(row)
    return result


def find_regions(
    xs: Sequence[float], ys: Sequence[float], upright: list[list[bool]], level: list[list[bool]]
) -> list[Region]:
    """Cells: slots joined where no wall is between them, cut into rectangles; corners that lie open are left out."""
    columns, rows = len(xs) - 1, len(ys) - 1
    labels = [[-1] * columns for _ in range(rows)]
    regions: list[Region] = []
    for start_row in range(rows):
        for start_column in range(columns):
            if labels[start_row][start_column] >= 0:
                continue
            if (
                0 < start_row < rows - 1
                and 0 < start_column < columns - 1
                and upright[start_column][start_row]
                and upright[start_column + 1][start_row]
                and level[start_row][start_column]
                and level[start_row + 1][start_column]
            ):  # most cells are one slot with four walls
                labels[start_row][start_column] = 0
                regions.append(Region(start_row, start_row + 1, start_column, start_column + 1))
                continue
            label = start_row * columns + start_column
            slots = _flood(start_row, start_column, labels, label, upright, level)
            open_sides = {
                side
                for row, column in slots
                for side, is_open in (
                    ("left", column == 0 and not upright[0][row]),
                    ("right", column == columns - 1 and not upright[columns][row]),
                    ("top", row == 0 and not level[0][column]),
                    ("bottom", row == rows - 1 and not level[rows][column]),
                )
                if is_open
            }
            # Open above and below is a merged label cut by two page breaks; open round a corner is outside.
            if not (open_sides & {"left", "right"} and open_sides & {"top", "bottom"}):
                regions += _rectangles(slots)
    return regions


def _flood(
    row: int, column: int, labels: list[list[int]], label: int, upright: list[list[bool]], level: list[list[bool]]
) -> list[tuple[int, int]]:
    """All slots that can be reached without crossing a wall; marks them in ``labels``."""
    rows, columns = len(labels), len(labels[0])
    labels[row][column] = label
    slots, stack = [], [(row, column)]
    while stack:
        r, c = stack.pop()
        slots.append((r, c))
        for nr, nc, is_wall in (
            (r, c - 1, upright[c][r]),
            (r, c + 1, upright[c + 1][r]),
            (r - 1, c, level[r][c]),
            (r + 1, c, level[r + 1][c]),
        ):
            if not is_wall and 0 <= nr < rows and 0 <= nc < columns and labels[nr][nc] < 0:
                labels[nr][nc] = label
                stack.append((nr, nc))
    return slots


def _rectangles(slots: list[tuple[int, int]]) -> list[Region]:
    """Cut a set of slots into rectangles: equal runs of columns in neighbouring rows belong together."""
    if len(slots) == 1:
        ((row, column),) = slots
        return [Region(row, row + 1, column, column + 1)]
    by_row: dict[int, list[int]] = {}
    for row, column in slots:
        by_row.setdefault(row, []).append(column)
    done: list[Region] = []
    growing: dict[tuple[int, int], int] = {}
    previous = None
    for row in sorted(by_row):
        runs: list[tuple[int, int]] = []
        for column in sorted(by_row[row]):
            if runs and runs[-1][1] == column:
                runs[-1] = (runs[-1][0], column + 1)
            else:
                runs.append((column, column + 1))
        ended = [run for run in growing if run not in runs or previous != row - 1]
        done += [Region(growing.pop(run), (previous or 0) + 1, *run) for run in ended]
        for run in runs:
            growing.setdefault(run, row)
        previous = row
    done += [Region(start, (previous or 0) + 1, *run) for run, start in growing.items()]
    return done


def compress(xs: Sequence[float], ys: Sequence[float], regions: Sequence[Region]) -> Grid | None:
    """Drop the boundaries at which no cell begins or ends (left by a stray piece of rule inside a cell)."""
    if not regions:
        return None
    used_rows = sorted({edge for region in regions for edge in (region.row0, region.row1)})
    used_columns = sorted({edge for region in regions for edge in (region.column0, region.column1)})
    rows = {edge: index for index, edge in enumerate(used_rows)}
    columns = {edge: index for index, edge in enumerate(used_columns)}
    return Grid(
        xs=tuple(xs[edge] for edge in used_columns),
        ys=tuple(ys[edge] for edge in used_rows),
        regions=tuple(
            sorted(
                (Region(rows[r.row0], rows[r.row1], columns[r.column0], columns[r.column1]) for r in regions),
                key=lambda region: (region.row0, region.column0),
            )
        ),
    )
