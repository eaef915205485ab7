"""Document -> sheets redrawn by ourselves: the tables as the reader understood them, a cell a box.

A workbook has no look of its own beyond its grid; and where no browser or office program is installed, a redrawn table is
the most that can honestly be shown. It says so in the picture, because it proves what was read and not what was printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from extractors.document import NOWHERE, Box, Cell, Document, Place, Table
from extractors.picture.fonts import font, require_chinese
from extractors.picture.lettering import drawable, text_width, wrap
from extractors.picture.model import NOTHING, PixelBox, Sheet, Words, full_name
from extractors.picture.palette import BAND, INK, LINE, PAPER, SOFT
from extractors.report import Figure

REDRAWN = Words("依读取结果重绘，并非原件外观", "redrawn from what was read; not what the source looks like")
AS_GRID = Words("工作表按单元格重绘", "the worksheet redrawn cell by cell")
_SIZE = 17
_PAD = 7
_MARGIN = 24
_SCALE = 1.5  # of frames, which would be thin beside 17-pixel letters
_NARROWEST, _WIDEST = 46, 300
_TALL_SPAN = 4  # a label over this many rows stands upright in a narrow column
_TALL_WIDTH = 64
_MOST_LINES = 12
_CONTEXT_ROWS, _CONTEXT_COLUMNS = 8, 12
_MOST_ROWS, _MOST_COLUMNS = 150, 40
_REFERENCE = re.compile(r"cell ([A-Z]{1,3})(\d+)$")


def grid_sheets(
    document: Document, figures: Iterable[Figure], *, how: Words = NOTHING, note: Words = NOTHING
) -> list[Sheet]:
    """One sheet for each table of the document that holds figures, the first table when none does.

    Raises ToolMissing without a Chinese font.
    """
    require_chinese("the redrawn table")
    wanted = list(figures)
    sheets: list[Sheet] = []
    for table in document.tables():
        cells = cells_of(table, wanted)
        if cells:
            sheets.append(_draw(table, cells, f"table {len(sheets) + 1}", how, note))
    first = next(document.tables(), None)
    return sheets or ([_draw(first, {}, "table 1", how, note)] if first is not None else [])


def cells_of(table: Table, figures: Iterable[Figure]) -> dict[str, Cell]:
    """Full code of a figure -> the cell of ``table`` it was read from.

    By its place. Where several cells share one (a line of a text dump): in order, when the line ends in just these
    figures; else by the printed text, when only one cell of the line has it.
    """
    cells: dict[_Key, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        cells[_key(cell.place)].append(cell)
    sharing: dict[_Key, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.place != NOWHERE:
            sharing[_key(figure.place)].append(figure)
    found: dict[str, Cell] = {}
    for key, here in sharing.items():
        for figure, one in zip(here, _paired(here, cells.get(key, [])), strict=True):
            if one is not None:
                found[full_name(figure)] = one
    return found


_Key = tuple[int | None, Box | None, str | None, str]


def _key(place: Place) -> _Key:
    return (place.page, place.bbox, place.path, place.member)


def _paired(figures: Sequence[Figure], cells: Sequence[Cell]) -> list[Cell | None]:
    """The cell of each figure among the cells of one place."""
    if len(cells) == 1:
        return [cells[0]] * len(figures)
    texts = [" ".join(cell.text.split()) for cell in cells]
    if texts[-len(figures) :] == [figure.raw for figure in figures]:
        return list(cells[-len(figures) :])
    return [cells[texts.index(figure.raw)] if texts.count(figure.raw) == 1 else None for figure in figures]


@dataclass(frozen=True, slots=True)
class _Window:
    """The rows and columns of a table that are drawn."""

    row0: int
    row1: int
    column0: int
    column1: int

    def clip(self, cell: Cell) -> tuple[int, int, int, int] | None:
        """(row0, row1, column0, column1) of a cell within the window, counted from its corner; None when outside."""
        row0, row1 = max(cell.row, self.row0), min(cell.row + cell.row_span, self.row1)
        column0, column1 = max(cell.column, self.column0), min(cell.column + cell.column_span, self.column1)
        if row0 >= row1 or column0 >= column1:
            return None
        return (row0 - self.row0, row1 - self.row0, column0 - self.column0, column1 - self.column0)


def _window(table: Table, cells: Iterable[Cell]) -> _Window:
    """The whole table; of an endless one the rows and columns around the figures."""
    chosen = list(cells) or list(table.cells[:1])
    if table.row_count <= _MOST_ROWS and table.column_count <= _MOST_COLUMNS:
        return _Window(0, table.row_count, 0, table.column_count)
    row0 = max(min(cell.row for cell in chosen) - _CONTEXT_ROWS, 0)
    column0 = max(min(cell.column for cell in chosen) - _CONTEXT_COLUMNS, 0)
    return _Window(
        row0, min(max(cell.row for cell in chosen) + 4, row0 + _MOST_ROWS, table.row_count),
        column0, min(max(cell.column for cell in chosen) + 4, column0 + _MOST_COLUMNS, table.column_count),
    )  # fmt: skip


def _draw(table: Table, cells: Mapping[str, Cell], name: str, how: Words, note: Words) -> Sheet:
    window = _window(table, cells.values())
    spots = [(cell, clip) for cell in table.cells if (clip := window.clip(cell)) is not None]
    widths = _widths(spots, window)
    heights = _heights(spots, window, widths)
    names = _references(table, window)
    left = _MARGIN + (52 if names else 0)
    top = _MARGIN + (30 if names else 0)
    xs, ys = _edges(left, widths), _edges(top, heights)
    image = Image.new("RGB", (xs[-1] + _MARGIN, ys[-1] + _MARGIN), PAPER)
    canvas = ImageDraw.Draw(image)
    if names:
        _draw_references(canvas, names, xs, ys)
    for cell, (row0, row1, column0, column1) in spots:
        box = (xs[column0], ys[row0], xs[column1], ys[row1])
        canvas.rectangle(box, outline=SOFT)
        _write(canvas, box, cell.text)
    boxes: dict[str, tuple[PixelBox, ...]] = {}
    for figure, cell in cells.items():
        place = window.clip(cell)
        if place is not None:
            boxes[figure] = ((xs[place[2]], ys[place[0]], xs[place[3]], ys[place[1]]),)
    return Sheet(
        image, _sheet_name(table) or name, boxes, ((xs[0], ys[0], xs[-1], ys[-1]),), scale=_SCALE, how=how, note=note
    )


Clip = tuple[int, int, int, int]


def _widths(spots: Sequence[tuple[Cell, Clip]], window: _Window) -> list[int]:
    widths = [_NARROWEST] * (window.column1 - window.column0)
    for cell, (row0, row1, column0, column1) in spots:
        if column1 - column0 == 1:
            widest = _TALL_WIDTH if row1 - row0 >= _TALL_SPAN else _WIDEST
            need = max((text_width(line, _SIZE) for line in cell.text[:400].split("\n")), default=0.0) + 2 * _PAD + 2
            widths[column0] = max(widths[column0], min(round(need), widest))
    return widths


def _heights(spots: Sequence[tuple[Cell, Clip]], window: _Window, widths: Sequence[int]) -> list[int]:
    step = round(_SIZE * 1.3)
    heights = [step + 2 * _PAD] * (window.row1 - window.row0)
    for cell, (row0, row1, column0, column1) in sorted(spots, key=lambda spot: spot[1][1] - spot[1][0]):
        lines = len(_lines(cell.text, sum(widths[column0:column1])))
        lack = lines * step + 2 * _PAD - sum(heights[row0:row1])
        if lack > 0:
            heights[row1 - 1] += lack
    return heights


def _edges(start: int, sizes: Sequence[int]) -> list[int]:
    edges = [start]
    for size in sizes:
        edges.append(edges[-1] + size)
    return edges


def _lines(text: str, width: int) -> list[str]:
    lines = [row for part in text.split("\n") for row in wrap(drawable(part), width - 2 * _PAD, _SIZE)]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _write(canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], text: str) -> None:
    """The text of a cell, in the middle of it."""
    step = round(_SIZE * 1.3)
    lines = _lines(text, box[2] - box[0])
    y = (box[1] + box[3] - len(lines) * step) / 2
    for line in lines:
        x = (box[0] + box[2] - text_width(line, _SIZE)) / 2
        canvas.text((x, y), line, fill=INK, font=font(_SIZE))
        y += step


def _references(table: Table, window: _Window) -> tuple[list[str], list[str]] | None:
    """Letters of the columns and numbers of the rows of a worksheet; None for other tables."""
    letters = [""] * (window.column1 - window.column0)
    numbers = [""] * (window.row1 - window.row0)
    for cell in table.cells:
        match = _REFERENCE.search(cell.place.path or "")
        clip = window.clip(cell)
        if match and clip is not None:
            letters[clip[2]], numbers[clip[0]] = match[1], match[2]
    return (letters, numbers) if any(letters) else None


def _draw_references(
    canvas: ImageDraw.ImageDraw, names: tuple[list[str], list[str]], xs: Sequence[int], ys: Sequence[int]
) -> None:
    for index, letter in enumerate(names[0]):
        _draw_reference(canvas, (xs[index], ys[0] - 30, xs[index + 1], ys[0]), letter)
    for index, number in enumerate(names[1]):
        _draw_reference(canvas, (xs[0] - 52, ys[index], xs[0], ys[index + 1]), number)


def _draw_reference(canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], text: str) -> None:
    canvas.rectangle(box, fill=BAND, outline=LINE)
    x, y = (box[0] + box[2] - text_width(text, 15)) / 2, (box[1] + box[3]) / 2 - 10
    canvas.text((x, y), text, fill=SOFT, font=font(15))


def _sheet_name(table: Table) -> str:
    """``sheet 表1`` of a worksheet, from the path of its cells."""
    path = next((cell.place.path for cell in table.cells if cell.place.path), "") or ""
    return path.rpartition(" cell ")[0] if _REFERENCE.search(path) else ""
