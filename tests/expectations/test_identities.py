"""The identities are evaluated over what was stored, exactly, and only where every figure has a value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.sentences import Equation, TermValue, equation_sentences, number
from extractors.layouts import load_layouts
from tests.expectations.conftest import AuditOf, FindingsOf, clean_reports
from tests.expectations.planted import Planted

RL = "review_litigation_2019"
APP = "applications_2021"


def review(upheld: int, corrected: int, other: int, pending: int, total: int) -> Planted:
    report = Planted()
    printed = {"upheld": upheld, "corrected": corrected, "other_result": other, "pending": pending, "total": total}
    for column, value in printed.items():
        report.put(RL, "review", column, value)
    return report


def test_reports_that_add_up_have_no_finding_and_every_equation_is_evaluated(findings_of: FindingsOf) -> None:
    found = findings_of(clean_reports())
    expected = sum(len(load_layouts()[name].identities) for report in clean_reports() for name in report.layouts)
    assert found.findings == []
    assert (found.equations, found.not_evaluable) == (expected, 0)


def test_wrong_printed_total_is_a_finding_with_left_right_difference_and_sentences(findings_of: FindingsOf) -> None:
    found = findings_of([review(10, 1, 0, 0, 0)])
    assert found.findings == [("RL-1", "review", 11, 0, 11)]
    assert found.texts == [
        (
            "error",
            "review.upheld,review.corrected,review.other_result,review.pending,review.total",
            "review.upheld + review.corrected + review.other_result + review.pending = review.total",
            "行政复议：10+1+0+0=11，打印总计0，差11",
            "administrative review: 10+1+0+0=11, printed total 0, difference 11",
        )
    ]


def test_one_wrong_cell_of_the_applications_table_breaks_its_row_and_its_column(findings_of: FindingsOf) -> None:
    report = Planted()
    for column in [c.code for c in load_layouts()[APP].columns]:
        for row in [r.code for r in load_layouts()[APP].rows]:
            report.put(APP, row, column, 0)
    found = findings_of([report.put(APP, "processed_total", "business", 9)])
    assert found.findings == [
        ("APP-1", "business", 0, 9, -9),
        ("APP-2", "business", 0, 9, -9),
        ("APP-3", "processed_total", 9, 0, 9),
    ]


def test_an_equation_with_a_missing_figure_is_not_evaluable_and_no_finding(findings_of: FindingsOf) -> None:
    found = findings_of([review(10, 1, 0, 0, 0).put(RL, "review", "pending", None)])
    assert found.findings == []
    assert found.not_evaluable == 2  # RL-1, and RL-0 of the cell itself


def test_a_blank_that_means_zero_counts_as_zero(findings_of: FindingsOf) -> None:
    plant = (
        "UPDATE core.figures SET kind = 'blank', raw_text = '' WHERE row_code = 'review' AND column_code = 'pending'"
    )
    found = findings_of([review(10, 1, 0, 0, 0)], plant)
    assert found.findings == [("RL-1", "review", 11, 0, 11)]


def test_a_blank_without_a_value_is_not_zero(findings_of: FindingsOf) -> None:
    plant = "UPDATE core.figures SET kind = 'blank', value = NULL WHERE row_code = 'review' AND column_code = 'pending'"
    assert findings_of([review(10, 1, 0, 0, 0)], plant).findings == []


def test_whole_numbers_not_below_zero(findings_of: FindingsOf) -> None:
    report = Planted()
    for column in ("upheld", "corrected", "other_result", "pending", "total"):
        report.put(RL, "review", column, 0)
    report.put(RL, "review", "upheld", "1.5").put(RL, "review", "corrected", "-1.5")
    assert findings_of([report]).findings == [
        ("RL-0", "review.corrected", -1.5, 0, -1.5),
        ("RL-0", "review.upheld", 1.5, 0, 1.5),
    ]


def test_at_most_holds_when_equal_and_fails_when_greater(findings_of: FindingsOf) -> None:
    report = Planted()
    report.put("proactive_2021", "regulations", "issued", 5).put("proactive_2021", "regulations", "repealed", 1)
    equal = report.put("proactive_2021", "regulations", "in_force", 4)
    assert findings_of([equal]).findings == []


def test_greater_than_at_most_is_a_warning(findings_of: FindingsOf) -> None:
    report = Planted()
    report.put("proactive_2021", "regulations", "issued", 5).put("proactive_2021", "regulations", "repealed", 1)
    found = findings_of([report.put("proactive_2021", "regulations", "in_force", 3)])
    assert found.findings == [("PRO-2", "regulations", 4, 3, 1)]
    assert [severity for severity, *_ in found.texts] == ["warning"]


def test_money_is_exact_to_six_decimals(findings_of: FindingsOf) -> None:
    """A float sum of 0.1 and 0.2 is not 0.3; the stored decimals are."""
    report = review(0, 0, 0, 0, 0)
    report.put(RL, "review", "upheld", "0.1").put(RL, "review", "corrected", "0.2").put(RL, "review", "total", "0.3")
    assert "RL-1" not in [finding[0] for finding in findings_of([report]).findings]


def test_only_the_current_revision_is_judged(findings_of: FindingsOf) -> None:
    found = findings_of(
        [review(10, 1, 0, 0, 0)],
        "UPDATE core.revisions SET is_current = false",
        "INSERT INTO core.revisions BY NAME SELECT * REPLACE (2 AS revision, 'corrected' AS content_sha256, "
        "true AS is_current) FROM core.revisions",
        "INSERT INTO core.report_tables SELECT * REPLACE (2 AS revision) FROM core.report_tables",
        "INSERT INTO core.figures SELECT * REPLACE (2 AS revision, CASE WHEN row_code = 'review' AND column_code = 'total' "
        "THEN 11 ELSE value END AS value, CASE WHEN row_code = 'review' AND column_code = 'total' THEN 'number' ELSE kind "
        "END AS kind) FROM core.figures",
    )
    assert found.findings == []


def test_the_same_audit_again_gives_the_same_findings_none_new_and_no_result_twice(audit_of: AuditOf) -> None:
    first = audit_of([review(10, 1, 0, 0, 0)])
    rows = first.query("SELECT * FROM quality.findings ORDER BY ALL")
    same_run, next_run = first.again("run-1"), first.again("run-2")
    assert next_run.query("SELECT * FROM quality.findings ORDER BY ALL") == rows
    assert [result.findings_new for result in (first.result, same_run.result, next_run.result)] == [1, 0, 0]
    assert (same_run.result.findings_gone, next_run.result.findings_gone) == (0, 0)
    runs = next_run.query("SELECT run_id, count(*) FROM quality.expectation_results GROUP BY ALL ORDER BY ALL")
    assert [run for run, _ in runs] == ["run-1", "run-2"]
    assert runs[0][1] == runs[1][1] == first.result.expectations + 3  # and three canaries


def test_all_failing_rows_are_kept_not_a_sample(findings_of: FindingsOf) -> None:
    reports = [Planted(f"第{n}乡人民政府", layouts=[RL]).put(RL, "review", "total", 99) for n in range(260)]
    found = [finding for finding in findings_of(reports).findings if finding[0] == "RL-1"]
    assert found == [("RL-1", "review", left, 99, left - 99) for left in [_sum(reports[0])] * 260]


def _sum(report: Planted) -> float:
    return sum(
        float(report.tables[RL]["review", part] or 0) for part in ("upheld", "corrected", "other_result", "pending")
    )


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
