"""Which reports are expected, from when on, and what the finding says of one that is not there; the mart says the same."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from expectations.measures import measure
from expectations.storing import store_findings
from expectations.suites import specs
from tests.expectations.planted import Planted, build, planted_marts
from warehouse.connection import writing

pytestmark = pytest.mark.xdist_group("expected")  # what they share is made once

EDUCATION = "青禾县教育局"
COUNTY_DEPARTMENT = "UPDATE core.organs SET kind = 'department', level = 'county'"
AFTER_LAST = "SELECT report_year FROM core.expected_reports() WHERE basis = 'due_after_last' ORDER BY ALL"
BY_REGISTRY = "SELECT report_year FROM core.expected_reports() WHERE basis = 'registry' ORDER BY ALL"
Rows = list[tuple[object, ...]]


def seen(in_china: str, site: str = "test") -> str:
    """The statement that a site was last seen well at that moment in China (ISO)."""
    moment = datetime.fromisoformat(in_china) - timedelta(hours=8)
    return f"INSERT INTO ops.last_visits VALUES ('{site}', '{moment.isoformat(' ')}')"  # noqa: S608  # of this file


def registered(first: int, last: int | None) -> str:
    """The statement that the registry has the site, and expects reports of these years."""
    end = "NULL" if last is None else last
    return (
        f"INSERT INTO core.sites SELECT 'test', name, organ_id, NULL, 'county', false, {first}, {end} FROM core.organs"  # noqa: S608
    )


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organ with reports of 2022 and 2023, as the site "test" shows them; nobody writes into it."""
    reports = [Planted(EDUCATION, 2022), Planted(EDUCATION, 2023)]
    return build(tmp_path_factory.mktemp("expected") / "build.duckdb", reports)


@pytest.fixture
def copy(two_years: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(two_years, tmp_path / "build.duckdb"))


def asked(path: Path, query: str, plant: Sequence[str]) -> Rows:
    with duckdb.connect(str(path)) as connection:
        for sql in plant:
            connection.execute(sql)
        return connection.execute(query).fetchall()


def test_the_year_after_the_last_report_is_expected_once_the_site_was_seen_after_the_day_it_was_due(copy: Path) -> None:
    late, after = seen("2025-01-31T23:59:59"), seen("2025-02-01T00:00:00")
    assert asked(copy, AFTER_LAST, [COUNTY_DEPARTMENT, late]) == []
    assert asked(copy, AFTER_LAST, ["DELETE FROM ops.last_visits", after]) == [(2024,)]


def test_of_the_years_after_the_last_report_only_the_first_is_expected(copy: Path) -> None:
    assert asked(copy, AFTER_LAST, [COUNTY_DEPARTMENT, seen("2031-06-01T02:30:00")]) == [(2024,)]


def test_without_a_visit_of_the_site_that_showed_the_last_report_nothing_is_expected(copy: Path) -> None:
    """An imported warehouse has no visits; and that another site was seen says nothing of this organ."""
    assert asked(copy, AFTER_LAST, [COUNTY_DEPARTMENT]) == []
    assert asked(copy, AFTER_LAST, [seen("2025-06-01T02:30:00", "other")]) == []


def test_an_old_site_that_showed_only_earlier_reports_is_no_witness(copy: Path) -> None:
    of_2022 = "UPDATE raw.items SET site_id = 'old' WHERE item_id = (SELECT report_id FROM core.reports WHERE report_year = 2022)"
    assert asked(copy, AFTER_LAST, [COUNTY_DEPARTMENT, of_2022, seen("2025-06-01T02:30:00", "old")]) == []


@pytest.mark.parametrize(
    ("kind", "level", "is_resolved", "scope", "due"),
    [
        ("department", "county", True, "own", date(2025, 1, 31)),
        ("township", "township", True, "own", date(2025, 1, 31)),
        ("government", "county", True, "aggregate", date(2025, 2, 20)),
        ("government", "prefecture", True, "aggregate", date(2025, 3, 10)),
        ("government", "province", True, "aggregate", date(2025, 3, 31)),
        ("department", "prefecture", True, "aggregate", date(2025, 3, 10)),
        ("vertical_system", "county", True, "own", date(2025, 3, 31)),
        ("department", "national", True, "own", date(2025, 3, 31)),
        ("institution", "county", True, "own", None),
        ("department", "county", False, "own", None),
    ],
)
def test_one_rule_of_the_day_a_report_is_due_for_the_finding_the_mart_and_what_is_expected(
    copy: Path, kind: str, level: str, is_resolved: bool, scope: str, due: date | None
) -> None:
    organ = f"UPDATE core.organs SET kind = '{kind}', level = '{level}', unresolved_reason = {'NULL' if is_resolved else chr(39) * 2}"  # noqa: S608
    scoped = f"UPDATE core.reports SET scope = '{scope}'"  # noqa: S608
    waited_for = due or date(2025, 3, 31)
    one_rule = f"SELECT core.due_on(2024, '{kind}', '{level}', {scope == 'aggregate'}, {is_resolved})"
    assert asked(copy, one_rule, [organ, scoped, seen(f"{waited_for}T02:30:00")]) == [(due,)]
    assert asked(copy, AFTER_LAST, []) == []
    next_day = seen(f"{waited_for + timedelta(days=1)}T02:30:00")
    assert asked(copy, AFTER_LAST, ["DELETE FROM ops.last_visits", next_day]) == [(2024,)]


def test_the_years_of_the_registry_end_where_the_site_file_ends_them(copy: Path) -> None:
    assert asked(copy, BY_REGISTRY, [COUNTY_DEPARTMENT, registered(2023, 2025)]) == [(2023,), (2024,), (2025,)]


@pytest.mark.parametrize(
    ("day", "newest"), [("2025-01-31", 2023), ("2025-02-01", 2024), ("2025-12-31", 2024), ("2027-02-01", 2026)]
)
def test_an_open_end_in_the_registry_is_the_newest_report_due_when_the_site_was_last_seen(
    copy: Path, day: str, newest: int
) -> None:
    found = asked(copy, BY_REGISTRY, [COUNTY_DEPARTMENT, registered(2023, None), seen(f"{day}T02:30:00")])
    assert found == [(year,) for year in range(2023, newest + 1)]
    assert asked(copy, AFTER_LAST, []) == []  # the registry names it already


def test_an_open_end_of_a_site_that_was_never_seen_expects_nothing(copy: Path) -> None:
    assert asked(copy, BY_REGISTRY, [COUNTY_DEPARTMENT, registered(2019, None)]) == []


def test_the_finding_says_what_is_expected_until_when_and_how_sure_that_is_and_the_mart_agrees(copy: Path) -> None:
    asked(copy, "SELECT 1", [COUNTY_DEPARTMENT, seen("2025-02-10T02:30:00")])
    with writing(copy) as connection:
        measured = measure(connection, [spec for spec in specs(connection) if spec.check_id == "MISSING-YEAR"])
        store_findings(connection, "run-1")
        found = connection.execute(
            "SELECT report_year, severity, verdict, message_zh, message_en, evidence->>'basis', evidence->>'due' "
            "FROM quality.findings WHERE check_id = 'MISSING-YEAR'"
        ).fetchall()
    assert measured.has_findings
    zh = f"{EDUCATION}没有2024年度报告（有2023年度报告；本年度应于2025-01-31前公布，此后站点访问正常）：未公布，或未采集到"
    en = (
        f"no report of 2024 by {EDUCATION} (there is one of 2023; this one was due by 2025-01-31, and the site was seen well "
        "after that): not published, or not collected"
    )
    assert found == [(2024, "warning", "coverage", zh, en, "due_after_last", "2025-01-31")]
    planted_marts(copy)
    mart = "SELECT report_year, basis, has_report, due_on, site_seen_at FROM mart.coverage ORDER BY report_year"
    assert asked(copy, mart, []) == [
        (2022, "between_reports", True, date(2023, 1, 31), None),
        (2023, "between_reports", True, date(2024, 1, 31), None),
        (2024, "due_after_last", False, date(2025, 1, 31), datetime(2025, 2, 9, 18, 30)),
    ]


def test_the_finding_stays_the_same_as_nights_go_by(copy: Path) -> None:
    prints = []
    for day in ("2025-02-10", "2025-02-11"):
        asked(copy, "SELECT 1", [COUNTY_DEPARTMENT, "DELETE FROM ops.last_visits", seen(f"{day}T02:30:00")])
        with writing(copy) as connection:
            measure(connection, [spec for spec in specs(connection) if spec.check_id == "MISSING-YEAR"])
            store_findings(connection, "run-1")
            prints += connection.execute("SELECT * FROM quality.findings WHERE check_id = 'MISSING-YEAR'").fetchall()
    assert len(prints) == 2
    assert prints[0] == prints[1]
