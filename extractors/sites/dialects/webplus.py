"""webplus (Sudy): ``list.htm``, ``list2.htm`` …; details ``/2023/0112/c12a345/page.htm``. CMS.md §2.4."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.generic import promised as promised_in_words
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows

_MARKS = ("wp_articlecontent", "/_upload/", "wp_paging")
_DETAIL = re.compile(r"/\d{4}/\d{4}/c\d+a\d+/page\.htm$")
_LIST = re.compile(r"list(\d*)\.htm$")
_PAGES = re.compile(r"all_pages[\"']?\s*>\s*(\d+)")


def detect(page: Page) -> bool:
    return any(mark in page.text for mark in _MARKS) or bool(_DETAIL.search(page.text))


def rows(page: Page, entry: Page) -> list[ListingRow]:
    return list_rows(page, entry.url, _DETAIL)


def promised(page: Page) -> int | None:
    pages = _PAGES.search(page.text)
    return max(int(pages[1]), 1) if pages else promised_in_words(page)


def following(page: Page, trail: Trail) -> list[Request]:
    if (promised(trail.entry) or 1) <= len(trail.seen):
        return []
    last = trail.seen[-1].url
    number = _LIST.search(urlsplit(last).path)
    if number is None:
        return [Request(urljoin(last, "list2.htm"))]
    return [Request(urljoin(last, f"list{int(number[1] or 1) + 1}.htm"))]


DIALECT = Dialect("webplus", detect, following, rows, promised=promised)
