"""Layout, figures and style -> the sheet that is drawn, and the truth of its cells.

The shape of each form is written down here once more, from the official notices: headers over the columns, groups beside
the rows, bands over table 2, fifteen columns of table 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from extractors.layouts import CellCode, Group, Layout, Row
from tests.benchmarks.accuracy.corpus.model import Box, Key, Sheet, Values
from tests.benchmarks.accuracy.corpus.printing import Printer

Truths = dict[Key, Values]
_RULE_TEXT = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_ORGANISATIONS = ("business", "research", "social_welfare", "legal_service", "other_org")
_NARROW, _WIDE = 1.0, 4.6


class Drawing:
    """Collects the boxes of one sheet and the truth of its values."""

    def __init__(self, layout: Layout, figures: Mapping[CellCode, Decimal], printer: Printer) -> None:
        self.layout, self.figures, self.printer = layout, figures, printer
        self.boxes: list[Box] = []
        self.truths: Truths = {}

    def text(self, row: int, column: int, text: str, rows: int = 1, columns: int = 1, *, head: bool = False) -> None:
        self.boxes.append(Box(row, column, text, rows, columns, "head" if head else "label"))

    def value(self, row: int, column: int, code: CellCode, columns: int = 1, *, is_blank: bool = False) -> None:
        spec, value = self.layout.column(code[1]), self.figures[code]
        key = (self.layout.table, *code)
        text, truth = self.printer.value(value, spec, self.layout.unit(*code))
        if is_blank:
            text, truth = "", ((None,) if value else (Decimal(0), None))
        if text and self.layout.table == "proactive":
            text += self.printer.remark(value)
        note = self.printer.note(value) if text else ""
        self.boxes.append(Box(row, column, text, 1, columns, "value", key, note))
        self.truths[key] = truth

    def sheet(self, row_count: int, widths: tuple[float, ...], head_rows: int) -> Sheet:
        boxes = tuple(sorted(self.boxes, key=lambda box: (box.row, box.column)))
        return Sheet(self.layout.table, self._with_typos(boxes), row_count, widths, head_rows)

    def _with_typos(self, boxes: tuple[Box, ...]) -> tuple[Box, ...]:
        chances = [i for i, b in enumerate(boxes) if b.role == "label" and len(b.text) > 9 and b.column_span < 3]
        chosen = set(self.printer.rng.sample(chances, min(self.printer.style.typos, len(chances))))
        return tuple(
            Box(b.row, b.column, self.printer.misspelt(b.text), b.row_span, b.column_span, b.role) if i in chosen else b
            for i, b in enumerate(boxes)
        )


def draw(layout: Layout, figures: Mapping[CellCode, Decimal], printer: Printer, year: int) -> tuple[Sheet, Truths]:
    """The sheet of one official table, and what is true of its cells."""
    drawing = Drawing(layout, figures, printer)
    if layout.table == "applications":
        sheet = _applications(drawing)
    elif layout.shape == "bands":
        sheet = _bands(drawing)
    elif layout.shape == "header_path":
        sheet = _fifteen(drawing)
    else:
        sheet = _statistics(drawing, year)
    return sheet, drawing.truths


def _applications(drawing: Drawing) -> Sheet:
    """Three label columns, seven value columns, three rows of header."""
    layout, say = drawing.layout, drawing.printer.label
    drawing.text(0, 0, _RULE_TEXT, 3, 3, head=True)
    drawing.text(0, 3, "申请人情况", 1, 7, head=True)
    drawing.text(1, 3, say(layout.column("natural_person")), 2, 1, head=True)
    drawing.text(1, 4, "法人或其他组织", 1, 5, head=True)
    drawing.text(1, 9, say(layout.column("total")), 2, 1, head=True)
    for offset, code in enumerate(_ORGANISATIONS):
        drawing.text(2, 4 + offset, say(layout.column(code)), head=True)
    groups = {group.code: group for group in layout.groups}
    results = [row for row in layout.rows if row.group]
    at = 3
    for row in layout.rows:
        first_of_results = bool(results) and row is results[0]
        if first_of_results:
            drawing.text(at, 0, say(groups["results"]), len(results), 1)
        _label_of(drawing, row, at, groups)
        is_blank_total = drawing.printer.style.has_blank_totals and bool(row.group)
        for offset, column in enumerate(row.columns):
            drawing.value(at, 3 + offset, (row.code, column), is_blank=is_blank_total and column == "total")
        at += 1
    return drawing.sheet(at, (1.0, 1.6, 3.4, *([0.95] * 7)), 3)


def _label_of(drawing: Drawing, row: Row, at: int, groups: Mapping[str, Group]) -> None:
    label = drawing.printer.label(row)
    if not row.group:
        drawing.text(at, 0, label, 1, 3)
    elif row.group == "results":
        drawing.text(at, 1, label, 1, 2)
    else:
        members = [one for one in drawing.layout.rows if one.group == row.group]
        if row is members[0]:
            drawing.text(at, 1, drawing.printer.label(groups[row.group]), len(members), 1)
        drawing.text(at, 2, label)


def _bands(drawing: Drawing) -> Sheet:
    """A band names the clause, a header row its columns, then the rows of the clause; four columns in all."""
    layout, at = drawing.layout, 0
    for group in layout.groups:
        rows = [row for row in layout.rows if row.group == group.code]
        codes = rows[0].columns
        spans = {3: (1, 1, 1), 2: (1, 2), 1: (3,)}[len(codes)]
        starts = [1 + sum(spans[:i]) for i in range(len(spans))]
        drawing.text(at, 0, drawing.printer.label(group), 1, 4, head=True)
        drawing.text(at + 1, 0, "信息内容", head=True)
        for code, start, span in zip(codes, starts, spans, strict=True):
            drawing.text(at + 1, start, drawing.printer.label(layout.column(code)), 1, span, head=True)
        at += 2
        for row in rows:
            drawing.text(at, 0, drawing.printer.label(row))
            for code, start, span in zip(row.columns, starts, spans, strict=True):
                drawing.value(at, start, (row.code, code), span)
            at += 1
    return drawing.sheet(at, (1.4, 1.0, 1.0, 1.0), 0)


def _fifteen(drawing: Drawing) -> Sheet:
    """Table 4: review, and two kinds of suits under one heading, five results each, one row of figures."""
    layout, say = drawing.layout, drawing.printer.label
    review, direct, after = layout.rows
    drawing.text(0, 0, say(review), 1, 5, head=True)
    drawing.text(0, 5, say(layout.groups[0]), 1, 10, head=True)
    drawing.text(1, 5, say(direct), 1, 5, head=True)
    drawing.text(1, 10, say(after), 1, 5, head=True)
    for offset, column in enumerate(layout.columns):
        drawing.text(1, offset, say(column), 2, 1, head=True)
        for start in (5, 10):
            drawing.text(2, start + offset, say(column), head=True)
    for block, row in enumerate((review, direct, after)):
        for offset, code in enumerate(row.columns):
            drawing.value(3, 5 * block + offset, (row.code, code))
    return drawing.sheet(4, (1.0,) * 15, 3)


def _statistics(drawing: Drawing, year: int) -> Sheet:
    """One row a figure: its name (groups have a row of their own), its unit, its values."""
    layout = drawing.layout
    names = ("统计指标", "单位") if layout.table == "stats_2014" else ("指标名称", "计量单位")
    for column, name in enumerate(names):
        drawing.text(0, column, name, head=True)
    for offset, spec in enumerate(layout.columns):
        is_dated = spec.code == "year" and drawing.printer.rng.random() < 0.7
        drawing.text(0, 2 + offset, f"{year}年度" if is_dated else spec.zh, head=True)
    groups, shown, at = {group.code: group for group in layout.groups}, set[str](), 1
    for row in layout.rows:
        for code in (groups[row.group].parent if row.group else "", row.group):
            if code and code not in shown:
                shown.add(code)
                drawing.text(at, 0, drawing.printer.label(groups[code]))
                for offset in range(1 + len(layout.columns)):
                    drawing.text(at, 1 + offset, "")
                at += 1
        drawing.text(at, 0, drawing.printer.label(row))
        drawing.text(at, 1, row.unit)
        for offset, code in enumerate(row.columns):
            drawing.value(at, 2 + offset, (row.code, code))
        at += 1
    return drawing.sheet(at, (_WIDE, _NARROW, *([1.2] * len(layout.columns))), 1)
