"""Pages -> blocks of a Document: text and tables in reading order, paragraphs and tables followed over page breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.document import Box, Cell, Place, Table, TextBlock
from extractors.readers.pdf_aligned import AlignedTable, find_aligned, find_header
from extractors.readers.pdf_blocks import Setting, continues_paragraph, make_paragraph, page_settings
from extractors.readers.pdf_cells import FilledGrid
from extractors.readers.pdf_chars import Frame
from extractors.readers.pdf_joints import join_cut_row
from extractors.readers.pdf_page import FontLine, PageContent

SAME_BOUNDARY = 4.0  # points between a column boundary on one page and the same one on the next
SAME_EDGE = 8.0  # points between the outer edges of the two parts of a table


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table with its extent on the page and its columns: ``xs``, the boundaries of a drawn table, or
    ``number_columns``, the intervals of an aligned one.
    """

    table: Table
    xs: tuple[float, ...]
    number_columns: tuple[tuple[float, float], ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Item:
    """A table or a line of a page, in reading order."""

    page: int  # index from 0
    content: PlacedTable | FontLine

    @property
    def top(self) -> float:
        return self.content.top if isinstance(self.content, PlacedTable) else self.content.line.baseline


def assemble(
    pages: Sequence[PageContent], lines: Sequence[Sequence[FontLine]]
) -> tuple[tuple[TextBlock | Table, ...], tuple[int, ...]]:
    """Blocks in reading order, and the numbers of the pages with tables read from alignment.

    ``lines`` are those of each page without page numbers and running headers.
    """
    items: list[Item] = []
    loose: list[Sequence[FontLine]] = []
    aligned_pages: list[int] = []
    aligned: list[list[AlignedTable]] = []
    for page, rest in zip(pages, lines, strict=True):
        before = aligned[-1][-1].headed if aligned and aligned[-1] else None
        aligned.append(find_aligned(rest, page.bands, page.uprights, before))
    for index in range(len(pages) - 1):
        aligned[index] += _header_before(lines[index], aligned[index], lines[index + 1], aligned[index + 1])
    for index, (page, found) in enumerate(zip(pages, aligned, strict=True)):
        used = {id(line) for table in found for line in table.lines}
        rest = [line for line in lines[index] if id(line) not in used]
        tables = [_drawn(table, page) for table in page.tables] + [_aligned(table, page) for table in found]
        contents: list[PlacedTable | FontLine] = [*tables, *rest]
        items += sorted((Item(index, content) for content in contents), key=lambda item: item.top)
        loose.append(rest)
        aligned_pages += [page.number] if found else []
    marked = join_cut_rows(mark_continuations(items, [page.number for page in pages]))
    return tuple(_blocks(marked, pages, page_settings(loose, [page.frame.width for page in pages]))), tuple(
        aligned_pages
    )


def _header_before(
    lines: Sequence[FontLine],
    found: Sequence[AlignedTable],
    below: Sequence[FontLine],
    next_found: Sequence[AlignedTable],
) -> list[AlignedTable]:
    """The header that ends a page whose successor begins with the rows of an aligned table."""
    if not below or not lines or not next_found or next_found[0].lines[0] is not below[0]:
        return []
    if any(lines[-1] is line for table in found for line in table.lines):
        return []
    header = find_header(lines, next_found[0].number_columns)
    return [] if header is None else [header]


def join_cut_rows(items: Sequence[Item]) -> list[Item]:
    """The items with each row that a page break cuts in two made one, in the table of the upper page."""
    result: list[Item] = []
    for item in items:
        upper = result[-1].content if result else None
        lower = item.content
        if isinstance(upper, PlacedTable) and isinstance(lower, PlacedTable) and lower.table.continues:
            joined = join_cut_row(upper.table, lower.table)
            if joined is not None:
                result[-1] = replace(result[-1], content=replace(upper, table=joined[0]))
                if joined[1] is None:
                    continue
                item = replace(item, content=replace(lower, table=joined[1]))
        result.append(item)
    return result


def _blocks(
    items: Sequence[Item], pages: Sequence[PageContent], settings: Sequence[Setting]
) -> Iterator[TextBlock | Table]:
    pending: list[tuple[int, FontLine]] = []
    has_title = False
    for item in items:
        content = item.content
        is_next = bool(pending) and 0 <= pages[item.page].number - pages[pending[-1][0]].number <= 1
        if pending and not (
            is_next and isinstance(content, FontLine) and _goes_on(pending[-1], item.page, content, settings)
        ):
            block = _text_block(pending, pages, settings, has_title)
            has_title = has_title or block.role == "title"
            yield block
            pending = []
        if isinstance(content, FontLine):
            pending.append((item.page, content))
        else:
            yield content.table
    if pending:
        yield _text_block(pending, pages, settings, has_title)


def _goes_on(last: tuple[int, FontLine], page: int, line: FontLine, settings: Sequence[Setting]) -> bool:
    if page - last[0] > 1:
        return False
    return continues_paragraph(last[1], line, settings[last[0]], settings[page], page == last[0])


def _text_block(
    lines: Sequence[tuple[int, FontLine]], pages: Sequence[PageContent], settings: Sequence[Setting], has_title: bool
) -> TextBlock:
    paragraph = make_paragraph(lines, settings[lines[0][0]], has_title)
    page = pages[paragraph.page]
    box = page.frame.display_box(
        min(line.x0 for line in paragraph.lines),
        min(line.top for line in paragraph.lines),
        max(line.x1 for line in paragraph.lines),
        max(line.bottom for line in paragraph.lines),
    )
    return TextBlock(paragraph.text, paragraph.role, Place(page=page.number, bbox=box))


def _drawn(filled: FilledGrid, page: PageContent) -> PlacedTable:
    grid = filled.grid
    cells = tuple(
        Cell(
            row=region.row0,
            column=region.column0,
            text=text,
            row_span=region.row1 - region.row0,
            column_span=region.column1 - region.column0,
            place=Place(
                page=page.number,
                bbox=page.frame.display_box(
                    grid.xs[region.column0], grid.ys[region.row0], grid.xs[region.column1], grid.ys[region.row1]
                ),
            ),
        )
        for region, text in zip(grid.regions, filled.texts, strict=True)
    )
    box = page.frame.display_box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    table = Table(cells, grid.row_count, grid.column_count, Place(page=page.number, bbox=box))
    return PlacedTable(table, grid.xs, (), grid.ys[0], grid.ys[-1])


def _aligned(aligned: AlignedTable, page: PageContent) -> PlacedTable:
    cells = tuple(
        Cell(
            row=cell.row,
            column=cell.column,
            text=cell.text,
            row_span=cell.row_span,
            column_span=cell.column_span,
            place=Place(page=page.number, bbox=_fragments_box(cell.fragments, page.frame)),
        )
        for cell in aligned.cells
    )
    lines = [line.line for line in aligned.lines]
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    box = page.frame.display_box(min(line.x0 for line in lines), top, max(line.x1 for line in lines), bottom)
    place = Place(page=page.number, bbox=box)
    table = Table(cells, aligned.row_count, aligned.column_count, place, spans_known=False)
    return PlacedTable(table, (), aligned.number_columns, lines[0].baseline, bottom)


def _fragments_box(fragments: Sequence[object], frame: Frame) -> Box | None:
    chars = [char for fragment in fragments for char in getattr(fragment, "chars", ())]
    if not chars:
        return None
    return frame.display_box(
        min(char.x0 for char in chars),
        min(char.top for char in chars),
        max(char.x1 for char in chars),
        max(char.bottom for char in chars),
    )


def mark_continuations(items: Sequence[Item], numbers: Sequence[int]) -> list[Item]:
    """``numbers``: the number of each page, since pages may have been left out. Set ``continues`` on each table that begins a page right where a table ended the page before, with columns that fit,
    and give the parts of one table the same columns, so that a row cut by the page break can be joined cell by cell.
    """
    result = list(items)
    chain: list[int] = [0] if items else []
    for index, (upper, lower) in enumerate(pairwise(items), start=1):
        one, other = upper.content, lower.content
        if (
            isinstance(one, PlacedTable)
            and isinstance(other, PlacedTable)
            and numbers[lower.page] == numbers[upper.page] + 1
            and lower.page > upper.page
            and _fits(one, other)
        ):
            result[index] = replace(lower, content=replace(other, table=replace(other.table, continues=True)))
            chain.append(index)
            continue
        _share_columns(result, chain)
        chain = [index]
    _share_columns(result, chain)
    return result


def _fits(one: PlacedTable, other: PlacedTable) -> bool:
    """Whether two parts can be one table: same outer edges, and the columns of one among those of the other."""
    if one.number_columns and other.number_columns:
        few, many = sorted((one.number_columns, other.number_columns), key=len)
        return all(any(a[0] - SAME_EDGE < b[1] and b[0] - SAME_EDGE < a[1] for b in many) for a in few)
    if not one.xs or not other.xs:
        return False
    if abs(one.xs[0] - other.xs[0]) > SAME_EDGE or abs(one.xs[-1] - other.xs[-1]) > SAME_EDGE:
        return False
    fewer, more = sorted((one.xs[1:-1], other.xs[1:-1]), key=len)
    return all(any(abs(x - y) <= SAME_BOUNDARY for y in more) for x in fewer)


def _share_columns(items: list[Item], chain: Sequence[int]) -> None:
    """Renumber the columns of the parts of one table over the boundaries of all parts."""
    parts = [(index, content) for index in chain if isinstance(content := items[index].content, PlacedTable)]
    if len(parts) < 2 or not all(part.xs for _, part in parts):
        return
    widest = max((part for _, part in parts), key=lambda part: len(part.xs)).xs
    for index, part in parts:
        inner = [min(range(1, len(widest) - 1), key=lambda k: abs(widest[k] - x), default=0) for x in part.xs[1:-1]]
        columns = [0, *inner, len(widest) - 1]
        if any(high <= low for low, high in pairwise(columns)):
            continue
        cells = part.table.cells
        if columns != list(range(len(columns))):
            cells = tuple(
                replace(
                    cell,
                    column=columns[cell.column],
                    column_span=columns[cell.column + cell.column_span] - columns[cell.column],
                )
                for cell in cells
            )
        table = replace(part.table, cells=cells, column_count=len(widest) - 1)
        items[index] = replace(items[index], content=replace(part, table=table, xs=part.xs))
