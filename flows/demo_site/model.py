"""What the generator fills in and what it promises: ``FilledReport`` (one report) and ``DemoPlan`` (the whole
site)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from extractors.layouts import CellCode, Layout, load_layouts
from extractors.report import Scope, Section

Figures = Mapping[CellCode, Decimal]
CellKey = tuple[str, str, str]
"""(table, row, column), as in the contract of ``nianbao extract --json``."""

Format = Literal["html", "pdf", "docx"]


@dataclass(frozen=True, slots=True)
class FilledReport:
    """One report, ready to be written in any format.

    Attributes:
        tables: layout id -> figures by (row, column), in the order the report prints them.
        sections: number 0 is what stands before the first heading (编制说明), 1 to 6 the six sections.
        labels: (table, row) -> label as printed, where it differs from the official one.
        printed: (table, row, column) -> text as printed, where it differs from the figure.
    """

    organ: str
    year: int
    scope: Scope
    title: str
    published: date
    tables: Mapping[str, Figures]
    sections: tuple[Section, ...]
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    printed: Mapping[CellKey, str] = field(default_factory=dict)

    def layouts(self) -> list[Layout]:
        return [load_layouts()[name] for name in self.tables]

    def truth(self) -> dict[CellKey, Decimal]:
        """Figures as the printed page gives them: planted numbers included, by (table, row, column)."""
        figures: dict[CellKey, Decimal] = {}
        for layout in self.layouts():
            for (row, column), value in self.tables[layout.id].items():
                key = (layout.table, row, column)
                figures[key] = Decimal(self.printed[key]) if key in self.printed else value
        return figures

    def text(self, layout: Layout, row: str, column: str) -> str:
        """Text of one value cell as it is printed."""
        key = (layout.table, row, column)
        if key in self.printed:
            return self.printed[key]
        value = self.tables[layout.id][row, column]
        signed = layout.column(column).is_signed and value > 0
        unit = "元" if layout.column(column).has_unit_in_cell and value else ""
        return f"{'+' if signed else ''}{value:f}{unit}"

    def label(self, layout: Layout, row: str) -> str:
        return self.labels.get((layout.table, row), layout.row(row).zh)


@dataclass(frozen=True, slots=True)
class Failure:
    """One check that a report fails: an identity its printed figures break, or what else was planted in it."""

    check: str
    scope: str
    table: str | None
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs on the second night."""

    table: str
    row: str
    column: str
    night_one: Decimal
    night_two: Decimal


@dataclass(frozen=True, slots=True)
class DemoReport:
    """One report of the site and the truth about it.

    Attributes:
        path: of the page below the site's root, with a leading slash.
        attachment: path of the file that holds the tables, "" when the page has them.
        figures: as printed, by (table, row, column); on the second night ``changes`` apply.
        layouts: table -> layout id.
        fault: wrong_total | cut_label | republished | copied | copied_from | "".
        failures: checks it fails on the first night.
    """

    organ: str
    year: int
    scope: Scope
    format: Format
    title: str
    published: date
    path: str
    attachment: str
    figures: Mapping[CellKey, Decimal]
    layouts: Mapping[str, str]
    fault: str = ""
    failures: tuple[Failure, ...] = ()
    changes: tuple[Change, ...] = ()

    def figures_of_night(self, night: int) -> dict[CellKey, Decimal]:
        changed = {(c.table, c.row, c.column): c.night_two for c in self.changes} if night == 2 else {}
        return {**self.figures, **changed}


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A row of the list that is no report."""

    title: str
    path: str
    published: date


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """Everything that stands in the generated site; tests compare the warehouse with it cell by cell."""

    folder: Path
    seed: int
    place: str
    column_path: str
    list_pages: int
    reports: tuple[DemoReport, ...]
    look_alikes: tuple[LookAlike, ...]

    def report(self, organ: str, year: int) -> DemoReport:
        return next(report for report in self.reports if (report.organ, report.year) == (organ, year))

    def with_fault(self, fault: str) -> DemoReport:
        return next(report for report in self.reports if report.fault == fault)

    @property
    def absent(self) -> tuple[tuple[str, int], ...]:
        """(organ, year) of each year between two reports that has none, and of the year after the last one, long due by now."""
        years: dict[str, set[int]] = {}
        for report in self.reports:
            years.setdefault(report.organ, set()).add(report.year)
        return tuple(
            (organ, year)
            for organ, found in years.items()
            for year in range(min(found), max(found) + 2)
            if year not in found
        )
