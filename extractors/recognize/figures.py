"""Cells found under their codes -> figures: kind, value, unit, verdict; every cell of the form gives one figure.

A cell that was not found is a figure of kind ``missing`` without a value: nothing is ever filled in with 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.document import Issue
from extractors.identities import blank_values, evaluate
from extractors.layouts import CellCode, Layout
from extractors.recognize.found import FoundTable
from extractors.report import Figure, IdentityResult, Origin, Verdict
from extractors.values import CellValue, convert_money, parse_value


def figures_of(found: FoundTable) -> tuple[list[Figure], list[IdentityResult], list[Issue]]:
    """All figures of one table with the identities over them and the issues of single cells."""
    layout = found.layout
    cells = {code: parse_value(cell.text) for code, cell in found.cells.items()}
    issues: list[Issue] = []
    printed = {code: _in_unit(layout, code, cell, found, issues) for code, cell in cells.items()}
    values: dict[CellCode, Decimal | None] = {code: cell.value for code, cell in printed.items()}
    blanks, contradicted = blank_values(
        layout, values, [code for code, cell in printed.items() if cell.kind == "blank"]
    )
    values.update(blanks)
    results = evaluate(layout, values)
    broken = {code for code, cell in printed.items() if cell.note == "broken"}
    covering: dict[str, list[IdentityResult]] = {}
    for result in results:
        for name in result.figures:
            covering.setdefault(name, []).append(result)
    figures = []
    for code in layout.cells():
        figure = _figure(layout, code, printed.get(code), found)
        if code in blanks:
            figure = replace(figure, value=blanks[code], kind="missing" if code in contradicted else "blank")
        figures.append(replace(figure, verdict=_verdict(figure, covering, code in found.doubted | broken)))
    issues += _blank_issues(layout, figures)
    return figures, results, issues


def _figure(layout: Layout, code: CellCode, cell: CellValue | None, found: FoundTable) -> Figure:
    row, column = code
    unit = layout.unit(row, column)
    if cell is None:
        return Figure(layout.table, row, column, None, "missing", "", unit, layout.id)
    if layout.column(column).has_unit_in_cell:
        unit = "元" if cell.unit in ("元", "万元", "亿元") else ""
    source = found.cells[code]
    origin: Origin = "text" if source.sight is None else "image"
    return Figure(
        layout.table, row, column, cell.value, cell.kind, cell.raw, unit, layout.id, source.place, origin=origin
    )


def _in_unit(layout: Layout, code: CellCode, cell: CellValue, found: FoundTable, issues: list[Issue]) -> CellValue:
    """The value in the unit of its column, with an issue for whatever was unusual about the cell."""
    row, column = code
    name = f"{layout.table}.{row}.{column}"
    place = found.cells[code].place.describe()
    if cell.kind == "text":
        issues.append(Issue("unreadable_value", "warning", f"{name}: {cell.raw!r} is not a number", place))
    elif cell.note:
        issues.append(Issue(f"value_{cell.note}", "info", f"{name}: {cell.raw!r} read as {cell.value}", place))
    stated = cell.unit or found.units.get(code, "")
    if cell.value is None or not stated:
        return cell
    target = "元" if layout.column(column).has_unit_in_cell else layout.unit(row, column)
    converted = convert_money(cell.value, stated, target)
    if converted is None:
        if target in ("元", "万元"):
            issues.append(Issue("unit_mismatch", "warning", f"{name}: {cell.raw!r} in a column of {target}", place))
        return cell
    if stated != target:
        issues.append(Issue("unit_converted", "info", f"{name}: {cell.raw!r} in {stated} stored in {target}", place))
    return replace(cell, value=converted, unit=stated)


def _verdict(figure: Figure, covering: Mapping[str, Sequence[IdentityResult]], is_doubted: bool) -> Verdict:
    """proved by an equation that holds; suspect in one that does not, until a second reading tells whose fault it is."""
    if figure.kind in ("missing", "text"):
        return "missing"
    results = covering.get(f"{figure.table}.{figure.row}.{figure.column}", ())
    if any(result.status == "fail" for result in results):
        return "suspect"
    if any(result.relation == "=" and result.status == "pass" for result in results):
        return "proved"
    return "suspect" if is_doubted else "read"


def _blank_issues(layout: Layout, figures: list[Figure]) -> list[Issue]:
    unread = [f for f in figures if f.kind in ("blank", "missing") and f.value is None]
    if not unread:
        return []
    by_kind = {"blank": "printed empty and not shown to be 0", "missing": "not found, or empty where it cannot be 0"}
    issues = []
    for kind, text in by_kind.items():
        names = [f"{f.row}.{f.column}" for f in unread if f.kind == kind]
        if names:
            shown = "、".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
            issues.append(Issue(f"figures_{kind}", "warning", f"{layout.table}: {len(names)} figures {text}: {shown}"))
    return issues
