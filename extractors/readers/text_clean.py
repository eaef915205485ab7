"""Raw text runs -> text as a reader of the page sees it.

Government pages are pasted from Word and re-wrapped by editors: every character in a span of its own, source lines
broken in the middle of a Chinese word, no-break and ideographic spaces as padding, zero-width characters left by copy
and paste. A browser shows none of that, so it must not reach a value.
"""

from __future__ import annotations

import re

BREAK = "\x1e"
"""Stands for a line break that the page shows (``<br>``, edge of a block) inside a gathered run of text."""

_INVISIBLE: dict[int, str | None] = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, 0x00AD]
)
_INVISIBLE[0x202E] = "\ufffd"  # what follows runs backwards: no number is read with it
_HAS_INVISIBLE = re.compile("[" + "".join(map(chr, _INVISIBLE)) + "]")
_WIDE = "\u2e80-\u2fff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAP_IN_CHINESE = re.compile(rf"(?<=[{_WIDE}])[ \t\r]*\n[ \t\r\n]*(?=[{_WIDE}])")
_SECTION = re.compile(r"^(?:第[一二三四五六七八九十]{1,3}[章节部分]|[一二三四五六七八九十]{1,3}\s*[、.．,，])")
_LONGEST_HEADING = 40


def clean_line(text: str) -> str:
    """One line: no invisible characters, white space of any kind one space, a source wrap inside Chinese nothing."""
    if _HAS_INVISIBLE.search(text):
        text = text.translate(_INVISIBLE)
    if "\n" in text:
        text = _WRAP_IN_CHINESE.sub("", text)
    return " ".join(text.split())


def clean_text(raw: str) -> str:
    """Text with ``BREAK`` marks -> cleaned lines joined by newlines, empty lines left out."""
    bare = raw.strip(" \t\r\n" + BREAK)
    if not bare or bare.isalnum():  # most cells: a number or a plain word
        return bare
    lines = (clean_line(line) for line in raw.split(BREAK))
    return "\n".join(line for line in lines if line)


def looks_like_heading(text: str) -> bool:
    """True for a section heading by its own words (``一、总体情况``): numbered in Chinese, short, no sentence."""
    return len(text) <= _LONGEST_HEADING and bool(_SECTION.match(text)) and not text.endswith(("。", "；", ";", "，"))


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raise_digits(text: str) -> str:
    """Superscript text as superscript characters: a footnote mark must not become a digit of the number before it."""
    return text.translate(_RAISED)
