"""The identities are evaluated over what was stored, exactly, and only where every figure has a value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.sentences import Equation, TermValue, equation_sentences, number
from extractors.layouts import load_layouts
from tests.expectations.conftest import AuditOf, clean_reports
from tests.expectations.planted import Planted

RL = "review_litigation_2019"
APP = "applications_2021"


def review(upheld: int, corrected: int, other: int, pending: int, total: int) -> Planted:
    report = Planted()
    printed = {"upheld": upheld, "corrected": corrected, "other_result": other, "pending": pending, "total": total}
    for column, value in printed.items():
        report.put(RL, "review", column, value)
    return report


def test_reports_that_add_up_have_no_finding_and_every_equation_is_evaluated(audit_of: AuditOf) -> None:
    audited = audit_of(clean_reports())
    expected = sum(len(load_layouts()[name].identities) for report in clean_reports() for name in report.layouts)
    assert audited.findings() == []
    assert audited.result.success
    assert (audited.result.equations, audited.result.not_evaluable) == (expected, 0)


def test_wrong_printed_total_is_a_finding_with_left_right_difference_and_sentences(audit_of: AuditOf) -> None:
    audited = audit_of([review(10, 1, 0, 0, 0)])
    assert audited.findings() == [("RL-1", "review", 11, 0, 11)]
    row = audited.query("SELECT severity, figures, formula, message_zh, message_en FROM quality.findings")[0]
    assert row == (
        "error",
        "review.upheld,review.corrected,review.other_result,review.pending,review.total",
        "review.upheld + review.corrected + review.other_result + review.pending = review.total",
        "行政复议：10+1+0+0=11，打印总计0，差11",
        "administrative review: 10+1+0+0=11, printed total 0, difference 11",
    )


def test_one_wrong_cell_of_the_applications_table_breaks_its_row_and_its_column(audit_of: AuditOf) -> None:
    report = Planted()
    for column in [c.code for c in load_layouts()[APP].columns]:
        for row in [r.code for r in load_layouts()[APP].rows]:
            report.put(APP, row, column, 0)
    audited = audit_of([report.put(APP, "processed_total", "business", 9)])
    assert audited.findings() == [
        ("APP-1", "business", 0, 9, -9),
        ("APP-2", "business", 0, 9, -9),
        ("APP-3", "processed_total", 9, 0, 9),
    ]


def test_an_equation_with_a_missing_figure_is_not_evaluable_and_no_finding(audit_of: AuditOf) -> None:
    audited = audit_of([review(10, 1, 0, 0, 0).put(RL, "review", "pending", None)])
    assert audited.findings() == []
    assert audited.result.not_evaluable == 2  # RL-1, and RL-0 of the cell itself


def test_a_blank_that_means_zero_counts_as_zero(audit_of: AuditOf) -> None:
    plant = (
        "UPDATE core.figures SET kind = 'blank', raw_text = '' WHERE row_code = 'review' AND column_code = 'pending'"
    )
    audited = audit_of([review(10, 1, 0, 0, 0)], plant)
    assert audited.findings() == [("RL-1", "review", 11, 0, 11)]


def test_a_blank_without_a_value_is_not_zero(audit_of: AuditOf) -> None:
    plant = "UPDATE core.figures SET kind = 'blank', value = NULL WHERE row_code = 'review' AND column_code = 'pending'"
    assert audit_of([review(10, 1, 0, 0, 0)], plant).findings() == []


def test_whole_numbers_not_below_zero(audit_of: AuditOf) -> None:
    report = Planted()
    for column in ("upheld", "corrected", "other_result", "pending", "total"):
        report.put(RL, "review", column, 0)
    report.put(RL, "review", "upheld", "1.5").put(RL, "review", "corrected", "-1.5")
    assert audit_of([report]).findings() == [
        ("RL-0", "review.corrected", -1.5, 0, -1.5),
        ("RL-0", "review.upheld", 1.5, 0, 1.5),
    ]


def test_at_most_holds_when_equal_and_fails_when_greater(audit_of: AuditOf) -> None:
    report = Planted()
    report.put("proactive_2021", "regulations", "issued", 5).put("proactive_2021", "regulations", "repealed", 1)
    equal = report.put("proactive_2021", "regulations", "in_force", 4)
    assert audit_of([equal]).findings() == []


def test_greater_than_at_most_is_a_warning(audit_of: AuditOf) -> None:
    report = Planted()
    report.put("proactive_2021", "regulations", "issued", 5).put("proactive_2021", "regulations", "repealed", 1)
    audited = audit_of([report.put("proactive_2021", "regulations", "in_force", 3)])
    assert audited.findings() == [("PRO-2", "regulations", 4, 3, 1)]
    assert audited.result.findings == {"critical": 0, "error": 0, "warning": 1, "info": 0}
    assert audited.result.success


def test_money_is_exact_to_six_decimals(audit_of: AuditOf) -> None:
    """A float sum of 0.1 and 0.2 is not 0.3; the stored decimals are."""
    report = review(0, 0, 0, 0, 0)
    report.put(RL, "review", "upheld", "0.1").put(RL, "review", "corrected", "0.2").put(RL, "review", "total", "0.3")
    assert "RL-1" not in [finding[0] for finding in audit_of([report]).findings()]


def test_only_the_current_revision_is_judged(audit_of: AuditOf) -> None:
    audited = audit_of(
        [review(10, 1, 0, 0, 0)],
        "UPDATE core.revisions SET is_current = false",
        "INSERT INTO core.revisions BY NAME SELECT * REPLACE (2 AS revision, 'corrected' AS content_sha256, "
        "true AS is_current) FROM core.revisions",
        "INSERT INTO core.report_tables SELECT * REPLACE (2 AS revision) FROM core.report_tables",
        "INSERT INTO core.figures SELECT * REPLACE (2 AS revision, CASE WHEN row_code = 'review' AND column_code = 'total' "
        "THEN 11 ELSE value END AS value, CASE WHEN row_code = 'review' AND column_code = 'total' THEN 'number' ELSE kind "
        "END AS kind) FROM core.figures",
    )
    assert audited.findings() == []


def test_the_same_audit_twice_gives_the_same_findings_and_none_new(audit_of: AuditOf) -> None:
    first = audit_of([review(10, 1, 0, 0, 0), *clean_reports()])
    rows = first.query("SELECT * FROM quality.findings ORDER BY ALL")
    again = first.again()
    assert again.query("SELECT * FROM quality.findings ORDER BY ALL") == rows
    assert (first.result.findings_new, again.result.findings_new, again.result.findings_gone) == (1, 0, 0)
    runs = again.query("SELECT run_id, count(*) FROM quality.expectation_results GROUP BY ALL ORDER BY ALL")
    assert [run for run, _ in runs] == ["run-1", "run-again"]
    assert runs[0][1] == runs[1][1]


def test_an_audit_repeated_under_the_same_id_replaces_its_results(audit_of: AuditOf) -> None:
    first = audit_of([Planted()])
    count = first.query("SELECT count(*) FROM quality.expectation_results")
    assert first.again("run-1").query("SELECT count(*) FROM quality.expectation_results") == count


def test_all_failing_rows_are_kept_not_a_sample(audit_of: AuditOf) -> None:
    reports = [review(10, 1, 0, 0, 0) for _ in range(260)]
    for position, report in enumerate(reports):
        report.organ = f"第{position}乡人民政府"
    audited = audit_of(reports)
    assert audited.query("SELECT count(*), count(DISTINCT report_id) FROM quality.findings") == [(260, 260)]
    result = audited.query("SELECT unexpected FROM quality.expectation_results WHERE expectation LIKE '%to_hold RL-1%'")
    assert result == [(260,)]


def term(side: str, row: str, value: str, coefficient: int = 1) -> TermValue:
    return TermValue(side, coefficient, row, "total", Decimal(value), f"行{row}", f"row {row}", "总计", "total")


def test_long_sums_show_what_is_not_zero_and_count_the_rest() -> None:
    terms = tuple(term("left", str(n), "3" if n in (4, 7) else "0") for n in range(12))
    equation = Equation("=", Decimal(6), Decimal(5), (*terms, term("right", "sum", "5")))
    zh, en = equation_sentences(equation)
    assert zh == "总计栏：3+3=6（另10项为0），打印行sum5，差1"
    assert en == "column total: 3+3=6 (10 more are 0), printed row sum 5, difference 1"


def test_subtracted_and_negative_terms_read_as_they_are_calculated() -> None:
    terms = (term("left", "a", "4"), term("left", "b", "-1", -1), term("right", "c", "3"))
    zh, _ = equation_sentences(Equation("<=", Decimal(5), Decimal(3), terms))
    assert zh == "总计栏：4-(-1)=5，应不大于行c3，相差2"


@pytest.mark.parametrize(
    ("value", "text"), [("5949.088667", "5949.088667"), ("10.000000", "10"), ("1E+3", "1000"), ("0.000000", "0")]
)
def test_numbers_read_as_a_person_writes_them(value: str, text: str) -> None:
    assert number(Decimal(value)) == text
