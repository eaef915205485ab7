"""Reads forms whose cell borders were lost: all labels and digits of a table run together in one line of text.

Some sites strip the table and leave ``（一）予以公开6000017``. The labels still tell where each row's digits begin and end;
how the digits fall apart into cells is decided by the identities, and only where they leave exactly one way. Everything
else stays missing. Numbers never begin with a needless 0, and a space in the text always parts two cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from math import ceil, prod

from extractors.document import Cell, Document, Issue, Place
from extractors.identities import equations, status_of
from extractors.layouts import CellCode, Layout, load_layouts
from extractors.normalize import fold, label_key
from extractors.recognize.found import FoundTable
from extractors.recognize.labels import labels_of
from extractors.recognize.parting import Digits, Numbers, at_most, free_splits, summed_splits
from extractors.values import parse_value

_GAP = r"[^\w\d]{0,3}?"
_CLOSING = r"[\)\]\"”’、.:]{0,2}"
_DIGITS = re.compile(r"[+-]?[\d. ][\d.+\- ]*(?:万元|元|件)?")
_RUNS_ON = re.compile(r"[,，]\d|年")
_LEAST_SHARE_OF_LABELS = 0.8
_MOST_COMBINATIONS = 400
# Folding makes two letters of one at most (⑩) in anything a form prints; twice that to be safe.
_LONGEST_FOLD = 4


@dataclass(frozen=True, slots=True)
class FlatRow:
    """The digits behind one label, and every way to part them into the row's cells (None: too many to tell)."""

    codes: tuple[CellCode, ...]
    text: str
    splits: tuple[Numbers, ...] | None


@dataclass(frozen=True, slots=True)
class RunningText:
    """A block of text that may hold a whole form: folded with single spaces, its label key, its place."""

    text: str
    key: str
    place: Place


def running_texts(document: Document, layouts: Sequence[Layout]) -> list[RunningText]:
    """The blocks of the document that are long enough for the shortest of these forms."""
    shortest = min((_fewest_letters(layout.id) for layout in layouts), default=0)
    texts = []
    for block in document.texts():
        if _LONGEST_FOLD * len(block.text) >= shortest:
            text = " ".join(fold(block.text).split())
            texts.append(RunningText(text, label_key(text) if len(text) >= shortest else "", block.place))
    return texts


def read_flat(layout: Layout, texts: Sequence[RunningText]) -> FoundTable | None:
    """Read the form from running text; None when its row labels, or any of its column labels, are not there."""
    for one in texts:
        if len(one.key) < _fewest_letters(layout.id) or not _names_columns(layout.id, one.key):
            continue
        spans = _label_spans(layout, one.text)
        if len(spans) >= _LEAST_SHARE_OF_LABELS * len(_row_labels(layout)):
            return _read(layout, _rows(layout, one.text, spans), one.place)
    return None


@cache
def _column_keys(layout_id: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(label_key, column.spellings())) for column in load_layouts()[layout_id].columns)


def _names_columns(layout_id: str, key: str) -> bool:
    return all(any(spelling in key for spelling in spellings) for spellings in _column_keys(layout_id))


@cache
def _fewest_letters(layout_id: str) -> int:
    """The letters that a text must have at least to hold enough row labels."""
    rows = sorted(min(len(label_key(s)) for s in spellings) for _, spellings in _row_labels(load_layouts()[layout_id]))
    return sum(rows[: ceil(_LEAST_SHARE_OF_LABELS * len(rows))])


def _row_labels(layout: Layout) -> list[tuple[str, tuple[str, ...]]]:
    """(row code, spellings) of what stands before digits; a form with a header path has its digits after one header."""
    if layout.shape == "header_path":
        last = layout.columns[-1].zh
        return [("", (layout.columns[-2].zh + last,))]
    return [(row.code, row.spellings()) for row in layout.rows]


@lru_cache(maxsize=512)
def _pattern(spelling: str) -> re.Pattern[str]:
    """The label with any punctuation and white space between its characters, not inside a longer number."""
    letters = [re.escape(character) for character in label_key(spelling)]
    return re.compile(r"\s*".join(f"{letter}{_GAP}" for letter in letters) + _CLOSING)


def _label_spans(layout: Layout, text: str) -> list[tuple[str, int, int]]:
    """(row code, start, end) of the row labels found in the order of the form."""
    spans: list[tuple[str, int, int]] = []
    position = 0
    for code, spellings in _row_labels(layout):
        matches = [
            m for s in spellings for m in _pattern(s).finditer(text, position) if _digits_behind(layout, text, m.end())
        ]
        if layout.shape == "header_path":
            matches = matches[-1:]
        if matches:
            match = min(matches, key=lambda m: (m.start(), -m.end()))
            spans.append((code, match.start(), match.end()))
            position = match.end()
    return spans


def _digits_behind(layout: Layout, text: str, end: int, limit: int | None = None) -> re.Match[str] | None:
    """The run of digits behind a label, and behind the unit where the form prints one; None without a digit.

    A run that goes on behind a comma, or into a date, does not end where the row ends: it cannot be told apart.
    """
    units = "|".join(sorted(labels_of(layout.id).units, key=len, reverse=True))
    unit = re.compile(rf"\s*(?:{units})(?=[\s\d])").match(text, end)
    match = _DIGITS.match(text, unit.end() if unit else end, len(text) if limit is None else limit)
    if match is None or not any(character.isdigit() for character in match[0]) or _RUNS_ON.match(text, match.end()):
        return None
    return match


def _rows(layout: Layout, text: str, spans: Sequence[tuple[str, int, int]]) -> list[FlatRow]:
    rows = []
    for index, (code, _, end) in enumerate(spans):
        limit = spans[index + 1][1] if index + 1 < len(spans) else len(text)
        match = _digits_behind(layout, text, end, limit)
        digits = _without_enumerator(match[0], text, match.end()) if match else ""
        codes = tuple(layout.cells()) if not code else tuple((code, column) for column in layout.row(code).columns)
        rows.append(FlatRow(codes, digits.strip(), _splits(layout, digits, len(codes))))
    return rows


def _without_enumerator(digits: str, text: str, end: int) -> str:
    """Digits of the row without the number of the label behind them (``0000000`` of ``00000002.其他法律``)."""
    if digits.endswith((".", ". ")):
        return re.sub(r"\d\.\s*$", "", digits)
    if text.startswith("、", end):
        return re.sub(r"\d\s*$", "", digits)
    return digits


def _splits(layout: Layout, digits: str, count: int) -> tuple[Numbers, ...] | None:
    """Every way to part the digits into the row's cells under the sums of the row; None when there are too many."""
    run = Digits.of(digits)
    size = len(layout.columns)
    if any(len({term.row for term in rule.terms}) == 1 for rule in equations(layout)):
        return at_most(summed_splits(run, size, count // size))
    return at_most(free_splits(run, count))


def _read(layout: Layout, rows: Sequence[FlatRow], place: Place) -> FoundTable:
    found = FoundTable(layout, place=place.describe())
    for row, split in zip(rows, _decide(layout, rows), strict=True):
        if split is None:
            found.unread += 1
            found.issues.append(
                Issue(
                    "split_ambiguous",
                    "warning",
                    f"{_name(layout, row)}: {row.text!r} can be parted in several ways",
                    place.describe(),
                )
            )
            continue
        found.rows_found += len(layout.rows) if layout.shape == "header_path" else 1
        for code, text in zip(row.codes, split, strict=True):
            found.cells[code] = Cell(0, 0, text, place=place)
    found.issues.append(
        Issue(
            "table_flattened",
            "info",
            f"{layout.zh}: cell borders were lost, digits parted by the identities",
            place.describe(),
        )
    )
    return found


def _name(layout: Layout, row: FlatRow) -> str:
    return layout.zh if layout.shape == "header_path" else layout.row(row.codes[0][0]).zh


def _decide(layout: Layout, rows: Sequence[FlatRow]) -> list[Numbers | None]:
    """The one split of each row that the equations across rows leave, None where they leave several."""
    sure: list[Numbers | None] = [row.splits[0] if row.splits and len(row.splits) == 1 else None for row in rows]
    open_rows = [i for i, row in enumerate(rows) if row.splits and len(row.splits) > 1]
    if (
        any(row.splits is None for row in rows)
        or prod(len(rows[i].splits or ()) for i in open_rows) > _MOST_COMBINATIONS
    ):
        return sure
    values = {
        code: parse_value(text).value
        for row, split in zip(rows, sure, strict=True)
        if split
        for code, text in zip(row.codes, split, strict=True)
    }
    across = [rule for rule in equations(layout) if len({term.row for term in rule.terms}) > 1]
    left = []
    for choice in product(*(rows[i].splits or () for i in open_rows)):
        for i, split in zip(open_rows, choice, strict=True):
            values.update((code, parse_value(text).value) for code, text in zip(rows[i].codes, split, strict=True))
        if all(status_of(rule, values) != "fail" for rule in across):
            left.append(choice)
    # A publisher's own wrong sum leaves none: then only rows with a single split by themselves are sure.
    for position, i in enumerate(open_rows):
        if left and len({choice[position] for choice in left}) == 1:
            sure[i] = left[0][position]
    return sure
