"""How decisions stand to each other: several corrections side by side, a new decision in place of an old one, a false line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from expectations.report import SiteInputs, build_site
from expectations.review import Decision, DecisionBook, Finding, standing
from expectations.review.desk import ReviewDesk
from expectations.review.mirror import mirror
from expectations.review.model import decide
from tests.expectations.planted import Planted, planted_marts

BuildOf = Callable[..., Path]
NOW = datetime(2025, 3, 1, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
UPHELD, TOTAL = "review_litigation.review.upheld", "review_litigation.review.total"
FINDING = Finding(
    "f1", "print-1", "place-1", "source_error", "RL-1", "error", "r1", "青禾县教育局", 2023,
    (UPHELD, TOTAL), "a = b", Decimal(11), Decimal(0), "差11", "off by 11",
)  # fmt: skip
WRONG = Planted("青禾县教育局", 2023).put("review_litigation_2019", "review", "total", 90)


def corrected(figure: str, value: int, hour: int) -> Decision:
    return decide(
        FINDING, "correct-value", "李", "why", now=NOW.replace(hour=hour), figure=figure, printed_value=Decimal(0),
        corrected_value=Decimal(value),
    )  # fmt: skip


def test_corrections_of_two_figures_of_one_finding_hold_side_by_side() -> None:
    both = [corrected(UPHELD, 1, 9), corrected(TOTAL, 2, 10)]
    assert standing(both, [FINDING], TODAY).states == ("active", "active")
    again = [*both, corrected(UPHELD, 3, 11)]
    assert standing(again, [FINDING], TODAY).states == ("superseded", "active", "active")
    confirmed = [*again, decide(FINDING, "confirm-source-error", "李", "why", now=NOW.replace(hour=12))]
    assert standing(confirmed, [FINDING], TODAY).states == ("superseded",) * 3 + ("active",)


def test_what_was_decided_before_is_not_told_as_reopened_once_the_new_values_are_decided() -> None:
    first = decide(FINDING, "accept", "李", "fine", now=NOW)
    changed = replace(FINDING, fingerprint="print-2")
    assert standing([first], [changed], TODAY).states == ("reopened",)
    second = decide(changed, "accept", "李", "also fine", now=NOW.replace(hour=9))
    found = standing([first, second], [changed], TODAY)
    assert (found.states, dict(found.reopened)) == (("superseded", "active"), {})


def test_a_correction_that_names_another_printed_value_is_invalid_and_corrects_nothing(evaluated_of: BuildOf) -> None:
    path = evaluated_of([WRONG])
    desk = ReviewDesk(path, DecisionBook(path.parent / "decisions.jsonl"), path.parent / "site")
    finding = next(one for one in desk.findings() if one.check_id == "RL-1")
    (made,) = desk.decide([finding.fingerprint], "correct-value", "李", "各项之和", figure=TOTAL, value="8")
    assert made.printed_value == Decimal(90)
    assert desk.standing().states == ("active",)
    desk.book.path.write_text(replace(made, printed_value=Decimal(91)).line() + "\n", encoding="utf-8")
    assert desk.standing().states == ("invalid",)
    assert mirror(path, desk.book, "run-1", NOW).label(finding.fingerprint) == "open"
    planted_marts(path)
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT state FROM quality.decisions").fetchall() == [("invalid",)]
        assert connection.execute("SELECT count(*) FROM quality.corrections").fetchall() == [(0,)]


def test_the_first_page_counts_what_no_decision_holds_of(evaluated_of: BuildOf) -> None:
    path = evaluated_of([WRONG])
    desk = ReviewDesk(path, DecisionBook(path.parent / "decisions.jsonl"), path.parent / "site")
    count = len(desk.findings())
    desk.decide([desk.findings()[0].fingerprint], "accept", "李", "如此")
    build_site(path, desk.site_dir, SiteInputs(decisions=desk.book.path, today=TODAY))
    page = (desk.site_dir / "index.html").read_text(encoding="utf-8")
    assert f'<b data-findings="{count}">{count - 1}</b>' in page
    assert '<span data-state="active"><b>1</b>' in page
    assert '<span data-state="reopened" hidden>' in page
