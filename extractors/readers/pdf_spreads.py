"""Pages that print two reports next to each other -> the halves of these pages, first all left ones, then all right ones.

Offices print this year's report beside last year's. Lines of both stand at one height there: read across the page, every
sentence is made of two, and nothing tells any more which year a half is of. Only pages are parted on which the same
table stands on both sides; a page that sets two different things abreast is read as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.readers.pdf_cells import FilledGrid
from extractors.readers.pdf_lines import Line, lines_of
from extractors.readers.pdf_page import FontLine, PageContent
from extractors.readers.pdf_rules import Rule
from extractors.values import looks_like_value

Shown = tuple[PageContent, Sequence[FontLine]]
_TWIN_LABELS = 3
_TWIN_SHARE = 0.5  # of the labels of the table that has fewer
_GUTTER_GAP = 1.2  # em: a line with less between its halves runs over the whole page
_SAME_WIDTH = 2.0  # points


def parted_spreads(shown: Sequence[Shown]) -> list[Shown]:
    """The pages in reading order, with the lines to read on each."""
    gutters = {round(page.frame.width): gutter for page, _ in shown if (gutter := _gutter(page)) is not None}
    if not gutters:
        return list(shown)
    parted: list[Shown] = []
    right: list[Shown] = []
    for page, lines in shown:
        gutter = next((x for width, x in gutters.items() if abs(width - page.frame.width) <= _SAME_WIDTH), None)
        if gutter is None or any(one.grid.xs[0] < gutter < one.grid.xs[-1] for one in page.tables):
            parted += [*right, (page, lines)]
            right = []
            continue
        halves = _halves(lines, gutter)
        parted.append((_half(page, gutter, 0), halves[0]))
        right.append((_half(page, gutter, 1), halves[1]))
    return parted + right


def _gutter(page: PageContent) -> float | None:
    """The x between two tables of the same labels that stand abreast on a page."""
    for one in page.tables:
        for other in page.tables:
            left, right = one.grid, other.grid
            is_abreast = left.xs[-1] < right.xs[0] and left.ys[0] < right.ys[-1] and right.ys[0] < left.ys[-1]
            if is_abreast and _are_twins(one, other):
                return (left.xs[-1] + right.xs[0]) / 2
    return None


def _are_twins(one: FilledGrid, other: FilledGrid) -> bool:
    labels = [{"".join(text.split()) for text in grid.texts if not looks_like_value(text)} for grid in (one, other)]
    common = len(labels[0] & labels[1])
    return common >= _TWIN_LABELS and common >= _TWIN_SHARE * min(map(len, labels))


def _half(page: PageContent, gutter: float, side: int) -> PageContent:
    return replace(
        page,
        tables=tuple(one for one in page.tables if (one.grid.xs[0] > gutter) == bool(side)),
        bands=tuple(_cut(page.bands, gutter, side)),
        uprights=tuple(rule for rule in page.uprights if (rule.position > gutter) == bool(side)),
    )


def _cut(bands: Sequence[Rule], gutter: float, side: int) -> Iterator[Rule]:
    for rule in bands:
        start, end = (max(rule.start, gutter), rule.end) if side else (rule.start, min(rule.end, gutter))
        if start < end:
            yield rule._replace(start=start, end=end)


def _halves(lines: Sequence[FontLine], gutter: float) -> tuple[list[FontLine], list[FontLine]]:
    """The lines of the left and of the right half; what runs over both, such as one title for all, is left ones'."""
    halves: tuple[list[FontLine], list[FontLine]] = ([], [])
    for one in lines:
        if not _is_parted(one.line, gutter):
            halves[0].append(one)
            continue
        for side, half in enumerate(halves):
            chars = [char for char in one.line.chars if (char.x0 > gutter) == bool(side)]
            half += [replace(one, line=line) for line in lines_of(chars)]
    for half in halves:
        half.sort(key=lambda one: one.line.baseline)
    return halves


def _is_parted(line: Line, gutter: float) -> bool:
    """Whether a line stands on one side, or leaves a gap in the middle."""
    edges = [(char.x0, char.x1) for char in line.chars]
    if edges[-1][1] <= gutter or edges[0][0] >= gutter:
        return True
    return any(a[1] <= gutter <= b[0] and b[0] - a[1] >= _GUTTER_GAP * line.size for a, b in pairwise(edges))
