"""Fonts, colours and shared strings of an XLS workbook -> how each cell and each run of a text looks.

The records of fonts and formats ([MS-XLS] 2.4.122, 2.4.353) say what is struck out, raised, or white on white; a text of
several fonts lists them behind its characters ([MS-XLS] 2.5.293), across as many records as it takes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.readers.ink import BLACK, WHITE, Colour
from extractors.readers.text_clean import raise_digits
from extractors.readers.text_inks import Ink, is_invisible
from extractors.readers.xlsx_text import CellStyle, SharedText

_STRUCK = 0x08
_TWIPS = 20
_RICH, _PHONETIC, _WIDE = 0x08, 0x04, 0x01
_SOLID = 1
_FIRST_COLOUR = 8  # of the palette
_AUTOMATIC = 0x7FFF
_MISSING_FONT = 4  # there is no font of this number: the fifth is number five


@dataclass(frozen=True, slots=True)
class Font:
    is_struck: bool = False
    is_mark: bool = False
    size: float | None = None
    colour: int = _AUTOMATIC


@dataclass(slots=True)
class Looks:
    """What a workbook says of looks, record by record. ``strings`` are its shared strings of more than one font."""

    fonts: list[Font] = field(default_factory=list)
    styles: list[tuple[int, int, int | None]] = field(default_factory=list)
    palette: dict[int, Colour] = field(
        default_factory=lambda: {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 10: (255.0, 0.0, 0.0), 12: (0.0, 0.0, 255.0)}
    )
    chunks: list[bytes] = field(default_factory=list)
    strings: dict[int, SharedText] = field(default_factory=dict)

    def add_font(self, data: bytes) -> None:
        if len(data) >= 10:
            height, flags, colour, _, shift = struct.unpack_from("<5H", data)
            self.fonts.append(Font(bool(flags & _STRUCK), shift in (1, 2), height / _TWIPS, colour))

    def add_style(self, data: bytes, is_biff8: bool) -> None:
        """Font, number format, and the number of the colour of the ground: 1 for white, None for what is not known."""
        font, form = struct.unpack_from("<HH", data)
        ground: int | None = None
        if is_biff8 and len(data) >= 20:
            pattern, colours = struct.unpack_from("<I", data, 14)[0] >> 26, struct.unpack_from("<H", data, 18)[0]
            ground = 1 if pattern == 0 else colours & 0x7F if pattern == _SOLID else None
        self.styles.append((font, form, ground))

    def add_palette(self, data: bytes) -> None:
        for index in range((len(data) - 2) // 4):
            red, green, blue = data[2 + 4 * index : 5 + 4 * index]
            self.palette[_FIRST_COLOUR + index] = float(red), float(green), float(blue)

    def font(self, number: int) -> Font:
        at = number - (number > _MISSING_FONT)
        return self.fonts[at] if at < len(self.fonts) else Font()

    def ink(self, font: Font) -> Ink:
        return Ink(font.size, BLACK if font.colour in (_AUTOMATIC, 64) else self.palette.get(font.colour))

    def style(self, number: int, code: str) -> CellStyle:
        """How cells of a style look; ``code`` is their number format."""
        if number >= len(self.styles):
            return CellStyle(code)
        font_number, _, ground = self.styles[number]
        font = self.font(font_number)
        ink, under = self.ink(font), WHITE if ground in (1, 65) else self.palette.get(ground or 0) if ground else None
        return CellStyle(code, font.is_struck, is_invisible(ink, under), ink)

    def read_strings(self) -> None:
        """Find the shared strings of several fonts; what cannot be followed to its end is left out."""
        if not self.chunks:
            return
        reader = _Chunks(self.chunks, 0, 8)
        try:
            for index in range(struct.unpack_from("<I", self.chunks[0], 4)[0]):
                text, runs = reader.string()
                if runs:
                    self.strings[index] = self._shared(text, runs)
        except (struct.error, IndexError):
            self.strings.clear()

    def _shared(self, text: str, runs: Sequence[tuple[int, int]]) -> SharedText:
        parts: list[tuple[str, bool | None]] = [(text[: runs[0][0]], None)]
        inks = [Ink()]
        for (start, number), (end, _) in pairwise((*runs, (len(text), 0))):
            font, piece = self.font(number), text[start:end]
            parts.append((raise_digits(piece) if font.is_mark else piece, font.is_struck))
            inks.append(self.ink(font))
        return SharedText(tuple(parts), tuple(inks))


@dataclass(slots=True)
class _Chunks:
    """Reads on from record to record; characters that go on in the next one begin there with a flag of their own."""

    chunks: Sequence[bytes]
    number: int
    position: int

    def string(self) -> tuple[str, list[tuple[int, int]]]:
        """The text, and (first character, font) of each run of it."""
        count, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & _RICH else 0
        phonetic = struct.unpack("<I", self.take(4))[0] if flags & _PHONETIC else 0
        text = "".join(self.characters(count, bool(flags & _WIDE)))
        found = [struct.unpack("<HH", self.take(4)) for _ in range(runs)]
        self.take(phonetic)
        return text, [(start, font) for start, font in found]

    def characters(self, count: int, is_wide: bool) -> Iterator[str]:
        while count:
            left = (len(self.chunks[self.number]) - self.position) // (2 if is_wide else 1)
            if left == 0:
                self.number, self.position = self.number + 1, 1
                is_wide = bool(self.chunks[self.number][0] & _WIDE)
                continue
            taken = min(left, count)
            data = self.take(taken * (2 if is_wide else 1))
            yield data.decode("utf-16-le" if is_wide else "latin-1", errors="replace")
            count -= taken

    def take(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            chunk = self.chunks[self.number]
            if self.position >= len(chunk):
                self.number, self.position = self.number + 1, 0
                continue
            piece = chunk[self.position : self.position + size - len(found)]
            self.position += len(piece)
            found += piece
        return found
