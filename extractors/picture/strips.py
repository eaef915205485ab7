"""What to cut out of a sheet around some cells: whole rows, the header of their table, and nothing cut in the middle.

The labels of a table stand at its left and on its top, often a page away from the cell; between them a crop leaves out
the rows that say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.picture.model import PixelBox, Sheet, Target, union

_ROWS_AROUND = 2.1  # heights of the cell shown above and below it
_ROW = 30.0  # points or CSS pixels, the most that counts as the height of one row
_SIDE = 14.0  # margin at the sides of a table
_MOST_MARGIN = 10.0  # above and below
_DARK = 200  # grey level of something printed
_TALLEST_HEADER = 260.0
_WIDEST_TABLE = 1500.0


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of a sheet from edge to edge of a table; rows of the table may go on above and below it."""

    x0: float
    top: float
    x1: float
    bottom: float
    is_cut_above: bool = False
    is_cut_below: bool = False

    def pixels(self) -> tuple[int, int, int, int]:
        return (round(self.x0), round(self.top), round(self.x1), round(self.bottom))


def strips_of(sheet: Sheet, target: Target, spots: Sequence[PixelBox]) -> list[Strip]:
    """What to show of a sheet around ``spots`` (at least one): the header of the table, then the rows around each group."""
    strips: list[Strip] = []
    for table in _tables_of(sheet, target, spots):
        strips += _strips_of_table(sheet, table, [box for box in spots if _is_inside(box, table)], target)
    return strips


def _strips_of_table(sheet: Sheet, table: PixelBox, spots: list[PixelBox], target: Target) -> list[Strip]:
    x0, x1 = _across(sheet, table, spots)
    rows = _rows_around(sheet, table, spots, target)
    cells = _cells(sheet, table, target) or spots
    is_cut = rows[0][0] > min(box[1] for box in cells) + 2, rows[-1][1] < max(box[3] for box in cells) - 2
    header = None if sheet.lines_around is not None else _header_end(sheet, table, target)
    if header is not None:
        start = _clear(sheet, max(table[1], header - _TALLEST_HEADER * sheet.scale), x0, x1, -1)
        if rows[0][0] <= header + _ROW * sheet.scale:
            rows[0] = (min(start, rows[0][0]), rows[0][1])
        else:
            rows.insert(0, (start, header + 2))
    last = len(rows) - 1
    return [
        Strip(x0, top, x1, bottom, is_cut[0] and not index and header is None, is_cut[1] and index == last)
        for index, (top, bottom) in enumerate(rows)
    ]


def _across(sheet: Sheet, table: PixelBox, spots: list[PixelBox]) -> tuple[float, float]:
    """The sides of a table; of a very wide one the part around ``spots``."""
    unit = sheet.scale
    x0, x1 = max(table[0] - _SIDE * unit, 0), min(table[2] + _SIDE * unit, sheet.image.width)
    if x1 - x0 > _WIDEST_TABLE * unit:
        middle = union(spots)
        x0 = max(min(middle[0] - _WIDEST_TABLE * unit / 2, x1 - _WIDEST_TABLE * unit), x0)
        x1 = min(max(x0 + _WIDEST_TABLE * unit, middle[2] + _SIDE * unit), sheet.image.width)
    return x0, x1


def _rows_around(sheet: Sheet, table: PixelBox, spots: list[PixelBox], target: Target) -> list[tuple[float, float]]:
    """Stretches of whole rows: those of ``spots`` and some above and below each."""
    known = sorted({(box[1], box[3]) for box in _cells(sheet, table, target)} | {(box[1], box[3]) for box in spots})
    found: list[tuple[float, float]] = []
    for box in sorted(spots, key=lambda one: one[1]):
        if sheet.lines_around is not None:
            above, below = sheet.lines_around
            _join(found, max(box[1] - above, 0), min(box[3] + below, sheet.image.height), 0)
            continue
        step = min(box[3] - box[1], _ROW * sheet.scale)
        top, bottom = box[1] - _ROWS_AROUND * step, box[3] + _ROWS_AROUND * step
        inside = [row for row in known if row[0] >= top and row[1] <= bottom]
        top, bottom = min(row[0] for row in inside), max(row[1] for row in inside)
        is_first, is_last = top <= known[0][0] + 2, bottom >= known[-1][1] - 2
        top = _clear(sheet, top, *_across(sheet, table, spots), -1) if is_first else top - 2
        bottom = _clear(sheet, bottom, *_across(sheet, table, spots), 1) if is_last else bottom + 2
        _join(found, top, bottom, 1.5 * step)
    return found


def _join(stretches: list[tuple[float, float]], top: float, bottom: float, gap: float) -> None:
    """Add a stretch; one that begins within ``gap`` of the last one goes on from it."""
    if stretches and top <= stretches[-1][1] + gap:
        stretches[-1] = (stretches[-1][0], max(bottom, stretches[-1][1]))
    else:
        stretches.append((top, bottom))


def _clear(sheet: Sheet, edge: float, x0: float, x1: float, way: int) -> float:
    """``edge`` moved away from the table as far as the paper beyond it is blank, so that no line of text is cut."""
    y = round(edge) + 2 * way
    for _ in range(round(_MOST_MARGIN * sheet.scale)):
        if not 0 <= y + way < sheet.image.height:
            break
        low, _high = sheet.image.crop((round(x0), y + way, round(x1), y + way + 1)).convert("L").getextrema()
        if not isinstance(low, int) or low < _DARK:
            break
        y += way
    return float(min(max(y, 0), sheet.image.height))


def _cells(sheet: Sheet, table: PixelBox, target: Target) -> list[PixelBox]:
    """The figures of the target's table that stand in ``table``."""
    codes = {figure.table for figure in target.figures}
    found = [box for name, boxes in sheet.boxes.items() if name.partition(".")[0] in codes for box in boxes]
    return [box for box in found if _is_inside(box, table)]


def _header_end(sheet: Sheet, table: PixelBox, target: Target) -> float | None:
    """Where the first row of figures of the table begins; None when nothing stands above it."""
    first = min((box[1] for box in _cells(sheet, table, target)), default=table[1])
    return first if first > table[1] + 2 else None


def _tables_of(sheet: Sheet, target: Target, spots: Sequence[PixelBox]) -> list[PixelBox]:
    """The tables that hold ``spots``, from top to bottom; where none was seen, what the figures around them cover."""
    found: list[PixelBox] = []
    for box in spots:
        around = [table for table in sheet.tables if _is_inside(box, table)]
        table = min(around, key=lambda one: (one[2] - one[0]) * (one[3] - one[1])) if around else None
        if table is None and not any(_is_inside(box, one) for one in found):
            codes = {figure.table for figure in target.figures}
            cells = [b for name, boxes in sheet.boxes.items() if name.partition(".")[0] in codes for b in boxes]
            whole = union([box, *cells])
            table = (0.0, whole[1] - 3 * _ROW * sheet.scale, float(sheet.image.width), whole[3])
        if table is not None and table not in found:
            found.append(table)
    return sorted(found, key=lambda one: one[1])


def _is_inside(box: PixelBox, table: PixelBox) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return table[0] <= x <= table[2] and table[1] <= y <= table[3]
