"""One page of pdfium -> its tables, the lines of text outside of them, and what is odd about it.

All that needs pdfium happens here; when this returns the page can be closed, and the rest of the reader works on
plain values.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from extractors.document import Box
from extractors.readers.pdf_cells import FilledGrid, claim_chars
from extractors.readers.pdf_chars import Char, Frame, page_frame, read_chars
from extractors.readers.pdf_grid import find_grids
from extractors.readers.pdf_hidden import hidden_chars, text_paint, unlike_digits
from extractors.readers.pdf_lines import Line, lines_of
from extractors.readers.pdf_rules import Rule, Rules, read_rules
from extractors.readers.pdf_struck import struck_chars

_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x7f-\x9f]")
_LATIN1 = re.compile("[\x80-\xff]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
HIDDEN_SHARE = 0.5  # of a page's characters that nobody sees: the text layer that OCR lays under a scanned page
PICTURE_WIDTH = 0.45  # share of the page's width from which an image may be a table
PICTURE_HEIGHT = 60.0  # points
SCAN_COVER = 0.5  # share of the page an image must cover for the page to be a scan


@dataclass(frozen=True, slots=True)
class FontLine:
    """A line with the name of the font of its first character ("" when the file does not say)."""

    line: Line
    font: str


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page holds, in its reading frame.

    Attributes:
        number: from 1.
        tables: drawn tables, from top to bottom.
        lines: text outside of tables, from top to bottom.
        bands, uprights: level and upright rules outside of tables; they part rows and columns of tables that are not
            fully ruled.
        overflows: numbers that run over a rule of their table.
        char_count, unreadable_count, latin1_count, chinese_count: printed characters in all; those that stand for
            nothing (U+FFFD, private use, unassigned); U+0080 to U+00FF; Chinese.
        is_blank: nothing is drawn on it at all.
        is_scan: an image covers the page.
        has_hidden_text: its text is not painted (OCR under a scan).
        pictures: boxes of the images on the displayed page that are large enough for a table.
        struck: what lines strike out, each with the text that stands beside it; none of it is read.
    """

    number: int
    frame: Frame
    tables: tuple[FilledGrid, ...]
    lines: tuple[FontLine, ...]
    bands: tuple[Rule, ...]
    uprights: tuple[Rule, ...]
    overflows: tuple[str, ...]
    char_count: int
    unreadable_count: int
    latin1_count: int
    chinese_count: int
    is_blank: bool
    is_scan: bool
    has_hidden_text: bool
    pictures: tuple[Box, ...] = ()
    struck: tuple[str, ...] = ()


def read_page(page: Any, number: int) -> PageContent:
    """Read one open page. Raises pypdfium2.PdfiumError where pdfium cannot parse its text."""
    textpage = page.get_textpage()
    try:
        frame = page_frame(page, textpage)
        chars = read_chars(textpage, frame)
        rules = read_rules(page, frame)
        paint = text_paint([handle for _, handle in rules.texts])
        hidden = hidden_chars(textpage, chars, rules, frame, paint)
        is_scan = rules.image_area >= SCAN_COVER * frame.width * frame.height
        has_hidden_text = is_scan and len(hidden) > HIDDEN_SHARE * len(chars)
        if hidden and not has_hidden_text:
            chars = [char for char in chars if char.serial not in hidden]
        chars = unlike_digits(textpage, chars, paint)
        return content_of(number, frame, chars, rules, lambda char: _font(textpage, char), has_hidden_text)
    finally:
        textpage.close()


def content_of(
    number: int,
    frame: Frame,
    chars: Sequence[Char],
    rules: Rules,
    font_of: Callable[[Char], str],
    has_hidden_text: bool = False,
) -> PageContent:
    """What characters and rules make of a page, whatever format they were drawn in."""
    serials, struck = struck_chars(chars, rules)
    if serials:
        chars = [char for char in chars if char.serial not in serials]
    claims = claim_chars(find_grids(rules) if chars else [], chars)
    lines = tuple(FontLine(line, font_of(line.chars[0])) for line in lines_of(claims.free))
    inside = [(filled.grid.ys[0] - 2, filled.grid.ys[-1] + 2) for filled in claims.tables]
    uprights = (r for r in rules.vertical if not any(top <= r.start and r.end <= low for top, low in inside))
    printed = "".join([char.text for char in chars if char.text != " "])
    return PageContent(
        number=number,
        frame=frame,
        tables=tuple(sorted(claims.tables, key=lambda filled: filled.grid.ys[0])),
        lines=lines,
        bands=tuple(r for r in rules.horizontal if not any(top <= r.position <= bottom for top, bottom in inside)),
        uprights=tuple(uprights),
        overflows=claims.overflows,
        char_count=len(printed),
        unreadable_count=len(_UNREADABLE.findall(printed)),
        latin1_count=len(_LATIN1.findall(printed)),
        chinese_count=len(_CHINESE.findall(printed)),
        is_blank=rules.object_count == 0,
        is_scan=rules.image_area >= SCAN_COVER * frame.width * frame.height,
        has_hidden_text=has_hidden_text,
        pictures=tuple(_pictures(rules, frame)),
        struck=struck,
    )


def _pictures(rules: Rules, frame: Frame) -> Iterator[Box]:
    for area in rules.areas:
        is_wide = area.x1 - area.x0 >= PICTURE_WIDTH * frame.width and area.bottom - area.top >= PICTURE_HEIGHT
        if area.is_image and is_wide:
            box = max(area.x0, 0.0), max(area.top, 0.0), min(area.x1, frame.width), min(area.bottom, frame.height)
            yield frame.display_box(*box)


def _font(textpage: Any, char: Char) -> str:
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(textpage, char.serial, None, 0, flags)
    if length <= 1:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFText_GetFontInfo(textpage, char.serial, buffer, length, flags)
    return buffer.raw[: length - 1].decode("utf-8", errors="replace")
