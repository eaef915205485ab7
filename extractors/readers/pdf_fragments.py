"""Lines -> fragments (pieces set apart by wide gaps) and stretches of lines that look like a table without rules.

Some prints of the reports draw no rules at all, or only level ones; then only the setting tells a table: numbers stand
under each other. What is not plainly so stays text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extractors.readers.pdf_chars import Char
from extractors.readers.pdf_lines import Line, chars_text
from extractors.readers.pdf_page import FontLine

FRAGMENT_GAP = 0.9  # em between two fragments of a line
MAX_BETWEEN = 6  # lines without a number that may stand between two rows with numbers (labels, header of a band)
MAX_HEADER = 8  # lines above the first row with numbers
MIN_NUMBERS = 4  # in a stretch; fewer do not make a table
CELL_LENGTH = 48  # characters: longer is prose
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
    """Cut a line where a gap is wider than FRAGMENT_GAP (spaces count as gap)."""
    groups: list[list[Char]] = []
    for char in source.line.chars:
        if char.text == " ":
            continue
        if groups and char.x0 - groups[-1][-1].x1 < FRAGMENT_GAP * max(char.size, groups[-1][-1].size):
            groups[-1].append(char)
        else:
            groups.append([char])
    inner = {char.serial: char for char in source.line.chars}
    fragments = tuple(_with_spaces(group, inner) for group in groups)
    texts = [fragment.text for fragment in fragments]
    is_prose = any(len(text) > CELL_LENGTH or _SENTENCE.search(text) for text in texts)
    has_number = any(fragment.is_number for fragment in fragments)
    return SplitLine(source, fragments, has_number and len(fragments) > 1 and not is_prose, is_prose)


def _with_spaces(group: Sequence[Char], inner: dict[int, Char]) -> Fragment:
    serials = range(group[0].serial, group[-1].serial + 1)
    spaces = [c for s in serials if (c := inner.get(s)) is not None and c.text == " "]
    within = [space for space in spaces if group[0].x0 <= space.x0 <= group[-1].x1]
    return Fragment(tuple(sorted([*group, *within], key=lambda char: (char.x0, char.serial))))


def find_stretches(lines: Sequence[SplitLine]) -> list[list[SplitLine]]:
    """Runs of lines that hold a table by their setting: rows with numbers, the lines between them, the header above."""
    stretches: list[list[SplitLine]] = []
    current: list[SplitLine] = []
    between: list[SplitLine] = []
    rows = [line.baseline for line in lines if line.is_row]
    pitch = median([low - high for high, low in zip(rows, rows[1:], strict=False)] or [0.0])
    start = 0
    for index, line in enumerate(lines):
        if line.is_row:
            if not current:
                current = _header(lines[start:index])
            current += [*between, line]
            between = []
        elif current:
            between.append(line)
            if _ends_table(line, current[-1], pitch) or len(between) > MAX_BETWEEN:
                stretches.append(current)
                start, current, between = index, [], []
        if not current and line.is_prose:
            start = index + 1
    if current:
        stretches.append(current)
    return [_with_tail(stretch, lines, pitch) for stretch in stretches if _is_table(stretch)]


def _header(above: Sequence[SplitLine]) -> list[SplitLine]:
    """The lines just above the first row of numbers that can be its header."""
    header: list[SplitLine] = []
    for line in reversed(above[-MAX_HEADER:]):
        gap = (header[-1].baseline if header else line.baseline) - line.baseline
        is_single = len(line.fragments) == 1
        if line.is_prose or gap > 4 * line.source.line.size:
            break
        if is_single and (_SECTION.match(line.fragments[0].text) or line.source.line.size > 15):
            break
        header.append(line)
    return header[::-1]


def _ends_table(line: SplitLine, last: SplitLine, pitch: float) -> bool:
    """Whether a line without numbers ends a table: prose, a section heading on a line of its own, a wide gap."""
    if line.is_prose:
        return True
    gap = line.baseline - last.baseline
    is_heading = len(line.fragments) == 1 and _SECTION.match(line.fragments[0].text) is not None
    return (is_heading and gap > 0.7 * pitch) or gap > 6 * max(line.source.line.size, pitch / 2)


def _is_table(stretch: Sequence[SplitLine]) -> bool:
    counts = [sum(1 for f in line.fragments if f.is_number) for line in stretch if line.is_row]
    return (len(counts) >= 2 and sum(counts) >= MIN_NUMBERS) or max(counts, default=0) >= 5


def _with_tail(stretch: list[SplitLine], lines: Sequence[SplitLine], pitch: float) -> list[SplitLine]:
    """Add the lines after the last row that wrap its label: nearer to it than half a row."""
    last = stretch[-1]
    for line in lines[lines.index(last) + 1 :]:
        gap = line.baseline - last.baseline
        if line.is_prose or line.is_row or gap > min(1.6 * last.fragments[0].size, 0.6 * pitch if pitch else 0.0):
            break
        stretch.append(line)
    return stretch
