"""Page of pdfium -> characters in the frame a person reads them in, with pdfium's oddities put right.

pdfium reports characters in unrotated user space, adds spaces and line ends of its own, gives characters that Chromium
wrote through ActualText or Type 3 fonts boxes that do not fit their place (so the origin is what counts here), and
hands out Kangxi radicals (⼀ ⼆ ⼈ ⾏) where a font's map does, though 一 二 人 行 were meant and printed.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extractors.document import Box
from extractors.readers import pdf_calls as calls

# Share of an em by which a glyph stands above its baseline; digits, Latin capitals and CJK agree closely enough.
ASCENT = 0.86
DESCENT = 0.14
LIFT = (ASCENT - DESCENT) / 2  # of a character's middle above its baseline
# Two copies of a character nearer than this share of an em are fake bold or shadow; digits stand at least 0.4 em apart.
DUPLICATE_SHIFT = 0.15
ASLANT = 0.2  # rise of a line of text over its run: more is no text of the page
# A digit smaller than this share of the character before it may be a footnote mark (Chromium: 0.83), and one that is
# raised by this share of an em, whatever its size.
RAISED_SIZE = 0.92
RAISED = 0.2
_SUPERSCRIPTS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_SKIPPED = frozenset("\r\n\t\x00\u200b\u200c\u200d\ufeff\u00ad")
_SPACES = frozenset(" \u00a0\u3000\u2002\u2003\u2009\u202f")
_HYPHENS = frozenset("\x02\ufffe")


class Char(NamedTuple):
    """One printed character in the reading frame (points, y downwards). ``serial`` is its order in the page's text."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    serial: int

    @property
    def x_centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y_centre(self) -> float:
        return self.baseline - LIFT * self.size

    @property
    def top(self) -> float:
        return self.baseline - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + DESCENT * self.size


Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """How the reading frame of a page lies: user space -> display (after /Rotate) -> reading (text runs to the right).

    Attributes:
        matrix: (a, b, c, d, e, f) with u = a x + b y + e and v = c x + d y + f, from user space to reading.
        turn: quarter turns of the text in the displayed page: 0 upright, 1 runs down, 2 upside down, 3 runs up.
        width, height: of the reading frame, in points.
    """

    matrix: Matrix
    turn: int
    width: float
    height: float

    def display_box(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        """A box of the reading frame as (x0, top, x1, bottom) of the displayed page, rounded to 0.01 point."""
        if self.turn == 1:
            x0, top, x1, bottom = self.height - bottom, x0, self.height - top, x1
        elif self.turn == 2:
            x0, top, x1, bottom = self.width - x1, self.height - bottom, self.width - x0, self.height - top
        elif self.turn == 3:
            x0, top, x1, bottom = top, self.width - x1, bottom, self.width - x0
        return (round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))


def page_frame(page: Any, textpage: Any) -> Frame:
    """The frame in which most characters of the page run from left to right."""
    left, bottom, right, top = page.get_bbox()
    rotation = (page.get_rotation() // 90) % 4
    width, height = (right - left, top - bottom) if rotation % 2 == 0 else (top - bottom, right - left)
    display: Matrix = (
        (1, 0, 0, -1, -left, top),
        (0, 1, 1, 0, -bottom, -left),
        (-1, 0, 0, 1, right, -bottom),
        (0, -1, -1, 0, top, right),
    )[rotation]
    turn = _dominant_turn(textpage, display)
    a, b, c, d, e, f = display
    if turn == 1:
        return Frame((c, d, -a, -b, f, width - e), 1, height, width)
    if turn == 2:
        return Frame((-a, -b, -c, -d, width - e, height - f), 2, width, height)
    if turn == 3:
        return Frame((-c, -d, a, b, height - f, e), 3, height, width)
    return Frame(display, 0, width, height)


def _dominant_turn(textpage: Any, display: Matrix) -> int:
    """Quarter turns of most of the text as displayed; a sample is enough, since whole pages are laid on their side."""
    count = pdfium.FPDFText_CountChars(textpage)
    matrix = pdfium.FS_MATRIX()
    turns: Counter[int] = Counter()
    for index in range(0, count, max(1, count // 40)):
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        pdfium.FPDFText_GetMatrix(textpage, index, matrix)
        across = display[0] * matrix.a + display[1] * matrix.b
        down = display[2] * matrix.a + display[3] * matrix.b
        turns[(0 if across >= 0 else 2) if abs(across) >= abs(down) else (1 if down > 0 else 3)] += 1
    if not turns:
        return 0
    turn, votes = turns.most_common(1)[0]
    return turn if votes > 0.6 * turns.total() else 0


def read_chars(textpage: Any, frame: Frame) -> list[Char]:
    """All characters of a page in text order, spaces that were printed included, those outside the page left out."""
    raw = textpage.raw
    a, b, c, d, e, f = frame.matrix
    right_edge, height = 2 * frame.width, frame.height
    is_upright = (a, b, c, d) == (1, 0, 0, -1)
    new = tuple.__new__  # at half the cost of Char(…), for each of thousands
    chars: list[Char] = []
    sizes: dict[tuple[float, float], float] = {}
    last = ""
    previous: Char | None = None
    for index, (code, x, y, nominal, left, high, right, low) in enumerate(_raw_chars(textpage)):
        is_plain = (
            0x4E00 <= code <= 0x9FFF or 0x21 <= code <= 0x7E or 0xFF01 <= code <= 0xFF5E or 0x3001 <= code <= 0x30FF
        )
        text = chr(code) if is_plain else _printed(raw, index, code)
        if not text:
            continue
        # The matrix costs a call: characters with boxes of the same height and the same nominal size share it.
        size = sizes.get((nominal, high - low))
        if size is None:
            size = sizes[nominal, high - low] = nominal * _scale(raw, index)
        if size < 0:
            continue
        if is_upright:
            origin, baseline, x0, x1 = x + e, f - y, left + e, right + e
        else:
            origin, baseline = a * x + b * y + e, c * x + d * y + f
            x0, x1 = a * left + b * low + e, a * right + b * high + e
        if x0 > x1:
            x0, x1 = x1, x0
        if size <= 0:
            size = max(abs(c * (right - left) + d * (high - low)), 1.0)
        # A box away from the origin, or of no width, belongs to ActualText: the origin and the usual advance hold.
        if abs(x0 - origin) > 0.6 * size or not 0.02 * size < x1 - x0 < 2.5 * size:
            x0, x1 = origin, origin + (0.5 if text.isascii() else 1.0) * size
        if 0 <= x0 + x1 <= right_edge and 0 <= baseline - 0.36 * size <= height:
            char = new(Char, (text, x0, x1, baseline, size, index))
            if previous is not None:
                if size < RAISED_SIZE * previous.size or previous.baseline - baseline > RAISED * size:
                    char = _raised(previous, char)
                if text == last:
                    char = _unstacked(raw, previous, char)
            chars.append(char)
            last, previous = text, char
    return chars


def _raw_chars(textpage: Any) -> Iterator[tuple[int, float, float, float, float, float, float, float]]:
    """Code, origin (x, y), nominal size and loose box (left, top, right, bottom) of each character, in user space."""
    count = pdfium.FPDFText_CountChars(textpage.raw)
    raw, numbers = calls.address(textpage.raw), range(count)
    _, (xs, ys) = calls.columns(calls.get_origin, ctypes.c_double, 2, repeat(raw), numbers, count=count)
    _, boxes = calls.structs(calls.get_loose_box, ctypes.c_float, 4, repeat(raw), numbers, count=count)
    sizes = calls.each(calls.get_font_size, raw, count)
    edges = (boxes[side::4] for side in range(4))
    return zip(_codes(textpage, raw, count), xs, ys, sizes, *edges, strict=True)


def _codes(textpage: Any, raw: int, count: int) -> list[int]:
    """The UTF-16 unit of each character: all in one call where every character has one, and that is its own."""
    buffer = (ctypes.c_ushort * (count + 1))()
    length = pdfium.FPDFText_GetText(textpage.raw, 0, count, buffer)
    codes = buffer[:count]
    if length == count + 1 and not any(0xD800 <= code < 0xE000 or not code for code in codes):
        return codes
    return calls.each(calls.get_unicode, raw, count)


def _raised(last: Char, char: Char) -> Char:
    """A footnote mark as such: a raised digit behind a number is no digit of it (``12¹`` is not 121), nor a lowered one.

    One of the same size must stand right behind: a little further off begins the next cell, set a little higher.
    """
    lift = last.baseline - char.baseline
    is_small = char.size < RAISED_SIZE * last.size
    is_raised = 0.12 * last.size < lift < 0.9 * last.size
    is_lowered = is_small and 0.08 * last.size < -lift < 0.5 * last.size
    is_behind = -0.2 * last.size < char.x0 - last.x1 < (0.5 if is_small else 0.15) * last.size
    is_raised = is_raised or is_lowered
    if not (char.text in _SUPERSCRIPTS and is_raised and is_behind):
        return char
    return Char(_SUPERSCRIPTS[char.text], char.x0, char.x1, last.baseline, last.size, char.serial)


def _scale(raw: Any, index: int) -> float:
    """How much larger than its nominal size a character is set; below 0 for one that runs aslant: a watermark."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    scale = float(abs(matrix.c) + abs(matrix.d))
    across, along = sorted((abs(matrix.a), abs(matrix.b)))
    return -scale if across > ASLANT * along else scale


def _printed(raw: Any, index: int, code: int) -> str:
    """What a character prints as: "" for what prints nothing, one form for each sort of space, hyphen and radical."""
    text = chr(code)
    if text in _SKIPPED:
        return ""
    if text in _SPACES:
        return "" if pdfium.FPDFText_IsGenerated(raw, index) == 1 else " "
    if text in _HYPHENS:
        return "-"
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", text)
    if 0xD800 <= code < 0xE000:
        return _surrogates(raw, index, code)
    return "\ufffd" if code < 0x20 else text


def _surrogates(raw: Any, index: int, code: int) -> str:
    """The character of a surrogate pair at its first half, "" at its second."""
    following = pdfium.FPDFText_GetUnicode(raw, index + 1)
    if code < 0xDC00 and 0xDC00 <= following < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + (following - 0xDC00))
    return ""


def _unstacked(raw: Any, last: Char, char: Char) -> Char:
    """Keep apart the pieces of one glyph that stands for two equal characters, which else look like fake bold."""
    if char.text == " " or abs(last.x0 - char.x0) > DUPLICATE_SHIFT * char.size:
        return char
    get_object = pdfium.FPDFText_GetTextObject
    one, other = get_object(raw, last.serial), get_object(raw, char.serial)
    if abs(last.baseline - char.baseline) > char.size / 2 or not one or not other:
        return char
    if ctypes.addressof(one.contents) != ctypes.addressof(other.contents):
        return char
    return char._replace(x0=(last.x0 + last.x1) / 2 + DUPLICATE_SHIFT * char.size)
