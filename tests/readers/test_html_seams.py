"""Digits that stand side by side in elements of their own: every seam between two of them is looked at."""

from __future__ import annotations

import pytest

from extractors.readers import html
from extractors.values import parse_value


def value(markup: str) -> str | None:
    """The value of a cell with this markup beside a label, None where no number is read."""
    page = f"<table><tr><td>行政许可</td><td>{markup}</td></tr><tr><td>行政处罚</td><td>7</td></tr></table>"
    (table,) = html.read(page.encode()).tables()
    number = parse_value(table.cells[1].text).value
    return None if number is None else str(number)


@pytest.mark.parametrize(
    "markup", ["498<small>1</small>", "4<b>9</b><small>8</small>", "4<b>9</b><b>8</b><small>1</small>"]
)
def test_a_smaller_digit_behind_others_is_no_digit_of_their_number_without_doubt(markup: str) -> None:
    assert value(markup) is None


@pytest.mark.parametrize("markup", ["<span>4</span><span>9</span><span>8</span>", "4<b>9</b>8", "<i>49</i><i>8</i>"])
def test_digits_that_look_alike_are_one_number_however_they_are_marked_up(markup: str) -> None:
    assert value(markup) == "498"
