"""Labels read from a picture -> the labels of the forms they must be, where only one is near.

A recogniser takes 申 for 中 and 其 for 具, and on fax loses a stroke here and there; the tables are found by their
labels, so one wrong character in a header would lose a table. A label is put right only when it is like one label of
the forms and unlike all others; what was printed stays in the issue. Printed text is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from extractors.document import Cell, Document, Issue, Table
from extractors.layouts import Label, Layout, load_layouts
from extractors.normalize import label_key, one_line
from extractors.recognize.likeness import adds_a_word
from extractors.values import looks_like_value

LIKE = 60.0  # of 100: share of characters in common from which a misread label is known
APART = 10.0  # by so much it must be more like this label than like any other
SHORTEST = 2
SHOWN = 6


def with_known_labels(document: Document) -> Document:
    """The document with the misread labels of its pictures put right, and an issue that names them."""
    if not any(cell.sight is not None for table in document.tables() for cell in table.cells):
        return document
    changes: list[tuple[Cell, str]] = []
    blocks = tuple(
        _by_place(_known(block, changes), changes) if isinstance(block, Table) else block for block in document.blocks
    )
    if not changes:
        return document
    shown = "、".join(f"{one_line(cell.text)!r} as {label!r}" for cell, label in changes[:SHOWN])
    more = f" and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
    text = f"{len(changes)} labels of the picture were read by likeness: {shown}{more}"
    issue = Issue("label_misread", "info", text, changes[0][0].place.describe())
    return replace(document, blocks=blocks, issues=(*document.issues, issue))


def _known(table: Table, changes: list[tuple[Cell, str]]) -> Table:
    cells = []
    form = _form_of(table)
    for cell in table.cells:
        label = (
            _nearest(label_key(cell.text), form) if cell.sight is not None and not looks_like_value(cell.text) else ""
        )
        if label:
            changes.append((cell, label))
            cells.append(replace(cell, text=label))
        else:
            cells.append(cell)
    return replace(table, cells=tuple(cells))


def _by_place(table: Table, changes: list[tuple[Cell, str]]) -> Table:
    """Headers over one line of values, put right by the order of the form when most of them are known and in order."""
    lines = [row for row in table.rows() if len(row) > 1 and _is_line_of_values(row)]
    if len(lines) != 1 or lines[0][0].sight is None:
        return table
    for layout in load_layouts().values():
        expected = [column.zh for _ in layout.rows for column in layout.columns]
        if layout.shape != "header_path" or len(lines[0]) != len(expected):
            continue
        headers = [_over(value, table) for value in lines[0]]
        if any(header is None for header in headers) or len({id(header) for header in headers}) < len(headers):
            continue
        pairs = [(header, label) for header, label in zip(headers, expected, strict=True) if header is not None]
        keys = _column_keys(layout)
        wrong = [(header, label) for header, label in pairs if keys.get(label_key(header.text)) != label]
        if len(wrong) > len(pairs) // 2 or any(label_key(header.text) in keys for header, _ in wrong):
            continue
        changes.extend(wrong)
        put = {id(header): label for header, label in wrong}
        cells = tuple(replace(cell, text=put[id(cell)]) if id(cell) in put else cell for cell in table.cells)
        return replace(table, cells=cells)
    return table


def _is_line_of_values(row: Sequence[Cell]) -> bool:
    """Whether most cells of a row are values; one or the other may be misread."""
    return 5 * sum(looks_like_value(cell.text) for cell in row) >= 4 * len(row)


def _over(value: Cell, table: Table) -> Cell | None:
    """The lowest cell above a value."""
    above = [
        cell
        for cell in table.cells
        if cell.row < value.row and cell.column < value.column + value.column_span and value.column < cell.column + cell.column_span
    ]  # fmt: skip
    return max(above, key=lambda cell: cell.row, default=None)


def _column_keys(layout: Layout) -> dict[str, str]:
    return {label_key(spelling): column.zh for column in layout.columns for spelling in column.spellings()}


def _form_of(table: Table) -> str:
    """Code of the official table that most labels of this table are of; "" when none is known."""
    keys = {label_key(cell.text) for cell in table.cells if not looks_like_value(cell.text)}
    hits = {
        code: len(keys & _spellings(code).keys()) for code in sorted({one.table for one in load_layouts().values()})
    }
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] else ""


@lru_cache(maxsize=4096)
def _nearest(key: str, form: str) -> str:
    """The one label of a form that a label key must be; "" when it is one already, or like none or several."""
    if len(key) < SHORTEST or _is_piece(key):
        return ""
    spellings = _spellings(form)
    found = process.extract(key, list(spellings), scorer=fuzz.ratio, limit=6, score_cutoff=LIKE - APART)
    if not found or found[0][1] < LIKE:
        return ""
    label = spellings[found[0][0]]
    rivals = [score for other, score, _ in found[1:] if spellings[other] != label]
    is_unlike = bool(rivals and rivals[0] > found[0][1] - APART) or adds_a_word(key, found[0][0])
    return "" if is_unlike else label


@lru_cache(maxsize=16)
def _spellings(form: str = "") -> Mapping[str, str]:
    """Label key of every spelling in the layouts of an official table ("" for all) -> the label's official spelling."""
    spellings: dict[str, str] = {}
    for layout in (one for one in load_layouts().values() if form in ("", one.table)):
        labels: tuple[Label, ...] = (*layout.columns, *layout.groups, *layout.rows)
        for label in labels:
            for spelling in label.spellings():
                spellings.setdefault(label_key(spelling), label.zh)
        for text in layout.ignore:
            spellings.setdefault(label_key(text), text)
    return spellings


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return frozenset(label_key(row.unit) for layout in load_layouts().values() for row in layout.rows)


def _is_piece(key: str) -> bool:
    """Whether it is a known label, or a part of one that a page break cut: nothing was misread."""
    return key in _units() or any(key in known for known in _spellings())
