"""Lines of text -> blocks: wrapped lines joined into paragraphs (over page breaks too), titles and headings told apart.

A PDF of an annual report has no paragraphs. What tells them is the setting: the first line of a paragraph is indented,
its last line is short; titles are larger and centred; headings have a face of their own and stand alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from extractors.document import TextRole
from extractors.readers.pdf_lines import Line, join_wrapped
from extractors.readers.pdf_page import FontLine

FULL_LINE = 2.0  # em a line may end before the right margin and still be full
INDENT = 0.8  # em from the left margin that make an indent
LARGE = 1.12  # times the body size
LOOSE = 1.45  # times the usual distance of lines: more is a new paragraph
HEADING_LENGTH = 32  # characters
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SENTENCE_END = re.compile(r"[。；：，、！？.;:,]$")


@dataclass(frozen=True, slots=True)
class Setting:
    """How the body of a page is set: margins, size, font, distance between lines, width of the page (points)."""

    left: float
    right: float
    size: float
    font: str
    pitch: float
    page_width: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined lines: the text, its role, the page (from 1) it starts on and its lines on that page."""

    text: str
    role: TextRole
    page: int
    lines: tuple[Line, ...]


def page_settings(pages: Sequence[Sequence[FontLine]], widths: Sequence[float]) -> list[Setting]:
    """The setting of each page from its lines and width; a page with few lines takes that of the whole document."""
    everything = [line for lines in pages for line in lines]
    whole = _setting(everything, max(widths, default=0.0), None)
    settings = zip(pages, widths, strict=True)
    return [_setting(lines, w, whole) if len(lines) >= 8 else replace(whole, page_width=w) for lines, w in settings]


def _setting(lines: Sequence[FontLine], page_width: float, whole: Setting | None) -> Setting:
    if not lines:
        return Setting(0.0, page_width, 10.0, "", 15.0, page_width)
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for line in lines:
        sizes[round(line.line.size * 2) / 2] += len(line.line.chars)
        fonts[line.font] += len(line.line.chars)
    size = whole.size if whole else sizes.most_common(1)[0][0]
    body = [line.line for line in lines if abs(line.line.size - size) < 0.1 * size] or [line.line for line in lines]
    lefts = Counter(round(line.x0 / 2) * 2 for line in body)
    most = max(lefts.values())
    ends = sorted(line.x1 for line in body)
    gaps = [low.baseline - high.baseline for high, low in pairwise(body)]
    near = [gap for gap in gaps if 0.8 * size < gap < 3 * size]
    return Setting(
        # The leftmost start that is common: single lines of a list start further in.
        left=float(min(left for left, count in lefts.items() if count >= max(1, most / 3))),
        right=ends[min(len(ends) - 1, int(0.9 * len(ends)))],
        size=size,
        font=whole.font if whole else fonts.most_common(1)[0][0],
        pitch=median(near) if near else (whole.pitch if whole else 1.5 * size),
        page_width=page_width,
    )


def continues_paragraph(upper: FontLine, lower: FontLine, before: Setting, after: Setting, is_same_page: bool) -> bool:
    """Whether ``lower`` is the next line of the paragraph that ``upper`` stands in."""
    one, other = upper.line, lower.line
    if abs(one.size - other.size) > 0.12 * max(one.size, other.size):
        return False
    if is_same_page and other.baseline - one.baseline > LOOSE * max(before.pitch, 1.2 * other.size):
        return False
    if is_centred(upper, before) and is_centred(lower, after):
        return one.size > LARGE * before.size
    if _NUMBERED.match(other.text) and len(other.text) <= HEADING_LENGTH and not _SENTENCE_END.search(other.text):
        return False
    is_full = one.x1 >= before.right - FULL_LINE * one.size
    return is_full and other.x0 <= after.left + INDENT * other.size


def is_centred(line: FontLine, setting: Setting) -> bool:
    """Whether a line stands in the middle between the margins, away from both; a large line, in that of the page."""
    x0, x1 = line.line.x0, line.line.x1
    inset = 1.2 * line.line.size
    is_inside = x0 > setting.left + inset and x1 < setting.right - inset
    middle, width = (setting.left + setting.right) / 2, setting.right - setting.left
    if is_inside and abs((x0 + x1) / 2 - middle) < 0.035 * width + 2:
        return True
    is_large = line.line.size > LARGE * setting.size
    is_in_page_middle = abs((x0 + x1) / 2 - setting.page_width / 2) < 0.02 * setting.page_width
    return is_large and is_in_page_middle and x1 - x0 < 0.8 * setting.page_width


def make_paragraph(lines: Sequence[tuple[int, FontLine]], setting: Setting, has_title: bool) -> Paragraph:
    """One paragraph from its (page, line) pairs. ``has_title``: the document's title has been met."""
    text = ""
    for _, line in lines:
        text = join_wrapped(text, line.line.text)
    page = lines[0][0]
    role = _role([line for _, line in lines], text, setting, has_title)
    return Paragraph(text, role, page, tuple(line.line for number, line in lines if number == page))


def _role(lines: Sequence[FontLine], text: str, setting: Setting, has_title: bool) -> TextRole:
    first = lines[0]
    is_large = first.line.size > LARGE * setting.size
    if is_large and not has_title and all(is_centred(line, setting) for line in lines):
        return "title"
    if len(text) > HEADING_LENGTH or _SENTENCE_END.search(text) or len(lines) > 2:
        return "paragraph"
    is_other_face = first.font != setting.font and not text[0].isascii()
    if is_large or is_other_face or _NUMBERED.match(text):
        return "heading"
    return "paragraph"
