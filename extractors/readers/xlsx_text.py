"""Texts and cell styles of a workbook -> what of a cell is seen: no struck-out runs, no white on white, marks raised.

A corrected figure is struck out run by run inside its cell, or as a whole by the font of the cell; a run that says
nothing of its own looks as the cell does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from extractors.readers.ink import BLACK, WHITE, Colour, colour_of
from extractors.readers.sheet_model import Sheet, Slot
from extractors.readers.sheet_values import BUILTIN_FORMATS
from extractors.readers.text_clean import raise_digits
from extractors.readers.text_inks import UNCLEAR, Ink, is_invisible, join_alike

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class CellStyle:
    """The number format of a cell, and whether its font strikes out what it holds or cannot be told from its ground."""

    code: str = "General"
    is_struck: bool = False
    is_unseen: bool = False
    ink: Ink = field(default_factory=Ink)


@dataclass(frozen=True, slots=True)
class SharedText:
    """A text: its runs, and which of them are struck out (True), are not (False), or look as the cell does (None).

    ``inks``: how each run is set, as far as it says so itself; empty where none does.
    """

    runs: tuple[tuple[str, bool | None], ...]
    inks: tuple[Ink, ...] = ()

    @classmethod
    def plain(cls, text: str) -> SharedText:
        return cls(((text, None),))

    @classmethod
    def joined(cls, texts: Iterable[SharedText]) -> SharedText:
        all_texts = list(texts)
        inks = tuple(ink for text in all_texts for ink in (text.inks or (Ink(),) * len(text.runs)))
        return cls(tuple(run for text in all_texts for run in text.runs), inks)

    @property
    def text(self) -> str:
        """All of it, seen or not."""
        return "".join(text for text, _ in self.runs)

    @property
    def struck(self) -> bool:
        return any(is_struck for _, is_struck in self.runs)

    def under(self, style: CellStyle) -> str:
        """What is seen of it in a cell of this style."""
        is_gone = style.is_struck or style.is_unseen
        inks = [Ink(own.size or style.ink.size, own.colour or style.ink.colour) for own in self.inks]
        seen = zip(self.runs, inks or [style.ink] * len(self.runs), strict=True)
        return join_alike(
            (text, ink) for (text, is_struck), ink in seen if not (is_gone if is_struck is None else is_struck)
        )


def shown(text: SharedText, style: CellStyle, sheet: Sheet, slot: Slot) -> str:
    """The part of a cell's text that is neither struck out nor unseen; a note where that is not all."""
    seen = text.under(style)
    if seen.replace(UNCLEAR, "") != text.text.replace(UNCLEAR, ""):
        sheet.note("struck_text" if text.struck or style.is_struck else "unseen_text", slot)
    return seen


def shared_text(item: etree._Element) -> SharedText:
    """A shared or inline string: its runs, without pronunciation; raised and lowered digits are footnote marks."""
    runs: list[tuple[str, bool | None]] = []
    inks: list[Ink] = []
    for child in item:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "t":
            runs.append((_unescaped(child.text or ""), None))
            inks.append(Ink())
        elif name == "r":
            text = _unescaped("".join(t.text or "" for t in child.iterchildren("{*}t")))
            own = child.find("{*}rPr")
            is_struck = _is_on(own.find("{*}strike")) if own is not None else None
            shift = own.find("{*}vertAlign") if own is not None else None
            is_mark = shift is not None and shift.get("val") in ("superscript", "subscript")
            runs.append((raise_digits(text) if is_mark else text, is_struck))
            inks.append(_ink(own))
    return SharedText(tuple(runs), tuple(inks))


def _ink(font: etree._Element | None) -> Ink:
    """Size and colour that a font names; a colour that is not known is taken for that of the cell."""
    size = font.find("{*}sz") if font is not None else None
    points = str(size.get("val", "")) if size is not None else ""
    is_size = points.replace(".", "", 1).isdigit()
    return Ink(float(points) if is_size else None, _colour(font.find("{*}color")) if font is not None else None)


def read_styles(root: etree._Element) -> list[CellStyle]:
    """The cell styles of the styles part, by their number."""
    codes = dict(BUILTIN_FORMATS)
    for form in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[_number(form.get("numFmtId"))] = str(form.get("formatCode", ""))
    fonts = list(root.iterfind("{*}fonts/{*}font"))
    fills = [_ground(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    styles: list[CellStyle] = []
    for style in root.iterfind("{*}cellXfs/{*}xf"):
        font, fill = _number(style.get("fontId")), _number(style.get("fillId"))
        own = fonts[font] if font < len(fonts) else None
        ground = fills[fill] if fill < len(fills) else WHITE
        is_struck = own is not None and _is_on(own.find("{*}strike"))
        code = codes.get(_number(style.get("numFmtId")), "General")
        styles.append(CellStyle(code, is_struck, is_invisible(_ink(own), ground), _cell_ink(own)))
    return styles


def _cell_ink(font: etree._Element | None) -> Ink:
    """The ink of a cell: black where its font does not say otherwise."""
    ink = _ink(font)
    named = font.find("{*}color") if font is not None else None
    return Ink(ink.size, BLACK if named is None or named.get("theme") == "1" else ink.colour)


def _ground(fill: etree._Element) -> Colour | None:
    """The colour of a fill; white where there is none, None where it is not known."""
    pattern = fill.find("{*}patternFill")
    kind = pattern.get("patternType", "none") if pattern is not None else ""
    if pattern is None or kind not in ("none", "solid"):
        return None
    return WHITE if kind == "none" else _colour(pattern.find("{*}fgColor"))


def _colour(element: etree._Element | None) -> Colour | None:
    """The colour of a font or fill, None where it is not known (colours of the theme but white, tints, old palettes)."""
    if element is None or _tint(element):
        return None
    if element.get("theme") == "0":
        return WHITE
    return colour_of(str(element.get("rgb", ""))[-6:])


def _tint(element: etree._Element) -> bool:
    return element.get("tint", "0") not in ("0", "0.0")


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get("val", "1") not in ("0", "false")


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 12 else 0


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
