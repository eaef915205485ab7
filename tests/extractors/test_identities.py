"""The identities over figures: exact sums, and nothing said where a term is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.identities import evaluate, holds
from extractors.layouts import CellCode, load_layouts

REVIEW = load_layouts()["review_litigation_2019"]


def values(**row: str | None) -> dict[CellCode, Decimal | None]:
    filled: dict[CellCode, Decimal | None] = dict.fromkeys(REVIEW.cells(), Decimal(0))
    filled.update({("review", column): None if text is None else Decimal(text) for column, text in row.items()})
    return filled


def test_a_wrong_total_fails_with_left_right_and_difference() -> None:
    failed = [r for r in evaluate(REVIEW, values(upheld="10", corrected="1", total="0")) if r.status == "fail"]
    assert [(r.check, r.scope, r.left, r.right, r.difference) for r in failed] == [
        ("RL-1", "review", Decimal(11), Decimal(0), Decimal(11))
    ]
    assert failed[0].figures == tuple(
        f"review_litigation.review.{c}" for c in ("upheld", "corrected", "other_result", "pending", "total")
    )
    assert failed[0].formula == (
        "review.upheld + review.corrected + review.other_result + review.pending = review.total"
    )


def test_an_equation_with_a_missing_term_is_not_evaluated() -> None:
    results = {r.check: r for r in evaluate(REVIEW, values(upheld="10", total=None)) if r.scope == "review"}
    assert (results["RL-1"].status, results["RL-1"].left, results["RL-1"].right) == ("na", Decimal(10), None)


def test_a_fraction_of_a_case_is_an_error() -> None:
    failed = [(r.check, r.scope) for r in evaluate(REVIEW, values(upheld="1.5", total="1.5")) if r.status == "fail"]
    assert failed == [("RL-0", "review.upheld"), ("RL-0", "review.total")]


@pytest.mark.parametrize(
    ("relation", "left", "right", "truth"),
    [
        ("=", "2", "2.0", True),
        ("=", "2", "3", False),
        ("<=", "3", "2", False),
        (">=", "-1", "0", False),
        ("integer>=", "1.5", "0", False),
    ],
)
def test_relations(relation: str, left: str, right: str, truth: bool) -> None:
    assert holds(relation, Decimal(left), Decimal(right)) is truth


def test_an_unknown_relation_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown relation"):
        holds("~", Decimal(1), Decimal(1))
