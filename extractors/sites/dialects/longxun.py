"""longxun (``/public/column/<organ>?type=3``, Anhui, Mianyang …): lists by ``pageIndex``, or one page per year.

``type=3`` is the annual report. With ``timeFrame=2020`` the page is the report of that year, with links to the other
years. CMS.md §2.8.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows
from extractors.sites.urls import canonical_url

_PATH = re.compile(r"/public/column/\d+")
_MARKS = ("Ls.pagination", "page_public_info", "j-fontContent")
_DETAIL = re.compile(r"/public/\d+/\d+\.html$|/content/article/\d+")
_COUNT = re.compile(r"\bpageCount\s*[:=]\s*[\"']?(\d+)")
_YEAR = re.compile(r"20[012]\d")


def detect(page: Page) -> bool:
    return bool(_PATH.search(urlsplit(page.url).path)) or any(mark in page.text for mark in _MARKS)


def rows(page: Page, entry: Page) -> list[ListingRow]:
    """Documents of the list; where years have pages of their own, one row a year."""
    documents = list_rows(page, entry.url, _DETAIL)
    years: dict[str, ListingRow] = {}
    for reference in [entry.url, *(str(anchor.get("href") or "") for anchor in page.tree.iter("a"))]:
        url = page.address(reference)
        parts = urlsplit(url)
        year = dict(parse_qsl(parts.query)).get("timeFrame", "")
        if url and parts.path == urlsplit(entry.url).path and _YEAR.fullmatch(year):
            years.setdefault(year, ListingRow(canonical_url(url), f"{year}年", is_report=True))
    return documents or list(years.values())


def promised(page: Page) -> int | None:
    count = _COUNT.search(page.scripts())
    return max(int(count[1]), 1) if count else None


def following(page: Page, trail: Trail) -> list[Request]:
    if (promised(trail.entry) or 1) <= len(trail.seen):
        return []
    parts = urlsplit(trail.entry.url)
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True)) | {"pageIndex": str(len(trail.seen) + 1)}
    return [Request(urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), "")))]


DIALECT = Dialect("longxun", detect, following, rows, promised=promised, is_list_of_tabs=True)
