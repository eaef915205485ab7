"""Picture of a page -> text blocks and tables in reading order, each cell with how surely it was read.

Ruled tables come from the rules of the sheet, their cells are read one by one. On a page without rules everything is
read and the tables are found from the alignment of the numbers, as in a PDF. Nothing here knows a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from extractors.document import Cell, Place, Sight, Table, TextBlock
from extractors.readers.pdf_aligned import AlignedCell, AlignedTable, find_aligned
from extractors.readers.pdf_blocks import Setting, continues_paragraph, make_paragraph, page_settings
from extractors.readers.pdf_grid import Grid, find_grids
from extractors.readers.pdf_page import FontLine
from extractors.readers.pdf_rules import Rule
from extractors.readers.scan_cells import CellText, Page, read_grid, read_spans
from extractors.readers.scan_engine import Engine, engine
from extractors.readers.scan_lines import InkPieces, Span, character_size, pale_ink
from extractors.readers.scan_numbers import is_numeric
from extractors.readers.scan_rules import RuledSheet, find_rules, inside
from extractors.readers.scan_sheet import Raster, Sheet, to_print_size
from extractors.readers.scan_text import PageText, read_text
from extractors.readers.scan_turn import upright_sheet

LEAST_PIXELS = 16  # of a side of a picture that can hold text
RED_INK = 150  # grey level below which red print is ink
LEAST_TABLE = 60.0  # points: the strokes of a large character make a smaller grid
LEAST_CELLS = 4  # of a table; fewer are a box around text
Block = TextBlock | Table


def read_page(image: Raster, points_per_pixel: float, page: int) -> list[Block]:
    """Read the picture of one page.

    Args:
        image: height x width x 3 (RGB) or height x width (grey), 8 bits; best at 150 to 300 dpi.
        points_per_pixel: 72 / dpi; boxes of the result are in points from the top left of the picture as given.
        page: number of the page, from 1.

    Returns:
        Blocks in reading order. Every cell has a ``sight``. A picture without text gives none.
    Raises:
        ReadError: the recognition model is not installed.
    """
    if min(image.shape[:2]) < LEAST_PIXELS:
        return []
    reader = engine()
    larger, scale = to_print_size(image, points_per_pixel)
    blocks = _read_sheet(upright_sheet(larger, scale, reader), page, reader)
    given = points_per_pixel * image.shape[1] / larger.shape[1]
    return blocks if given == scale else [_scaled(block, given / scale) for block in blocks]


def _scaled(block: Block, factor: float) -> Block:
    """A block with its boxes in the points of the picture as given."""

    def scaled(place: Place) -> Place:
        if place.bbox is None:
            return place
        x0, top, x1, bottom = (round(edge * factor, 2) for edge in place.bbox)
        return replace(place, bbox=(x0, top, x1, bottom))

    if isinstance(block, TextBlock):
        return replace(block, place=scaled(block.place))
    cells = tuple(replace(cell, place=scaled(cell.place)) for cell in block.cells)
    return replace(block, cells=cells, place=scaled(block.place))


def _read_sheet(sheet: Sheet, number: int, reader: Engine) -> list[Block]:
    ruled = find_rules(sheet)
    grids = _tables(find_grids(ruled.rules))
    page = _without_rules(sheet, ruled, grids)
    placed: list[tuple[float, Block | FontLine]] = [
        (grid.ys[0], _table(grid, read_grid(grid, page, reader), sheet, number)) for grid in grids
    ]
    boxes = [_span(grid, sheet) for grid in grids]
    outside = _with_red_print(page)
    text = read_text(outside, boxes, reader, is_exact=not grids)
    bands = [
        rule for rule in ruled.rules.horizontal if not any(g.ys[0] - 2 <= rule.position <= g.ys[-1] + 2 for g in grids)
    ]
    aligned = _aligned_tables(text, bands, outside, number, reader)
    used = {id(line) for table, _ in aligned for line in table.lines}
    placed += [(table.lines[0].line.baseline, block) for table, block in aligned]
    placed += [(line.line.baseline, line) for line in text.lines if id(line) not in used]
    placed.sort(key=lambda item: item[0])
    return _blocks([item for _, item in placed], sheet, number)


def _without_rules(sheet: Sheet, ruled: RuledSheet, grids: Sequence[Grid]) -> Page:
    """The sheet without the rules of its tables, and without what is too pale to be print."""
    near = np.ones((3, 3), np.uint8)
    mask = cv2.dilate(inside(ruled.mask, grids, sheet.scale), near)
    grey = np.where(mask > 0, np.uint8(255), sheet.grey)
    ink = np.where(mask > 0, np.uint8(0), sheet.ink)
    pieces = InkPieces.of(ink)
    size = character_size(pieces, sheet.scale)
    pale = pale_ink(ink, pieces, grey, size)
    if not pale.any():
        return Page(sheet, grey, ink, size, grey)
    ink = np.where(pale > 0, np.uint8(0), ink)
    is_pale = (cv2.dilate(pale, near) > 0) & (cv2.dilate(ink, near) == 0)
    return Page(sheet, np.where(is_pale, np.uint8(255), grey), ink, size, grey)


def _with_red_print(page: Page) -> Page:
    """The page with the red print that was taken for a seal: titles are red, cells of tables are not."""
    red = page.sheet.red
    if red is None:
        return page
    ink = page.ink | (red < RED_INK).astype(np.uint8)
    return replace(page, grey=np.minimum(page.grey, red), ink=ink)


def _tables(grids: Sequence[Grid]) -> list[Grid]:
    """The grids that are tables, from top to bottom: several cells, and no table around or inside another."""
    kept: list[Grid] = []
    for grid in sorted(grids, key=lambda one: -len(one.regions)):
        is_wide = grid.xs[-1] - grid.xs[0] >= LEAST_TABLE
        is_table = is_wide and len(grid.regions) >= LEAST_CELLS and grid.column_count > 1
        if is_table and not any(_overlap(grid, other) for other in kept):
            kept.append(grid)
    return sorted(kept, key=lambda one: one.ys[0])


def _overlap(one: Grid, other: Grid) -> bool:
    across = min(one.xs[-1], other.xs[-1]) - max(one.xs[0], other.xs[0])
    down = min(one.ys[-1], other.ys[-1]) - max(one.ys[0], other.ys[0])
    return across > 5 and down > 5


def _span(grid: Grid, sheet: Sheet) -> Span:
    scale = sheet.scale
    return Span(
        max(0, int((grid.xs[0] - 2) / scale)), max(0, int((grid.ys[0] - 2) / scale)),
        int((grid.xs[-1] + 2) / scale) + 1, int((grid.ys[-1] + 2) / scale) + 1,
    )  # fmt: skip


def _table(grid: Grid, texts: Sequence[CellText], sheet: Sheet, number: int) -> Table:
    def place(x0: float, top: float, x1: float, bottom: float) -> Place:
        scale = sheet.scale
        return Place(page=number, bbox=sheet.box(x0 / scale, top / scale, x1 / scale, bottom / scale))

    cells = tuple(
        Cell(
            row=one.region.row0,
            column=one.region.column0,
            text=one.text,
            row_span=one.region.row1 - one.region.row0,
            column_span=one.region.column1 - one.region.column0,
            place=place(
                grid.xs[one.region.column0],
                grid.ys[one.region.row0],
                grid.xs[one.region.column1],
                grid.ys[one.region.row1],
            ),
            sight=one.sight,
        )
        for one in texts
    )
    return Table(cells, grid.row_count, grid.column_count, place(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]))


def _aligned_tables(
    text: PageText, bands: Sequence[Rule], page: Page, number: int, reader: Engine
) -> list[tuple[AlignedTable, Table]]:
    """Tables without upright rules, the numbers in them read again."""
    found = find_aligned(text.lines, bands)
    numeric = sorted({
        serial
        for table in found
        for cell in table.cells
        for serial in _serials(cell)
        if is_numeric(text.pieces[serial].reading)
    })  # fmt: skip
    spans = [text.pieces[serial].span for serial in numeric]
    settled = dict(
        zip(numeric, read_spans(spans, [text.pieces[s].reading for s in numeric], page, reader), strict=True)
    )
    return [(table, _aligned_table(table, settled, text, page.sheet, number)) for table in found]


def _aligned_table(
    table: AlignedTable, settled: dict[int, tuple[str, Sight]], text: PageText, sheet: Sheet, number: int
) -> Table:
    cells = []
    for cell in table.cells:
        serials = _serials(cell)
        content, sight = cell.text, Sight(0.0)
        if len(serials) == 1 and serials[0] in settled:
            content, sight = settled[serials[0]]
        elif serials:
            sight = Sight(round(min(text.pieces[serial].reading.score for serial in serials), 4))
        spans = [text.pieces[serial].span for serial in serials]
        place = Place(page=number, bbox=_around(spans, sheet) if spans else None)
        cells.append(Cell(cell.row, cell.column, content, cell.row_span, cell.column_span, place, sight))
    box = _around([text.pieces[char.serial].span for line in table.lines for char in line.line.chars], sheet)
    place = Place(page=number, bbox=box)
    return Table(tuple(cells), table.row_count, table.column_count, place, spans_known=False)


def _serials(cell: AlignedCell) -> list[int]:
    """Numbers of the pieces a cell is made of."""
    return list(dict.fromkeys(char.serial for fragment in cell.fragments for char in fragment.chars))


def _around(spans: Sequence[Span], sheet: Sheet) -> tuple[float, float, float, float]:
    return sheet.box(
        min(span.x0 for span in spans), min(span.top for span in spans),
        max(span.x1 for span in spans), max(span.bottom for span in spans),
    )  # fmt: skip


def _blocks(items: Sequence[Block | FontLine], sheet: Sheet, number: int) -> list[Block]:
    """Lines joined to paragraphs between the tables."""
    lines = [item for item in items if isinstance(item, FontLine)]
    (setting,) = page_settings([lines], [sheet.grey.shape[1] * sheet.scale])
    blocks: list[Block] = []
    pending: list[FontLine] = []
    has_title = False
    for item in [*items, None]:
        goes_on = (
            bool(pending)
            and isinstance(item, FontLine)
            and continues_paragraph(pending[-1], item, setting, setting, True)
        )
        if pending and not goes_on:
            block = _text_block(pending, setting, sheet, number, has_title)
            has_title = has_title or block.role == "title"
            blocks.append(block)
            pending = []
        if isinstance(item, FontLine):
            pending.append(item)
        elif item is not None:
            blocks.append(item)
    return blocks


def _text_block(lines: Sequence[FontLine], setting: Setting, sheet: Sheet, number: int, has_title: bool) -> TextBlock:
    paragraph = make_paragraph([(0, line) for line in lines], setting, has_title)
    scale = sheet.scale
    box = sheet.box(
        min(line.x0 for line in paragraph.lines) / scale,
        min(line.top for line in paragraph.lines) / scale,
        max(line.x1 for line in paragraph.lines) / scale,
        max(line.bottom for line in paragraph.lines) / scale,
    )
    return TextBlock(paragraph.text, paragraph.role, Place(page=number, bbox=box))
