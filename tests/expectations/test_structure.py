"""Every structural check is shown to fail on data that must fail, and to pass on data that must pass."""

# ruff: noqa: S608  # the statements are put together from constants of this file
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from expectations.audit import _held_reason
from expectations.engine import run_checkpoint
from expectations.measures import measure
from expectations.statements import SEVERITIES, structural_check_files
from expectations.storing import store_findings
from expectations.suites import CHECK_SUITES, CORE_TABLES, MART_TABLES, specs, structural_checks
from tests.expectations.conftest import Audited, AuditOf, clean_reports
from tests.expectations.planted import build
from warehouse.connection import writing

pytestmark = pytest.mark.xdist_group("audit")  # what they share is made once

FIRST = "(SELECT min(report_id) FROM core.reports)"
ONE_FIGURE = (
    f"report_id = {FIRST} AND table_code = 'review_litigation' AND row_code = 'review' AND column_code = 'pending'"
)

# check -> statements that break it (and, where it must be so, others with it)
BREAKS: dict[str, list[str]] = {
    "STRUCT-FIG-KEY": [f"INSERT INTO core.figures SELECT * FROM core.figures WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-REVISION": [f"UPDATE core.figures SET revision = 7 WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-CELL": [f"UPDATE core.figures SET column_code = 'invented' WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-TABLE": [f"UPDATE core.figures SET layout_id = 'applications_2019' WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-COUNT": [f"DELETE FROM core.figures WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-KIND": [f"UPDATE core.figures SET kind = 'guessed' WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-VERDICT": [f"UPDATE core.figures SET verdict = 'sure' WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-KIND-VALUE": [f"UPDATE core.figures SET kind = 'missing', value = 0 WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-MISSING": [f"UPDATE core.figures SET verdict = 'missing' WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-NEGATIVE": [
        "DELETE FROM quality.identity_terms WHERE row_code = 'review' AND column_code = 'pending'",
        f"UPDATE core.figures SET value = -1, kind = 'number' WHERE {ONE_FIGURE}",
    ],
    "STRUCT-FIG-MAGNITUDE": [f"UPDATE core.figures SET value = 1e15, kind = 'number' WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-UNIT": [f"UPDATE core.figures SET unit = '万元' WHERE {ONE_FIGURE}"],
    "STRUCT-FIG-PLACE": [f"UPDATE core.figures SET page = 1, x0 = 90, x1 = 40, top = 1, bottom = 2 WHERE {ONE_FIGURE}"],
    "STRUCT-TAB-KEY": ["INSERT INTO core.report_tables SELECT * FROM core.report_tables LIMIT 1"],
    "STRUCT-TAB-REVISION": [f"UPDATE core.report_tables SET revision = 7 WHERE report_id = {FIRST}"],
    "STRUCT-TAB-LAYOUT": ["UPDATE core.report_tables SET layout_id = 'unknown' WHERE table_code = 'proactive'"],
    "STRUCT-TAB-ROWS": ["UPDATE core.report_tables SET rows_found = rows_expected + 1 WHERE table_code = 'proactive'"],
    "STRUCT-ORG-KEY": [
        "INSERT INTO core.organs (organ_id, name) SELECT organ_id, '另一个机关' FROM core.organs LIMIT 1"
    ],
    "STRUCT-ORG-NAME": ["UPDATE core.organs SET name = ' ' || name"],
    "STRUCT-ORG-REPORT": ["INSERT INTO core.organs (organ_id, name) VALUES ('o', '没有报告的机关')"],
    "STRUCT-REP-KEY": ["UPDATE core.reports SET organ_id = 'same', report_year = 2020, scope = 'own'"],
    "STRUCT-REP-YEAR": [f"UPDATE core.reports SET report_year = 2007 WHERE report_id = {FIRST}"],
    "STRUCT-REP-SCOPE": [f"UPDATE core.reports SET scope = 'all' WHERE report_id = {FIRST}"],
    "STRUCT-REP-ORGAN": [f"UPDATE core.reports SET organ_id = 'nobody' WHERE report_id = {FIRST}"],
    "STRUCT-REP-CURRENT": [f"UPDATE core.revisions SET is_current = false WHERE report_id = {FIRST}"],
    "STRUCT-REV-KEY": [
        f"INSERT INTO core.revisions SELECT * REPLACE (2 AS revision, false AS is_current) FROM core.revisions "
        f"WHERE report_id = {FIRST}"
    ],
    "STRUCT-REV-NUMBER": [f"UPDATE core.revisions SET revision = 2 WHERE report_id = {FIRST}"],
    "STRUCT-REV-REPORT": [f"UPDATE core.revisions SET report_id = 'gone' WHERE report_id = {FIRST}"],
    "STRUCT-REV-SOURCE": ["DELETE FROM raw.blobs"],
    "STRUCT-REV-STATUS": ["UPDATE core.revisions SET status = 'fine'"],
    "STRUCT-REV-TABLES": ["DELETE FROM core.report_tables", "DELETE FROM core.figures"],
    "STRUCT-REV-PUBLISHED": [f"UPDATE core.revisions SET published_date = '去年' WHERE report_id = {FIRST}"],
    "STRUCT-SEC-KEY": ["INSERT INTO core.sections SELECT * FROM core.sections LIMIT 1"],
    "STRUCT-SEC-REVISION": ["UPDATE core.sections SET revision = 7"],
    "STRUCT-SEC-NUMBER": ["UPDATE core.sections SET section_no = 9"],
    "STRUCT-SRC-REVISION": ["DELETE FROM raw.items"],
    "STRUCT-SRC-ANY": ["DELETE FROM core.sources"],
    "STRUCT-FIG-ORIGIN": [f"UPDATE core.figures SET corrected_from = '8' WHERE {ONE_FIGURE}"],
    "STRUCT-CLM-REVISION": ["UPDATE core.claims SET revision = 7"],
    "STRUCT-CLM-STATUS": ["UPDATE core.claims SET expected = NULL"],
    "STRUCT-WIT-REVISION": ["UPDATE core.witnesses SET revision = 7"],
    "STRUCT-WIT-FIELD": ["UPDATE core.witnesses SET field = 'weather'"],
    "STRUCT-LAY-CELL": ["INSERT INTO core.layout_cells VALUES ('proactive_2021', 'ghost', 'issued', '件', false)"],
    "STRUCT-LAY-TERM": ["UPDATE quality.identity_terms SET row_code = 'renamed' WHERE check_id = 'RL-1'"],
    "STRUCT-LAY-RELATION": ["UPDATE quality.identities SET relation = '~' WHERE check_id = 'RL-1'"],
    "STRUCT-LAY-IDENTITY": ["DELETE FROM quality.identities WHERE layout_id = 'proactive_2021'"],
    "STRUCT-TYPES": ["ALTER TABLE core.figures ALTER COLUMN value TYPE DOUBLE"],
    "CONFLICT": ["INSERT INTO core.conflicts SELECT report_id, report_id, 1, 2, '', '' FROM core.reports LIMIT 1"],
}


def test_every_check_has_data_that_breaks_it() -> None:
    of_core = [check for check in structural_check_files() if not check.is_of_marts]
    assert set(BREAKS) == {check.id for check in of_core if check.core_table != "canary"}


@pytest.fixture(scope="module")
def clean_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports that obey everything, without primary keys, so that duplicates can be planted."""
    return build(tmp_path_factory.mktemp("clean") / "build.duckdb", clean_reports(), with_keys=False)


@pytest.mark.parametrize("check_id", BREAKS)
def test_the_check_fails_on_data_that_must_fail(clean_build: Path, tmp_path: Path, check_id: str) -> None:
    path = tmp_path / "build.duckdb"
    shutil.copy(clean_build, path)
    with writing(path) as connection:
        for sql in BREAKS[check_id]:
            connection.execute(sql)
        of_check = [spec for spec in specs(connection) if spec.check_id == check_id]
        measured = measure(connection, of_check)
        store_findings(connection, "run")
        findings = connection.execute("SELECT count(*) FROM quality.findings WHERE check_id = ?", [check_id]).fetchone()
    outcomes = run_checkpoint(of_check, measured.frame, "run", None)
    failed = [outcome for outcome in outcomes if not outcome.success]
    assert len(failed) == 1
    assert failed[0].broken == ""
    assert findings == (failed[0].unexpected,)  # every wrong row is a finding
    assert bool(_held_reason(failed[0], {})) == (failed[0].spec.severity == "critical")


def test_all_checks_pass_on_data_that_must_pass(clean_audit: Audited) -> None:
    failed = clean_audit.query(
        "SELECT suite, expectation FROM quality.expectation_results WHERE NOT success ORDER BY ALL"
    )
    assert {suite for suite, _ in failed} == {"canary"}
    assert clean_audit.result.held_reasons == ()


def test_there_is_a_suite_for_every_core_and_mart_table(clean_audit: Audited) -> None:
    suites = {row[0] for row in clean_audit.query("SELECT suite FROM quality.expectation_results")}
    assert suites == {*CORE_TABLES, *MART_TABLES, *CHECK_SUITES, "canary"}
    relations = clean_audit.query(
        "SELECT 'mart.' || table_name FROM duckdb_tables() WHERE schema_name = 'mart' UNION ALL "
        "SELECT 'mart.' || view_name FROM duckdb_views() WHERE schema_name = 'mart' AND NOT internal"
    )
    assert {name for (name,) in relations} == set(MART_TABLES)


def test_a_check_that_cannot_run_holds_the_publish_instead_of_passing(audit_of: AuditOf) -> None:
    audited = audit_of(clean_reports(), "DROP TABLE core.witnesses", "CREATE TABLE core.witnesses (report_id VARCHAR)")
    assert not audited.result.success
    assert any(
        reason.startswith("STRUCT-WIT-FIELD (core.witnesses) could not be evaluated")
        for reason in audited.result.held_reasons
    )


def test_catalogue_rows_have_six_texts_and_a_known_severity() -> None:
    rows = structural_checks()
    assert len({row[0] for row in rows}) == len(rows)
    assert all(
        row[1] in SEVERITIES and row[2] in ("structural", "official", "derived", "observed") and row[3] and row[4]
        for row in rows
    )
