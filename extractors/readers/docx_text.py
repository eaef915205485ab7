"""Runs of a Word paragraph -> the text that is printed.

What is printed is not what is in the file: deleted text of tracked changes and hidden text are there and must not be
read, list labels are printed and not there, text boxes stand twice (once for old programs), and fields carry their
instructions beside their result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractors.document import TextRole
from extractors.readers.docx_look import ink_of, look_of
from extractors.readers.docx_numbering import Numbering
from extractors.readers.docx_package import W
from extractors.readers.docx_styles import Styles, outline_role, read_numbering, read_switch, value_of
from extractors.readers.text_clean import BREAK, clean_text, raise_digits
from extractors.readers.text_inks import Ink, join_alike

_TEXT_BOX = f"{W}txbxContent"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MATH_TEXT = f"{_MATH}t"
_RAISED = (f"{_MATH}sup", f"{_MATH}sub")
_DROPPED = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "rt", "sdtPr")
)
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": BREAK,
    f"{W}cr": BREAK,
    f"{W}noBreakHyphen": "-",
}
_PRIVATE_USE = range(0xE000, 0xF900)
_SYMBOL_DIGITS = range(0xF030, 0xF03A)  # of the font Symbol: 0 to 9
_RUN = "\x1f"  # stands before the text of a run that begins or ends with a digit


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as printed: its lines, its role, and the text boxes anchored in it."""

    text: str
    role: TextRole
    boxes: tuple[etree._Element, ...]


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads paragraphs in document order; list labels depend on the order.

    ``left_out`` collects what was not read because it is struck out or nobody sees it; who tells of it empties it. ``runs``:
    those of the paragraph being read whose text begins or ends with a digit.
    """

    styles: Styles
    numbering: Numbering
    left_out: list[str] = field(default_factory=list)
    runs: list[etree._Element] = field(default_factory=list)

    def read(self, paragraph: etree._Element) -> Paragraph:
        properties = paragraph.find(f"{W}pPr")
        name = value_of(properties, "pStyle") or self.styles.paragraph_default
        style = self.styles.get(name)
        boxes: list[etree._Element] = []
        text = clean_text(self._alike("".join(self._pieces(paragraph, name, style.is_hidden, boxes)), name))
        numbering = read_numbering(properties) or style.numbering
        if numbering is not None and numbering[0] != "0" and not self._is_hidden_mark(properties, text):
            label = self.numbering.label(*numbering)
            text = f"{label} {text}" if label[-1:] == "." and text[:1].isdigit() else label + text
        return Paragraph(text, outline_role(properties) or style.role, tuple(boxes))

    def _alike(self, text: str, style: str) -> str:
        """The text of a paragraph without the marks of its runs, ``UNCLEAR`` between digits that do not look alike."""
        if not self.runs:
            return text
        first, *parts = text.split(_RUN)
        inks = [ink_of(run, style, self.styles) for run in self.runs] if len(parts) > 1 else [Ink()] * len(parts)
        self.runs.clear()
        return join_alike([(first, Ink()), *zip(parts, inks, strict=True)])

    def _pieces(self, element: etree._Element, style: str, hidden: bool, boxes: list[etree._Element]) -> Iterator[str]:
        """Text below an element. XML parsed here is at most 256 levels deep (libxml2), so recursion is safe."""
        for child in element:
            tag = child.tag
            if tag in _DROPPED:
                continue
            if tag == f"{W}r":
                if not self._is_hidden_run(child, hidden):
                    yield from self._run(child, style, hidden, boxes)
            elif tag in (f"{W}t", _MATH_TEXT):
                yield child.text or ""
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag in _RAISED:
                yield from map(raise_digits, self._pieces(child, style, hidden, boxes))
            elif tag == f"{_MATH}den":
                yield from ("/", *self._pieces(child, style, hidden, boxes))
            elif tag == f"{W}sym":
                yield _symbol(child)
            elif tag == _TEXT_BOX:
                boxes.append(child)
            elif tag == f"{_COMPATIBILITY}AlternateContent":
                yield from self._pieces(choose_alternative(child), style, hidden, boxes)
            else:
                yield from self._pieces(child, style, hidden, boxes)

    def _run(self, run: etree._Element, style: str, hidden: bool, boxes: list[etree._Element]) -> Iterator[str]:
        """The text of a run as it looks: a number struck out beside its correction is not the number any more."""
        look = look_of(run, style, self.styles)
        pieces = list(self._pieces(run, style, hidden, boxes))
        text = "".join(pieces).strip()
        if look == "mark":
            yield from map(raise_digits, pieces)
        elif look == "plain" or not text:
            if text[:1].isdigit() or text[-1:].isdigit():
                self.runs.append(run)
                yield _RUN
            yield from pieces
        else:
            self.left_out.append(f"{text!r}, {'struck out' if look == 'struck' else 'in ink that nobody sees'}")

    def _is_hidden_run(self, run: etree._Element, hidden: bool) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return hidden
        own = read_switch(properties, "vanish")
        if own is not None:
            return own
        name = value_of(properties, "rStyle")
        return hidden or (bool(name) and self.styles.get(name).is_hidden)

    def _is_hidden_mark(self, properties: etree._Element | None, text: str) -> bool:
        """A paragraph that is hidden or deleted as a whole prints no label and is not counted."""
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if text or mark is None:
            return False
        return bool(read_switch(mark, "vanish")) or mark.find(f"{W}del") is not None


def choose_alternative(alternatives: etree._Element) -> etree._Element:
    """The branch that Word prints: the first choice with anything in it, else the fallback."""
    for branch in alternatives:
        if len(branch):
            return branch
    return alternatives


def _symbol(element: etree._Element) -> str:
    """A character by code; codes of symbol fonts mean nothing outside of them and are left out."""
    try:
        code = int(str(element.get(f"{W}char", "")), 16)
    except ValueError:
        return ""
    if code in _SYMBOL_DIGITS and str(element.get(f"{W}font", "")).lower() == "symbol":
        return chr(code - 0xF000)
    return chr(code) if 0x20 <= code < 0xD800 and code not in _PRIVATE_USE else ""
