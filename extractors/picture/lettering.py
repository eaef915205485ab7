"""Lines of mixed Chinese and English text, wrapped to a width and drawn as a band of a picture.

Captions and legends hold addresses of 300 characters and labels of 60; nothing of them may run out of the picture. On a
machine without a Chinese font the Chinese is left out rather than drawn as empty boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from extractors.picture.fonts import font, has_chinese
from extractors.picture.model import Words
from extractors.picture.palette import INK, LINE, PAPER, Colour, Style

_LEADING = 1.42
_PADDING = 14
_SWATCH_GAP = 10
# A word of Latin letters stays whole; anything else may be parted after any character.
_PIECES = re.compile(r"[A-Za-z0-9'’\-]+\s?|\s+|.", re.DOTALL)
_LONGEST_WORD = 24
_NOT_LATIN = re.compile(r"[^\x20-\x7e\xa0-\xff\u2013-\u2026\u203a\u2260]+")
# More than this says nothing more to a reader, and a hostile page must not make a picture a mile high.
_LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one colour."""

    text: str
    colour: Colour = INK


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a band; ``swatch`` draws the frame of a verdict before it."""

    runs: tuple[Run, ...]
    size: int = 19
    swatch: Style | None = None


def both(words: Words, between: str = " ") -> str:
    """Chinese with its English twin; English alone where no font draws Chinese."""
    parts = [words.zh, words.en] if has_chinese() else [words.en]
    return between.join(part for part in parts if part)


def drawable(text: str) -> str:
    """``text`` on one line, cut where it is endless, without what no font here draws."""
    line = " ".join(text.split())
    if len(line) > _LONGEST_TEXT:
        line = line[: _LONGEST_TEXT - 1] + "…"
    return line if has_chinese() else _NOT_LATIN.sub("?", line)


def text_width(text: str, size: int) -> float:
    """Width in pixels; the widths of characters are kept, because the same few thousand come again and again."""
    return sum(_char_width(char, size) for char in text)


@lru_cache(maxsize=20_000)
def _char_width(char: str, size: int) -> float:
    return float(font(size).getlength(char))


def wrap(text: str, width: float, size: int) -> list[str]:
    """Lines of ``text`` no wider than ``width`` pixels (one character at least)."""
    lines, used = [""], 0.0
    for piece in _pieces(text):
        step = text_width(piece, size)
        if lines[-1] and used + text_width(piece.rstrip(), size) > width:
            lines.append("")
            used = 0.0
            piece = piece.lstrip()
            step = text_width(piece, size)
        lines[-1] += piece
        used += step
    return lines


def _pieces(text: str) -> Iterator[str]:
    for match in _PIECES.finditer(text):
        piece = match[0]
        yield from (piece[at : at + _LONGEST_WORD] for at in range(0, len(piece), _LONGEST_WORD))


def band(lines: Sequence[Line], width: int, background: Colour = PAPER) -> Image.Image:
    """All lines below each other on a band ``width`` pixels wide."""
    laid = [_lay(line, width) for line in lines]
    height = sum(len(rows) * _row_height(line.size) for line, rows in zip(lines, laid, strict=True)) + 2 * _PADDING
    image = Image.new("RGB", (width, max(height, 1)), background)
    canvas = ImageDraw.Draw(image)
    top = _PADDING
    for line, rows in zip(lines, laid, strict=True):
        if line.swatch is not None:
            _draw_swatch(canvas, line.swatch, line.size, top)
        for row in rows:
            x = float(_indent(line))
            for run in row:
                canvas.text((x, top), run.text, fill=run.colour, font=font(line.size))
                x += text_width(run.text, line.size)
            top += _row_height(line.size)
    return image


def rule(width: int) -> Image.Image:
    """A thin line across a picture."""
    return Image.new("RGB", (width, 1), LINE)


def _row_height(size: int) -> int:
    return round(size * _LEADING)


def _indent(line: Line) -> int:
    return _PADDING if line.swatch is None else _PADDING + round(line.size * 1.8) + _SWATCH_GAP


def _draw_swatch(canvas: ImageDraw.ImageDraw, style: Style, size: int, top: int) -> None:
    from extractors.picture.marks import draw_outline  # marks draw on sheets; here one is drawn on its own

    box = (_PADDING, top + round(size * 0.2), _PADDING + round(size * 1.8), top + round(size * 1.25))
    draw_outline(canvas, box, style, 3)


def _lay(line: Line, width: int) -> list[list[Run]]:
    """The rows of one line, each the pieces of its runs that stand in it."""
    room = max(width - _indent(line) - _PADDING, line.size)
    rows: list[list[Run]] = [[]]
    used = 0.0
    for run in line.runs:
        for piece in _pieces(drawable_keeping_spaces(run.text)):
            if rows[-1] and used + text_width(piece.rstrip(), line.size) > room:
                rows.append([])
                used = 0.0
                piece = piece.lstrip()
            if not piece:
                continue
            used += text_width(piece, line.size)
            last = rows[-1][-1] if rows[-1] else None
            if last is not None and last.colour == run.colour:
                rows[-1][-1] = Run(last.text + piece, run.colour)
            else:
                rows[-1].append(Run(piece, run.colour))
    return rows


def drawable_keeping_spaces(text: str) -> str:
    """``drawable`` for a piece of a line, whose spaces at both ends part it from its neighbours."""
    lead = " " * (len(text) - len(text.lstrip(" ")))
    tail = " " * (len(text) - len(text.rstrip(" "))) if text.strip() else ""
    return lead + drawable(text) + tail
