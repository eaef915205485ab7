"""Number words: exact values, what is rounded, and what is no number of its own."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from extractors.recognize.numerals import NUMBER, stated_number

PATTERN = re.compile(NUMBER)


@pytest.mark.parametrize(
    ("text", "value", "is_approximate", "step"),
    [
        ("3119", "3119", False, "1"),
        ("33.9", "33.9", False, "0.1"),
        ("5500余", "5500", True, "100"),
        ("近450", "450", True, "10"),
        ("1.2万", "12000", True, "1000"),
        ("3万余", "30000", True, "10000"),
        ("10余万", "100000", True, "100000"),
        ("十", "10", False, "10"),
        ("十二", "12", False, "1"),
        ("三百二十一", "321", False, "1"),
        ("一百零五", "105", False, "1"),
        ("一千二百", "1200", False, "100"),
        ("二〇二三", "2023", False, "1"),
        ("两", "2", False, "1"),
        ("百余", "100", True, "100"),
        ("零", "0", False, "1"),
    ],
)
def test_a_number_has_its_value_its_roundness_and_its_last_digit(
    text: str, value: str, is_approximate: bool, step: str
) -> None:
    match = PATTERN.fullmatch(text)
    assert match is not None
    stated = stated_number(match)
    assert stated is not None
    assert (stated.value, stated.is_approximate, stated.step) == (Decimal(value), is_approximate, Decimal(step))


@pytest.mark.parametrize("text", ["百十", "一二十", "十百", "零十"])
def test_numerals_in_an_impossible_order_are_no_number(text: str) -> None:
    match = PATTERN.fullmatch(text)
    assert match is not None
    assert stated_number(match) is None


@pytest.mark.parametrize("text", ["数十件", "几十件", "第三件", "第3件"])
def test_some_tens_and_ordinals_are_no_counts(text: str) -> None:
    match = re.search(NUMBER + "件", text)
    assert match is None


def test_an_amount_of_money_in_wan_is_as_exact_as_its_digits() -> None:
    match = PATTERN.fullmatch("5253.168万")
    assert match is not None
    stated = stated_number(match, is_money=True)
    assert stated is not None
    assert (stated.value, stated.is_approximate) == (Decimal("52531680"), False)
