"""Tables that a page draws without ``<table>``: rows of ``div``, and text in ``<pre>`` with TABs or box characters.

Looked for only in a page without a form in real tables. Rows are runs of siblings that hold nothing but short cells; what
comes out is a table only when it holds labels and figures as a form does, so that menus and lists stay text. Such tables
have no spans: where rows have different numbers of cells, nothing says which slots they fill.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.document import Cell, Place, Table, TextBlock
from extractors.readers import text
from extractors.readers.html_embedded import holds_form
from extractors.readers.html_placed import Placing
from extractors.readers.html_styles import Styles
from extractors.readers.html_tree import Element, Page, gather
from extractors.readers.text_clean import BREAK, clean_text

Blocks = tuple[TextBlock | Table, ...]

_ROW_TAGS = frozenset({"div", "ul", "ol", "dl", "li", "p", "section", "article"})
_CELL_TAGS = frozenset(
    {"div", "span", "li", "dd", "dt", "p", "b", "strong", "em", "i", "label", "section", "font", "input"}
)
_LONGEST_CELL = 120
_FEWEST_ROWS = 3
_FEWEST_VALUES = 3
_UPRIGHT = re.compile(r"[│┃║|｜├┤┼┝┥┿╟╢╠╣╬┠┨╂┌┐└┘┬┴╔╗╚╝╦╩]")
_LEVEL = re.compile(r"[─━═┄┈╌\-=+]{2,}")
_VALUE = re.compile(r"[+-]?[\d,.]*|[/—－无*-]")
_BOX = re.compile(r"[│┃║├┤┼┌┐└┘┬┴╔╗╚╝╦╩]")


def drawn_blocks(page: Page, roots: Sequence[Element], styles: Styles | None = None) -> dict[Element, Blocks]:
    """What to read in the place of elements that draw a form, by element; rows of one run get a new common parent.

    Args:
        styles: how the page lays its boxes out, where it does so by grid or flex.
    """
    found = _placed_blocks(Placing(styles, page), page, roots) if styles is not None else {}
    for root in roots if not found else ():
        for element in page.below(root):
            if element.tag == "pre":
                blocks = _of_text(element)
                if holds_form(blocks):
                    found[element] = blocks
            elif len(element.children) >= _FEWEST_ROWS:
                for run in list(_runs(element)):
                    if run:
                        table = _of_rows(element, run)
                        if _is_regular(table) and holds_form((table,)):
                            found[_wrapped(element, run)] = (table,)
    return found


def _placed_blocks(placing: Placing, page: Page, roots: Sequence[Element]) -> dict[Element, Blocks]:
    """The tables that a page lays out by grid or flex, if a form is among them."""
    found: dict[Element, Blocks] = {}
    for root in roots:
        end = 0
        for element in page.below(root):
            if element.start < end:
                continue
            if (table := placing.table(element)) is not None and _is_table(table):
                found[element], end = (table,), element.end
                continue
            stacks = [(run, table) for run, table in placing.stacks(element) if _is_table(table)]
            found.update({_wrapped(element, run): (table,) for run, table in stacks})
            end = stacks[-1][0][-1].end if stacks else end
    return found if any(holds_form(blocks) for blocks in found.values()) else {}


def _is_table(table: Table) -> bool:
    """Labels and several values in rows and columns; the smallest of the forms has few."""
    values = sum(bool(_VALUE.fullmatch(cell.text)) for cell in table.cells)
    return table.row_count > 1 and table.column_count > 1 and _FEWEST_VALUES <= values < len(table.cells) - 1


def _runs(parent: Element) -> Iterator[list[Element]]:
    """Runs of rows among the children of one element."""
    run: list[Element] = []
    for child in parent.children:
        if isinstance(child, str):
            if child.strip():
                yield _long_enough(run)
                run = []
        elif _is_row(child):
            run.append(child)
        else:
            yield _long_enough(run)
            run = []
    yield _long_enough(run)


def _long_enough(run: list[Element]) -> list[Element]:
    return run if len(run) >= _FEWEST_ROWS else []


def _is_row(element: Element) -> bool:
    """An element of at least two cells and nothing else; one cell alone (a heading over rows) counts when it is short."""
    if element.tag not in _ROW_TAGS or any(isinstance(child, str) and child.strip() for child in element.children):
        return False
    cells = [child for child in element.children if isinstance(child, Element)]
    return bool(cells) and all(cell.tag in _CELL_TAGS and _is_cell(cell) for cell in cells)


def _is_cell(element: Element) -> bool:
    return element.end - element.start <= 12 and len(gather(element).strip()) <= _LONGEST_CELL


def _of_rows(parent: Element, rows: Sequence[Element]) -> Table:
    cells = []
    counts = set()
    for index, row in enumerate(rows):
        elements = [child for child in row.children if isinstance(child, Element)]
        counts.add(len(elements))
        for column, element in enumerate(elements):
            shown = clean_text(gather(_around(element)))
            cells.append(Cell(index, column, shown, place=Place(path=element.path)))
    return Table(tuple(cells), len(rows), max(counts), Place(path=parent.path), spans_known=len(counts) == 1)


def _is_regular(table: Table) -> bool:
    """Whether most rows have the same number of cells, most of them figures: prose in many spans has neither."""
    rows = table.rows()
    counts = Counter(len(row) for row in rows)
    usual, often = counts.most_common(1)[0]
    values = [bool(_VALUE.fullmatch(cell.text)) for row in rows if len(row) == usual for cell in row]
    return usual > 1 and often * 2 > len(rows) and sum(values) * 2 >= len(values) - often


def _around(element: Element) -> Element:
    """An element of its own around another: so a form field gives what it shows."""
    return replace(element, tag="div", children=[element], known_path="")


def _wrapped(parent: Element, run: Sequence[Element]) -> Element:
    """Put the rows of a run under one new element, in their place."""
    wrapper = replace(parent, tag="div", children=list(run))
    at = parent.children.index(run[0])
    last = parent.children.index(run[-1])
    parent.children[at : last + 1] = [wrapper]
    return wrapper


def _of_text(element: Element) -> Blocks:
    """The blocks of preformatted text; places are those of the element."""
    raw = gather(element).replace(BREAK, "\n")
    if _BOX.search(raw):
        raw = "\n".join(_unboxed(raw.split("\n")))
    place = Place(path=element.path)
    return tuple(
        replace(block, place=place, cells=tuple(replace(cell, place=place) for cell in block.cells))
        if isinstance(block, Table)
        else replace(block, place=place)
        for block in text.read(raw.encode("utf-8", "replace")).blocks
    )


def _unboxed(lines: Sequence[str]) -> Iterator[str]:
    """Lines of a drawn box as lines with TABs: one line for each row, the lines of its cells joined."""
    row: list[str] = []
    for line in lines:
        if not _BOX.search(line) and "|" not in line:
            yield from _flushed(row)
            row = []
            yield line
            continue
        cells = [part.strip() for part in _UPRIGHT.split(line.strip())][1:-1]
        if _LEVEL.search(line):
            yield from _flushed(row)
            row = []
            kept = ["" if _LEVEL.fullmatch(cell) else cell for cell in cells]
            if any(kept):
                yield "\t".join(kept)
        elif row and len(row) == len(cells):
            row = [upper + lower for upper, lower in zip(row, cells, strict=True)]
        else:
            yield from _flushed(row)
            row = cells
    yield from _flushed(row)


def _flushed(row: Sequence[str]) -> Iterator[str]:
    if row:
        yield "\t".join(row)
