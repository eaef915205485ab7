"""Lines -> fragments: the pieces of a line that wide gaps, or upright rules, set apart.

Some prints of the reports draw no rules at all, or only some; then only the setting tells a table: numbers stand under
each other, and labels beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractors.readers.pdf_chars import Char
from extractors.readers.pdf_lines import chars_text
from extractors.readers.pdf_page import FontLine
from extractors.readers.pdf_rules import Rule
from extractors.values import looks_like_value

FRAGMENT_GAP = 0.9  # em between two fragments of a line
NUMBER_GAP = 0.5  # em between two digits that are two numbers
WIDER_GAP = 0.16  # em by which a gap between digits must exceed those usual on its line to part two numbers
ITEM_GAP = 0.2  # em before the number of an item ("1.") that follows Chinese text
HEADER_GAP = 0.35  # em between header cells over neighbouring columns
CELL_LENGTH = 48  # characters: longer is prose
WRAP = 1.8  # times the size: lines of one cell are not further apart
ITEM = re.compile(r"\d{1,2}[.、．]|[（(][一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,2}、")
NUMBER = re.compile(r"[-+−]?\d[\d,]*(\.\d+)?%?")
_SENTENCE = re.compile(r"[。；]")
_VALUE_CHARS = frozenset("-—–―－/／*无零")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters of one line that stand together."""

    chars: tuple[Char, ...]

    @property
    def x0(self) -> float:
        return self.chars[0].x0

    @property
    def x1(self) -> float:
        return self.chars[-1].x1

    @property
    def baseline(self) -> float:
        return self.chars[0].baseline

    @property
    def size(self) -> float:
        return self.chars[0].size

    @property
    def text(self) -> str:
        return chars_text(self.chars)

    @property
    def is_number(self) -> bool:
        """Whether it can stand in a cell for a figure: a number, with its unit or a remark, or a dash."""
        return _is_number(self.text)


@lru_cache(maxsize=16_384)
def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None or (bool(text) and looks_like_value(text))


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A line and its fragments; ``is_row``: it has a number set apart from what else is on it."""

    source: FontLine
    fragments: tuple[Fragment, ...]
    is_row: bool
    is_prose: bool

    @property
    def baseline(self) -> float:
        return self.source.line.baseline


def split_line(source: FontLine, uprights: Sequence[Rule] = ()) -> SplitLine:
    """Cut a line into fragments where two neighbours are apart (spaces count as gap) or a rule stands between them."""
    printed = [char for char in source.line.chars if char.text != " "]
    middle = printed[0].y_centre
    rules = [rule.position for rule in uprights if rule.start <= middle <= rule.end]
    number_gap = _number_gap(printed)
    starts = [0]
    for index, (last, char) in enumerate(pairwise(printed), start=1):
        following = printed[index + 1].text if index + 1 < len(printed) else ""
        if _is_cut(last, char, following, number_gap) or any(last.x_centre < x < char.x_centre for x in rules):
            starts.append(index)
    groups = [printed[start:end] for start, end in pairwise([*starts, len(printed)])]
    fragments = tuple(_with_spaces(group, source) for group in groups)
    texts = [fragment.text for fragment in fragments]
    is_prose = any(len(text) > CELL_LENGTH or _SENTENCE.search(text) for text in texts)
    has_number = any(fragment.is_number for fragment in fragments)
    return SplitLine(source, fragments, has_number and len(fragments) > 1 and not is_prose, is_prose)


def _number_gap(printed: Sequence[Char]) -> float:
    """Em between two digits that are two numbers on this line: in tight tables far less than half an em parts them."""
    gaps = sorted((b.x0 - a.x1) / b.size for a, b in pairwise(printed) if a.text.isdigit() and b.text.isdigit())
    near = [gap for gap in gaps if gap < NUMBER_GAP]
    return min(NUMBER_GAP, max(near[len(near) // 2], 0.04) + WIDER_GAP) if len(near) > 2 else NUMBER_GAP


def _is_cut(last: Char, char: Char, following: str, number_gap: float) -> bool:
    gap = (char.x0 - last.x1) / max(char.size, last.size)
    if last.text.isdigit() and char.text.isdigit():
        return gap >= number_gap
    if char.text.isdigit() and following in (".", "．", "、") and not last.text.isascii():
        return gap >= ITEM_GAP
    return gap >= FRAGMENT_GAP


def split_header(fragment: Fragment, columns: Sequence[tuple[float, float]]) -> list[Fragment]:
    """Cut a text that stands over several columns of numbers where small gaps part the headers of single columns."""
    pieces: list[list[Char]] = [[]]
    for char in fragment.chars:
        if pieces[-1] and char.x0 - pieces[-1][-1].x1 >= HEADER_GAP * char.size:
            pieces.append([])
        pieces[-1].append(char)
    covers = [[k for k, (x0, x1) in enumerate(columns) if p[0].x0 < x1 and p[-1].x1 > x0] for p in pieces]
    is_one_each = all(len(cover) <= 1 for cover in covers) and len(pieces) > 1
    return [Fragment(tuple(piece)) for piece in pieces] if is_one_each else [fragment]


def may_be_row(source: FontLine) -> bool:
    """Quick test before ``split_line``: a digit or a dash, and a gap somewhere on the line."""
    last = None
    has_gap = has_value = False
    for char in source.line.chars:
        if char.text == " ":
            continue
        has_value = has_value or char.text.isdigit() or char.text in _VALUE_CHARS
        if last is not None and char.x0 - last.x1 >= FRAGMENT_GAP * char.size:
            has_gap = True
        last = char
    return has_gap and has_value


def _with_spaces(group: Sequence[Char], source: FontLine) -> Fragment:
    """The characters of a fragment with the printed spaces between them."""
    first, last = group[0], group[-1]
    return Fragment(tuple(char for char in source.line.chars if first.x0 <= char.x0 <= last.x0))
