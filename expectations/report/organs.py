"""What the pages of organs and the map of coverage show: years, main measures as small charts, findings, timeliness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from expectations.report.data import Row, query
from expectations.statements import statement

MEASURES = (
    "requests_received", "requests_processed", "granted", "partially_granted", "denied_total", "unavailable_not_held",
    "rejected_total", "reviews_total", "reviews_corrected", "suits_total", "suits_corrected", "licensing_decisions",
    "penalty_decisions", "admin_fees_wan_yuan",
)  # fmt: skip
"""Measures drawn on the page of an organ, those whose course a reviewer looks at first."""


@dataclass(slots=True)
class OrganPage:
    """One organ: its reports by year, its measures as (years, values), when it published."""

    organ: Row
    reports: list[Row] = field(default_factory=list)
    timeliness: list[Row] = field(default_factory=list)
    charts: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[int, Row | None, Row | None]]:
        """Year by year each report, or the gap where one should be, and when it came and was due."""
        when = {one["report_year"]: one for one in self.timeliness}
        gaps = [(year, None, one) for year, one in when.items() if not one["has_report"]]
        there = [(one["report_year"], one, when.get(one["report_year"])) for one in self.reports]
        return sorted([*there, *gaps], key=lambda line: line[0])


def organ_pages(
    connection: duckdb.DuckDBPyConnection, findings: Sequence[Row], reports: Mapping[str, Row]
) -> Iterator[OrganPage]:
    """A page for every organ; ``reports`` gives what is known of a report by its id (worst severity, number of findings)."""
    pages = {row["organ_id"]: OrganPage(row) for row in query(connection, "organs")}
    for row in query(connection, "organ_reports"):
        if row["organ_id"] in pages:  # a build is held, and told of, where a report's organ is not there
            pages[row["organ_id"]].reports.append({**row, **reports.get(row["report_id"], {})})
    for row in findings:
        if row["organ_id"] in pages:
            pages[row["organ_id"]].findings.append(row)
    for row in _timeliness(connection):
        if row["organ_id"] in pages:
            pages[row["organ_id"]].timeliness.append(row)
    labels = query(connection, "measures", {"measures": list(MEASURES)})
    for organ_id, charts in _charts(connection, labels).items():
        if organ_id in pages:
            pages[organ_id].charts = charts
    yield from pages.values()


def _charts(connection: duckdb.DuckDBPyConnection, labels: Sequence[Row]) -> dict[str, list[Row]]:
    """Series by organ: of its own figures where it has them, else of what it aggregates. Years without a figure are gaps."""
    values: dict[str, dict[str, dict[str, dict[int, float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(dict))
    )
    for row in query(connection, "organ_measures", {"measures": list(MEASURES)}):
        values[row["organ_id"]][row["scope"]][row["measure_code"]][row["report_year"]] = row["value"]
    charts: dict[str, list[Row]] = {}
    for organ_id, by_scope in values.items():
        scope = max(
            by_scope, key=lambda one: (len({y for series in by_scope[one].values() for y in series}), one == "own")
        )
        by_measure = by_scope[scope]
        years = list(range(min(map(min, by_measure.values())), max(map(max, by_measure.values())) + 1))
        charts[organ_id] = [
            {
                **label,
                "scope": scope,
                "years": years,
                "values": [by_measure[label["measure_code"]].get(y) for y in years],
            }
            for label in labels
            if any(by_measure.get(label["measure_code"], {}).values())
        ]
    return charts


def _timeliness(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    return query(connection, "timeliness") if has_coverage(connection) else []


def has_coverage(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the marts were made: a build that was held before its first publish has none."""
    found = connection.execute(statement("review/site", "has_coverage")).fetchone()
    return bool(found and found[0])


def coverage(connection: duckdb.DuckDBPyConnection) -> tuple[list[int], list[Row]]:
    """The years, and one row per province with its regions: expected and found reports, late ones, findings, by year."""
    if not has_coverage(connection):
        return [], []
    rows = query(connection, "coverage")
    years = sorted({row["report_year"] for row in rows})
    provinces: dict[str, Row] = {}
    for row in rows:
        province = provinces.setdefault(
            row["province_code"], {"name": row["province"], "code": row["province_code"], "years": {}, "regions": {}}
        )
        _add(province["years"], row)
        name = row["region"]
        region = province["regions"].setdefault(
            row["region_code"], {"name": name, "code": row["region_code"], "years": {}}
        )
        _add(region["years"], row)
    for province in provinces.values():
        province["regions"] = list(province["regions"].values())
    return years, list(provinces.values())


def _add(years: dict[int, dict[str, Any]], row: Row) -> None:
    known = years.setdefault(row["report_year"], {"expected": 0, "reports": 0, "late": 0, "findings": 0})
    for name in known:
        known[name] += row[name]
