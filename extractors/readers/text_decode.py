"""Bytes of a page or a text dump -> text, whatever the header claims.

Pages declare gb2312 and use characters outside it (堃, 镕, 洺), declare iso-8859-1 on error pages, declare nothing,
declare UTF-8 over GBK bytes, or Big5 over neither; an include in another encoding stands in the middle of a good page. So
the bytes decide: BOM, UTF-8 (whole, or nearly so), then of what is declared (gb* as gb18030), gb18030 and Big5 the one that
gives the most common characters, and last the reading that loses least (CMS.md §5). Pieces of a page that read only, or
only well, in the other of UTF-8 and gb18030 are read in that.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from extractors.document import Issue

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_DECLARATION_WINDOW = 4096
# Declared by servers for any page they know nothing about; never true of a Chinese page.
_EMPTY_CLAIMS = frozenset({"iso8859-1", "cp1252", "ascii", "latin_1", "iso8859-15"})
# A UTF-8 page with one GBK include keeps most of its characters; GBK read as UTF-8 keeps almost none.
_MOSTLY_READABLE = 0.2
# Of a piece that is GBK, UTF-8 loses most characters; of a UTF-8 piece with a damaged byte one or two.
_MOSTLY_LOST = 0.25
_SHORTEST_PIECE = 4  # bytes beyond ASCII: fewer are a damaged character, not a text
_ASCII = bytes(range(128))
# The most frequent characters of official texts, simplified and traditional: garbage has next to none of them.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行"
    "政府信息公开情况报告申请数量总计本机关规章件其他结果法律行为部门单位县市区局公共依第条项及与等国務這個來們時為對會開報請數總計機關規單縣區"
)
_CLEARLY_BETTER = 1.5
_UTF8_CHINESE = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){3,}")
_PIECES = re.compile(rb"(?<=>)|(?=<)|(?<=\n)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text and the encoding that was used.

    Attributes:
        lost: how many characters could not be decoded (U+FFFD).
        others: how many pieces of the page were read in another encoding than the page.
    """

    text: str
    encoding: str
    lost: int
    others: int = 0

    def issues(self) -> tuple[Issue, ...]:
        """A warning when characters were lost, a note when the page is of two encodings."""
        issues = []
        if self.lost:
            message = f"{self.lost} characters cannot be decoded as {self.encoding}; compare the page in a browser"
            issues.append(Issue("undecodable_bytes", "warning", message))
        if self.others:
            message = (
                f"{self.others} pieces of the page are not in {self.encoding}; they were read in their own encoding"
            )
            issues.append(Issue("mixed_encodings", "info", message))
        return tuple(issues)


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """Decode ``data``; ``charset`` is what the HTTP header claims, if anything. Never fails, see ``Decoded.lost``."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _replacing(data[len(bom) :], encoding)
    if (wide := _wide_without_bom(data)) is not None:
        return _replacing(data, wide)
    try:
        return _counted(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        utf8 = _replacing(data, "utf-8")
        if error.reason == "unexpected end of data":
            return utf8  # cut inside its last character, and sound before it
    if utf8.lost <= _MOSTLY_READABLE * _beyond_ascii(utf8.text):
        return _by_pieces(data, "utf-8")
    claims = [codec for name in (charset, *_declared(data)) if name and (codec := _codec(name)) is not None]
    readings = []
    for encoding in dict.fromkeys((*claims, "gb18030", "big5hkscs")):
        try:
            readings.append(_counted(data.decode(encoding), encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    if not readings:
        return _by_pieces(data, "gb18030") if _UTF8_CHINESE.search(data) else _least_lost(data, utf8)
    # The first is what the page claims; garbage in the claimed encoding has none of the characters of every page.
    first, *rest = readings
    best = max(rest, key=lambda reading: _commonness(reading.text), default=first)
    chosen = best if _commonness(best.text) > _CLEARLY_BETTER * _commonness(first.text) else first
    return _by_pieces(data, "gb18030") if chosen.encoding == "gb18030" and _UTF8_CHINESE.search(data) else chosen


def _least_lost(data: bytes, utf8: Decoded) -> Decoded:
    return min((_replacing(data, "gb18030"), utf8), key=lambda reading: reading.lost)


def _by_pieces(data: bytes, encoding: str) -> Decoded:
    """The page with each piece between tags in the encoding that fits it, where the page's own does not."""
    texts: list[str] = []
    others = 0
    for piece in _PIECES.split(data):
        text, is_other = _piece(piece, encoding)
        texts.append(text)
        others += is_other
    whole = "".join(texts)
    return Decoded(whole, encoding, whole.count("\ufffd"), others)


def _piece(piece: bytes, encoding: str) -> tuple[str, bool]:
    if piece.isascii():
        return piece.decode("ascii"), False
    utf8 = piece.decode("utf-8", errors="replace")
    lost = utf8.count("\ufffd")
    if encoding == "utf-8":
        if lost > _MOSTLY_LOST * _beyond_ascii(utf8) and len(piece.translate(None, _ASCII)) >= _SHORTEST_PIECE:
            try:
                return piece.decode("gb18030"), True
            except UnicodeDecodeError:
                return utf8, False
        return utf8, False
    if not lost and _UTF8_CHINESE.search(piece):
        return utf8, True
    return piece.decode(encoding, errors="replace"), False


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _commonness(text: str) -> float:
    """Share of very common characters among those beyond ASCII, of the first part of the text."""
    beyond = [character for character in text if character > "\x7f"][:2000]
    return sum(character in _COMMON for character in beyond) / len(beyond) if beyond else 0.0


def _declared(data: bytes) -> list[str]:
    return [match[1].decode("ascii") for match in _DECLARED.finditer(data[:_DECLARATION_WINDOW])][:2]


def _codec(name: str) -> str | None:
    """Codec for a declared name; None for claims that are unknown or say nothing. All of GB is read as gb18030."""
    if name.lower().startswith(("gb", "x-gb", "hz-gb", "cp936", "ms936", "windows-936")):
        return "gb18030"
    if name.lower().startswith(("big5", "big-5", "cp950", "x-x-big5")):
        return "big5hkscs"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return None
    return None if codec in _EMPTY_CLAIMS or codec.startswith("utf-16") or "unicode" in codec else codec


def _wide_without_bom(data: bytes) -> str | None:
    """UTF-16 without a mark shows as a NUL in every other byte of its markup."""
    head = data[:200]
    if len(head) < 8 or head.count(0) < len(head) // 4:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _replacing(data: bytes, encoding: str) -> Decoded:
    return _counted(data.decode(encoding, errors="replace"), encoding)


def _counted(text: str, encoding: str) -> Decoded:
    return Decoded(text, encoding, text.count("\ufffd"))
