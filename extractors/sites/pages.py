"""Bytes of a list page -> ``Page``: decoded text, tree without comments, base address.

Columns carry commented-out lists and pagers of earlier designs, are declared gb2312 while they use characters
beyond it, send no charset or a wrong one, and move their links with ``<base href>``. Everything that looks at a
list page looks at this, so that none of these has to be thought of twice.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from extractors.readers.text_decode import decode
from extractors.sites.urls import resolve

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SCRIPT_BODY = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# ``//`` starts a comment unless it belongs to an address (http://…).
_LINE_COMMENT = re.compile(r"(?<![:\"'])//[^\n]*")
_WRITTEN = re.compile(r"document\.write(?:ln)?\(\s*([\"'])(.*?)(?<!\\)\1\s*\)", re.DOTALL)
_SCRIPT_JUMP = re.compile(r"location(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*[\"']([^\"']+)[\"']")
_REFRESH = re.compile(r"^\s*\d*\s*[;,]?\s*url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)
_JSONP = re.compile(r"\s*[\w$.]+\s*\((.*)\)\s*;?\s*\Z", re.DOTALL)
_LONGEST_JUMP_PAGE = 3_000


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: its address after redirects, its text, its element tree without comments, its base address."""

    url: str
    text: str
    tree: lxml_html.HtmlElement
    base: str

    def address(self, reference: str) -> str:
        """Absolute address of a link of this page, "" when it leads nowhere on the web."""
        return resolve(self.base, reference)

    def json(self) -> Any:
        """The answer of an interface as data, also inside a call (JSONP); None when it is no JSON."""
        match = _JSONP.match(self.text)
        try:
            return json.loads(match[1] if match else self.text)
        except ValueError:
            return None

    def scripts(self) -> str:
        """Script text without comments of any kind (HTML comments, ``//`` lines, ``/* */``)."""
        bodies = "\n".join(_SCRIPT_BODY.findall(_COMMENT.sub("", self.text)))
        return _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", bodies))


def open_page(url: str, data: bytes, headers: Mapping[str, str]) -> Page:
    """Parse one page. Rows that a script writes (``document.writeln("<li>…")``) stand at the end of the tree."""
    text = decode_page(data, headers.get("content-type", ""))
    tree = _parse(text)
    page = Page(url, text, tree, url)
    written = "".join(match[1].replace("\\/", "/").replace('\\"', '"') for match in _WRITTEN.findall(page.scripts()))
    if "<a" in written:
        tree.append(_parse(f"<div>{entities.unescape(written)}</div>"))
    bases = tree.xpath("//base/@href")
    base = resolve(url, str(bases[0])) if bases else ""
    return Page(url, text, tree, base or url)


def with_fragment(page: Page, url: str) -> Page:
    """The page under the address it was asked for, fragment included: to some families ``#3092`` names the column."""
    fragment = urlsplit(url).fragment
    return replace(page, url=f"{page.url}#{fragment}") if fragment and not urlsplit(page.url).fragment else page


def fragment_page(entry: Page, markup: str) -> Page:
    """A piece of markup that an interface sent for a page, as a page of its own with the same base address."""
    return Page(entry.url, markup, _parse(f"<html><body>{markup}</body></html>"), entry.base)


def whole_number(value: object) -> int | None:
    """A count as interfaces send it (number or digits in a string); None for anything else."""
    return int(str(value)) if str(value).isdigit() else None


def decode_page(data: bytes, content_type: str = "") -> str:
    """Text of a page by its bytes, its declaration and its Content-Type header, in the way the readers decode it too."""
    charset = _HEADER_CHARSET.search(content_type)
    return decode(data, charset[1] if charset else None).text


def jump_target(page: Page) -> str:
    """Where a stub page sends its reader (meta refresh or ``location.replace``), "" when the page is no stub."""
    if len(page.text) > _LONGEST_JUMP_PAGE or page.tree.xpath("//a[@href]"):
        return ""
    for content in page.tree.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content"):
        match = _REFRESH.search(str(content))
        if match:
            return page.address(match[1].strip())
    script = _SCRIPT_JUMP.search(page.scripts())
    return page.address(script[1]) if script else ""


def meta_content(page: Page, name: str) -> str:
    """Content of the first meta tag of this name, case of the name ignored, "" when there is none."""
    for element in page.tree.xpath("//meta[@name and @content]"):
        if str(element.get("name")).strip().lower() == name.lower():
            return " ".join(str(element.get("content")).split())
    return ""


def _parse(text: str) -> lxml_html.HtmlElement:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        # lone surrogates cannot stand in UTF-8; a page that holds some is still a page
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return lxml_html.document_fromstring(b"<html><body></body></html>")
