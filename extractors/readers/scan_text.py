"""What stands on a sheet outside of ruled tables -> lines of characters, as the PDF reader has them.

Every piece of a line is read by itself, its characters are spread over its ink, and from there on paragraphs, headings
and tables without rules are found as in a PDF with text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from extractors.readers.pdf_chars import Char
from extractors.readers.pdf_lines import Line, chars_text
from extractors.readers.pdf_page import FontLine
from extractors.readers.scan_cells import Page
from extractors.readers.scan_engine import Engine, Reading
from extractors.readers.scan_lines import (
    LINE_FILL,
    TALL,
    Span,
    clean_ink,
    crop_line,
    is_large_print,
    split_wide,
    text_lines,
)
from extractors.readers.scan_sheet import Raster

PIECE_GAP = 0.85  # sizes of a character between two pieces of a line
PIECE_RISE = 0.22  # sizes of a character between the parts of one, above each other
NEAR_PIECES = 6  # further to the left that a piece may still belong to
SAME_ROW = 0.45  # sizes of a character by which the middles of pieces of one row may differ
NEAR_ROWS = 4  # rows that a piece may still belong to
PROSE_SQUEEZE = 0.72  # in width: prose is read faster than numbers
PAD = 0.14  # of a line's height
CHINESE_HEIGHT = 0.92  # of an em that a line of Chinese ink is high
DIGIT_HEIGHT = 0.72
LEAST_SCORE = 0.002  # of a line: below, it is no text (a seal, a signature, dirt)
PAGE_NUMBER = re.compile(r"[-—–―一·.\s]*第?\s*\d{1,3}\s*页?(?:[/共]\s*\d{1,3}\s*页?)?[-—–―一·.\s]*")
MARGIN = 0.09  # of the page's height, in which page numbers stand
_WIDE = re.compile("[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’—…]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: its pixels on the sheet and what was read."""

    span: Span
    reading: Reading


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of a page, and the pieces they were made of; a character's ``serial`` is the number of its piece."""

    lines: tuple[FontLine, ...]
    pieces: tuple[Piece, ...]


def read_text(page: Page, tables: Sequence[Span], engine: Engine, is_exact: bool) -> PageText:
    """All lines outside of ``tables``. ``is_exact``: numbers may stand there (no table was found), so do not hurry."""
    rows = _rows(page, tables)
    spans = [span for row in rows for span in row]
    readings = engine.read([crop_piece(page, span, PAD) for span in spans], 1.0 if is_exact else PROSE_SQUEEZE)
    pieces = tuple(Piece(span, reading) for span, reading in zip(spans, readings, strict=True))
    lines = []
    serial = 0
    for row in rows:
        line = _line(list(enumerate(pieces[serial : serial + len(row)], start=serial)), page)
        serial += len(row)
        if line is not None and not _is_page_number(line, page):
            lines.append(FontLine(line, ""))
    return PageText(tuple(lines), pieces)


def _rows(page: Page, tables: Sequence[Span]) -> list[list[Span]]:
    """The pieces of each line outside of tables."""
    ink = page.ink.copy()
    for box in tables:
        ink[box.top : box.bottom, box.x0 : box.x1] = 0
    ink = clean_ink(ink, page.sheet.scale)
    rows: list[list[Span]] = []
    for run in text_lines(ink, page.size, is_cut=False):
        if run.height <= TALL * page.size or is_large_print(ink[run.top : run.bottom]):
            rows.append(split_wide(ink, run, PIECE_GAP * page.size))
        else:
            rows += _bridged_rows(ink[run.top : run.bottom], run.top, page.size)
    kept = ([piece for piece in row if _may_be_text(piece, page)] for row in rows)
    return [row for row in kept if row]


def _bridged_rows(ink: Raster, top: int, size: float) -> list[list[Span]]:
    """The rows of a run of ink that holds several: a label beside two rows, at half their height, bridges them."""
    rows: list[list[Span]] = []
    for piece in sorted(_pieces(ink, size), key=_middle):
        row = next((row for row in reversed(rows[-NEAR_ROWS:]) if _is_of_row(piece, row, size)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    rows.sort(key=lambda row: median(map(_middle, row)))
    return [[piece._replace(top=piece.top + top, bottom=piece.bottom + top) for piece in sorted(row)] for row in rows]


def _pieces(ink: Raster, size: float) -> list[Span]:
    """Runs of characters without a wide gap."""
    reach = np.ones((max(1, round(PIECE_RISE * size)), max(1, round(PIECE_GAP * size))), np.uint8)
    _, labels = cv2.connectedComponents(np.asarray(cv2.dilate(ink, reach), np.uint8), connectivity=8)
    rows, columns = np.nonzero(ink)
    owners = labels[rows, columns]
    pieces: list[Span] = []
    for owner in np.unique(owners):
        own = np.zeros_like(ink)
        mine = owners == owner
        own[rows[mine], columns[mine]] = 1
        lines = text_lines(own, size)
        pieces += [part for line in lines for part in split_wide(own, line, PIECE_GAP * size)]
    return _joined(pieces, size)


def _joined(pieces: Sequence[Span], size: float) -> list[Span]:
    """Pieces beside and above each other that are parts of one line (the stroke and the comma of 一、) as one."""
    found: list[Span] = []
    for piece in sorted(pieces):
        whole = piece
        for other in found[-NEAR_PIECES:]:
            top, bottom = min(whole.top, other.top), max(whole.bottom, other.bottom)
            if bottom - top <= LINE_FILL * size and whole.x0 - other.x1 < PIECE_GAP * size:
                found.remove(other)
                whole = Span(min(whole.x0, other.x0), top, max(whole.x1, other.x1), bottom)
        found.append(whole)
    return found


def _middle(piece: Span) -> float:
    return (piece.top + piece.bottom) / 2


def _is_of_row(piece: Span, row: Sequence[Span], size: float) -> bool:
    """Whether a piece stands beside those of a row, at their height."""
    near = abs(_middle(piece) - median(map(_middle, row))) < SAME_ROW * size
    return near and not any(piece.x0 < other.x1 and other.x0 < piece.x1 for other in row)


def _may_be_text(span: Span, page: Page) -> bool:
    """Not a speck, not a rule, not a picture."""
    size = page.size
    return max(span.height, span.width) >= 0.25 * size and span.height <= 4 * size and span.width >= 0.08 * size


def _line(members: Sequence[tuple[int, Piece]], page: Page) -> Line | None:
    chars: list[Char] = []
    read = [(serial, piece) for serial, piece in members if piece.reading.text.strip() and _is_read(piece.reading)]
    if not read:
        return None
    scale = page.sheet.scale
    wide = [piece for _, piece in read if _WIDE.search(piece.reading.text)]
    tallest = max(piece.span.height for piece in (wide or [piece for _, piece in read]))
    size = tallest * scale / (CHINESE_HEIGHT if wide else DIGIT_HEIGHT)
    bottom = max(piece.span.bottom for piece in (wide or [piece for _, piece in read])) * scale
    baseline = bottom - 0.1 * size if wide else bottom
    for serial, piece in read:
        chars += spread(
            unicodedata.normalize("NFC", piece.reading.text.strip()), piece.span, scale, baseline, size, serial
        )
    return Line(tuple(chars), chars_text(chars), size) if chars else None


def _is_read(reading: Reading) -> bool:
    return reading.score >= LEAST_SCORE


def spread(text: str, span: Span, scale: float, baseline: float, size: float, serial: int) -> list[Char]:
    """The characters of a piece side by side over its ink, Chinese ones twice as wide as the others."""
    weights = [1.0 if _WIDE.match(char) else 0.5 for char in text]
    unit = span.width * scale / sum(weights)
    chars: list[Char] = []
    x = span.x0 * scale
    for char, weight in zip(text, weights, strict=True):
        if char != " ":
            chars.append(Char(char, x, x + weight * unit, baseline, size, serial))
        x += weight * unit
    return chars


def _is_page_number(line: Line, page: Page) -> bool:
    height = page.grey.shape[0] * page.sheet.scale
    at_edge = line.baseline < MARGIN * height or line.baseline > (1 - MARGIN) * height
    return at_edge and PAGE_NUMBER.fullmatch(line.text) is not None


def crop_piece(page: Page, span: Span, pad: float) -> Raster:
    """The picture of a piece, for a further reading."""
    return crop_line(page.grey, span, page.size, pad, Span(0, 0, page.grey.shape[1], page.grey.shape[0]))
