"""Every equation of every form, over two years and over a region: sound reports, and the same with one figure wrong.

The main population has the forms of 2021 only. Here each check of each layout gets reports of its own, so that no equation
of the catalogue stays unplanted: values are raised until all equations hold, and then one term of one equation is changed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from extractors.layouts import Identity, Layout, load_layouts
from tests.expectations.planted import FORM_2019, FORM_2021, Planted, Values, build
from warehouse.connection import writing

_SYLLABLES = "云溪青柳沙河松竹梅岭桥湖江山林石泉南北东西安平宁和新永长兴"
_PASSES = 200
MEMBERS = 3
Spoil = Callable[[random.Random], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """One planting: the reports it needs, which of them speaks, and how it is spoiled before it is written."""

    check: str
    form: str
    reports: tuple[Planted, ...]
    spoil: Spoil

    @property
    def report_id(self) -> str:
        """The report that must have the finding: the last one."""
        return self.reports[-1].report_id


def sound(layout: Layout, chance: random.Random) -> Values:
    """Values that obey all equations of a form: the smaller side is raised until none is broken."""
    values: Values = {cell: Decimal(chance.randint(1, 40)) for cell in layout.cells()}
    for _ in range(_PASSES):
        broken = [one for one in layout.identities if one.terms and not _holds(one, values)]
        if not broken:
            return values
        for identity in broken:
            left, right = _sides(identity, values)
            side = "left" if left < right else "right"
            term = next(one for one in identity.terms if one.side == side and one.coefficient > 0)
            values[term.row, term.column] = (values[term.row, term.column] or Decimal(0)) + abs(left - right)
    raise RuntimeError(f"no values of {layout.id} obey all of its equations")


def _sides(identity: Identity, values: Values) -> tuple[Decimal, Decimal]:
    sums = {"left": Decimal(0), "right": Decimal(0)}
    for term in identity.terms:
        sums[term.side] += term.coefficient * (values[term.row, term.column] or Decimal(0))
    has_right = any(term.side == "right" for term in identity.terms)
    return sums["left"], sums["right"] if has_right else Decimal(identity.constant)


def _holds(identity: Identity, values: Values) -> bool:
    left, right = _sides(identity, values)
    return left == right if identity.relation == "=" else left <= right if identity.relation == "<=" else left >= right


def planned(each: int, seed: int = 11) -> list[Planned]:
    """``each`` plantings of every check of every layout, of the checks over two years, and of aggregates."""
    found: list[Planned] = []
    names = _names()
    for nth in range(each):
        chance = random.Random(f"{seed}-{nth}")
        for layout in load_layouts().values():
            checks = dict.fromkeys(one.id for one in layout.identities)
            found += [_within_a_year(next(names), layout, check, chance, nth) for check in checks]
        found += [_over_years(next(names), check, table, chance) for check, table in _CROSS]
        found.append(_aggregate(next(names), chance))
    return found


def _names() -> Iterator[str]:
    base = len(_SYLLABLES)
    for number in range(base**3):
        yield "".join(_SYLLABLES[number // base**place % base] for place in range(3)) + "县"


def _set_of(layout: Layout) -> tuple[int, tuple[str, ...]]:
    """A year in which the form was used, and the forms that stand beside it in a report."""
    if layout.era == "2019":
        return 2020, FORM_2019
    return (2023, FORM_2021) if layout.era == "2021" else (2016, (layout.id,))


def _report(place: str, year: int, layouts: tuple[str, ...], chance: random.Random, scope: str = "own") -> Planted:
    report = Planted(f"{place}教育局", year, scope=scope, layouts=())
    report.tables = {name: sound(load_layouts()[name], chance) for name in layouts}
    return report


def _within_a_year(place: str, layout: Layout, check: str, chance: random.Random, nth: int) -> Planned:
    year, layouts = _set_of(layout)
    report = _report(place, year, layouts, chance)

    def spoil(chance: random.Random) -> None:
        identity = chance.choice([one for one in layout.identities if one.id == check])
        values = report.tables[layout.id]
        left, right = _sides(identity, values)
        side = [one for one in identity.terms if one.side == "left"]
        term = chance.choice(side)
        cell = (term.row, term.column)
        if identity.relation == "=":
            change = Decimal(chance.randint(1, 9))
        elif identity.relation == "<=":
            term = next(one for one in side if one.coefficient > 0)
            cell, change = (term.row, term.column), right - left + chance.randint(1, 9)
        elif identity.relation == "integer>=" and nth % 2:
            change = Decimal("0.5")
        else:
            change = -(values[cell] or Decimal(0)) - chance.randint(1, 9)
        values[cell] = (values[cell] or Decimal(0)) + change

    return Planned(check, layout.id, (report,), spoil)


_CROSS = (("XY-1", "applications"), ("XY-2", "proactive_2021"), ("XY-3", "proactive_2019"), ("XY-4", "proactive_2019"),
          ("XY-5", "stats_fujian_2014"), ("XY-1", "applications_2019"))  # fmt: skip
_STOCKS = ("regulations", "normative_docs")
_ITEMS = ("licensing", "external_services", "penalty", "coercion", "admin_fees")


def _over_years(place: str, check: str, form: str, chance: random.Random) -> Planned:
    """Two years of one organ that carry on; 申请 also from the form of 2019 to that of 2021."""
    forms: tuple[tuple[str, ...], tuple[str, ...]]
    if form == "applications":
        first, second, forms = 2020, 2021, (FORM_2019, FORM_2021)
    else:
        layout = load_layouts()[form]
        year, layouts = _set_of(layout)
        first, second, forms = year - 1, year, (layouts, layouts)
    before, after = _report(place, first, forms[0], chance), _report(place, second, forms[1], chance)
    cell = _carry_on(before, after, check, chance)

    def spoil(chance: random.Random) -> None:
        name = next(name for name, values in after.tables.items() if cell in values)
        after.tables[name][cell] = (after.tables[name][cell] or Decimal(0)) + chance.randint(1, 9)

    return Planned(check, form, (before, after), spoil)


def _carry_on(before: Planted, after: Planted, check: str, chance: random.Random) -> tuple[str, str]:
    """Make ``after`` carry on from ``before``; returns a cell whose change breaks ``check``."""
    old = {cell: value or Decimal(0) for values in before.tables.values() for cell, value in values.items()}
    for values in after.tables.values():
        for row, column in values:
            if row == "carried_in":
                values[row, column] = old["carried_forward", column]
                forward = values["processed_total", column] or Decimal(0)
                whole = forward + (values["carried_forward", column] or Decimal(0))
                if whole < old["carried_forward", column]:
                    raise RuntimeError("a year that answers less than it took over")
                values["new_received", column] = whole - old["carried_forward", column]
            elif column == "in_force" and row in _STOCKS:
                if (row, "in_force") in old:
                    values[row, "repealed"] = min(values[row, "repealed"] or Decimal(0), old[row, "in_force"])
                    issued = (values[row, "issued"] or Decimal(0)) - (values[row, "repealed"] or Decimal(0))
                    values[row, column] = old[row, "in_force"] + issued
            elif column == "items_prev" and row in _ITEMS:
                values[row, column] = old[row, "items_prev"] + old[row, "items_change"]
            elif column == "disclosed_total" and row in _STOCKS:
                values[row, column] = old[row, "disclosed_total"] + (values[row, "disclosed"] or Decimal(0))
            elif column == "cumulative":
                values[row, column] = old[row, "cumulative"] + (values[row, "year"] or Decimal(0))
    row = chance.choice(_STOCKS if check in ("XY-2", "XY-4") else _ITEMS)
    return {
        "XY-1": ("carried_in", "business"), "XY-2": (row, "in_force"), "XY-3": (row, "items_prev"),
        "XY-4": (row, "disclosed_total"), "XY-5": ("requests", "cumulative"),
    }[check]  # fmt: skip


def _aggregate(place: str, chance: random.Random) -> Planned:
    """Three departments and the report in which their government adds them up."""
    members = [_report(f"{place}{kind}", 2023, FORM_2021, chance) for kind in ("城", "乡", "水")[:MEMBERS]]
    for one in members:  # no department of a county makes rules
        one.tables["proactive_2021"] |= {
            cell: Decimal(0) for cell in one.tables["proactive_2021"] if cell[0] == "regulations"
        }
    whole = Planted(f"{place}人民政府", 2023, scope="aggregate", layouts=())
    whole.tables = {
        name: {cell: sum((one.tables[name][cell] or Decimal(0) for one in members), Decimal(0)) for cell in values}
        for name, values in members[0].tables.items()
    }

    def spoil(chance: random.Random) -> None:
        values = whole.tables["proactive_2021"]
        values["penalty", "decisions"] = (values["penalty", "decisions"] or Decimal(0)) + chance.randint(1, 9)

    return Planned("AGG-1", "aggregate of a county", (*members, whole), spoil)


def write(path: Path, plans: list[Planned]) -> Path:
    """A warehouse of these reports; the organs of a planned aggregate share a region, the others have none."""
    build(path, [report for plan in plans for report in plan.reports])
    with writing(path) as connection:
        for number, plan in enumerate(plan for plan in plans if plan.check == "AGG-1"):
            _place(connection, [report.organ for report in plan.reports], f"99{number:04}")
    return path


def _place(connection: duckdb.DuckDBPyConnection, organs: list[str], region: str) -> None:
    connection.execute(
        "INSERT INTO core.regions (region_code, name, unique_name, level) VALUES (?, ?, ?, 'county')", [region] * 3
    )
    connection.execute(
        "UPDATE core.organs SET level = 'county', region_code = ?, "
        "kind = CASE WHEN ends_with(name, '人民政府') THEN 'government' ELSE 'department' END WHERE list_contains(?, name)",
        [region, organs],
    )
