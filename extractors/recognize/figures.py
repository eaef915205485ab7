"""Cells found under their codes -> figures: kind, value, unit, verdict; every cell of the form gives one figure.

A cell that was not found is a figure of kind ``missing`` without a value: nothing is ever filled in with 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.document import NOWHERE, Issue
from extractors.identities import blank_values, evaluate
from extractors.layouts import CellCode, Layout
from extractors.recognize.found import FoundTable
from extractors.recognize.sight import (
    Sighted,
    choose_readings,
    is_picture,
    picture_verdict,
    unseen_blanks,
    unsure_issue,
)
from extractors.report import Figure, IdentityResult, Kind, Origin, Verdict
from extractors.values import CellValue, convert_money, parse_value


def figures_of(found: FoundTable) -> tuple[list[Figure], list[IdentityResult], list[Issue]]:
    """All figures of one table with the identities over them and the issues of single cells."""
    layout = found.layout
    cells = {code: parse_value(cell.text) for code, cell in found.cells.items()}
    issues: list[Issue] = []
    printed = {code: _in_unit(layout, code, cell, found, issues) for code, cell in cells.items()}
    sighted = choose_readings(layout, found.cells, printed) if is_picture(found.cells) else None
    if sighted is not None:
        printed, issues = sighted.cells, issues + sighted.issues
    values: dict[CellCode, Decimal | None] = {code: cell.value for code, cell in printed.items()}
    blanks, contradicted = blank_values(
        layout, values, [code for code, cell in printed.items() if cell.kind == "blank"]
    )
    values.update(blanks)
    if sighted is not None:
        unseen = unseen_blanks(blanks, layout, found.cells, values)
        blanks.update(dict.fromkeys(unseen))
        values.update(dict.fromkeys(unseen))
    results = evaluate(layout, values)
    shown = _Shown.by(layout, results)
    unsure = {code for code, cell in printed.items() if cell.note in ("broken", "grouped")}
    unsure |= found.beside_lone_numbers()
    figures = []
    for code in layout.codes:
        cell = printed.get(code)
        if cell is not None and code in blanks:
            cell = replace(cell, value=blanks[code], kind="missing" if code in contradicted else "blank")
        kind = cell.kind if cell else "missing"
        verdict = shown.verdict(code, kind, is_unsure=code in unsure, is_misplaced=code in found.doubted)
        figures.append(_figure(layout, code, cell, found, verdict))
    if sighted is not None:
        figures = [_seen(figure, sighted, found, values) for figure in figures]
        issues += unsure_issue(layout, figures, found.cells)
    issues += _blank_issues(layout, figures)
    return figures, results, issues


def _figure(layout: Layout, code: CellCode, cell: CellValue | None, found: FoundTable, verdict: Verdict) -> Figure:
    row, column = code
    unit = layout.unit(row, column)
    if cell is None:
        return Figure(layout.table, row, column, None, "missing", "", unit, layout.id, NOWHERE, verdict)
    if layout.column(column).has_unit_in_cell:
        unit = "元" if cell.unit in ("元", "万元", "亿元") else ""
    source = found.cells[code]
    origin: Origin = "text" if source.sight is None else "image"
    value, kind, raw = cell.value, cell.kind, cell.raw
    return Figure(layout.table, row, column, value, kind, raw, unit, layout.id, source.place, verdict, origin)


def _seen(figure: Figure, sighted: Sighted, found: FoundTable, values: Mapping[CellCode, Decimal | None]) -> Figure:
    """A figure with what the picture it was read from does to it; printed text stays as it is."""
    code = figure.row, figure.column
    verdict = picture_verdict(code, figure.verdict, found.layout, found.cells, values)
    return replace(figure, verdict=verdict, corrected_from=sighted.corrected.get(code, ""))


def _in_unit(layout: Layout, code: CellCode, cell: CellValue, found: FoundTable, issues: list[Issue]) -> CellValue:
    """The value in the unit of its column, with an issue for whatever was unusual about the cell."""
    row, column = code
    name = f"{layout.table}.{row}.{column}"
    stated = cell.unit or found.units.get(code, "")
    if cell.kind == "text":
        place = found.cells[code].place.describe()
        issues.append(Issue("unreadable_value", "warning", f"{name}: {cell.raw!r} is not a number", place))
    elif cell.note:
        place = found.cells[code].place.describe()
        issues.append(Issue(f"value_{cell.note}", "info", f"{name}: {cell.raw!r} read as {cell.value}", place))
    if cell.value is None or not stated:
        return cell
    place = found.cells[code].place.describe()
    target = "元" if layout.column(column).has_unit_in_cell else layout.unit(row, column)
    converted = convert_money(cell.value, stated, target)
    if converted is None:
        if target in ("元", "万元"):
            issues.append(Issue("unit_mismatch", "warning", f"{name}: {cell.raw!r} in a column of {target}", place))
        return cell
    if stated != target:
        issues.append(Issue("unit_converted", "info", f"{name}: {cell.raw!r} in {stated} stored in {target}", place))
    return replace(cell, value=converted, unit=stated)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the identities show: the cells in one that does not hold, and those in an equation that holds.

    ``placed`` are those in an equation over several rows: the sum of a line holds under any other label just as well.
    """

    broken: frozenset[CellCode]
    proved: frozenset[CellCode]
    placed: frozenset[CellCode]

    @classmethod
    def by(cls, layout: Layout, results: Sequence[IdentityResult]) -> _Shown:
        broken: set[CellCode] = set()
        proved: set[CellCode] = set()
        placed: set[CellCode] = set()
        for identity, result in zip(layout.identities, results, strict=True):
            if result.status == "na" or (result.status == "pass" and result.relation != "="):
                continue
            codes = [code for _, code in identity.left]
            codes += [code for _, code in identity.right]
            if result.status == "fail":
                broken.update(codes)
                continue
            proved.update(codes)
            row = codes[0][0]
            if any(code[0] != row for code in codes):
                placed.update(codes)
        return cls(frozenset(broken), frozenset(proved), frozenset(placed))

    def verdict(self, code: CellCode, kind: Kind, *, is_unsure: bool, is_misplaced: bool) -> Verdict:
        """proved by an equation that holds; suspect in one that does not, until a second reading tells whose fault it is.

        A doubt about the number is settled by any equation, one about its row or column only by one over several rows.
        """
        if kind in ("missing", "text"):
            return "missing"
        if code in self.broken:
            return "suspect"
        if code in self.placed or (code in self.proved and not is_misplaced):
            return "proved"
        return "suspect" if is_unsure or is_misplaced else "read"


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
