"""Units that stand beside a table: money in 元 over a form in 万元, counts in 万件."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.document import Document, Table, TextBlock
from extractors.recognize import recognize
from extractors.report import Figure, Report
from tests.recognize.damage import map_cells
from tests.recognize.forms import expected, form_document, random_form

VALUES = random_form(("proactive_2021", "applications_2021", "review_litigation_2019"), seed=5)
FEES = ("proactive", "admin_fees", "amount_wan_yuan")
TRUE_FEES = expected(VALUES)[FEES]
HEADER = "本年收费金额（单位：万元）"


def with_note(note: str, header: str = "本年收费金额", *, table: int = 0, is_behind: bool = False) -> Report:
    """A report whose fee column names its unit as ``header`` does, with a line before or behind one of its tables."""
    plain = map_cells(form_document(VALUES), lambda c: replace(c, text=header) if c.text == HEADER else c)
    at = [index for index, block in enumerate(plain.blocks) if isinstance(block, Table)][table] + is_behind
    return recognize(_inserted(plain, at, note))


def _inserted(document: Document, at: int, note: str) -> Document:
    return replace(document, blocks=(*document.blocks[:at], TextBlock(note), *document.blocks[at:]))


def fees(report: Report) -> Figure:
    return next(f for f in report.figures if (f.table, f.row, f.column) == FEES)


@pytest.mark.parametrize(
    ("note", "share"),
    [
        ("（单位：元）", "0.0001"),
        ("单位：件、元", "0.0001"),
        ("单位：件、千元", "0.1"),
        ("注：收费金额单位为亿元", "10000"),
    ],
)
@pytest.mark.parametrize("is_behind", [False, True])
def test_money_in_a_unit_stated_beside_the_table_is_converted_and_doubted(
    note: str, share: str, is_behind: bool
) -> None:
    report = with_note(note, is_behind=is_behind)
    assert fees(report).value == TRUE_FEES * Decimal(share)
    assert fees(report).verdict == "suspect"
    assert "unit_beside_table" in {issue.code for issue in report.issues}


@pytest.mark.parametrize(
    ("note", "header"),
    [
        ("（单位：件、万元）", "本年收费金额"),  # says what the form says
        ("（单位：元）", HEADER),  # the header of the column is nearer
        ("填报单位：元坝区财政局", "本年收费金额"),  # an office, no unit
    ],
)
def test_a_unit_that_does_not_speak_against_the_form_changes_nothing(note: str, header: str) -> None:
    assert (fees(with_note(note, header)).value, fees(with_note(note, header)).verdict) == (TRUE_FEES, "read")


def test_counts_stated_in_ten_thousands_are_not_read() -> None:
    report = with_note("单位：万件", table=1)
    assert {f.value for f in report.figures if f.table == "applications"} == {None}
    assert [issue.level for issue in report.issues if issue.code == "unit_beside_table"] == ["error"]
    assert fees(report).value == TRUE_FEES
