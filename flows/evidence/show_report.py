"""A report as a person reads it on a terminal: identity, each official table redrawn, findings, issues."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from extractors.layouts import Layout, load_layouts
from extractors.report import Figure, IdentityResult, Report

STATUS_STYLE = {"read": "green", "partial": "yellow"}
_LONGEST_SENTENCE = 120
LEVEL_STYLE = {"error": "red", "warning": "yellow", "info": "dim"}


def show_report(report: Report, console: Console) -> None:
    """Print one report: figures as printed in the source, a cell in a broken identity in red."""
    style = STATUS_STYLE.get(report.status, "red")
    console.print(Text(report.title or f"({report.status})", style="bold"))
    if report.status == "unreadable":
        _show_issues(report, console)
        return
    name = " · ".join(
        part for part in (report.organ, str(report.year or ""), report.scope or "", report.published) if part
    )
    console.print(Text.assemble(name or "organ and year not found", "  ", (report.status, style)))
    broken = {code for result in report.findings() for code in result.figures}
    figures: dict[str, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        figures[figure.layout].append(figure)
    for reading in report.tables:
        layout = load_layouts()[reading.layout]
        console.print()
        console.print(_table(layout, figures[reading.layout], broken))
        console.print(
            f"  {reading.layout}, {reading.rows_found} of {reading.rows_expected} rows, {escape(reading.place)}",
            style="dim",
        )
    _show_findings(report, console)
    _show_claims(report, console)
    _show_issues(report, console)


def _table(layout: Layout, figures: Iterable[Figure], broken: set[str]) -> Table:
    cells = {(figure.row, figure.column): figure for figure in figures}
    table = Table(title=f"{layout.zh}  {layout.en}", title_justify="left", title_style="bold")
    table.add_column("项目", overflow="fold", max_width=48)
    if layout.shape == "bands":  # each band has its own columns: one grid would be mostly holes
        table.add_column("数字")
        for row in layout.rows:
            parts = [
                Text.assemble((f"{layout.column(code).zh} ", "dim"), _cell(cells, layout.table, row.code, code, broken))
                for code in row.columns
            ]
            table.add_row(row.zh, Text(" · ").join(parts))
        return table
    for column in layout.columns:
        table.add_column(column.zh, justify="right", overflow="fold")
    for row in layout.rows:
        table.add_row(row.zh, *(_cell(cells, layout.table, row.code, column.code, broken) for column in layout.columns))
    return table


def _cell(cells: Mapping[tuple[str, str], Figure], table: str, row: str, column: str, broken: set[str]) -> Text:
    figure = cells.get((row, column))
    if figure is None or figure.kind == "missing":
        return Text("missing", style="yellow")
    if not figure.raw.strip():
        return Text("(blank)", style="dim")
    is_broken = f"{row}.{column}" in broken or f"{table}.{row}.{column}" in broken
    return Text(figure.raw, style="bold red" if is_broken else "")


def _show_findings(report: Report, console: Console) -> None:
    console.print()
    findings = report.findings()
    held = sum(result.status == "pass" for result in report.identities)
    open_ones = sum(result.status == "na" for result in report.identities)
    rest = f"; {open_ones} could not be checked (a figure is missing)" if open_ones else ""
    if not report.identities:
        console.print("No official table was found, so there is nothing to check.", style="yellow")
        return
    if not findings:
        console.print(f"All {held} equations that can be checked hold{rest}.", style="green")
        return
    console.print(
        f"{len(findings)} findings, where printed figures do not agree; {held} equations hold{rest}:", style="bold red"
    )
    for result in findings:
        console.print(Text(f"  {result.severity:<8}{finding_line(result)}"))


def finding_line(result: IdentityResult) -> str:
    """``APP-3 …: 10 + 1 = 11 is printed as 0`` in one line, without the report's name."""
    return (
        f"{result.check} {result.table} {result.scope}: {result.formula}: left {_number(result.left)}, "
        f"right {_number(result.right)}, difference {_number(result.difference)}"
    )


def _show_claims(report: Report, console: Console) -> None:
    """One line on the numbers of the text, and one for each that the tables contradict."""
    if not report.claims:
        return
    counts = Counter(claim.status for claim in report.claims)
    console.print(
        f"The text states {len(report.claims)} numbers: {counts['agree']} agree with the tables, {counts['differ']} differ, "
        f"{counts['unchecked']} have nothing to compare with.",
        style="yellow" if counts["differ"] else "dim",
    )
    for claim in report.claims:
        if claim.status == "differ":
            about = "about " if claim.is_approximate else ""
            console.print(
                Text(
                    f"  {claim.code}: the text says {about}{_number(claim.value)} {claim.unit}, the tables "
                    f"{_number(claim.expected)} ({claim.figures}): {claim.sentence[:_LONGEST_SENTENCE]}"
                )
            )


def _number(value: object) -> str:
    text = f"{value}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _show_issues(report: Report, console: Console) -> None:
    for issue in report.issues:
        place = f" [{issue.place}]" if issue.place else ""
        line = Text.assemble((f"  {issue.level:<8}", LEVEL_STYLE[issue.level]), f"{issue.code}: {issue.message}{place}")
        console.print(line)
