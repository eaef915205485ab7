"""Claims against the tables: both right readings, what cannot be told, and never more than a status."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.recognize.claim_checks import evaluate, settle_claims
from extractors.report import Figure, Scope
from tests.recognize.test_claims import claims


def figure(name: str, value: int | None) -> Figure:
    table, row, column = name.split(".")
    number = None if value is None else Decimal(value)
    return Figure(
        table, row, column, number, "missing" if value is None else "number", str(value or ""), "件", "layout"
    )


def figures(**rows: int | None) -> list[Figure]:
    return [figure(f"applications.{row}.total", value) for row, value in rows.items()]


def settled(sentence: str, *values: Figure, scope: Scope = "own") -> tuple[str, str, Decimal | None, str]:
    (claim,) = settle_claims(claims(sentence, scope=scope), values)
    return claim.status, claim.reason, claim.expected, claim.figures


NEW, BOTH = "applications.new_received.total", "applications.new_received.total + applications.carried_in.total"


def test_both_ways_to_count_what_was_received_agree() -> None:
    tables = figures(new_received=74, carried_in=1)
    assert settled("收到政府信息公开申请74件。", *tables) == ("agree", "", Decimal(74), NEW)
    assert settled("收到政府信息公开申请75件。", *tables) == ("agree", "", Decimal(75), BOTH)
    assert settled("收到政府信息公开申请76件。", *tables) == ("differ", "", Decimal(74), NEW)


def test_a_claim_is_unchecked_where_the_tables_cannot_tell() -> None:
    assert settled("收到政府信息公开申请74件。") == ("unchecked", "no_table", None, NEW)
    tables = figures(new_received=70, carried_in=None)  # 70 and 4 carried in may be what was counted
    assert settled("收到政府信息公开申请74件。", *tables)[:2] == ("unchecked", "no_value")
    tables = figures(new_received=74, carried_in=1)
    assert settled("全县收到政府信息公开申请90件。", *tables)[:3] == ("unchecked", "scope", Decimal(74))


@pytest.mark.parametrize(
    ("sentence", "status", "reason"),
    [
        ("收到政府信息公开申请450余件。", "agree", ""),
        ("收到政府信息公开申请近450件。", "agree", ""),
        ("收到政府信息公开申请440余件。", "unchecked", "approximate"),
        ("收到政府信息公开申请300余件。", "differ", ""),
    ],
)
def test_a_rounded_number_agrees_within_its_last_digit(sentence: str, status: str, reason: str) -> None:
    assert settled(sentence, *figures(new_received=455, carried_in=0))[:2] == (status, reason)


def test_a_group_of_results_is_the_sum_of_its_rows() -> None:
    tables = figures(denied_state_secret=1, denied_third_party=2, granted=9)
    status, _, expected, _ = settled("政府信息公开申请中，不予公开3件。", *tables)
    assert (status, expected) == ("agree", Decimal(3))


def test_a_share_is_computed_again() -> None:
    tables = figures(granted=10, partially_granted=2, processed_total=27)
    sentence = "办结的政府信息公开申请中，予以公开及部分公开12件，占{}%。"

    def share(printed: str) -> tuple[str, Decimal | None]:
        claim = settle_claims(claims(sentence.format(printed)), tables)[1]
        return claim.status, claim.expected

    assert share("44.4") == ("agree", Decimal("44.44"))
    assert share("44") == ("agree", Decimal("44.44"))
    assert share("46.4") == ("differ", Decimal("44.44"))


def test_a_total_left_empty_is_taken_from_its_row() -> None:
    parts = ("natural_person", "business", "research", "social_welfare", "legal_service", "other_org")
    row = [figure(f"applications.granted.{column}", number) for number, column in enumerate(parts)]
    tables = [*row, figure("applications.granted.total", None)]
    assert settled("政府信息公开申请中，予以公开15件。", *tables)[:3] == ("agree", "", Decimal(15))


def test_a_list_that_adds_up_to_less_is_not_called_wrong() -> None:
    tables = figures(new_received=40, carried_in=0)
    (_, places) = settle_claims(
        claims("全市共收到政府信息公开申请40件，其中青山县10件、白水区15件、黄石镇5件。", scope="aggregate"), tables
    )
    assert (places.code, places.status, places.reason) == ("requests_by_place", "unchecked", "incomplete")


def test_a_change_needs_last_years_report() -> None:
    _, change = settle_claims(claims("收到信息公开申请8件，同比增长60%。"), figures(new_received=8, carried_in=0))
    assert (change.code, change.value, change.status, change.reason) == (
        "change_pct",
        Decimal(60),
        "unchecked",
        "needs_last_year",
    )
    assert change.figures == NEW


def test_claims_may_be_settled_again_with_other_figures() -> None:
    first = settle_claims(claims("收到政府信息公开申请74件。"), [])
    (again,) = settle_claims(first, figures(new_received=74, carried_in=0))
    assert (again.status, again.expected) == ("agree", Decimal(74))


def test_a_formula_without_all_its_figures_has_no_value() -> None:
    values = {
        ("applications", "granted", "total"): Decimal(3),
        ("applications", "processed_total", "total"): Decimal(0),
    }
    assert evaluate("applications.granted.total", values) == 3
    assert evaluate("applications.granted.total / applications.processed_total.total", values) is None
