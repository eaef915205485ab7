"""Value cells of real reports (FORMAT.md §5.3): each reads as exactly one kind and value, or as none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.values import convert_money, parse_value


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit", "note"),
    [
        ("0", "zero", "0", "", ""),
        ("0.00", "zero", "0", "", ""),
        ("12", "number", "12", "", ""),
        (" 1,234 ", "number", "1234", "", ""),
        ("１２３", "number", "123", "", ""),
        ("24252.311082", "number", "24252.311082", "", ""),
        ("+82", "number", "82", "", ""),
        ("-59", "number", "-59", "", ""),
        ("－59", "number", "-59", "", ""),
        ("0件", "zero", "0", "件", ""),
        ("75394432.52元", "number", "75394432.52", "元", ""),
        ("5253.168万元", "number", "5253.168", "万元", ""),
        ("22（其中修订16件）", "number", "22", "", "remark"),
        ("2,164件（其中修订1082件）", "number", "2164", "件", "remark"),
        ("12\n34", "number", "1234", "", "broken"),
        ("12 345", "number", "12345", "", "grouped"),
        ("12\u00a0345", "number", "12345", "", ""),
        ("12\u2009345", "number", "12345", "", ""),
        ("468①", "number", "468", "", "remark"),
        ("468*", "number", "468", "", "remark"),
        ("468²", "number", "468", "", "remark"),
        ("32.77（万元）", "number", "32.77", "万元", ""),
        ("/", "dash", "0", "", ""),
        ("—", "dash", "0", "", ""),
        ("－", "dash", "0", "", ""),
        ("无", "dash", "0", "", ""),
    ],
)
def test_a_printed_number_is_read_exactly(text: str, kind: str, value: str, unit: str, note: str) -> None:
    cell = parse_value(text)
    assert (cell.kind, cell.value, cell.unit, cell.note) == (kind, Decimal(value), unit, note)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u00a0\n", "\u200b"])
def test_an_empty_cell_is_blank_and_has_no_value(text: str) -> None:
    assert (parse_value(text).kind, parse_value(text).value) == ("blank", None)


@pytest.mark.parametrize(
    "text",
    ["约5", "1.2.3", "12,34", "见附件", "1 或 2", "一", "5/3", "1.属于国家秘密", "O", "468 77", "1. 468", "4 68"],
)
def test_what_is_not_plainly_a_number_has_no_value(text: str) -> None:
    assert (parse_value(text).kind, parse_value(text).value) == ("text", None)


def test_money_is_converted_exactly_and_other_units_not_at_all() -> None:
    assert convert_money(Decimal("5253.168"), "万元", "元") == Decimal("52531680")
    assert convert_money(Decimal("251000"), "元", "万元") == Decimal("25.1")
    assert convert_money(Decimal("3"), "件", "万元") is None
