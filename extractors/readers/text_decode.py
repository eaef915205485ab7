"""Bytes of a page or a text dump -> text, whatever the header claims.

Pages declare gb2312 and use characters outside it (堃, 镕, 洺), declare iso-8859-1 on error pages, declare nothing, or
declare UTF-8 over GBK bytes; includes in another encoding leave a few broken bytes in a good page. So the bytes decide:
BOM, UTF-8 (whole, or nearly so), what is declared (gb* as gb18030), gb18030, and last the reading that loses least
(CMS.md §5).
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


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, the encoding that was used, and how many characters could not be decoded (U+FFFD)."""

    text: str
    encoding: str
    lost: int

    def issues(self) -> tuple[Issue, ...]:
        """One warning when characters were lost."""
        if not self.lost:
            return ()
        message = f"{self.lost} characters cannot be decoded as {self.encoding}; compare the page in a browser"
        return (Issue("undecodable_bytes", "warning", message),)


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """Decode ``data``; ``charset`` is what the HTTP header claims, if anything. Never fails, see ``Decoded.lost``."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _replacing(data[len(bom) :], encoding)
    if (wide := _wide_without_bom(data)) is not None:
        return _replacing(data, wide)
    try:
        return _counted(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        utf8 = _replacing(data, "utf-8")
    if utf8.lost <= _MOSTLY_READABLE * sum(character > "\x7f" for character in utf8.text):
        return utf8
    claims = [codec for name in (charset, *_declared(data)) if name and (codec := _codec(name)) is not None]
    for encoding in (*claims, "gb18030"):
        try:
            return _counted(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return min((_replacing(data, "gb18030"), utf8), key=lambda reading: reading.lost)


def _declared(data: bytes) -> list[str]:
    return [match[1].decode("ascii") for match in _DECLARED.finditer(data[:_DECLARATION_WINDOW])][:2]


def _codec(name: str) -> str | None:
    """Codec for a declared name; None for claims that are unknown or say nothing. All of GB is read as gb18030."""
    if name.lower().startswith(("gb", "x-gb", "hz-gb", "cp936", "ms936", "windows-936")):
        return "gb18030"
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
