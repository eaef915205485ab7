"""Boxes that a page places by CSS grid and flex -> a table: which rows and columns each of them covers.

Sites draw the form with ``div`` elements: cells that name their lines in a grid, rows of boxes whose widths are shares
of the row, a group's label beside a stack of rows. Their merges are real, so a covered slot is none and an empty one is
a blank. Where a width or a place depends on what stands in the box, nothing is placed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.document import Cell, Place, Table
from extractors.readers.html_lines import grid_columns, grid_items, share_of
from extractors.readers.html_shifts import are_level, is_shifted, spreads, turns
from extractors.readers.html_styles import Declarations, Styles
from extractors.readers.html_tree import Element, Page, gather
from extractors.readers.text_clean import clean_text, looks_like_heading

LONGEST_CELL = 120  # characters
LARGEST_CELL = 12  # elements
WIDTH = 1000.0  # of a row of unknown width, in pixels
_NEAR = 12.0  # of those: edges of boxes of one column, which borders and gaps move apart
_MOST_CELLS = 20_000
_DEEPEST = 40
_MOST_TRIALS = 200_000


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell: its rows, and its left and right edge in pixels of the row."""

    element: Element
    row: int
    row_end: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Boxes:
    """What one element holds: its cells, and how many rows they take."""

    cells: tuple[_Box, ...]
    row_count: int


class Placing:
    """Finds the elements of a page that place cells."""

    def __init__(self, styles: Styles, page: Page) -> None:
        self._styles = styles
        self._laid_out = [one.start for one in page.elements if _display(styles.of(one)) != "block"]
        self._known: dict[tuple[int, float], _Boxes | None] = {}

    def table(self, element: Element) -> Table | None:
        """The table that an element lays out by grid or in rows; None when it lays out none, or not only."""
        if self._is_stack(element) or (boxes := self._boxes(element, WIDTH, 0)) is None:
            return None
        return _table(element, [boxes])

    def stacks(self, element: Element) -> list[tuple[list[Element], Table]]:
        """Runs of children, one above the other, that lay out rows of one table; with the tables."""
        if not self._is_stack(element):
            return []
        runs: list[list[Element]] = [[]]
        for child in element.children:
            if isinstance(child, str):
                if child.strip():
                    runs.append([])
            elif self._is_row(child) or (runs[-1] and self._is_band(child)):
                runs[-1].append(child)
            else:
                runs.append([])
        found: list[tuple[list[Element], Table]] = []
        for run in runs:
            while run and not self._is_row(run[-1]):
                run.pop()
            if not self._are_level(run, WIDTH):
                continue
            boxes = [one for child in run if (one := self._boxes(child, WIDTH, 0)) is not None]
            table = _table(element, boxes) if boxes and len(boxes) == len(run) else None
            if table is not None:
                found.append((run, table))
        return found

    def _of(self, element: Element) -> Declarations:
        return self._styles.of(element)

    def _is_stack(self, element: Element) -> bool:
        """Whether an element sets its children one above the other."""
        style = self._of(element)
        display = _display(style)
        return display == "block" or (display == "flex" and _direction(style) == "column")

    def _is_row(self, element: Element) -> bool:
        return _display(self._of(element)) != "block" and self._boxes(element, WIDTH, 0) is not None

    def _is_band(self, element: Element) -> bool:
        """A line of its own between rows: ``第二十条第（一）项`` over all columns."""
        return element.tag == "div" and _is_cell(element) and not looks_like_heading(clean_text(gather(element)))

    def _boxes(self, element: Element, width: float, depth: int) -> _Boxes | None:
        key = (id(element), width)
        if key not in self._known:
            is_tried = depth < _DEEPEST and len(self._known) < _MOST_TRIALS
            self._known[key] = self._place(element, width, depth) if is_tried else None
        return self._known[key]

    def _place(self, element: Element, width: float, depth: int) -> _Boxes | None:
        style = self._of(element)
        if style.get("float", "none") != "none" or style.get("position", "static") not in ("static", "relative"):
            return None
        display = _display(style)
        children = [child for child in element.children if isinstance(child, Element)]
        has_text = any(isinstance(child, str) and child.strip() for child in element.children)
        if has_text or not children or (display == "block" and not self._lays_out_below(element)):
            is_cell = _is_cell(element) and not self._lays_out_below(element)
            return _Boxes((_Box(element, 0, 1, 0.0, width),), 1) if is_cell else None
        if turns(style) or any(self._of(child).get("order", "0") != "0" for child in children):
            return None
        if display == "grid":
            return self._in_grid(style, self._without_wrappers(children), width, depth)
        if self._is_stack(element):
            return self._stacked(children, width, depth)
        return self._in_row(style, self._without_wrappers(children), width, depth)

    def _are_level(self, rows: Sequence[Element], width: float) -> bool:
        """Whether rows one above the other begin and end at the same edges, and none is moved away from its place."""
        styles = [self._of(row) for row in rows]
        laid = [
            style for row, style in zip(rows, styles, strict=True) if not _is_plain(style) or self._lays_out_below(row)
        ]
        return not any(is_shifted(style, width, _NEAR) for style in styles) and are_level(laid, width, _NEAR)

    def _moves(self, children: Sequence[Element], width: float) -> bool:
        """Whether one of some boxes beside each other stands elsewhere than at its place, or what is in it does."""
        if any(is_shifted(self._of(child), width, _NEAR, by_margins=True) for child in children):
            return True
        return any(
            self._lays_out_below(child) and not are_level([self._of(child), {}], width, _NEAR) for child in children
        )

    def _lays_out_below(self, element: Element) -> bool:
        return bisect_left(self._laid_out, element.start + 1) < bisect_left(self._laid_out, element.end)

    def _without_wrappers(self, children: Sequence[Element]) -> list[Element]:
        """The boxes of a grid or row: elements with ``display: contents`` make none, what is inside them does."""
        found: list[Element] = []
        for child in children:
            if self._of(child).get("display") == "contents":
                found += self._without_wrappers([one for one in child.children if isinstance(one, Element)])
            else:
                found.append(child)
        return found

    def _stacked(self, children: Sequence[Element], width: float, depth: int) -> _Boxes | None:
        if not self._are_level(children, width):
            return None
        cells: list[_Box] = []
        row = 0
        for child in children:
            boxes = self._boxes(child, width, depth + 1)
            if boxes is None:
                return None
            cells += [_moved(one, row, 0.0) for one in boxes.cells]
            row += boxes.row_count
        return _Boxes(tuple(cells), row)

    def _in_row(self, style: Declarations, children: Sequence[Element], width: float, depth: int) -> _Boxes | None:
        """Boxes beside each other, each as wide as it says."""
        shares = [share_of(self._of(child), width) for child in children]
        if _direction(style) != "row" or self._moves(children, width):
            return None
        fixed = sum(share.pixels for share in shares if share is not None)
        grown = sum(share.grows for share in shares if share is not None)
        wraps = "wrap" in style.get("flex-wrap", style.get("flex-flow", "")).replace("nowrap", "").split()
        if any(share is None for share in shares) or fixed > width + (0 if wraps else _NEAR):
            return None
        if not grown and fixed < width - _NEAR and spreads(style):
            return None
        unit = max(0.0, width - fixed) / grown if grown else 0.0
        placed: list[tuple[_Boxes, float]] = []
        left = 0.0
        for child, share in zip(children, shares, strict=True):
            if share is None:
                return None
            own = share.pixels + share.grows * unit
            boxes = self._boxes(child, own, depth + 1)
            if boxes is None or own <= 0:
                return None
            placed.append((boxes, left))
            left += own
        return _beside(placed)

    def _in_grid(self, style: Declarations, children: Sequence[Element], width: float, depth: int) -> _Boxes | None:
        """Boxes on the lines of a grid."""
        edges = grid_columns(style, width)
        areas = grid_items(style, [self._of(child) for child in children], len(edges) - 1 if edges else 0)
        if areas is None or self._moves(children, width):
            return None
        columns = max(area.column_end for area in areas)
        if edges is None or columns >= len(edges):
            if edges is not None and len(edges) > 1:
                return None  # boxes beyond the columns that the page declares: as wide as what stands in them
            edges = [width * number / columns for number in range(columns + 1)]
        cells: list[_Box] = []
        for child, area in zip(children, areas, strict=True):
            left = edges[area.column]
            boxes = self._boxes(child, edges[area.column_end] - left, depth + 1)
            if boxes is None or boxes.row_count > 1:
                return None
            cells += [replace(_moved(one, area.row, left), row_end=area.row_end) for one in boxes.cells]
        return _Boxes(tuple(cells), max(area.row_end for area in areas))


def _display(style: Declarations) -> str:
    """``grid``, ``flex``, or ``block`` for all else."""
    words = style.get("display", "").removeprefix("inline-")
    return words if words in ("grid", "flex") else "block"


def _is_plain(style: Declarations) -> bool:
    return _display(style) == "block"


def _direction(style: Declarations) -> str:
    """``row``, ``column``, or one of them reversed."""
    words = style.get("flex-direction") or style.get("flex-flow", "row")
    return next((word for word in words.split() if word.startswith(("row", "column"))), "row")


def _is_cell(element: Element) -> bool:
    return element.end - element.start <= LARGEST_CELL and len(gather(element).strip()) <= LONGEST_CELL


def _moved(box: _Box, rows: int, across: float) -> _Box:
    return replace(
        box, row=box.row + rows, row_end=box.row_end + rows, left=box.left + across, right=box.right + across
    )


def _beside(placed: Sequence[tuple[_Boxes, float]]) -> _Boxes | None:
    """Boxes beside each other: those of one row are as high as the highest; others must have as many rows."""
    row_count = max(boxes.row_count for boxes, _ in placed)
    cells: list[_Box] = []
    for boxes, left in placed:
        if boxes.row_count not in (1, row_count):
            return None
        for one in boxes.cells:
            moved = _moved(one, 0, left)
            cells.append(replace(moved, row_end=row_count) if boxes.row_count == 1 else moved)
    return _Boxes(tuple(cells), row_count)


def _table(parent: Element, parts: Sequence[_Boxes]) -> Table | None:
    """The table of parts one above the other; None when two cells claim one slot."""
    placed: list[_Box] = []
    row_count = 0
    for part in parts:
        placed += [_moved(one, row_count, 0.0) for one in part.cells]
        row_count += part.row_count
    if not placed or len(placed) > _MOST_CELLS:
        return None
    columns = _columns([edge for one in placed for edge in (one.left, one.right)])
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for one in sorted(placed, key=lambda box: (box.row, box.left)):
        first, end = columns[one.left], columns[one.right]
        slots = {(row, column) for row in range(one.row, one.row_end) for column in range(first, end)}
        if not slots or taken & slots or len(taken) > _MOST_CELLS * 10:
            return None
        taken |= slots
        text = clean_text(gather(_around(one.element)))
        place = Place(path=one.element.path)
        cells.append(Cell(one.row, first, text, one.row_end - one.row, end - first, place))
    return Table(tuple(cells), row_count, max(columns.values()), Place(path=parent.path))


def _columns(edges: Sequence[float]) -> dict[float, int]:
    """The line that each edge lies on, counted from the left."""
    lines: dict[float, int] = {}
    line, last = -1, -2 * _NEAR
    for edge in sorted(set(edges)):
        if edge - last > _NEAR:
            line += 1
            last = edge
        lines[edge] = line
    return lines


def _around(element: Element) -> Element:
    """An element of its own around another: so a form field gives what it shows."""
    return replace(element, tag="div", children=[element], known_path="")
