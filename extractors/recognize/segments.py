"""Grid rows -> segments: runs of rows that belong to one official table, found by their labels alone.

Section numbers and positions lie (renumbered sections, tables in an annex, two forms in one grid, one form in three
pieces); the labels do not. Rows that carry no label of any form keep to the form they go on from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from extractors.document import Document, Table
from extractors.layouts import Layout
from extractors.normalize import label_key, squeeze
from extractors.recognize.grid import GridRow
from extractors.recognize.labels import labels_of, layouts_of, table_keys, table_of_key
from extractors.values import looks_like_value

_LONGEST_LABEL = 80
_LONGEST_CAPTION = 24
# A section, a title, a signature, an organ: what follows may be another report.
_NO_CAPTION = re.compile(
    r"^[一二三四五六七八九十]{1,2}[、.．]|报告|年报|[。;；]|月\d|(?:政府|局|厅|委员会|办公室|街道|中心|院|[^本]机关)$"
)


@dataclass(slots=True)
class Segment:
    """Rows of one official table, possibly from several grids."""

    table: str
    rows: list[GridRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Segmentation:
    segments: tuple[Segment, ...]
    unknown: tuple[GridRow, ...]


def segment_rows(rows: Sequence[GridRow]) -> Segmentation:
    """Assign every row to an official table or to the unknown rest."""
    classes = [_row_class(row) for row in rows]
    segments: list[Segment] = []
    unknown: list[GridRow] = []
    for index, row in enumerate(rows):
        table = classes[index] or _inherited(rows, classes, index, segments)
        if table is None:
            unknown.append(row)
            continue
        current = segments[-1] if segments and segments[-1].table == table else None
        if current is None or _starts_again(row, current):
            segments.append(Segment(table, _own_head(current, row)))
        segments[-1].rows.append(row)
    return Segmentation(tuple(_merged(segments)), tuple(unknown))


def _own_head(before: Segment | None, row: GridRow) -> list[GridRow]:
    """The header rows above the first row of a form, taken from the segment before, to which they seemed to belong."""
    if before is None:
        return []
    head = [one for one in before.rows if one.table_no == row.table_no]
    if not head or len(head) == len(before.rows) or _has_values(Segment(before.table, head)):
        return []
    before.rows = before.rows[: -len(head)]
    return head


def is_whole_form(segment: Segment) -> bool:
    """Whether the labels are those of the form itself, not of a small table that uses some of its words."""
    printed = {key for row in segment.rows for key, _ in row.starting}
    return any(
        sum(label_key(row.zh) in printed for row in layout.rows) > len(layout.rows) / 2
        for layout in layouts_of(segment.table)
    )


def label_hits(layout: Layout, rows: Sequence[GridRow]) -> int:
    """How many cells print a row label of this layout."""
    labels = labels_of(layout.id).rows
    return sum(key in labels for row in rows for key, _ in row.starting)


def _row_class(row: GridRow) -> str | None:
    """The table with most label hits among the cells that start in this row, None without any."""
    tables = table_of_key()
    hits = [tables[key] for key, cell in row.starting if key in tables and len(cell.text) <= _LONGEST_LABEL]
    if len(set(hits)) < 2:
        return hits[0] if hits else None
    return max(table_keys(), key=hits.count)


def _inherited(
    rows: Sequence[GridRow], classes: Sequence[str | None], index: int, segments: Sequence[Segment]
) -> str | None:
    """The table a row without known labels goes on from: the row before it belongs to it and nothing lies between."""
    row = rows[index]
    if not segments or not segments[-1].rows or not row.is_joined_to_previous:
        return None
    previous = segments[-1].rows[-1]
    if index == 0 or previous is not rows[index - 1]:
        return None
    if previous.table_no == row.table_no:
        return segments[-1].table if _is_form_row(row) else None
    # The first rows of a continuation may carry nothing but half a label; what follows in the same grid decides.
    following = next(
        (classes[i] for i in range(index, len(rows)) if rows[i].table_no == row.table_no and classes[i]), None
    )
    same_table = following in (None, segments[-1].table)
    return segments[-1].table if same_table and _is_form_row(row) else None


def _is_form_row(row: GridRow) -> bool:
    """Body text that was boxed into the grid is no row of a form; a row with a value or a short label is."""
    filled = [cell for cell in row.cells if cell.text.strip()]
    return bool(row.cells) and (
        len(row.cells) > 1 or any(looks_like_value(cell.text) or len(cell.text) <= _LONGEST_LABEL for cell in filled)
    )


def _starts_again(row: GridRow, segment: Segment) -> bool:
    """Whether this row opens a second copy of the form: its first label comes again after other rows were read."""
    return _opens_form((row,), segment.table) and _opens_form(segment.rows, segment.table)


def _opens_form(rows: Sequence[GridRow], table: str) -> bool:
    """Whether the first label of the form stands in one of these rows."""
    starts = _first_row_keys(table)
    return any(key in starts for row in rows for key, _ in row.starting)


@cache
def _first_row_keys(table: str) -> frozenset[str]:
    keys: set[str] = set()
    for layout in layouts_of(table):
        keys.update(label_key(spelling) for spelling in layout.rows[0].spellings())
    return frozenset(keys)


def _merged(segments: Sequence[Segment]) -> list[Segment]:
    """Pieces of one form that other rows interrupted, put together again unless the form starts anew."""
    merged: list[Segment] = []
    for segment in segments:
        earlier = next((s for s in reversed(merged) if s.table == segment.table), None)
        is_new_form = earlier is not None and _opens_form(segment.rows, segment.table) and _has_values(earlier)
        if earlier is not None and not is_new_form:
            earlier.rows.extend(segment.rows)
        else:
            merged.append(segment)
    return merged


def _has_values(segment: Segment) -> bool:
    known = frozenset().union(*(labels_of(layout.id).every for layout in layouts_of(segment.table)))
    return any(looks_like_value(cell.text) and key not in known for row in segment.rows for key, cell in row.starting)


def stand_together(document: Document, first: int, second: int) -> bool:
    """Whether between two tables (numbers in the document) stand only captions: no section, no title, no paragraph."""
    number = -1
    for block in document.blocks:
        if isinstance(block, Table):
            number += 1
        elif first <= number < second and not _is_caption(block.text):
            return False
    return True


def _is_caption(text: str) -> bool:
    return len(text) <= _LONGEST_CAPTION and not _NO_CAPTION.search(squeeze(text))
