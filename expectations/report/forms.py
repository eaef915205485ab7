"""Redraws an official table as it is printed, from the layout's own rows, columns and headings.

Three shapes cover the forms: a matrix (headings at the left, values at the right), bands (a clause, a header line, its
rows) and a header path (headings above one line of values). A layout in which some row lacks some column is printed in
bands; one with fewer rows than columns as a header path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

CellCode = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Label:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Form:
    """A layout as the warehouse describes it. ``rows`` gives (code, heading code, label) in printed order."""

    layout_id: str
    table_code: str
    form: str
    title: Label
    groups: Mapping[str, tuple[str, Label]]  # heading -> (its own heading, label)
    rows: Sequence[tuple[str, str, Label]]
    columns: Sequence[tuple[str, Label]]
    cells: frozenset[CellCode]

    @property
    def shape(self) -> str:
        if len(self.cells) < len(self.rows) * len(self.columns):
            return "bands"
        return "header_path" if len(self.rows) < len(self.columns) else "matrix"

    def path(self, group: str) -> tuple[Label, ...]:
        """Labels from the outermost heading down to ``group``; empty when there is none."""
        if group not in self.groups:
            return ()
        parent, label = self.groups[group]
        return (*self.path(parent), label)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn table cell: a heading (``label``) or the place of a value (``code``)."""

    label: Label | None = None
    code: CellCode | None = None
    row_span: int = 1
    column_span: int = 1
    role: str = "head"  # head | side | tall | band | value


@dataclass(slots=True)
class _Lines:
    lines: list[list[Drawn]] = field(default_factory=list)

    def add(self, *cells: Drawn) -> None:
        self.lines.append(list(cells))


CONTENT = Label("信息内容", "item")
ITEM = Label("项目", "item")


def draw(form: Form) -> list[list[Drawn]]:
    """The lines of the redrawn form, each a list of cells with their spans."""
    return {"bands": _bands, "header_path": _header_path, "matrix": _matrix}[form.shape](form)


def _bands(form: Form) -> list[list[Drawn]]:
    drawn = _Lines()
    has = {row: [c for c in form.columns if (row, c[0]) in form.cells] for row, _, _ in form.rows}
    width = max(len(columns) for columns in has.values())
    band = ""
    for (group, codes), rows in groupby(form.rows, key=lambda r: (r[1], tuple(code for code, _ in has[r[0]]))):
        if group != band:
            band = group
            headings = form.path(group)
            if headings:
                drawn.add(Drawn(headings[-1], column_span=width + 1, role="band"))
        columns = [column for column in form.columns if column[0] in codes]
        spans = _spread(len(columns), width)
        header = [Drawn(label, column_span=span) for (_, label), span in zip(columns, spans, strict=True)]
        drawn.add(Drawn(CONTENT), *header)
        for row, _, label in rows:
            values = [
                Drawn(code=(row, code), column_span=span, role="value")
                for (code, _), span in zip(columns, spans, strict=True)
            ]
            drawn.add(Drawn(label, role="side"), *values)
    return drawn.lines


def _spread(count: int, width: int) -> list[int]:
    """Spans of ``count`` cells over ``width`` slots, the last one taking what is left."""
    return [1] * (count - 1) + [width - count + 1]


def _matrix(form: Form) -> list[list[Drawn]]:
    drawn = _Lines()
    paths = [(*form.path(group), label) for _, group, label in form.rows]
    depth = max(map(len, paths))
    drawn.add(Drawn(ITEM, column_span=depth), *(Drawn(label) for _, label in form.columns))
    for position, (row, _, _) in enumerate(form.rows):
        path, before = paths[position], paths[position - 1] if position else ()
        labels: list[Drawn] = []
        for level, label in enumerate(path[:-1]):
            if before[: level + 1] != path[: level + 1] or len(before) <= level + 1:
                height = _run(paths[position:], level)
                labels.append(Drawn(label, row_span=height, role="tall" if height > 8 else "side"))
        labels.append(Drawn(path[-1], column_span=depth - len(path) + 1, role="side"))
        values = [Drawn(code=(row, code), role="value") for code, _ in form.columns]
        drawn.add(*labels, *values)
    return drawn.lines


def _header_path(form: Form) -> list[list[Drawn]]:
    leaves = [
        ((*form.path(group), row_label, column_label), (row, column))
        for row, group, row_label in form.rows
        for column, column_label in form.columns
    ]
    paths = [path for path, _ in leaves]
    depth = max(map(len, paths))
    lines = _Lines()
    for level in range(depth):
        line: list[Drawn] = []
        position = 0
        while position < len(paths):
            path = paths[position]
            if level == len(path) - 1:
                line.append(Drawn(path[level], row_span=depth - level))
                position += 1
            elif level < len(path):
                width = _run(paths[position:], level)
                line.append(Drawn(path[level], column_span=width))
                position += width
            else:
                position += 1
        lines.add(*line)
    lines.add(*(Drawn(code=code, role="value") for _, code in leaves))
    return lines.lines


def _run(paths: Sequence[tuple[Label, ...]], level: int) -> int:
    """How many of the paths, from the first on, stand under the first one's heading of this level."""
    first = paths[0][: level + 1]
    count = 0
    for path in paths:
        if path[: level + 1] != first or len(path) <= level + 1:
            break
        count += 1
    return count
