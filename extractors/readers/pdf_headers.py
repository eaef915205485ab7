"""Headers above a row of numbers -> rows of header cells: the level of each over its column decides, not its height.

Header cells that span two rows are set in the middle of both, so their baselines fall between those of the others; read
by height they would make rows of their own, and the order of the columns would be lost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import combinations, pairwise
from math import comb

from extractors.readers.pdf_aligned_blocks import Block
from extractors.readers.pdf_columns import Columns

MOST_CHOICES = 10_000  # ways to give headers their columns that are tried


def header_heights(blocks: Sequence[Block], columns: Columns, rows: Sequence[float]) -> dict[int, float]:
    """The height of the row that each header block belongs to, by the identity of the block.

    Headers of one row that stand over the same column (they begin at the left of their cells, the numbers end at the
    right) are moved to columns of their own, in order. Headers are blocks over the columns of numbers that stand above a row of numbers (``rows``, ascending baselines) and
    below the one before. The lowest of each column make the last header row, those above them the row before, and so on.
    """
    heights: dict[int, float] = {}
    bands: dict[int, list[Block]] = {}
    for block in blocks:
        if block.columns is not None and not block.is_number:
            band = bisect_left(rows, block.bottom - 0.3 * block.fragments[0].size)
            if band < len(rows) and block.bottom < rows[band] - 0.5 * block.fragments[0].size:
                bands.setdefault(band, []).append(block)
    for headers in bands.values():
        levels = header_levels(headers)
        for height in set(levels.values()):
            _part([block for block in headers if levels[id(block)] == height], columns)
        heights.update(levels)
    return heights


def _part(headers: Sequence[Block], columns: Columns) -> None:
    """Give headers of one row that share a column columns of their own, from left to right, as near as can be."""
    row = sorted(headers, key=lambda block: block.x0)
    spans = [block.columns for block in row if block.columns is not None]
    if all(one[1] < other[0] for one, other in pairwise(spans)) or len(row) > len(columns):
        return
    if comb(len(columns), len(row)) > MOST_CHOICES:
        return
    middles = [(left + right) / 2 for left, right in columns.intervals]
    wanted = [(block.x0 + block.x1) / 2 for block in row]
    choice = min(
        combinations(range(len(columns)), len(row)),
        key=lambda picked: sum(abs(middles[k] - x) for k, x in zip(picked, wanted, strict=True)),
    )
    for block, column in zip(row, choice, strict=True):
        block.columns = (column, column)


def header_levels(headers: Sequence[Block]) -> dict[int, float]:
    """The height of the row of each header block: the lowest ones of all columns together, then those above them."""
    level: dict[int, int] = {}
    done: list[Block] = []
    for block in sorted(headers, key=lambda one: -one.bottom):
        under = [level[id(other)] for other in done if _is_over(block, other)]
        level[id(block)] = 1 + max(under, default=-1)
        done.append(block)
    heights: list[float] = []
    for number in range(max(level.values()) + 1):
        lowest = max(block.bottom for block in headers if level[id(block)] == number)
        heights.append(lowest if not heights else min(lowest, heights[-1] - 0.01))
    return {id(block): heights[level[id(block)]] for block in headers}


def _is_over(upper: Block, lower: Block) -> bool:
    if upper.bottom >= lower.top:
        return False
    if upper.x0 < lower.x1 and lower.x0 < upper.x1:
        return True
    one, other = upper.columns, lower.columns
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]
