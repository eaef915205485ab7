"""Reads what the pages show from the warehouse: one dataclass a noun, streams for what is large."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

import duckdb

from expectations.report.forms import CellCode, Drawn, Form, Label, draw
from expectations.sentences import number
from expectations.statements import SEVERITIES, statement

SEVERITY_NAMES = {
    "critical": ("严重", "critical"),
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "info": ("提示", "info"),
}
VERDICT_NAMES = {
    "proved": ("已证", "proved by an identity that holds"),
    "read": ("已读", "read, no identity covers it"),
    "source_error": ("原文有误", "the printed arithmetic is wrong"),
    "suspect": ("存疑", "readings differ or an identity fails"),
    "missing": ("缺失", "the page gives no value"),
}
CLAIM_NAMES = {
    "agree": ("一致", "agrees with the tables"),
    "differ": ("不一致", "differs from the tables"),
    "unchecked": ("未核对", "not checked"),
}
REASON_NAMES = {
    "": ("仅见于正文", "stands in the text only"),
    "no_table": ("没有对应的表格", "no table holds it"),
    "no_value": ("表格缺值", "the table gives no value"),
    "scope": ("口径不同", "another circle of organs"),
    "approximate": ("约数", "too round to tell"),
    "incomplete": ("未列全", "the list is not complete"),
    "needs_last_year": ("需上年数据", "needs the year before"),
}
SCOPE_NAMES = {"own": ("本机关", "own"), "aggregate": ("汇总", "aggregate"), "unknown": ("口径未知", "scope unknown")}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell of a redrawn table: heading with both labels, or value as printed with its marks and hover text."""

    drawn: Drawn
    text: str = ""
    css: str = ""
    hover: str = ""


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """One official table of one report, redrawn."""

    form: Form
    lines: list[list[DrawnCell]]
    rows_found: int
    rows_expected: int
    place: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the page of one report shows; ``current`` is the row of its current revision."""

    current: Row
    revisions: list[Row]
    tables: list[DrawnTable]
    findings: list[Row]
    sections: list[Row]
    claims: list[Row]
    witnesses: list[Row]
    sources: list[Row]
    issues: list[Row]

    @property
    def worst(self) -> str:
        """The gravest severity among the findings, "" when there is none."""
        found = {finding["severity"] for finding in self.findings}
        return next((severity for severity in SEVERITIES if severity in found), "")


def rows(connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a query of ``sql/audit/report.sql`` as dicts."""
    return list(stream(connection, name, parameters))


def stream(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any] | None = None
) -> Iterator[Row]:
    cursor = connection.cursor()  # of its own: figures stream while other queries run
    cursor.execute(statement("report", "use"))
    cursor.execute(statement("report", name), parameters or {})
    names = [column[0] for column in cursor.description or ()]
    while chunk := cursor.fetchmany(10_000):
        for values in chunk:
            yield dict(zip(names, values, strict=True))


def forms(connection: duckdb.DuckDBPyConnection) -> dict[str, Form]:
    """All layouts of the warehouse, ready to be drawn."""
    parts = {name: _by(rows(connection, name), "layout_id") for name in _LAYOUT_PARTS}
    return {
        row["layout_id"]: _form(row, {name: parts[name][row["layout_id"]] for name in parts})
        for row in rows(connection, "layouts")
    }


_LAYOUT_PARTS = ("layout_groups", "layout_rows", "layout_columns", "layout_cells")


def _form(layout: Row, parts: Mapping[str, Sequence[Row]]) -> Form:
    return Form(
        layout_id=layout["layout_id"],
        table_code=layout["table_code"],
        form=layout["form"],
        title=Label(layout["title_zh"], layout["title_en"]),
        groups={g["group_code"]: (g["parent_code"], _label(g)) for g in parts["layout_groups"]},
        rows=[(row["row_code"], row["group_code"], _label(row)) for row in parts["layout_rows"]],
        columns=[(column["column_code"], _label(column)) for column in parts["layout_columns"]],
        cells=frozenset((cell["row_code"], cell["column_code"]) for cell in parts["layout_cells"]),
    )


def _label(row: Row) -> Label:
    return Label(row["label_zh"], row["label_en"])


def report_pages(connection: duckdb.DuckDBPyConnection, findings: Sequence[Row]) -> Iterator[ReportPage]:
    """The pages of all reports, in order of report id; figures are streamed, so memory does not grow with them."""
    layouts = forms(connection)
    drawings = {layout_id: draw(form) for layout_id, form in layouts.items()}
    marks = _by(rows(connection, "marked_cells"), "report_id")
    parts = {name: _by(rows(connection, name), "report_id") for name in _REPORT_PARTS}
    issues = _by([row for row in rows(connection, "issues") if row["report_id"]], "report_id")
    found = _by(findings, "report_id")
    revisions = _by(rows(connection, "reports"), "report_id")
    figures = _FigureStream(stream(connection, "figures"))
    for report_id in sorted(revisions):
        cells = figures.take(report_id)
        tables = [
            _draw_table(table, layouts[table["layout_id"]], drawings[table["layout_id"]], cells, marks[report_id])
            for table in sorted(parts["tables"][report_id], key=lambda t: _TABLE_ORDER.get(t["table_code"], 9))
            if table["layout_id"] in layouts
        ]
        current = next((r for r in revisions[report_id] if r["is_current"]), revisions[report_id][-1])
        yield ReportPage(
            current=current,
            revisions=revisions[report_id],
            tables=tables,
            findings=found[report_id],
            sections=parts["sections"][report_id],
            claims=parts["claims"][report_id],
            witnesses=parts["witnesses"][report_id],
            sources=parts["sources"][report_id],
            issues=issues[report_id],
        )


_REPORT_PARTS = ("tables", "sections", "claims", "witnesses", "sources")
_TABLE_ORDER = {"proactive": 1, "applications": 2, "review_litigation": 3}


class _FigureStream:
    """Figures ordered by report, handed out report by report."""

    def __init__(self, figures: Iterator[Row]) -> None:
        self._groups = groupby(figures, key=lambda row: str(row["report_id"]))
        self._next: tuple[str, list[Row]] | None = None

    def take(self, report_id: str) -> dict[tuple[str, str, str], Row]:
        """Figures of the report by (table, row, column). Reports must be asked for in ascending order."""
        while self._next is None or self._next[0] < report_id:
            group = next(self._groups, None)
            if group is None:
                return {}
            self._next = (group[0], list(group[1]))
        found = self._next[1] if self._next[0] == report_id else []
        return {(row["table_code"], row["row_code"], row["column_code"]): row for row in found}


def _draw_table(
    table: Row,
    form: Form,
    drawing: list[list[Drawn]],
    cells: Mapping[tuple[str, str, str], Row],
    marks: Sequence[Row],
) -> DrawnTable:
    marked: dict[CellCode, list[Row]] = defaultdict(list)
    for mark in marks:
        if mark["table_code"] == table["table_code"]:
            marked[mark["row_code"], mark["column_code"]].append(mark)
    lines = [
        [
            DrawnCell(drawn)
            if drawn.code is None
            else _value_cell(drawn, cells.get((table["table_code"], *drawn.code)), marked.get(drawn.code, []))
            for drawn in line
        ]
        for line in drawing
    ]
    return DrawnTable(form, lines, table["rows_found"], table["rows_expected"], table["place"])


def _value_cell(drawn: Drawn, figure: Row | None, marks: Sequence[Row]) -> DrawnCell:
    if figure is None:
        return DrawnCell(drawn, "", "absent", "此格没有数 / no figure for this cell")
    kind, raw, value = figure["kind"], figure["raw_text"], figure["value"]
    text = {"missing": "缺", "blank": "", "zero": raw or "0"}.get(kind, raw or plain(value))
    css = [f"kind-{kind}", f"verdict-{figure['verdict']}"]
    results = [mark for mark in marks if mark["is_result"]]
    if marks:
        worst = next(s for s in SEVERITIES if any(mark["severity"] == s for mark in results or marks))
        css.append(f"mark-{worst}" if results else "mark-part")
    verdict = VERDICT_NAMES.get(figure["verdict"], (figure["verdict"], ""))
    place = f"第{figure['page']}页 page {figure['page']}" if figure["page"] is not None else figure["path"] or ""
    hover = [
        f"原文 raw: {raw!r}",
        f"值 value: {plain(value) or '—'} {figure['unit']}".rstrip(),
        f"类别 kind: {kind} · {verdict[0]} {figure['verdict']}",
        *([f"位置 place: {place}"] if place else []),
        *(f"⚠ {mark['message_zh']}" for mark in results or marks),
    ]
    return DrawnCell(drawn, text, " ".join(css), "\n".join(hover))


def plain(value: Decimal | None) -> str:
    return "" if value is None else number(value)


def _by(found: Sequence[Row], key: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row[key]].append(row)
    return grouped
