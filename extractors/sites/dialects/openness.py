"""openness (Anhui): pages by ``?branch_id=…&page=N`` or ``page_N.html``; annual reports have a collection of their own.

CMS.md §2.7.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.generic import promised
from extractors.sites.dialects.script_pager import next_link
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows

_MARKS = re.compile(
    r"opennessAnnualReport|opennessContent|is-xxgkTable|branch_id=[0-9a-f]{24}|Xxgk(?:Content|AnnualReport)/", re.I
)
_DETAIL = re.compile(
    r"/detail/(?:annual_report/)?[0-9a-f]{24}\.html$|AnnualReport/(?:year/)?(?:show|detail)/[\w/]+\.html$"
    r"|/(?:XxgkContent|News)/show/\d+\.html$",
    re.IGNORECASE,
)
_FILE = re.compile(r"page_(\d+)\.html$")


def detect(page: Page) -> bool:
    return bool(_MARKS.search(page.text) or _MARKS.search(page.url))


def rows(page: Page, entry: Page) -> list[ListingRow]:
    return list_rows(page, entry.url, _DETAIL)


def following(page: Page, trail: Trail) -> list[Request]:
    seen = [request.url for request in trail.seen]
    link = next_link(page)
    if link:
        return [Request(link)] if link not in seen else []
    if promised(trail.entry) is None and len(seen) == 1 and len(rows(page, trail.entry)) < 10:
        return []
    number = _FILE.search(seen[-1])
    if number:
        return [Request(f"{seen[-1][: number.start()]}page_{int(number[1]) + 1}.html")]
    parts = urlsplit(seen[-1])
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True))
    pairs["page"] = str(int(pairs.get("page", "1") or 1) + 1)
    return [Request(urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), "")))]


DIALECT = Dialect("openness", detect, following, rows, promised=promised)
