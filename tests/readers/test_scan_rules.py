"""What is straight on a scan is a rule where it runs from rule to rule; a tall digit in a low row only nearly does."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.readers.scan_rules import find_rules
from extractors.readers.scan_sheet import Sheet

SCALE = 0.36  # points of a pixel: 200 dpi
TOP, BOTTOM, LEFT, RIGHT = 40, 75, 50, 600  # a row of 12.6 points, in pixels


def row(upright_at: int, gap: int) -> Sheet:
    """A row between two level rules, with a stroke in it that leaves ``gap`` pixels of paper above and below."""
    faint = np.zeros((140, 660), np.uint8)
    for y in (TOP, BOTTOM):
        faint[y : y + 2, LEFT:RIGHT] = 1
    for x in (LEFT, RIGHT - 2):
        faint[TOP : BOTTOM + 2, x : x + 2] = 1
    faint[TOP + 2 + gap : BOTTOM - gap, upright_at : upright_at + 3] = 1
    grey = np.where(faint, 0, 255).astype(np.uint8)
    return Sheet(grey, faint, faint, SCALE, np.eye(2, 3), (660, 140), 0.0)


@pytest.mark.parametrize("gap", [0, 1])
def test_an_upright_stroke_from_rule_to_rule_is_a_rule(gap: int) -> None:
    positions = sorted(rule.position for rule in find_rules(row(300, gap)).rules.vertical)
    assert len(positions) == 3
    assert positions[1] == pytest.approx(301 * SCALE, abs=0.6)


@pytest.mark.parametrize("gap", [3, 4, 5])
def test_a_one_that_nearly_fills_a_low_row_is_none(gap: int) -> None:
    positions = [rule.position for rule in find_rules(row(300, gap)).rules.vertical]
    assert len(positions) == 2
