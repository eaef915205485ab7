"""Lines -> fragments (pieces set apart by wide gaps) and stretches of lines that look like a table without rules.

Some prints of the reports draw no rules at all, or only level ones; then only the setting tells a table: numbers stand
under each other. What is not plainly so stays text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.readers.pdf_chars import Char
from extractors.readers.pdf_lines import chars_text
from extractors.readers.pdf_page import FontLine

FRAGMENT_GAP = 0.9  # em between two fragments of a line
NUMBER_GAP = 0.5  # em between two digits that are two numbers
ITEM_GAP = 0.2  # em before the number of an item ("1.") that follows Chinese text
HEADER_GAP = 0.35  # em between header cells over neighbouring columns
MAX_BETWEEN = 14  # lines without a number that may stand between two rows with numbers (labels, header of a band)
MAX_HEADER = 8  # lines above the first row with numbers
MIN_NUMBERS = 4  # in a stretch; fewer do not make a table
MAX_CELL_SIZE = 15.0  # points: larger text is a title
CELL_LENGTH = 48  # characters: longer is prose
WRAP = 1.8  # times the size: lines of one cell are not further apart
ITEM = re.compile(r"\d{1,2}[.、．]|[（(][一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,2}、")
NUMBER = re.compile(r"[-+−]?\d[\d,]*(\.\d+)?%?")
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、.{4,}")
_SENTENCE = re.compile(r"[。；]")


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
        return NUMBER.fullmatch(self.text) is not None


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


def split_line(source: FontLine) -> SplitLine:
    """Cut a line into fragments where two neighbours are apart (spaces count as gap)."""
    printed = [char for char in source.line.chars if char.text != " "]
    starts = [0]
    for index, (last, char) in enumerate(pairwise(printed), start=1):
        following = printed[index + 1].text if index + 1 < len(printed) else ""
        if _is_cut(last, char, following):
            starts.append(index)
    groups = [printed[start:end] for start, end in pairwise([*starts, len(printed)])]
    fragments = tuple(_with_spaces(group, source) for group in groups)
    texts = [fragment.text for fragment in fragments]
    is_prose = any(len(text) > CELL_LENGTH or _SENTENCE.search(text) for text in texts)
    has_number = any(fragment.is_number for fragment in fragments)
    return SplitLine(source, fragments, has_number and len(fragments) > 1 and not is_prose, is_prose)


def _is_cut(last: Char, char: Char, following: str) -> bool:
    gap = (char.x0 - last.x1) / max(char.size, last.size)
    if last.text.isdigit() and char.text.isdigit():
        return gap >= NUMBER_GAP
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
    """Quick test before ``split_line``: a digit, and a gap somewhere on the line."""
    last = None
    has_gap = has_digit = False
    for char in source.line.chars:
        if char.text == " ":
            continue
        has_digit = has_digit or char.text.isdigit()
        if last is not None and char.x0 - last.x1 >= FRAGMENT_GAP * char.size:
            has_gap = True
        last = char
    return has_gap and has_digit


def _with_spaces(group: Sequence[Char], source: FontLine) -> Fragment:
    """The characters of a fragment with the printed spaces between them."""
    first, last = group[0], group[-1]
    return Fragment(tuple(char for char in source.line.chars if first.x0 <= char.x0 <= last.x0))


def find_stretches(lines: Sequence[SplitLine]) -> list[list[SplitLine]]:
    """Runs of lines that hold a table by their setting: rows with numbers, the lines between them, the header above."""
    stretches: list[list[SplitLine]] = []
    current: list[SplitLine] = []
    between: list[SplitLine] = []
    rows = [line.baseline for line in lines if line.is_row]
    pitch = median([low - high for high, low in pairwise(rows)] or [0.0])
    start = 0
    for index, line in enumerate(lines):
        if line.is_row:
            if not current:
                current = _header(lines[start:index], line)
            current += [*between, line]
            between = []
        elif current:
            between.append(line)
            following = lines[index + 1] if index + 1 < len(lines) else None
            if _ends_table(line, current[-1], following, pitch) or len(between) > MAX_BETWEEN:
                stretches.append(current)
                start, current, between = index - len(between) + 1, [], []
        if not current and line.is_prose:
            start = index + 1
    if current:
        stretches.append(current)
    return [_with_tail(stretch, lines) for stretch in stretches if _is_table(stretch)]


def _header(above: Sequence[SplitLine], row: SplitLine) -> list[SplitLine]:
    """The lines just above the first row of numbers that can be its header."""
    header: list[SplitLine] = []
    below = row
    for line in reversed(above[-MAX_HEADER:]):
        gap = below.baseline - line.baseline
        if line.is_prose or gap > 4 * line.source.line.size or line.source.line.size > MAX_CELL_SIZE:
            break
        if is_section_heading(line, below):
            break
        header.append(line)
        below = line
    return header[::-1]


def is_section_heading(line: SplitLine, below: SplitLine | None) -> bool:
    """Whether a line is "四、…" on its own; not the first line of a label that wraps beside its numbers."""
    if len(line.fragments) > 1 or not _SECTION.match(line.fragments[0].text):
        return False
    return below is None or not below.is_row or below.baseline - line.baseline > 1.1 * line.source.line.size


def _ends_table(line: SplitLine, last: SplitLine, following: SplitLine | None, pitch: float) -> bool:
    """Whether a line without numbers ends a table: prose, a section heading on a line of its own, a wide gap."""
    gap = line.baseline - last.baseline
    is_far = gap > 6 * max(line.source.line.size, pitch / 2)
    return line.is_prose or is_far or is_section_heading(line, following)


def _is_table(stretch: Sequence[SplitLine]) -> bool:
    counts = [sum(1 for f in line.fragments if f.is_number) for line in stretch if line.is_row]
    return (len(counts) >= 2 and sum(counts) >= MIN_NUMBERS) or max(counts, default=0) >= 5


def _with_tail(stretch: list[SplitLine], lines: Sequence[SplitLine]) -> list[SplitLine]:
    """Add the lines below the last row of numbers that wrap one of its labels: close to it, and not wider."""
    for line in lines[lines.index(stretch[-1]) + 1 :]:
        (tail, *others), last = line.fragments, stretch[-1]
        above = [upper for near in stretch[-2:] for upper in near.fragments]
        is_label = not others and not tail.is_number and not ITEM.match(tail.text) and not line.is_prose
        is_close = line.baseline - last.baseline <= WRAP * tail.size
        if not (is_label and is_close and any(_is_wrapped(tail, upper) for upper in above)):
            break
        stretch.append(line)
    return stretch


def _is_wrapped(tail: Fragment, upper: Fragment) -> bool:
    is_aligned = abs(tail.x0 - upper.x0) < 0.5 * tail.size or abs(tail.x0 + tail.x1 - upper.x0 - upper.x1) < tail.size
    return is_aligned and tail.x1 - tail.x0 <= upper.x1 - upper.x0 + 0.5 * tail.size
