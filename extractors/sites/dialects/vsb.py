"""VSB 博达 Visual SiteBuilder: ``zfxxgknb.htm`` is page 1, page k of T is ``zfxxgknb/{T-k+1}.htm``.

Files are numbered from the oldest page, so an old page keeps its address for ever and only page 1 changes. Rows carry
ids (``line_u``); links are followed by their name 下页. CMS.md §2.4.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.script_pager import next_link
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows

_MARKS = ("Announced by Visual SiteBuilder", "_sitegray", "vsbscreen.min.js", "_jsq_(", 'li id="line_u')
_DETAIL = re.compile(r"/info/\d+/\d+\.htm$|/content\.jsp\?.*\bwbnewsid=\d+")
_COUNTS = re.compile(r"共\s*(\d+)\s*条\s*(?:第\s*)?(\d+)\s*/\s*(\d+)")


def detect(page: Page) -> bool:
    return any(mark in page.text for mark in _MARKS)


def rows(page: Page, entry: Page) -> list[ListingRow]:
    return list_rows(page, entry.url, _DETAIL)


def _counts(page: Page) -> re.Match[str] | None:
    return _COUNTS.search(" ".join(str(page.tree.text_content()).split()))


def promised(page: Page) -> int | None:
    counts = _counts(page)
    return max(int(counts[3]), 1) if counts else None


def following(page: Page, trail: Trail) -> list[Request]:
    """The page behind 下页; else the file with the number that counts down from the oldest."""
    seen = [request.url for request in trail.seen]
    link = next_link(page)
    if link and link not in seen:
        return [Request(link)]
    pages = promised(trail.entry)
    if pages is None or len(seen) >= pages:
        return []
    stem = urlsplit(seen[0]).path.rpartition("/")[2].rpartition(".")[0]
    return [Request(urljoin(seen[0], f"{stem}/{pages - len(seen)}.htm"))]


DIALECT = Dialect("vsb", detect, following, rows, promised=promised)
