"""A second, independent reading of a PDF whose figures break an equation: whose mistake is it?

Where both engines read the same figures, the printed arithmetic is wrong (``source_error``); where they differ, nobody
knows yet and the figures stay ``suspect``. Printed text is never corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from extractors.document import Issue
from extractors.readers.pdf_plumber import read_second
from extractors.recognize import Hints, recognize
from extractors.report import Figure, Report
from nianbao.errors import ReadError

Values = Mapping[tuple[str, str, str], Decimal | None]


def confirm(report: Report, data: bytes, hints: Hints) -> Report:
    """The report with the verdict of its doubtful figures settled where a second engine reads the same.

    Reports without a broken equation come back as they are, without the cost of a second reading.
    """
    broken = {name for finding in report.findings() if finding.relation == "=" for name in finding.figures}
    if not broken:
        return report
    try:
        second = recognize(read_second(data), hints)
    except ReadError as error:
        issue = Issue("no_second_reading", "info", f"the second engine could not read the file: {error.reason}")
        return replace(report, issues=(*report.issues, issue))
    values: Values = {(f.table, f.row, f.column): f.value for f in second.figures}
    differing = [f for f in report.figures if _name(f) in broken and not _is_same(f, values)]
    figures = tuple(
        replace(figure, verdict="source_error")
        if figure.verdict == "suspect" and _name(figure) in broken and _is_same(figure, values)
        else figure
        for figure in report.figures
    )
    issues = [
        Issue("readings_differ", "warning", f"{_name(f)}: {f.raw!r} by one engine, {_second(f, values)} by another", f.place.describe())
        for f in differing
    ]  # fmt: skip
    return replace(report, figures=figures, issues=(*report.issues, *issues))


def _name(figure: Figure) -> str:
    return f"{figure.table}.{figure.row}.{figure.column}"


def _is_same(figure: Figure, values: Values) -> bool:
    key = (figure.table, figure.row, figure.column)
    return key in values and values[key] == figure.value


def _second(figure: Figure, values: Values) -> str:
    value = values.get((figure.table, figure.row, figure.column))
    return "no value" if value is None else str(value)
