"""What a finding says and of whom: whose mistake it proves, one finding for each wrong place, figures that may go down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations.letter import letters, markdown
from expectations.measures import measure
from expectations.review import DecisionBook
from expectations.review.desk import ReviewDesk
from expectations.storing import store_findings
from expectations.suites import specs
from nianbao.errors import WarehouseError
from tests.expectations.planted import FORM_2019, Planted
from warehouse.connection import writing

BuildOf = Callable[..., Path]
PRO = "proactive_2021"
COUNTY = "UPDATE core.organs SET kind = 'department', level = 'county', region_code = '610527'"
GOVERNMENT = "UPDATE core.organs SET kind = 'government' WHERE name = '青禾县人民政府'"


def years(column: str, row: str, values: dict[int, int | str]) -> list[Planted]:
    """Reports of one organ that carry over nothing from year to year, with one figure of table 2 as given."""
    return [Planted("青禾县教育局", year, seed=year).put(PRO, row, column, value) for year, value in values.items()]


def verdicts(path: Path, *checks: str) -> list[tuple[str, str, int]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        query = (
            "SELECT check_id, verdict, report_year FROM quality.findings WHERE list_contains(?, check_id) ORDER BY ALL"
        )
        return connection.execute(query, [list(checks)]).fetchall()


def test_what_is_unlikely_proves_nothing_against_a_publisher(evaluated_of: BuildOf) -> None:
    slipped = years("amount_wan_yuan", "admin_fees", {2022: "0.001375", 2023: "15.21"})
    path = evaluated_of(slipped)
    assert verdicts(path, "UNIT-SLIP") == [("UNIT-SLIP", "scope_difference", 2023)]
    jumped = evaluated_of(years("decisions", "licensing", {2018: 15, 2019: 16, 2020: 19, 2021: 4961}))
    assert verdicts(jumped, "JUMP") == [("JUMP", "scope_difference", 2021)]


def test_an_unlikely_figure_that_was_read_with_doubt_is_ours_to_look_at(evaluated_of: BuildOf) -> None:
    doubt = "UPDATE core.figures SET verdict = 'suspect' WHERE row_code = 'licensing' AND column_code = 'decisions'"
    path = evaluated_of(years("decisions", "licensing", {2018: 15, 2019: 16, 2020: 19, 2021: 4961}), doubt)
    assert verdicts(path, "JUMP") == [("JUMP", "extraction_suspect", 2021)]


def test_no_letter_about_a_jump_a_slip_or_two_years_that_disagree(evaluated_of: BuildOf) -> None:
    path = evaluated_of(years("amount_wan_yuan", "admin_fees", {2022: "0.001375", 2023: "15.21"}))
    book = DecisionBook(path.parent / "decisions.jsonl")
    found = {check for check, verdict, year in verdicts(path, "XY-1") if verdict == "source_error" and year == 2023}
    assert found == {"XY-1"}, "either of the two years may be the wrong one"
    with pytest.raises(WarehouseError, match="no certain arithmetic mistake"):
        letters(path, book, "青禾县教育局", 2023)
    desk = ReviewDesk(path, book, path.parent / "site")
    slip = next(one for one in desk.findings() if one.check_id == "UNIT-SLIP")
    desk.decide([slip.fingerprint], "confirm-source-error", "李", "不是算式")
    with pytest.raises(WarehouseError, match="no certain arithmetic mistake"):
        letters(path, book, "青禾县教育局", 2023)


def test_two_years_that_disagree_go_into_the_letter_of_the_report_a_reviewer_found_wrong(evaluated_of: BuildOf) -> None:
    reports = years("amount_wan_yuan", "admin_fees", {2022: 15, 2023: 15})
    path = evaluated_of(reports, "UPDATE core.figures SET page = CASE row_code WHEN 'carried_in' THEN 3 ELSE 2 END")
    desk = ReviewDesk(path, DecisionBook(path.parent / "decisions.jsonl"), path.parent / "site")
    crossed = next(one for one in desk.findings() if one.check_id == "XY-1" and one.report_year == 2023)
    desk.decide([crossed.fingerprint], "confirm-source-error", "李", "上年报告所印无误")
    (letter,) = letters(path, desk.book, "青禾县教育局", 2023)
    assert [(one.pages, one.sentence) for one in letter.mistakes] == [((3,), crossed.message_zh)]
    assert "（第3页）" in markdown(letter)


def test_figures_of_one_equation_on_two_pages_are_told_with_both(evaluated_of: BuildOf) -> None:
    report = Planted("青禾县教育局", 2023).put("review_litigation_2019", "review", "total", 90)
    path = evaluated_of([report], "UPDATE core.figures SET page = CASE column_code WHEN 'total' THEN 5 ELSE 4 END")
    (letter,) = letters(path, DecisionBook(path.parent / "none.jsonl"), "青禾县教育局", 2023)
    assert [one.pages for one in letter.mistakes] == [(4, 5)]


def test_a_sum_of_changes_may_be_below_one_of_them(evaluated_of: BuildOf) -> None:
    def changed(organ: str, change: int, decided: int, scope: str = "own") -> Planted:
        report = Planted(organ, 2020, scope=scope, layouts=FORM_2019, seed=7)
        report.put("proactive_2019", "licensing", "items_change", change)
        return report.put("proactive_2019", "licensing", "decisions", decided)

    parts = [changed("青禾县教育局", 10, 30), changed("青禾县民政局", -14, 5)]
    path = evaluated_of([*parts, changed("青禾县人民政府", -4, 20, "aggregate")], COUNTY, GOVERNMENT)
    with duckdb.connect(str(path), read_only=True) as connection:
        below = connection.execute("SELECT scope FROM quality.findings WHERE check_id = 'AGG-2'").fetchall()
    assert below == [("proactive.licensing.decisions",)]


def test_two_wrong_sentences_of_one_section_are_two_findings(evaluated_of: BuildOf) -> None:
    claim = (
        "INSERT INTO core.claims BY NAME SELECT * REPLACE ({no} AS claim_no, 'received' AS claim_code, {said} AS value, 34 AS expected, "
        "'{status}' AS status, 1 AS section_no, '申请{said}件' AS raw_text, '{sentence}' AS sentence) FROM core.claims WHERE claim_no = 1"
    )
    path = evaluated_of(
        [Planted()],
        claim.format(no=2, said=34, status="agree", sentence="收到申请34件。"),
        claim.format(no=3, said=35, status="differ", sentence="去年申请35件。"),
        claim.format(no=4, said=36, status="differ", sentence="经统计，申请36件。"),
    )
    query = (
        "SELECT left_value::INTEGER, evidence->>'sentence', len(evidence->'$.terms[*]'), message_zh LIKE '%' || (evidence->>'sentence') || '%' "
        "FROM quality.findings WHERE check_id = 'CLAIM' ORDER BY 1"
    )
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [
            (35, "去年申请35件。", 0, True),
            (36, "经统计，申请36件。", 0, True),
        ]
        ids = "SELECT count(DISTINCT finding_id), count(DISTINCT fingerprint) FROM quality.findings WHERE check_id = 'CLAIM'"
        assert connection.execute(ids).fetchall() == [(2, 2)]
        counted = "SELECT sum(unexpected)::INTEGER FROM quality.evaluations WHERE check_id = 'CLAIM'"
        assert connection.execute(counted).fetchall() == [(2,)]


def audited_again(path: Path) -> list[tuple[object, ...]]:
    with writing(path) as connection:
        measure(connection, specs(connection))
        store_findings(connection, "run-2")
        return connection.execute(
            "SELECT * EXCLUDE (first_run_id) FROM quality.findings ORDER BY finding_id"
        ).fetchall()


def test_when_an_organ_moves_the_aggregate_it_leaves_is_looked_at_again(evaluated_of: BuildOf) -> None:
    members = [Planted(f"青禾县{name}局", 2020, layouts=FORM_2019, seed=9) for name in ("教育", "民政", "财政", "司法")]
    summary = Planted("青禾县人民政府", 2020, scope="aggregate", layouts=FORM_2019, seed=9)
    path = evaluated_of([*members, summary], COUNTY, GOVERNMENT)
    moved = "UPDATE core.organs SET region_code = '610528' WHERE name = '青禾县教育局'"
    with duckdb.connect(str(path)) as connection:
        before = "SELECT DISTINCT regexp_extract(message_zh, '(\\d)个成员', 1) FROM quality.findings WHERE check_id = 'AGG-1'"
        assert connection.execute(before).fetchall() == [("4",)]
        connection.execute(moved)
    in_part = audited_again(path)
    with duckdb.connect(str(path)) as connection:
        assert connection.execute(before).fetchall() == [("3",)]
        connection.execute("DELETE FROM quality.rules")
    assert audited_again(path) == in_part, "looking at everything finds the same"


def test_when_no_deadline_is_known_the_guard_says_so(evaluated_of: BuildOf) -> None:
    reports = [Planted(f"青禾县{number}局", 2023, seed=number) for number in range(20)]
    unplaced = evaluated_of(reports, "UPDATE core.organs SET unresolved_reason = 'no such region'")
    query = "SELECT scope, severity, left_value::INTEGER, right_value::INTEGER FROM quality.findings WHERE check_id = 'COVER' ORDER BY 1"
    counted = (
        "SELECT sum(evaluated)::INTEGER, sum(not_evaluable)::INTEGER FROM quality.evaluations WHERE check_id = 'LATE'"
    )
    with duckdb.connect(str(unplaced), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [("LATE", "warning", 0, 20), ("RULES-POWER", "warning", 0, 20)]
        assert connection.execute(counted).fetchall() == [(0, 20)]
    placed = evaluated_of(reports, COUNTY)
    with duckdb.connect(str(placed), read_only=True) as connection:
        assert connection.execute(query).fetchall() == []
        assert connection.execute(counted).fetchall() == [(20, 0)]
