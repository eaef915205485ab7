"""HTML page -> the pictures in its article that may be tables or pages of the report.

Some offices paste screenshots of the three tables into the page, or the scan of the whole report. Around them stand
logos, QR codes, share buttons and banners; these are told by their size, their names and where they stand.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.readers.text_decode import decode

LEAST_WIDTH, LEAST_HEIGHT = 240, 60  # pixels as the page shows it: a table is not smaller
LEAST_BYTES = 4_000  # of a picture inside the page
MOST_PICTURES = 20
_SOURCES = ("src", "data-src", "data-original", "data-url", "original", "_src", "oldsrc")
_DECORATION = re.compile(
    r"logo|icon|qr_?code|ewm|erweima|weixin|wechat|weibo|share|banner|btn|button|arrow|beian|police|gongan|jubao"
    r"|zfwzbs|conac|blank\.|spacer|loading|transparent|print|close|search|fileTypeImages|二维码|标识|图标",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"(?:^|[-_\s])(?:nav\w*|menu\w*|foot\w*|bread\w*|sidebar|share\w*|copyright|header|top|logo|qr\w*)(?:$|[-_\s])",
    re.IGNORECASE,
)
_PIXELS = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*$", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|bmp|webp|tiff?)(;[^,]*)?,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PictureLink:
    """A picture of an article: its address as it stands in the page (may be a ``data:`` address), what it is called."""

    address: str
    text: str


def find_pictures(data: bytes) -> list[PictureLink]:
    """The pictures of a page that may hold tables, in order, each address once."""
    parser = LexborHTMLParser(decode(data).text)
    found: dict[str, PictureLink] = {}
    for node in parser.css("img"):
        attributes = {name: value or "" for name, value in node.attributes.items()}
        address = next((attributes[name].strip() for name in _SOURCES if _is_source(attributes.get(name, ""))), "")
        if address and address not in found and _may_be_table(address, attributes) and not _is_around(node):
            found[address] = PictureLink(address, attributes.get("alt") or attributes.get("title") or "")
    return list(found.values())[:MOST_PICTURES]


def embedded_pictures(data: bytes) -> list[tuple[str, bytes]]:
    """(name, bytes) of the pictures that stand in the page itself as ``data:`` addresses; cheap where there are none."""
    if b"data:image" not in data:
        return []
    pictures = []
    for number, picture in enumerate(find_pictures(data), start=1):
        content = _content(picture.address)
        if len(content) >= LEAST_BYTES:
            pictures.append((f"picture {number}", content))
    return pictures


def _is_source(value: str) -> bool:
    return bool(value.strip()) and not value.strip().lower().startswith(("javascript:", "about:", "#"))


def _may_be_table(address: str, attributes: dict[str, str]) -> bool:
    names = " ".join((attributes.get("class", ""), attributes.get("id", ""), attributes.get("alt", "")))
    if _DECORATION.search(names) or (not address.startswith("data:") and _DECORATION.search(address)):
        return False
    if address.startswith("data:") and not _DATA.match(address):
        return False
    width, height = _pixels(attributes.get("width", "")), _pixels(attributes.get("height", ""))
    return (width is None or width >= LEAST_WIDTH) and (height is None or height >= LEAST_HEIGHT)


def _pixels(text: str) -> float | None:
    match = _PIXELS.match(text)
    return float(match[1]) if match else None


def _is_around(node: LexborNode) -> bool:
    """Whether an element stands in the navigation, header or footer of the page."""
    above = node.parent
    while above is not None:
        if above.tag in ("nav", "footer", "header"):
            return True
        attributes = above.attributes
        if above.tag not in ("body", "html") and _AROUND.search(
            f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        ):
            return True
        above = above.parent
    return False


def _content(address: str) -> bytes:
    match = _DATA.match(address)
    if match is None:
        return b""
    body = address[match.end() :]
    if "base64" not in (match[1] or "").lower():
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(re.sub(r"\s+", "", body), validate=False)
    except (binascii.Error, ValueError):
        return b""
