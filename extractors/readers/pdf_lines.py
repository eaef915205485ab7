"""Characters -> lines of text: by baseline, from left to right, spaces only where there is one.

PDF has no words. Producers widen the gaps of justified Chinese text, set digits apart, print characters twice for
bold, so a gap alone is no space: between two digits it takes half an em, between two Chinese characters a whole one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from extractors.readers.ink import SMALLER
from extractors.readers.pdf_chars import DUPLICATE_SHIFT, Char
from extractors.readers.text_inks import UNCLEAR

# Gap, in em, from which two neighbours are apart.
GAP_DIGITS = 0.5
GAP_LATIN = 0.25
GAP_MIXED = 0.7
GAP_CHINESE = 1.0
OVERPRINT_SHIFT = 0.34  # em: digits of one number are never set so near to each other …
OVERPRINT_SHARE = 0.6  # … and never cover so little of the one before
DUPLICATE_SHARE = 0.5  # of a digit's width: a copy further off may be a second digit, set narrow
OFF_LINE = 0.12  # em: the digits of one number never stand so far above or below one another
BASELINE_TOLERANCE = 0.4  # of the smaller of two sizes: nearer baselines are one line


@dataclass(frozen=True, slots=True)
class Line:
    """Characters on one baseline, sorted by x, duplicates of fake bold and outer spaces removed. Never empty.

    ``size`` is the size most of the line has, so that a footnote mark does not decide.
    """

    chars: tuple[Char, ...]
    text: str
    size: float

    @property
    def x0(self) -> float:
        return self.chars[0].x0

    @property
    def x1(self) -> float:
        return max(self.chars[-1].x1, self.chars[0].x1)

    @property
    def baseline(self) -> float:
        return self.chars[0].baseline

    @property
    def top(self) -> float:
        return min(char.top for char in self.chars)

    @property
    def bottom(self) -> float:
        return max(char.bottom for char in self.chars)


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The lines of some characters, from top to bottom; white space alone makes no line."""
    chars = list(chars)
    if len(chars) == 1:  # most cells of a table hold one digit
        (char,) = chars
        return [] if char.text == " " else [Line((char,), char.text.strip(), char.size)]
    groups: list[list[Char]] = []
    limit = 0.0
    for char in sorted(chars, key=_by_baseline):
        if groups and char.baseline <= limit:
            group = groups[-1]
            group.append(char)
            limit = min(limit, group[0].baseline + BASELINE_TOLERANCE * char.size)
        else:
            groups.append([char])
            limit = char.baseline + BASELINE_TOLERANCE * char.size
    lines = (_line(group) for group in groups)
    return [line for line in lines if line is not None]


_by_baseline = attrgetter("baseline", "x0")
_by_x = attrgetter("x0", "serial")


def _line(group: list[Char]) -> Line | None:
    group.sort(key=_by_x)
    kept: list[Char] = []
    for char in group:
        text = char.text
        if not kept:
            if text != " ":
                kept.append(char)
        elif text == " ":
            kept.append(char)
        else:
            last = kept[-1]
            if text == last.text and _is_duplicate(char, last):
                continue
            if len(kept) > 1 and text == kept[-2].text and _is_duplicate(char, kept[-2]):
                continue
            is_over = char.x0 - last.x0 < OVERPRINT_SHIFT * char.size and _is_overprint(char, last)
            differs = char.size != last.size or char.baseline != last.baseline
            is_odd = differs and not is_over and _is_unlike(last, char)
            kept.append(char._replace(text=UNCLEAR) if is_over or is_odd else char)
    while kept and kept[-1].text == " ":
        kept.pop()
    if not kept:
        return None
    sizes = sorted([char.size for char in kept])
    return Line(tuple(kept), chars_text(kept), sizes[len(sizes) // 2])


def _is_duplicate(char: Char, other: Char) -> bool:
    """Whether a character was printed twice, for bold or as a shadow; of narrow digits the copy lies nearer still."""
    shift = char.x0 - other.x0
    if char.text != other.text or shift >= DUPLICATE_SHIFT * char.size:
        return False
    return shift < DUPLICATE_SHARE * (other.x1 - other.x0) or not char.text.isdigit()


def _is_overprint(char: Char, other: Char) -> bool:
    """Whether two digits lie so far over each other that nobody can say what is printed: 1 in bold, 11, or a mended 7."""
    is_pair = char.text.isdigit() and (other.text.isdigit() or other.text == UNCLEAR)
    return is_pair and char.x0 - other.x0 < OVERPRINT_SHARE * (other.x1 - other.x0)


def _is_unlike(last: Char, char: Char) -> bool:
    """Whether a digit is much smaller or larger than the one before, or off its line: a mark at a number, or a digit of it?

    A mark that was painted right behind its number is known as one before (``pdf_chars``); this one was painted elsewhere.
    """
    if not (char.text.isdigit() and last.text.isdigit() and char.text.isascii() and last.text.isascii()):
        return False
    smaller, larger = sorted((last.size, char.size))
    is_off = abs(last.baseline - char.baseline) >= OFF_LINE * larger
    return (is_off or smaller < SMALLER * larger) and _gap_of_one(last, char)


def is_beside(last: Char, char: Char) -> bool:
    """Whether two characters stand side by side on one baseline, as those of one number do."""
    is_level = abs(last.baseline - char.baseline) < OFF_LINE * max(last.size, char.size)
    return is_level and _gap_of_one(last, char)


def _gap_of_one(last: Char, char: Char) -> bool:
    size = max(last.size, char.size)
    return -0.2 * size < char.x0 - last.x1 < GAP_DIGITS * size


def chars_text(chars: Sequence[Char]) -> str:
    """The text of characters sorted by x, runs of spaces as one space."""
    parts: list[str] = []
    last: Char | None = None
    for char in chars:
        if char.text == " ":
            if parts and parts[-1] != " ":
                parts.append(" ")
            continue
        if last is not None and char.x0 - last.x1 > GAP_LATIN * char.size and parts[-1] != " " and is_apart(last, char):
            parts.append(" ")
        parts.append(char.text)
        last = char
    return "".join(parts).strip()


def is_apart(left: Char, right: Char) -> bool:
    """Whether the gap between two neighbours on a line is wide enough to stand for a space."""
    gap = (right.x0 - left.x1) / max(left.size, right.size)
    left_ascii, right_ascii = left.text.isascii(), right.text.isascii()
    if left_ascii and right_ascii:
        return gap >= (GAP_DIGITS if _is_numeric(left.text) or _is_numeric(right.text) else GAP_LATIN)
    return gap >= (GAP_MIXED if left_ascii or right_ascii else GAP_CHINESE)


def _is_numeric(text: str) -> bool:
    return text in "0123456789.,%-+/"


def join_wrapped(upper: str, lower: str) -> str:
    """Two lines of one paragraph as one text: a space only between two Latin words."""
    if upper and lower and upper[-1].isascii() and lower[0].isascii() and not upper.endswith("-"):
        is_number = upper[-1].isdigit() and lower[0].isdigit()
        return upper + lower if is_number else f"{upper} {lower}"
    return upper + lower
