"""The marts are judged before they are published: every check of a mart is shown to fail on a mart that is wrong."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from expectations.audit import _held_reason, run_audit
from expectations.engine import run_checkpoint
from expectations.measures import measure, measure_marts
from expectations.statements import structural_check_files
from expectations.storing import keep_findings, keep_mart_findings
from expectations.suites import specs
from flows.seeds import seed_rows
from tests.expectations.conftest import Audited, clean_reports
from tests.expectations.planted import Planted, build, planted_marts
from warehouse.connection import writing
from warehouse.seeds import seed

pytestmark = pytest.mark.xdist_group("marts")  # what they share is made once

FIRST = "(SELECT min(report_id) FROM core.reports)"
FIRST_ORGAN = "(SELECT first(organ_id ORDER BY report_id) FROM core.reports)"


def one_line(values: str) -> str:
    """The mart with a line more, of which only ``values`` (``name := value``, commas between) are known."""
    named = [pair.split(" := ") for pair in values.split(", ")]
    return "FROM {mart} UNION ALL BY NAME SELECT " + ", ".join(f"{value} AS {name}" for name, value in named)


ALL = "FROM {mart}"
NONE = "FROM {mart} LIMIT 0"
TWICE = "FROM {mart} UNION ALL (FROM {mart} LIMIT 1)"

# check -> the mart that is made wrong, and what stands in its place
BREAKS: dict[str, tuple[str, str]] = {
    "MART-COMMENTS": ("organs", ALL),  # whatever is made anew by hand says nothing of its columns
    "MART-ORGANS": ("organs", TWICE),
    "MART-ORGAN-NAMES": ("organ_names", one_line("organ_id := 'x', printed_name := 'x', site_id := 'x', organ_name := 'x', method := 'name'")),
    "MART-UNRESOLVED": ("unresolved_organs", one_line("organ_id := (SELECT min(organ_id) FROM core.organs), printed_name := 'x', site_id := ''")),
    "MART-FINDINGS": ("finding_figures", one_line(f"finding_id := 'gone', report_id := {FIRST}, revision := 1")),
    "MART-FIGURES": ("figures", TWICE),
    "MART-CLEAN": ("figures", "SELECT * REPLACE ('suspect' AS verdict, true AS is_clean) FROM {mart}"),
    "MART-CORRECTED": ("figures", "SELECT * REPLACE (NULL AS corrected_value) FROM {mart}"),
    "MART-APPLICATIONS": ("applications", "SELECT * REPLACE (CASE WHEN row_code = 'granted' THEN total + 1 ELSE total END AS total) FROM {mart}"),
    "MART-TABLES": ("review_litigation", "FROM {mart} LIMIT 3"),
    "MART-REPORTS": ("reports", f"FROM {{mart}} WHERE report_id <> {FIRST}"),
    "MART-CLAIMS": ("claims", "FROM {mart} UNION ALL FROM {mart}"),
    "MART-FACTS": ("text_facts", one_line(f"report_id := {FIRST}, fact_code := 'invented'")),
    "MART-PANEL": ("panel", one_line(f"organ_id := {FIRST_ORGAN}, report_id := {FIRST}, report_year := 2022, scope := 'own', measure_code := 'granted'")),
    "MART-INDICATORS": ("indicators", one_line(
        f"report_id := {FIRST}, report_year := 2022, scope := 'own', indicator_code := 'x', value := 0.5, numerator := 1, denominator := 4")),
    "MART-ROLLUP": ("rollup", one_line(
        "region_code := 'x', report_year := 2022, measure_code := 'granted', members_value := 5, printed_value := 3, difference := 1")),
    "MART-COVERAGE": ("coverage", "SELECT * REPLACE (false AS has_report) FROM {mart}"),
    "MART-TEXT": ("text", "FROM {mart} WHERE section_no <> 5"),
    "MART-REVISIONS": ("revisions", one_line(
        f"report_id := {FIRST}, revision := 2, table_code := 'applications', row_code := 'granted', column_code := 'total', raw_before := '3', raw_after := '3'")),
    "MART-REPORTS, counts of another day": ("reports", "SELECT * REPLACE (figure_count - 1 AS figure_count) FROM {mart}"),
    "MART-REPORTS, findings forgotten": ("reports", "SELECT * REPLACE (finding_count + 1 AS finding_count) FROM {mart}"),
    "MART-PANEL, values of another day": ("panel", "SELECT * REPLACE (value + 1000 AS value) FROM {mart}"),
    "MART-PANEL, measures lost": ("panel", "FROM {mart} WHERE measure_code <> 'granted'"),
    "MART-INDICATORS, emptied": ("indicators", NONE),
    "MART-INDICATORS, values of another day": ("indicators", "SELECT * REPLACE (numerator * 3 + 1 AS numerator) FROM {mart}"),
    "MART-COVERAGE, a year lost": ("coverage", "FROM {mart} WHERE report_year <> 2022"),
    "MART-CORRECTED, beside no figure": ("figures", "FROM {mart} WHERE NOT (row_code = 'granted' AND column_code = 'total')"),
}  # fmt: skip
CORRECTION = """
INSERT INTO quality.decisions SELECT 'd', now()::TIMESTAMP, 'correct-value', '王', '', '', '', '', 'APP-1', report_id, '', 2022,
    'applications.granted.total', value, value + 1, NULL, 'active'
FROM core.figures WHERE row_code = 'granted' AND column_code = 'total' LIMIT 1
"""


def spoil(connection: duckdb.DuckDBPyConnection, mart: str, change: str) -> None:
    """Put something else in the place of a mart; what reads it stays."""
    views = connection.execute(
        "SELECT count(*) FROM duckdb_views() WHERE schema_name = 'mart' AND view_name = ?", [mart]
    ).fetchall()
    connection.execute(f"CREATE TABLE mart_before AS FROM mart.{mart}")
    connection.execute(f"DROP {'VIEW' if views[0][0] else 'TABLE'} mart.{mart}")
    connection.execute(f"CREATE TABLE mart.{mart} AS {change.format(mart='mart_before')}")


def test_every_check_of_a_mart_has_a_mart_that_breaks_it() -> None:
    assert {key.split(",")[0] for key in BREAKS} == {
        check.id for check in structural_check_files() if check.is_of_marts
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports that obey everything, and their marts."""
    path = build(tmp_path_factory.mktemp("marts") / "build.duckdb", clean_reports())
    seed(path, replace(seed_rows(), sites=[]))
    planted_marts(path)
    return path


@pytest.mark.parametrize("broken", BREAKS)
def test_the_check_fails_on_a_mart_that_is_wrong(made: Path, tmp_path: Path, broken: str) -> None:
    check_id = broken.split(",")[0]
    path = tmp_path / "build.duckdb"
    shutil.copy(made, path)
    with writing(path) as connection:
        every = specs(connection)
        measure(connection, [spec for spec in every if spec.suite == "core.organs"])
        keep_findings(connection, "run")
        if check_id == "MART-CORRECTED":
            connection.execute(CORRECTION)
        spoil(connection, *BREAKS[broken])
        of_check = [spec for spec in every if spec.check_id == check_id]
        measured = measure_marts(connection, of_check)
        keep_mart_findings(connection, "run")
        findings = connection.execute("SELECT count(*) FROM quality.findings WHERE check_id = ?", [check_id]).fetchone()
    wrong = {key[2]: one for key, one in measured.measures.items() if one.unexpected or one.error}
    assert len(wrong) == 1
    assert {one.error for one in wrong.values()} == {""}
    assert findings == (sum(one.unexpected for one in wrong.values()),)
    assert bool(findings[0])
    (failed,) = [one for one in run_checkpoint(of_check, measured.frame, "run", None) if not one.success]
    assert bool(_held_reason(failed, {})) == (failed.spec.severity == "critical")


def test_a_mart_that_is_wrong_holds_the_publish(tmp_path: Path) -> None:
    path = build(tmp_path / "build.duckdb", [Planted()])

    def lossy(build: Path) -> None:
        planted_marts(build)
        with writing(build) as connection:
            spoil(connection, "coverage", "SELECT * REPLACE (false AS has_report) FROM {mart}")

    result = run_audit(path, "run-1", tmp_path / "docs", 3, make_marts=lossy)
    assert not result.success
    assert [reason.split()[0] for reason in result.held_reasons] == ["MART-COVERAGE"]
    assert result.findings["critical"] == 1


def test_marts_are_not_made_of_a_core_that_must_not_be_published(tmp_path: Path) -> None:
    path = build(tmp_path / "build.duckdb", [Planted()])
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM core.organs")
    made: list[Path] = []
    result = run_audit(path, "run-1", tmp_path / "docs", 3, make_marts=made.append)
    assert made == []
    assert [reason.split()[0] for reason in result.held_reasons] == ["STRUCT-REP-ORGAN"]


def test_marts_of_sound_reports_pass(clean_audit: Audited) -> None:
    rows = clean_audit.query(
        "SELECT suite, expectation FROM quality.expectation_results WHERE starts_with(suite, 'mart.') AND NOT success"
    )
    assert rows == []
