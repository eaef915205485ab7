"""Text blocks of a report -> sentences with their section, paragraph heading and place.

Sentences run over the line breaks of a text dump and over the pages of a PDF; a page whose markup was lost is one line
with all its headings inside; the text of a table that lost its borders stands between the sentences and must not be
taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from extractors.document import NOWHERE, Place, TextBlock
from extractors.normalize import one_line, squeeze
from extractors.recognize.sections import SectionPiece, section_pieces
from extractors.records import record

_FULL_COMMA = "\ue000"
_END = re.compile(r"(?<=[。!?！？])")
_TERMINAL = re.compile(r"[。!?！？;；:：]$")
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]")
_SUBHEADING = re.compile(
    r"\([一二三四五六七八九十]{1,2}\)[^。,;:]{2,25}?(?:情况|方面|工作|公开|申请|诉讼|收费|减免|管理|建设|保障)"
)
_FLAT_TABLE = re.compile(
    r"勾稽关系|计量单位|信息内容本年|信息内容上一年|结果维持结果纠正|统计指标单位|第二十条第\([一五六八九]\)项信息内容"
)
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LOOSE_COMMA = re.compile(r",(?!\d)|(?<!\d),")
_QUOTES = str.maketrans("", "", "“”‘’\"'「」『』")
_TITLE_IN_BRACKETS = re.compile(r"《[^》]{1,80}》")


@record(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes:
        text: NFKC without white space; the comma between clauses is ``,``, numbers have none.
        printed: as printed, on one line.
        section: number of its section, 0 before the first heading; ``title`` is the heading of that section.
        heading: the words that open its paragraph (``(二)依申请公开情况``), "" when none do.
        place: where it begins.
        is_first: it opens its paragraph, so nothing before it is its context.
    """

    text: str
    printed: str
    section: int
    title: str
    heading: str
    place: Place
    is_first: bool


def sentences_of(blocks: Iterable[TextBlock]) -> list[Sentence]:
    """The sentences of a report in order; text of tables that lost their borders is left out."""
    sentences: list[Sentence] = []
    heading = ""
    section = -1
    for lines in _paragraphs(section_pieces(blocks)):
        first = lines[0]
        if first.number != section:
            section, heading = first.number, ""
        if len(lines) == 1 and _is_heading_line(first.text):
            heading = squeeze(first.text)
            continue
        heading = heading if not _NUMBERED.match(first.text.strip()) else ""
        found = _sentences(lines, heading)
        sentences += found
        heading = found[-1].heading if found else heading
    return sentences


def clean(text: str) -> str:
    """A sentence as patterns see it. A comma inside a number is dropped only where commas do not part clauses too."""
    squeezed = squeeze(text.replace("，", _FULL_COMMA))
    if not _LOOSE_COMMA.search(squeezed):
        squeezed = _GROUPED.sub("", squeezed)
    squeezed = squeezed.replace(_FULL_COMMA, ",").translate(_QUOTES)
    return _TITLE_IN_BRACKETS.sub(lambda match: re.sub(r"\d", "□", match[0]), squeezed)


def _paragraphs(pieces: Iterable[SectionPiece]) -> Iterator[list[SectionPiece]]:
    """Pieces that belong together: a line that ends without a full stop goes on in the next one."""
    lines: list[SectionPiece] = []
    for piece in pieces:
        if lines and (
            piece.number != lines[-1].number
            or _TERMINAL.search(lines[-1].text.strip())
            or _NUMBERED.match(piece.text.strip())
            or (len(lines) == 1 and _is_heading_line(lines[0].text))
        ):
            yield lines
            lines = []
        lines.append(piece)
    if lines:
        yield lines


def _is_heading_line(text: str) -> bool:
    stripped = text.strip()
    return len(stripped) <= 40 and bool(_NUMBERED.match(stripped)) and not re.search(r"[。,，;；:：]", stripped)


def _sentences(lines: Sequence[SectionPiece], heading: str) -> list[Sentence]:
    """Sentences of one paragraph; each has the place of the line it begins in."""
    starts: list[tuple[int, Place]] = []
    text = ""
    for line in lines:
        starts.append((len(text), line.place))
        text += line.text
    found: list[Sentence] = []
    position = 0
    for printed in _END.split(text):
        place = next((place for start, place in reversed(starts) if start <= position), NOWHERE)
        position += len(printed)
        cleaned = clean(printed)
        opening = _SUBHEADING.match(cleaned)
        heading = opening[0] if opening else heading
        if cleaned and not _FLAT_TABLE.search(cleaned):
            is_first = not found or opening is not None
            found.append(
                Sentence(cleaned, one_line(printed), lines[0].number, lines[0].title, heading, place, is_first)
            )
    return found
