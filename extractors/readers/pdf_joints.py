"""Rows that a page break cuts in the middle of their cells -> one row again.

Word processors break a row wherever the page ends: "社会公" stays on one page, "益组织" goes to the next. Whether two rows
are halves of one cannot be seen from the rules, which close both pages; it is known where the halves of at least one
cell spell a label of the forms and no other pair of halves contradicts. All other rows stay two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from extractors.document import Cell, Table
from extractors.normalize import label_key
from extractors.readers.pdf_words import form_words

LEAST_DIGITS = 3  # of a number that goes on in the next line
_DIGITS = re.compile(r"[\d.,]+")
Pair = tuple[Cell | None, Cell]
IsOver = Callable[[Cell, Cell], bool]


def join_cut_row(upper: Table, lower: Table) -> tuple[Table, Table | None] | None:
    """The tables with the last row of ``upper`` and the first of ``lower`` made one, None where they are not halves.

    The second table is None when nothing is left of it.
    """
    last = [cell for cell in upper.cells if cell.row + cell.row_span == upper.row_count]
    first = [cell for cell in lower.cells if cell.row == 0 and cell.row_span == 1]
    is_over = _by_column if upper.spans_known and lower.spans_known else _by_box
    pairs: list[Pair] = []
    for cell in first:
        above = [other for other in last if is_over(other, cell)]
        if len(above) > 1:
            return None
        pairs.append((above[0] if above else None, cell))
    if _are_halves(pairs):
        return _with_row(upper, pairs), _without_row(lower)
    # A header that spans two rows is cut though the break falls between the rows.
    halves = [(one, other) for one, other in pairs if one is not None and _is_cut_label(one, other)]
    if not halves:
        return None
    moved = {id(other) for _, other in halves}
    rest = tuple(cell for cell in lower.cells if id(cell) not in moved)
    return _with_row(upper, list(halves)), replace(lower, cells=rest)


def _by_column(upper: Cell, lower: Cell) -> bool:
    return upper.column == lower.column and upper.column_span == lower.column_span


def _by_box(upper: Cell, lower: Cell) -> bool:
    if upper.place.bbox is None or lower.place.bbox is None:
        return False
    return upper.place.bbox[0] < lower.place.bbox[2] and lower.place.bbox[0] < upper.place.bbox[2]


def _is_cut_label(upper: Cell, lower: Cell) -> bool:
    """Whether two texts spell a label of the forms, and neither is one by itself."""
    labels = form_words().labels
    one, other = label_key(upper.text), label_key(lower.text)
    return bool(one and other) and one + other in labels and one not in labels and other not in labels


def _are_halves(pairs: list[Pair]) -> bool:
    words = form_words()
    proofs = 0
    for upper, lower in pairs:
        one, other = label_key(upper.text) if upper is not None else "", label_key(lower.text)
        if not one or not other:
            continue
        if one + other in words.labels:
            proofs += 1
        elif upper is not None and _DIGITS.fullmatch(upper.text) and _DIGITS.fullmatch(lower.text):
            continue
        elif one + other not in words.prefixes:
            return False
    return proofs > 0 or _carry_on_numbers(pairs)


def _carry_on_numbers(pairs: list[Pair]) -> bool:
    """Whether the lower row is nothing but the last digits of numbers that were too long for their cells."""
    lower = [(one, other) for one, other in pairs if other.text.strip()]
    has_label = any(one is not None and one.text.strip() and not _DIGITS.fullmatch(one.text) for one, _ in pairs)
    return (
        bool(lower)
        and has_label
        and all(
            one is not None
            and len(one.text) >= LEAST_DIGITS
            and _DIGITS.fullmatch(one.text)
            and _DIGITS.fullmatch(other.text)
            for one, other in lower
        )
    )


def _with_row(upper: Table, pairs: list[Pair]) -> Table:
    texts = {id(above): lower.text for above, lower in pairs if above is not None}
    cells = [
        replace(cell, text=f"{cell.text}\n{texts[id(cell)]}".strip()) if texts.get(id(cell)) else cell
        for cell in upper.cells
    ]
    taken = {(cell.row, cell.column) for cell in upper.cells}
    row = upper.row_count - 1
    for above, lower in pairs:
        if above is None and lower.text and (row, lower.column) not in taken:
            cells.append(replace(lower, row=row))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    width = max(cell.column + cell.column_span for cell in cells)
    return replace(upper, cells=tuple(cells), column_count=max(upper.column_count, width))


def _without_row(lower: Table) -> Table | None:
    if lower.row_count == 1:
        return None
    cells = []
    for cell in lower.cells:
        if cell.row > 0:
            cells.append(replace(cell, row=cell.row - 1))
        elif cell.row_span > 1:
            cells.append(replace(cell, row_span=cell.row_span - 1))
    return replace(lower, cells=tuple(cells), row_count=lower.row_count - 1)
