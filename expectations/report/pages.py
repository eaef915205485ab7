"""Reads what the pages show from the warehouse: one dataclass a noun, streams for what is large."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any

import duckdb
from markupsafe import Markup

from expectations.report.forms import CellCode, Drawn, Form, Label, draw
from expectations.report.words import CELL_VERDICTS, KIND_NAMES
from expectations.sentences import number
from expectations.statements import SEVERITIES, statement

Row = dict[str, Any]
MOST_HOVER, MOST_TEXT = 1200, 120


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell of a redrawn table: heading with both labels, or value as printed with its marks and hover text.

    ``html`` is made here and not in the template: a page has two hundred of them, and they were most of its time.
    """

    html: Markup
    verdict: str = ""


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
    changes: list[Row]

    @property
    def worst(self) -> str:
        """The gravest severity among the findings, "" when there is none."""
        found = {finding["severity"] for finding in self.findings}
        return next((severity for severity in SEVERITIES if severity in found), "")


def rows(connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a query of ``sql/audit/report.sql`` as dicts."""
    cursor = connection.execute(statement("report", name), dict(parameters or {}))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


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


REPORTS_AT_ONCE = 500
"""Reports whose figures are in memory together."""


def report_pages(connection: duckdb.DuckDBPyConnection, report_ids: Sequence[str]) -> Iterator[ReportPage]:
    """The pages of these reports, a few hundred at a time, so that memory does not grow with the warehouse.

    ``review_keys`` (see ``expectations.review.mirror``) and ``review_corrections`` must have been made.
    """
    layouts = forms(connection)
    drawings = {layout_id: draw(form) for layout_id, form in layouts.items()}
    for start in range(0, len(report_ids), REPORTS_AT_ONCE):
        wanted = list(report_ids[start : start + REPORTS_AT_ONCE])
        parts = {name: _by(rows(connection, name, {"ids": wanted}), "report_id") for name in _REPORT_PARTS}
        for report_id in wanted:
            yield _page({name: parts[name][report_id] for name in parts}, layouts, drawings)


def _page(
    parts: Mapping[str, list[Row]], layouts: Mapping[str, Form], drawings: Mapping[str, list[list[Drawn]]]
) -> ReportPage:
    cells = {(row["table_code"], row["row_code"], row["column_code"]): row for row in parts["figures"]}
    marks = [*parts["marked_cells"], *parts["cited_cells"]]
    corrected = {row["figure"]: row["corrected_value"] for row in parts["corrected_cells"]}
    tables = [
        _draw_table(table, layouts[table["layout_id"]], drawings[table["layout_id"]], cells, marks, corrected)
        for table in sorted(parts["tables"], key=lambda one: _TABLE_ORDER.get(one["table_code"], 9))
        if table["layout_id"] in layouts
    ]
    revisions = parts["revisions"]
    return ReportPage(
        current=next((one for one in revisions if one["is_current"]), revisions[-1]),
        revisions=revisions,
        tables=tables,
        findings=parts["report_findings"],
        sections=parts["sections"],
        claims=parts["claims"],
        witnesses=parts["witnesses"],
        sources=parts["sources"],
        issues=parts["report_issues"],
        changes=parts["revision_changes"],
    )


_REPORT_PARTS = (
    "revisions", "tables", "figures", "marked_cells", "cited_cells", "corrected_cells", "report_findings", "sections",
    "claims", "witnesses", "sources", "report_issues", "revision_changes",
)  # fmt: skip
_TABLE_ORDER = {"proactive": 1, "applications": 2, "review_litigation": 3}


def _draw_table(
    table: Row,
    form: Form,
    drawing: list[list[Drawn]],
    cells: Mapping[tuple[str, str, str], Row],
    marks: Sequence[Row],
    corrected: Mapping[str, Decimal],
) -> DrawnTable:
    marked: dict[CellCode, list[Row]] = defaultdict(list)
    for mark in marks:
        if mark["table_code"] == table["table_code"]:
            marked[mark["row_code"], mark["column_code"]].append(mark)
    lines = [
        [
            _heading_cell(drawn)
            if drawn.code is None
            else _value_cell(
                drawn,
                cells.get((table["table_code"], *drawn.code)),
                marked.get(drawn.code, []),
                corrected.get(".".join((table["table_code"], *drawn.code))),
            )
            for drawn in line
        ]
        for line in drawing
    ]
    return DrawnTable(form, lines, table["rows_found"], table["rows_expected"], table["place"])


@cache
def _heading_cell(drawn: Drawn) -> DrawnCell:
    label = drawn.label or Label("", "")
    english = f'<span class="en" lang="en">{escape(label.en)}</span>' if label.en else ""
    both = f'<span class="zh">{escape(label.zh)}</span>{english}'
    return DrawnCell(Markup(f'<th class="{escape(drawn.role)}"{_spans(drawn)}>{both}</th>'))


def _spans(drawn: Drawn) -> str:
    rows = f' rowspan="{drawn.row_span}"' if drawn.row_span > 1 else ""
    return rows + (f' colspan="{drawn.column_span}"' if drawn.column_span > 1 else "")


def _td(drawn: Drawn, css: str, hover: str, text: str, corrected: str = "") -> Markup:
    """What a document says may be of any length: of a hover text 1,200 characters are shown, of a value 120."""
    mended = f'<ins class="corrected">{escape(corrected)}</ins>' if corrected else ""
    begin = f'<td class="{escape(css)}"{_spans(drawn)} title="{escape(_cut(hover, MOST_HOVER))}">'
    return Markup(f"{begin}{escape(_cut(text, MOST_TEXT))}{mended}</td>")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _value_cell(drawn: Drawn, figure: Row | None, marks: Sequence[Row], corrected: Decimal | None) -> DrawnCell:
    if figure is None:
        return DrawnCell(_td(drawn, "absent", "此格没有数 / no figure for this cell", ""))
    kind, raw, value = figure["kind"], figure["raw_text"], figure["value"]
    text = {"missing": "缺", "blank": "", "zero": raw or "0"}.get(kind, raw or plain(value))
    css = [f"kind-{kind}", f"verdict-{figure['verdict']}"]
    results = [mark for mark in marks if mark["is_result"]]
    if marks:
        worst = next(s for s in SEVERITIES if any(mark["severity"] == s for mark in results or marks))
        css.append(f"mark-{worst}" if results else "mark-part")
    verdict = CELL_VERDICTS.get(figure["verdict"], (figure["verdict"], ""))
    place = f"第{figure['page']}页 page {figure['page']}" if figure["page"] is not None else figure["path"] or ""
    hover = [
        f"原文 raw: {raw!r}",
        f"值 value: {plain(value) or '—'} {figure['unit']}".rstrip(),
        f"类别 kind: {KIND_NAMES.get(kind, kind)} {kind} · {verdict[0]} {figure['verdict']}",
        *([f"位置 place: {place}"] if place else []),
        *([f"更正 corrected: {plain(corrected)}"] if corrected is not None else []),
        *(f"⚠ {mark['message_zh']}\n   {mark['message_en']}" for mark in results or marks),
    ]
    html = _td(drawn, " ".join(css), "\n".join(hover), text, plain(corrected))
    return DrawnCell(html, figure["verdict"])


def plain(value: Decimal | None) -> str:
    return "" if value is None else number(value)


def _by(found: Sequence[Row], key: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row[key]].append(row)
    return grouped
