"""A cell of a scan that sets the unit below its number: the number is read as a number, however it looks."""

from __future__ import annotations

import pytest

from extractors.readers.scan_cells import _CellInk, _joined, _number_line
from extractors.readers.scan_engine import Reading
from extractors.readers.scan_lines import Span

BOX = Span(0, 0, 40, 60)
ABOVE, BELOW, BESIDE = Span(5, 5, 15, 25), Span(5, 32, 25, 52), Span(20, 5, 38, 25)


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (["12"], 0),
        (["12", "件"], 0),
        (["O", "件"], 0),  # a full-width zero alone
        (["12", "34"], None),
        (["其", "他"], None),
        (["", "件"], None),
        (["12", "件", "3"], None),
    ],
)
def test_the_line_above_a_unit_is_the_number_of_the_cell(texts: list[str], line: int | None) -> None:
    cell = _CellInk(BOX, (ABOVE, BELOW, BESIDE)[: len(texts)], False)
    assert _number_line(cell, [Reading(text, 0.9, number="0", number_score=0.9) for text in texts]) == line


def test_digits_far_behind_their_point_are_of_one_number() -> None:
    level = _CellInk(BOX, (ABOVE, BESIDE), False)
    assert _joined(level, ["4646.", "96万元"]) == "4646.96万元"
    assert _joined(level, ["12", "96"]) == "12 96"
