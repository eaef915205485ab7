"""The pieces of ink of a page are found once, in the part of it that holds ink, and are those of the whole page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractors.readers.scan_lines import InkPieces, clean_ink, pale_ink
from extractors.readers.scan_sheet import Raster

SCALE = 0.36  # points of a pixel: 200 dpi


def sheet(left: int, top: int) -> Raster:
    """A sheet with grains of ink, none of them left of ``left`` or above ``top``."""
    ink = (np.random.default_rng(left + top).random((60, 90)) < 0.12).astype(np.uint8)
    ink[:top], ink[:, :left] = 0, 0
    return ink


@pytest.mark.parametrize(("left", "top"), [(0, 0), (1, 3), (8, 5), (7, 40)])
def test_pieces_have_the_numbers_and_sizes_that_they_have_on_the_whole_page(left: int, top: int) -> None:
    ink = sheet(left, top)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = InkPieces.of(ink)
    assert pieces.count == count
    assert (pieces.stats[1:, 2:] == stats[1:, 2:]).all()
    for number in (1, count - 1):
        chosen = np.arange(count) == number
        assert (pieces.chosen(chosen, ink) == (labels == number)).all()


def test_a_page_without_ink_has_no_pieces() -> None:
    blank = np.zeros((40, 40), np.uint8)
    assert InkPieces.of(blank).count == 1
    assert not clean_ink(blank, SCALE).any()


def test_a_speck_goes_and_the_point_beside_a_digit_stays_wherever_they_stand_on_the_page() -> None:
    ink = np.zeros((80, 120), np.uint8)
    ink[31:57, 41:55] = 1  # a digit
    ink[53:56, 59:62] = 1  # its point
    ink[10:12, 101:103] = 1  # a speck
    cleaned = clean_ink(ink, SCALE)
    assert cleaned[31:57, 41:62].sum() == ink[31:57, 41:62].sum()
    assert not cleaned[:20].any()


def test_ink_much_paler_than_the_print_is_found_where_it_stands() -> None:
    ink, grey = np.zeros((80, 400), np.uint8), np.full((80, 400), 255, np.uint8)
    for left in range(11, 371, 15):
        ink[21:45, left : left + 10], grey[21:45, left : left + 10] = 1, 20
    grey[21:45, 26:36] = 170  # one of them is pale
    pale = pale_ink(ink, InkPieces.of(ink), grey, size=26.0)
    assert pale[21:45, 26:36].all()
    assert pale.sum() == 24 * 10
