"""Web archive (.mht, .mhtml) -> the page in it, as UTF-8.

Word, WPS and Internet Explorer save a page with its pictures as one mail message; some organs attach that under the name
``.doc``. The page is the first HTML part, or the sheets of a workbook, which Excel saves as one part each behind a frame.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from extractors.readers.text_decode import decode
from nianbao.errors import ReadError, TruncatedFile

_MOST_PARTS = 2000
_FRAMES = re.compile(rb"<frameset\b", re.IGNORECASE)
_UTF8_MARK = b"\xef\xbb\xbf"


def page_of(data: bytes) -> bytes:
    """The HTML of a web archive.

    Raises:
        TruncatedFile: no page in it, or one that cannot be decoded; ReadError: a mail of too many parts.
    """
    pages: list[bytes] = []
    for number, part in enumerate(_parts(data)):
        if number > _MOST_PARTS:
            raise ReadError("document", f"a web archive of more than {_MOST_PARTS} parts", "look at it by hand")
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            pages.append(decode(content, part.get_content_charset()).text.encode())
    if not pages:
        raise TruncatedFile("document", "a web archive (.mht) without a page in it", "fetch it again")
    if _FRAMES.search(pages[0]) and len(pages) > 1:
        pages = pages[1:]
        return _UTF8_MARK + b"\n".join(pages)
    return _UTF8_MARK + pages[0]


def _parts(data: bytes) -> list[Message]:
    try:
        return list(message_from_bytes(data.lstrip()).walk())
    except (ValueError, LookupError, RecursionError) as error:
        raise TruncatedFile("document", f"a damaged web archive ({error})", "fetch it again") from error
