"""Grids and characters -> filled grids, and the characters that stand in no table.

A drawn frame is not always a table: body text in a box is a grid of one column, and may sit on top of a real table with
no rule between. A number wider than its cell runs over the rule into the next one; cut there it would become two wrong
numbers, so it stays whole, and the page says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.readers.pdf_chars import LIFT, Char
from extractors.readers.pdf_grid import HANGING, Grid, Region, compress
from extractors.readers.pdf_lines import Line, lines_of
from extractors.readers.pdf_underruled import is_underruled

CONTINUOUS = 0.06  # em between characters of one string
CONTINUOUS_DIGITS = 0.03
CUT = 0.12  # share of a glyph that must lie on each side of a rule before the rule cuts it
HALVED = 0.2  # em: a character whose middle lies no further above a border is cut by it
PROSE_LENGTH = 40  # characters; a full-width cell this long with a full stop in it is body text, not a band
SENTENCE_MARKS = ("。", "；")


@dataclass(frozen=True, slots=True)
class FilledGrid:
    """A grid with the text of each region (lines joined by newlines, "" for an empty cell)."""

    grid: Grid
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """What became of a page's characters: in tables, outside of them, and numbers that ran over a rule.

    ``boxes`` are the drawn frames that were no tables; their row boundaries still part rows of aligned text.
    """

    tables: tuple[FilledGrid, ...]
    free: tuple[Char, ...]
    boxes: tuple[Grid, ...]
    overflows: tuple[str, ...]


def claim_chars(grids: Sequence[Grid], chars: Sequence[Char]) -> Claims:
    """Give each character to the innermost table it stands in. ``grids`` come smallest first, ``chars`` in text order."""
    free = list(chars)
    tables: list[FilledGrid] = []
    boxes: list[Grid] = []
    overflows: list[str] = []
    for grid in grids:
        members, crossing = _members(grid, free)
        lines = {region: lines_of(own) for region, own in members.items() if own}
        filled = _as_table(grid, members, lines)
        others = [other for other in grids if other is not grid]
        if filled is None or is_underruled(grid, lines, members, free, others):
            boxes.append(grid)
            continue
        tables.append(FilledGrid(filled[0], filled[1]))
        overflows += crossing
        used = filled[2]
        free = [char for char in free if char.serial not in used]
    return Claims(tuple(tables), tuple(free), tuple(boxes), tuple(overflows))


Members = dict[Region, list[Char]]
Lines = dict[Region, list[Line]]


def _members(grid: Grid, chars: Sequence[Char]) -> tuple[Members, list[str]]:
    """The characters of each region of a grid, and the numbers that ran over a rule."""
    owner: dict[tuple[int, int], Region] = {
        (row, column): region
        for region in grid.regions
        for row in range(region.row0, region.row1)
        for column in range(region.column0, region.column1)
    }
    xs, ys = grid.xs, grid.ys
    left, right, top, bottom = xs[0], xs[-1], ys[0], ys[-1]
    rows, low = grid.row_count, bottom + HANGING
    members: Members = {region: [] for region in grid.regions}
    overflows: list[str] = []
    halved: Members = {}
    run: list[Char] = []
    homes: list[Region | None] = []

    def settle() -> None:
        home = homes[0]
        if homes.count(home) == len(homes):
            if home is not None:
                members[home] += run
        elif _is_cut(run, homes, grid):
            home = _widest_home(run, homes)
            members[home] += run
            text = "".join(char.text for char in run)
            if any(char.isdigit() for char in text):
                overflows.append(text)
        else:
            for char, home_of_char in zip(run, homes, strict=True):
                if home_of_char is not None:
                    members[home_of_char].append(char)
        run.clear()
        homes.clear()

    for char in chars:
        # A page has thousands of characters and some frames: no calls for those that stand in none of them.
        text, x0, x1, baseline, size, _ = char
        x, y = (x0 + x1) / 2, baseline - LIFT * size
        if top < y < low and left - 2 * size < x < right + 2 * size:
            row = bisect_right(ys, y) - 1
            slot = (row, bisect_right(xs, x) - 1) if row < rows else grid.slot(x, y)
            if run and not _is_continuous(run[-1], char):
                settle()
            run.append(char)
            homes.append(owner.get(slot) if slot is not None else None)
        elif top - HALVED * size < y <= top and left < x < right and text != " ":
            # A heading merged over rows on both sides of a page break is set in the middle, on the break.
            slot = grid.slot(x, top)
            if slot is not None and (region := owner.get(slot)) is not None:
                halved.setdefault(region, []).append(char)
    if run:
        settle()
    for region, found in halved.items():
        if not members[region]:
            members[region] += found
    return members, overflows


def _is_continuous(last: Char, char: Char) -> bool:
    text, x0, _, baseline, size, serial = char
    return (
        serial == last.serial + 1
        and text != " "
        and last.text != " "
        and abs(baseline - last.baseline) < 0.1 * size
        and abs(x0 - last.x1) < CONTINUOUS * size
    )


def _is_cut(run: Sequence[Char], homes: Sequence[Region | None], grid: Grid) -> bool:
    """Whether a rule goes through the run: through a glyph, or between two digits that are set as one number."""
    for index, (last, char) in enumerate(pairwise(run)):
        left, right = homes[index], homes[index + 1]
        if left == right:
            continue
        if last.text.isdigit() and char.text.isdigit() and abs(char.x0 - last.x1) < CONTINUOUS_DIGITS * char.size:
            return True
        x = grid.xs[left.column1] if left is not None else grid.xs[right.column0] if right is not None else 0.0
        for glyph in (last, char):
            inset = CUT * (glyph.x1 - glyph.x0)
            if glyph.x0 + inset < x < glyph.x1 - inset:
                return True
    return False


def _widest_home(run: Sequence[Char], homes: Sequence[Region | None]) -> Region:
    """The region that holds most of the run; at a tie the one where it begins."""
    widths: dict[Region, float] = {}
    for char, home in zip(run, homes, strict=True):
        if home is not None:
            widths[home] = widths.get(home, 0.0) + char.x1 - char.x0
    return max(widths, key=lambda region: round(widths[region], 1))


def _as_table(grid: Grid, members: Members, lines: Lines) -> tuple[Grid, tuple[str, ...], set[int]] | None:
    """The table in a frame: the grid without body text at its top and bottom, its texts, the serials it uses."""
    texts = {region: "\n".join([line.text for line in lines.get(region, ())]) for region in grid.regions}
    regions = list(grid.regions)
    while regions and _is_prose(regions[0], texts, grid):
        regions.pop(0)
    while regions and _is_prose(regions[-1], texts, grid):
        regions.pop()
    kept = compress(grid.xs, grid.ys, regions)
    if kept is None or kept.column_count < 2 or sum(1 for region in regions if texts[region]) < 2:
        return None
    used = {char.serial for region in regions for char in members[region]}
    return kept, tuple(texts[region] for region in regions), used


def _is_prose(region: Region, texts: dict[Region, str], grid: Grid) -> bool:
    is_full_width = region.column0 == 0 and region.column1 == grid.column_count
    text = texts[region]
    return is_full_width and len(text) > PROSE_LENGTH and any(mark in text for mark in SENTENCE_MARKS)
