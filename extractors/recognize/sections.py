"""Text outside of tables -> the six sections of the report.

Headings are known by their words, not by their number: sections get renumbered, and the headings of tables are
sometimes the only ones left. Text of the tables themselves is not part of a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from extractors.document import Place, TextBlock
from extractors.normalize import fold, squeeze
from extractors.records import record
from extractors.report import Section

_NUMERAL = r"[一二三四五六七八九十]{1,2}\s*[、.．]\s*"
_SECTIONS: tuple[tuple[int, str], ...] = (
    (1, r"(?:总体|基本|概述|工作总体)(?:情况)?"),
    (2, r"(?:行政机关)?主动公开(?:政府)?信息(?:公开)?(?:的)?情况"),
    (3, r"(?:行政机关)?收到和处理(?:政府)?信息公开申请(?:的)?情况"),
    (4, r"(?:因)?(?:政府)?信息公开(?:工作)?(?:被申请)?行政(?:法)?复议、?(?:提起)?行政诉讼(?:的)?情况"),
    (5, r"(?:政府信息公开工作)?(?:中)?存在的?(?:主要)?问题[及和与]?(?:改进|整改)?(?:情况|措施)?"),
    (6, r"(?:其他|其它)需要报告的?(?:事项|情况)?"),
)
_HEADING = re.compile("|".join(f"(?P<s{number}>(?:{_NUMERAL})?{words})" for number, words in _SECTIONS))
_PAGE_NUMBER = re.compile(r"[-—–·.]*(?:第?\d{1,3}页?)(?:[/共]\d{1,3}页?)?[-—–·.]*")
_LONGEST_FOOTER = 60
_LONGEST_TITLE = 60
_FLAT = re.compile(
    rf"(?={_NUMERAL}(?:总体情况|基本情况|主动公开|收到和处理|政府信息公开行政复议|因政府信息公开|存在的主要|其他需要))"
)


@record(frozen=True, slots=True)
class SectionPiece:
    """A line of text with the section it stands in (0 before the first heading) and its place."""

    number: int
    title: str
    text: str
    place: Place


def split_sections(blocks: Iterable[TextBlock]) -> list[Section]:
    """Sections in order of appearance; number 0 is what stands before the first heading."""
    sections: list[tuple[int, str, list[str]]] = [(0, "", [])]
    for piece in section_pieces(blocks):
        if piece.number != sections[-1][0]:
            sections.append((piece.number, piece.title, []))
        if piece.text:
            sections[-1][2].append(piece.text)
    return [Section(number, title, "\n".join(lines)) for number, title, lines in sections if number or lines]


def section_pieces(blocks: Iterable[TextBlock]) -> Iterator[SectionPiece]:
    """Every line with its section; a heading without text behind it gives one piece with an empty text."""
    seen = {0}
    number, title = 0, ""
    for block in blocks:
        for piece in _pieces(block.text):
            found, heading, rest = _heading(piece)
            if found and found not in seen:
                seen.add(found)
                number, title = found, heading
                yield SectionPiece(number, title, rest, block.place)
            elif piece.strip():
                yield SectionPiece(number, title, piece.strip(), block.place)


def _pieces(text: str) -> list[str]:
    """Lines of the block, and a flattened page (all sections in one line) cut before its headings."""
    lines = (
        line for line in text.splitlines() if len(line) > _LONGEST_FOOTER or not _PAGE_NUMBER.fullmatch(squeeze(line))
    )
    return [piece for line in lines for piece in _FLAT.split(line) if piece.strip()]


def _heading(piece: str) -> tuple[int, str, str]:
    """(section number, heading, text behind it on the same line); number 0 when the piece is no heading."""
    number, title, is_numbered = _title(piece.lstrip()[:_LONGEST_TITLE])
    if not number:
        return 0, "", ""
    rest = _behind(piece.strip(), title)
    if rest and not is_numbered:
        return 0, "", ""
    return number, title, rest


@lru_cache(maxsize=4096)
def _title(opening: str) -> tuple[int, str, bool]:
    """(section number, title, whether it is numbered) by the first words of a line; number 0 for any other line.

    A document's lines are asked for their section more than once, and most sites print the same headings.
    """
    match = _HEADING.match(re.sub(r"\s+", "", fold(opening)))
    if match is None:
        return 0, "", False
    number = next(int(name[1:]) for name, value in match.groupdict().items() if value)
    return number, match[0], re.match(_NUMERAL, match[0]) is not None


def _behind(text: str, title: str) -> str:
    """What follows the title in the text, when white space inside the title is ignored."""
    length = 0
    for position, character in enumerate(text):
        if length >= len(title):
            return text[position:].lstrip(" 。:：\u3000").rstrip()
        length += _width(character)
    return ""


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    """Characters that one gives when folded: none for white space, several for ligatures."""
    return len(squeeze(character))
