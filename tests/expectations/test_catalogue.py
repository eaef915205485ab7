"""The catalogue of checks is whole, each of its checks can fail, and an audit of what changed says what one of all would."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from expectations.catalogue import FAMILIES, VERDICTS, cross_equations, source_checks
from expectations.measures import measure
from expectations.statements import SEVERITIES, catalogue_queries
from expectations.storing import catalogue, store_findings
from expectations.suites import specs
from tests.benchmarks.quality import recall
from tests.benchmarks.quality.mutations import MUTATIONS
from tests.benchmarks.quality.population import write

# Looked at in tests of their own: a sum over a whole region, and what provincial and trial forms had.
NOT_PLANTED = {"AGG-1", "XY-3", "XY-4", "XY-5"}


def test_every_check_has_a_query_or_an_equation_and_no_query_is_left_over() -> None:
    known = {check.id for check in source_checks()}
    assert known == set(catalogue_queries()) | {equation.check_id for equation in cross_equations()}


def test_every_check_says_what_it_means_where_it_comes_from_and_how_bad_it_is() -> None:
    for check in source_checks():
        texts = (check.title_zh, check.title_en, check.meaning_zh, check.meaning_en, check.form, check.clause)
        assert all(texts), check.id
        assert check.severity in SEVERITIES
        assert check.family in FAMILIES
        assert check.verdict in ("", *VERDICTS)


def test_every_check_of_the_source_is_seen_to_fail_on_a_planted_mistake() -> None:
    planted = {check for mutation in MUTATIONS for check in mutation.checks}
    assert {check.id for check in source_checks()} - planted == NOT_PLANTED


def test_every_kind_of_planted_mistake_is_found_and_sound_reports_are_left_alone(tmp_path: Path) -> None:
    found, beside, sound = recall.run(tmp_path, of_each=1, clean_organs=20)
    missed = [one.mutation.name for one in found if one.mutation.kind != "uncovered" and one.found < one.planted]
    assert missed == []
    assert (sound.with_finding, sound.checks) == (0, ())
    assert (beside.with_finding, beside.checks) == (0, ())


CHANGES = {
    "a figure": "UPDATE core.figures SET value = value + 1 WHERE report_id = $r AND row_code = 'review' AND column_code = 'upheld'",
    "what was carried forward": (
        "UPDATE core.figures SET value = value + 1 WHERE report_id = $r AND row_code = 'carried_forward' AND column_code = 'total'"
    ),
    "a text of another organ": (
        "UPDATE core.sections SET text = b.text FROM core.sections b WHERE core.sections.report_id = $r AND b.section_no = 5 "
        "AND core.sections.section_no = 5 AND b.report_id = (SELECT max(r.report_id) FROM core.reports r "
        "WHERE r.report_year = 2023 AND r.report_id <> $r)"
    ),
}


@pytest.fixture(scope="module")
def first_audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty sound reports after an audit of all of them."""
    path = write(tmp_path_factory.mktemp("first") / "build.duckdb", 12)
    with duckdb.connect(str(path)) as connection:
        assert audit(connection, "first") == (60, [])
    return path


@pytest.mark.parametrize("change", CHANGES)
def test_an_audit_of_what_changed_says_what_an_audit_of_all_would(
    first_audited: Path, tmp_path: Path, change: str
) -> None:
    path = shutil.copyfile(first_audited, tmp_path / "build.duckdb")
    with duckdb.connect(str(path)) as connection:
        report = connection.execute("SELECT min(report_id) FROM core.reports WHERE report_year = 2023").fetchall()[0][0]
        connection.execute(CHANGES[change], {"r": report})
        connection.execute("UPDATE core.revisions SET content_sha256 = 'new' WHERE report_id = ?", [report])
        audited, partly = audit(connection, "second")
        assert 5 <= audited <= 10  # the organ's five years, and of a copied text the other organ's
        assert partly
        counts = evaluations(connection)
        connection.execute("DELETE FROM quality.rules")
        assert audit(connection, "third") == (60, partly)
        assert evaluations(connection) == counts
        first_seen = connection.execute("SELECT DISTINCT first_run_id FROM quality.findings").fetchall()
        assert first_seen == [("second",)]
        loads = connection.execute("SELECT run_id, sum(findings) FROM quality.loads GROUP BY ALL ORDER BY 1").fetchall()
        assert [(run, int(number or 0)) for run, number in loads] == [
            ("first", 0),
            ("second", len(partly)),
            ("third", len(partly)),
        ]


def audit(connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[int, list[tuple[object, ...]]]:
    """Reports looked at, and all findings there are afterwards."""
    measure(connection, specs(connection))
    stored = store_findings(connection, run_id)
    rows = connection.execute("SELECT * EXCLUDE (first_run_id) FROM quality.findings ORDER BY finding_id").fetchall()
    return stored.reports_audited, rows


def evaluations(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute("FROM quality.evaluations ORDER BY ALL").fetchall()


def test_the_same_values_have_the_same_fingerprint_and_others_another(tmp_path: Path) -> None:
    path = write(tmp_path / "build.duckdb", 2)
    with duckdb.connect(str(path)) as connection:
        seen: list[set[tuple[str, ...]]] = []
        for value in (90, 91, 90):
            connection.execute(
                "UPDATE core.figures SET value = ? WHERE row_code = 'review' AND column_code = 'total'", [value]
            )
            connection.execute("DELETE FROM quality.rules")
            audit(connection, f"run-{len(seen)}")
            seen.append(set(connection.execute("SELECT fingerprint FROM quality.findings").fetchall()))
        assert seen[0] == seen[2]
        assert not seen[0] & seen[1]
        assert all(len(one[0]) == 64 for one in seen[0])


def test_the_catalogue_stands_in_the_warehouse_with_every_check_that_can_have_a_finding(tmp_path: Path) -> None:
    path = write(tmp_path / "build.duckdb", 1)
    with duckdb.connect(str(path)) as connection:
        audit(connection, "run")
        stored = {row[0] for row in connection.execute("SELECT check_id FROM quality.catalogue").fetchall()}
        assert stored == {check.id for check in catalogue(connection)}
        assert stored >= {spec.check_id for spec in specs(connection) if not spec.is_canary}
