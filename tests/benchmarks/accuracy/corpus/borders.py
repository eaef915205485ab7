"""Text that lost its cell borders: which figures do the printed characters still determine?

``230000023`` is seven figures only because the seventh is the sum of the others. Where every way of cutting a row gives
a cell the same figure, a reading must give it; where ways differ, it may leave the cell open, but must not guess.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.accuracy.corpus.model import Box, Key, Paper, Sheet

Cut = tuple[int, ...]


def open_cells(paper: Paper) -> frozenset[Key]:
    """The figures of the paper that its run-together text leaves open."""
    return frozenset(key for sheet in paper.sheets() for key in _open_of(sheet))


def _open_of(sheet: Sheet) -> Iterator[Key]:
    for row in sheet.rows():
        values = [box for box in row if box.role == "value" and box.key]
        texts = "".join(box.text for box in values)
        if len(values) < 2 or (texts.isdigit() and len(texts) == len(values)):
            continue
        cuts = list(cuts_by_sum(texts, len(values))) if sheet.table == "applications" else []
        for number, box in enumerate(values):
            if not cuts or len({cut[number] for cut in cuts}) > 1:
                yield _key(box)


def _key(box: Box) -> Key:
    assert box.key is not None
    return box.key


def cuts_by_sum(digits: str, count: int) -> Iterator[Cut]:
    """All ways of cutting the digits into ``count`` numbers without leading zeros, the last being the others' sum."""

    def cut(start: int, left: int) -> Iterator[Cut]:
        if left == 0:
            if start == len(digits):
                yield ()
            return
        longest = 1 if start < len(digits) and digits[start] == "0" else len(digits) - start - left + 1
        for end in range(start + 1, start + longest + 1):
            for rest in cut(end, left - 1):
                yield (int(digits[start:end]), *rest)

    return (way for way in cut(0, count) if sum(way[:-1]) == way[-1])
