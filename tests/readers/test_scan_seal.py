"""The shade of a grey seal is taken off the print below it; grey rules and plain pages stay as they are."""

from __future__ import annotations

import cv2
import numpy as np

from extractors.readers.scan_seal import Raster, without_grey_seal

POINT = 72 / 200  # of a pixel at 200 dpi
SHADE = 170  # grey level of the seal


def paper() -> Raster:
    page = np.full((900, 900), 255, np.uint8)
    for row in range(60, 860, 50):
        cv2.putText(page, "1850 369 2047", (80, row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 10, 3)
    return page


def sealed(page: Raster) -> Raster:
    seal = np.full_like(page, 255)
    cv2.circle(seal, (400, 450), 165, SHADE, 11)
    cv2.circle(seal, (400, 450), 60, SHADE, 14)
    return np.minimum(page, seal)


def test_what_was_printed_under_the_seal_is_left() -> None:
    page = paper()
    found = without_grey_seal(sealed(page), 245, POINT)
    assert np.count_nonzero(np.abs(found.astype(int) - page) > 30) < 0.02 * np.count_nonzero(page < 100)
    assert found[page < 30].max() < 60
    shade = (page == 255) & (sealed(page) == SHADE)
    assert np.count_nonzero(found[shade] > 225) > 0.95 * np.count_nonzero(shade)


def test_pages_without_a_seal_are_not_touched() -> None:
    page = paper()
    assert without_grey_seal(page, 245, POINT) is page


def test_light_grey_rules_of_a_table_are_no_seal() -> None:
    page = paper()
    for at in range(40, 900, 100):
        cv2.line(page, (40, at), (840, at), 190, 6)
        cv2.line(page, (at, 40), (at, 840), 190, 6)
    found = without_grey_seal(page, 245, POINT)
    rules = page == 190
    assert np.count_nonzero(found[rules] > 230) == 0
