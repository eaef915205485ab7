"""The numbers of CSS grid and flex: widths of columns and boxes, and the lines between which a box is placed.

Follows CSS Grid Layout Level 1 (§8 placing items, sparse and dense packing by rows) and the flex factors of CSS Flexible
Box Layout. What depends on the content of a box (``auto`` widths, named lines and areas) is not followed: it gives None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.readers.html_styles import Declarations

_LENGTH = re.compile(r"(\d*\.?\d+)(px|%|fr|em|rem|pt|vw)?")
_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3, "": 1.0}
_REPEAT = re.compile(r"repeat\(\s*(\d+)\s*,((?:[^()]|\([^()]*\))*)\)")
_MINMAX = re.compile(r"minmax\([^(),]*,([^(),]*)\)")
_LINE = re.compile(r"-?\d+")
_MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Share:
    """How wide a box in a row is: pixels, and parts of what is left over."""

    pixels: float
    grows: float


@dataclass(frozen=True, slots=True)
class Area:
    """Rows and columns of a box in a grid, from 0; the ends are outside."""

    row: int
    row_end: int
    column: int
    column_end: int


def share_of(style: Declarations, width: float) -> Share | None:
    """The width of a box in a flex row of ``width`` pixels; None where its content decides."""
    words = style.get("flex", "").split()
    numbers = [word for word in words if re.fullmatch(r"\d*\.?\d+", word)]
    bases = [word for word in words if word not in numbers]
    grow = float(style.get("flex-grow", numbers[0] if numbers else "0") or 0)
    basis = style.get("flex-basis", bases[0] if bases else "0" if numbers else "auto")
    if len(numbers) == 3:
        basis = "0"
    if basis in ("auto", "none", "initial"):
        basis = style.get("width", "auto")
    if re.fullmatch(r"0(?:px|%)?", basis):
        return Share(0.0, grow) if grow else None
    pixels = _pixels(basis, width)
    return Share(pixels, grow) if pixels is not None else None


def _pixels(text: str, width: float) -> float | None:
    match = _LENGTH.fullmatch(text)
    if match is None or match[2] in ("fr", "vw"):
        return None
    value = float(match[1])
    return value * width / 100 if match[2] == "%" else value * _PIXELS[match[2] or ""]


def grid_columns(style: Declarations, width: float) -> list[float] | None:
    """The lines of a grid of ``width`` pixels from left to right: [0, …]; evenly parted where content decides.

    None when the page does not say how many columns there are.
    """
    template = style.get("grid-template-columns", "")
    if not template and "/" in style.get("grid-template", ""):
        template = style["grid-template"].rpartition("/")[2]
    template = re.sub(r"\[[^\]]*\]", " ", template)
    for _ in range(3):
        template = _REPEAT.sub(lambda match: f" {match[2]} " * min(int(match[1]), _MOST_LINES), template)
    template = _MINMAX.sub(lambda match: match[1].strip() or "auto", template)
    tracks = template.split()
    if not tracks or "(" in template or tracks == ["none"]:
        return None
    fixed = [_pixels(track, width) for track in tracks]
    parts = [float(track[:-2]) if re.fullmatch(r"\d*\.?\d+fr", track) else 0.0 for track in tracks]
    if any(pixels is None and not part for pixels, part in zip(fixed, parts, strict=True)):
        return [width * number / len(tracks) for number in range(len(tracks) + 1)]
    left_over = max(0.0, width - sum(pixels or 0.0 for pixels in fixed))
    unit = left_over / sum(parts) if sum(parts) else 0.0
    edges = [0.0]
    for pixels, part in zip(fixed, parts, strict=True):
        edges.append(edges[-1] + (pixels if pixels is not None else part * unit))
    return edges


def grid_items(style: Declarations, items: Sequence[Declarations], columns: int) -> list[Area] | None:
    """Where the boxes of a grid stand. ``columns``: how many the page declares, 0 when it does not say.

    None where a box names a line or an area, or the grid fills by columns.
    """
    flow = style.get("grid-auto-flow", "row")
    if "column" in flow or "grid" in style or "grid-template-areas" in style or '"' in style.get("grid-template", ""):
        return None
    wanted = [(_lines(one, "row", 0), _lines(one, "column", columns)) for one in items]
    if any(row is None or column is None for row, column in wanted):
        return None
    spans = [(row, column) for row, column in wanted if row is not None and column is not None]
    width = max([columns, *((start or 0) + span for _, (start, span) in spans)], default=0)
    if not spans or not 0 < width <= _MOST_LINES or any((row[0] or 0) + row[1] > 50_000 for row, _ in spans):
        return None
    if not columns and any(column[0] is None for _, column in spans):
        return None
    return _packed(spans, width, is_dense="dense" in flow)


Lines = tuple[int | None, int]
"""(first line from 0 or None for the next free place, how many tracks)."""


def _lines(style: Declarations, axis: str, count: int) -> Lines | None:
    """The lines of one box along an axis of ``count`` explicit tracks; None where they are named."""
    start, _, end = style.get(f"grid-{axis}", "auto").partition("/")
    if area := style.get("grid-area"):
        parts = [part.strip() for part in area.split("/")] + ["auto"] * 4
        start, end = (parts[0], parts[2]) if axis == "row" else (parts[1], parts[3])
    start, end = style.get(f"grid-{axis}-start", start).strip(), style.get(f"grid-{axis}-end", end).strip() or "auto"
    first, last = _line(start, count), _line(end, count)
    if first is None or last is None:
        return None
    (at, span), (to, over) = first, last
    if at is not None and to is not None:
        at, to = min(at, to), max(at, to)
        return (at, max(1, to - at)) if at >= 0 else None
    if to is not None:
        return (to - (span or 1), span or 1) if to - (span or 1) >= 0 else None
    return (at, over or span or 1) if at is None or at >= 0 else None


def _line(text: str, count: int) -> tuple[int | None, int | None] | None:
    """(line from 0, None), (None, span), or (None, None) for ``auto``; None for a name."""
    words = text.split()
    if words == ["auto"]:
        return None, None
    if words[:1] == ["span"] and len(words) == 2 and words[1].isdigit():
        return None, max(1, int(words[1]))
    if len(words) == 1 and _LINE.fullmatch(words[0]) and int(words[0]):
        number = int(words[0])
        if number < 0 and not count:
            return None
        return (number - 1 if number > 0 else count + 1 + number), None
    return None


def _packed(items: Sequence[tuple[Lines, Lines]], width: int, *, is_dense: bool) -> list[Area] | None:
    """Boxes on their lines; first those with both, then those with a row, then the rest in order."""
    taken: set[tuple[int, int]] = set()
    areas: dict[int, Area] = {}

    def put(number: int, row: int, column: int) -> None:
        (_, down), (_, across) = items[number]
        areas[number] = Area(row, row + down, column, column + across)
        taken.update((r, c) for r in range(row, row + down) for c in range(column, column + across))

    def is_free(number: int, row: int, column: int) -> bool:
        (_, down), (_, across) = items[number]
        return not any((r, c) in taken for r in range(row, row + down) for c in range(column, column + across))

    for number, ((row, _), (column, _)) in enumerate(items):
        if row is not None and column is not None:
            put(number, row, column)
    for number, ((row, _), (column, across)) in enumerate(items):
        if row is not None and column is None:
            free = next((at for at in range(width - across + 1) if is_free(number, row, at)), None)
            if free is None:
                return None
            put(number, row, free)
    cursor_row, cursor_column = 0, 0
    for number, ((row, _), (column, across)) in enumerate(items):
        if row is not None:
            continue
        if is_dense:
            cursor_row, cursor_column = 0, 0
        if column is not None:
            cursor_row += column < cursor_column
            cursor_column = column
        while not (cursor_column + across <= width and is_free(number, cursor_row, cursor_column)):
            if column is not None or cursor_column + across >= width:
                cursor_row, cursor_column = cursor_row + 1, column or 0
            else:
                cursor_column += 1
        put(number, cursor_row, cursor_column)
    return [areas[number] for number in range(len(items))]
