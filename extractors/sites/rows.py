"""A list page -> its rows: address, full title, printed date.

Every family prints rows differently (``li``, table rows, ``dl``), cuts titles with an ellipsis and keeps the whole
one in the ``title`` attribute, and surrounds the list with links of other columns. So rows are told by where they
lead, not by markup: under the folder of the entry page, and to a document instead of another list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from extractors.sites.model import ListingRow
from extractors.sites.pages import Page
from extractors.sites.urls import canonical_url, folder

TRS_DETAIL = re.compile(r"/\d{6}/t\d{8}_\d+\.s?html?$")
ARTICLE = re.compile(
    rf"{TRS_DETAIL.pattern}|/\d{{8}}/[0-9a-f]{{32}}\.html$|/\d{{4}}/\d{{1,2}}/\d{{1,2}}/[0-9a-f]{{32}}\.s?html$"
    r"|/\d{4}-\d{2}/\d{2}/content_\d+\.s?html?$|/\d{6}/[0-9a-f]{32}\.s?html$"
)
"""Addresses of articles as common systems write them; CMS.md §2, end."""

_LIST_PAGE = re.compile(r"/(?:index|list|default)?(?:_\d+|\d{1,3})?(?:\.(?:s?html?|jsp|php|aspx?))?$", re.IGNORECASE)
_NUMBERED_FOLDER = re.compile(r"/\d{5,}/index\.s?html?$")
_DOCUMENT = re.compile(r"\.(?:s?html?|jhtml|jsp|php|aspx?|pdf|docx?|wps|xlsx?|ofd)$|/[a-z]+_?\d+$", re.IGNORECASE)
_QUERY_ID = re.compile(r"(?:^|&)(?:id|article|wbnewsid|docid|infoid)=\w+", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(20\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)")
_CUT = re.compile(r"(?:…|\.{2,}|⋯)+$")
_PAGER_TEXT = re.compile(
    r"^(?:首页|尾页|末页|上一?页|下一?页|第?\d+页?|[<>«»‹›]+|next|prev(?:ious)?|more|更多)[>»›]*$", re.IGNORECASE
)
_ROW_ANCESTORS = 4


def list_rows(page: Page, entry_url: str, detail: re.Pattern[str] | None = None) -> list[ListingRow]:
    """Rows of one list page in printed order, without repeats.

    Links under the folder of the entry page count; only when there are none, links on the same host whose address is an
    article's do (a column may keep its pages in another folder). A family that knows its detail addresses says so by
    ``detail``, searched in path and query: then those links of the same host count, and no others.
    """
    if detail is not None:
        return _rows_of(_links_to(page, entry_url, detail))
    anchors = [(anchor, address) for anchor in page.tree.iter("a") if (address := _document_address(page, anchor))]
    host, prefix = urlsplit(entry_url).hostname, folder(entry_url)
    here = [(anchor, url) for anchor, url in anchors if urlsplit(url).hostname == host]
    chosen = [(anchor, url) for anchor, url in here if urlsplit(url).path.startswith(prefix)]
    if not chosen:
        chosen = [(anchor, url) for anchor, url in here if ARTICLE.search(urlsplit(url).path)]
    return _rows_of(chosen)


def _links_to(page: Page, entry_url: str, detail: re.Pattern[str]) -> list[tuple[HtmlElement, str]]:
    host = urlsplit(entry_url).hostname
    found = []
    for anchor in page.tree.iter("a"):
        url = page.address(str(anchor.get("href") or "").strip())
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if (
            url
            and parts.hostname == host
            and detail.search(path)
            and not _PAGER_TEXT.match(_clean(anchor.text_content()))
        ):
            found.append((anchor, canonical_url(url)))
    return found


def _rows_of(chosen: Sequence[tuple[HtmlElement, str]]) -> list[ListingRow]:
    counted = Counter(ancestor for anchor, _ in chosen for ancestor in anchor.iterancestors())
    rows: dict[str, ListingRow] = {}
    for anchor, url in chosen:
        title = row_title(anchor)
        if title and url not in rows:
            rows[url] = ListingRow(url, title, _row_date(anchor, counted))
    return list(rows.values())


def row_title(anchor: HtmlElement) -> str:
    """Title of a row: the ``title`` attribute when the text is cut or is its beginning, else the text."""
    text = _clean(_text_without_date(anchor))
    attribute = _clean(str(anchor.get("title") or ""))
    stem = _CUT.sub("", text)
    if attribute and (not stem or (len(attribute) > len(stem) and attribute.startswith(stem))):
        return attribute
    # a cut text whose attribute says something else ("点击查看") is still all we know
    return text


def find_date(text: str) -> str:
    """First full date in a text as YYYY-MM-DD, "" when there is none."""
    match = _DATE.search(text)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else ""


def is_document(url: str) -> bool:
    """Whether an address is of one document, by its form; the others are of lists and columns."""
    parts = urlsplit(canonical_url(url))
    if _QUERY_ID.search(parts.query) or _NUMBERED_FOLDER.search(parts.path):
        return True
    return not _LIST_PAGE.search(parts.path) and bool(_DOCUMENT.search(parts.path))


def _document_address(page: Page, anchor: HtmlElement) -> str:
    href = str(anchor.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return ""
    url = page.address(href)
    if not url or _PAGER_TEXT.match(_clean(anchor.text_content())):
        return ""
    return canonical_url(url) if is_document(url) else ""


def _row_date(anchor: HtmlElement, links_below: Counter[HtmlElement]) -> str:
    """Date printed in the row: in the smallest ancestors that hold this link and no other row's."""
    inside = find_date(
        " ".join(child.text_content() for child in anchor.iterdescendants("span", "em", "i", "b", "font"))
    )
    if inside:
        return inside
    own = str(anchor.text_content())
    for depth, ancestor in enumerate(anchor.iterancestors()):
        if depth >= _ROW_ANCESTORS or links_below[ancestor] > 1:
            break
        date = find_date(str(ancestor.text_content()).replace(own, " ", 1))
        if date:
            return date
    return ""


def _text_without_date(anchor: HtmlElement) -> str:
    """Text of a link without child elements that are nothing but a date (``<a><span>2023-01-12</span>…</a>``)."""
    text = str(anchor.text_content())
    for child in anchor.iterdescendants("span", "em", "i", "b", "font"):
        printed = str(child.text_content())
        if find_date(printed) and not _DATE.sub("", printed).strip(" []()（）"):
            text = text.replace(printed, " ", 1)
    return text


def _clean(text: str) -> str:
    return " ".join(text.replace("\u3000", " ").replace("\xa0", " ").split())
