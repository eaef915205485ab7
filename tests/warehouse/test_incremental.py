"""Marts that are kept: after every kind of change they are what they would be if all were made today."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.readings import report, write_reading
from warehouse.connection import open_reading, writing
from warehouse.load import load_readings
from warehouse.marts import build_marts

NEW = ("applications", "new_received", "total")
GRANTED = ("applications", "granted", "total")
FEES = ("proactive", "admin_fees", "amount_wan_yuan")
KEPT = ("mart.reports", "mart.panel", "mart.indicators", "mart.rollup")


def marts_of(build: Path) -> dict[str, list[tuple[Any, ...]]]:
    connection = open_reading(build)
    try:
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in KEPT}
    finally:
        connection.close()


def touched(build: Path, sql: str) -> None:
    with writing(build) as connection:
        connection.execute(sql)


FINDING = """
    INSERT INTO quality.findings (finding_id, check_id, severity, report_id, revision, table_code, scope, figures, formula,
                                  message_zh, message_en, verdict)
    SELECT 'f', 'T', 'error', report_id, revision, 'applications', 'c', 'new_received.total', '', '', '', 'source_error'
    FROM core.revisions JOIN core.reports USING (report_id) JOIN core.organs USING (organ_id)
    WHERE name = '白水县教育局' AND report_year = 2022 AND is_current
"""
"""A finding as an audit would write it, on the current revision of a report."""


@pytest.fixture
def night(build: Path, tmp_path: Path) -> Path:
    """A first night: two counties of one prefecture, a department and a printed sum, three years; with decimals in the fees."""
    paths = []
    for year in (2021, 2022, 2023):
        for organ, value in (("白水县教育局", 10), ("白水县民政局", 20), ("蒲城县教育局", 30), ("渭南市教育局", 40)):
            values = {
                NEW: value + year - 2021,
                GRANTED: value // 2,
                FEES: {"value": 1.25 * value, "raw": f"{1.25 * value}"},
            }
            paths.append(
                write_reading(tmp_path / "in", report(values, organ, year), url=f"http://gov.test/{organ}/{year}")
            )
        total = report({NEW: 31}, "白水县人民政府", year, scope="aggregate")
        paths.append(write_reading(tmp_path / "in", total, url=f"http://gov.test/all/{year}"))
    load_readings(build, paths)
    build_marts(build)
    return build


def changed(night: Path, tmp_path: Path, change: str) -> None:
    """One kind of change to the first night."""
    url = "http://gov.test/白水县教育局/2022"
    if change == "other figures":
        new = report({NEW: 99, GRANTED: 98}, "白水县教育局", 2022)
        load_readings(night, [write_reading(tmp_path / "in", new, url=url, data=b"2", seen="2024-03-01T00:00:00Z")])
    elif change == "read anew as another year's":
        load_readings(
            night, [write_reading(tmp_path / "in", report({NEW: 3}, "白水县教育局", 2019), url=url, code="0.9.0")]
        )
    elif change == "a new organ":
        load_readings(
            night, [write_reading(tmp_path / "in", report({NEW: 3}, "大荔县教育局", 2020), url="http://gov.test/n")]
        )
    elif change == "a second address with other content":
        other = report({NEW: 12}, "白水县教育局", 2022)
        load_readings(
            night, [write_reading(tmp_path / "in", other, url="http://gov.test/2nd", seen="2024-01-01T00:00:00Z")]
        )
    elif change == "a finding":
        touched(night, FINDING)
    elif change == "a finding less":
        touched(night, FINDING)
        build_marts(night)
        touched(night, "DELETE FROM quality.findings")
    elif change == "an organ in another region":
        touched(night, "UPDATE core.organs SET region_code = '610526' WHERE name = '白水县民政局'")
    elif change == "a measure of other terms":
        touched(night, "UPDATE core.measure_terms SET coefficient = -1 WHERE measure_code = 'requests_received'")


CHANGES = (
    "other figures",
    "read anew as another year's",
    "a new organ",
    "a second address with other content",
    "a finding",
    "a finding less",
    "an organ in another region",
    "a measure of other terms",
)


@pytest.mark.parametrize("change", CHANGES)
def test_marts_brought_up_to_date_are_those_made_anew(night: Path, tmp_path: Path, change: str) -> None:
    before = marts_of(night)
    changed(night, tmp_path, change)
    whole = tmp_path / "whole.duckdb"
    shutil.copyfile(night, whole)
    build_marts(whole, is_anew=True)
    build_marts(night)
    kept = marts_of(night)
    assert kept == marts_of(whole)
    assert (kept != before) == (change != "a finding less")


def test_a_night_makes_only_the_rows_of_the_reports_it_touched(night: Path, tmp_path: Path) -> None:
    touched(night, "UPDATE packed.reports SET table_count = 77")
    changed(night, tmp_path, "other figures")
    build_marts(night)
    connection = open_reading(night)
    anew = "SELECT organ_name, report_year, table_count FROM mart.reports WHERE table_count <> 77"
    assert connection.execute(anew).fetchall() == [("白水县教育局", 2022, 3)]
    connection.close()


def test_what_a_measure_says_survives_the_packing_to_the_last_decimal(night: Path) -> None:
    connection = open_reading(night)
    fees = (
        "SELECT value::VARCHAR FROM mart.panel WHERE measure_code LIKE '%fee%' AND organ_name = '白水县教育局' LIMIT 1"
    )
    assert connection.execute(fees).fetchall() == [("12.500000",)]
    sums = (
        "SELECT region_name, members, members_value::INT, printed_value::INT, difference::INT FROM mart.rollup"
        " WHERE measure_code = 'requests_received' AND report_year = 2021 ORDER BY region_code"
    )
    assert connection.execute(sums).fetchall() == [
        ("陕西省", 4, 100, None, None),
        ("渭南市", 4, 100, None, None),
        ("蒲城县", 1, 30, None, None),
        ("白水县", 2, 30, 31, -1),
    ]
    connection.close()
