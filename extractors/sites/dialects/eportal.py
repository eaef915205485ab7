"""eportal (customs and others): ``/eportal/ui?pageId=…&currentPage=N``. CMS.md §2.10."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.generic import promised
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows

_MODULE = re.compile(r"moduleId[\"']?\s*[=:]\s*[\"']?([0-9a-f]{16,})")
_DETAIL = re.compile(r"/\d{6,}/index\.html$|articleKey=\w+")


def detect(page: Page) -> bool:
    return urlsplit(page.url).path.endswith("/eportal/ui") or "/eportal/ui?pageId=" in page.text


def rows(page: Page, entry: Page) -> list[ListingRow]:
    return list_rows(page, entry.url, _DETAIL)


def following(page: Page, trail: Trail) -> list[Request]:
    if (promised(trail.entry) or 1) <= len(trail.seen):
        return []
    parts = urlsplit(trail.entry.url)
    pairs = dict(parse_qsl(parts.query)) | {"currentPage": str(len(trail.seen) + 1), "staticRequest": "yes"}
    module = _MODULE.search(trail.entry.text)
    if module:
        pairs["moduleId"] = module[1]
    return [Request(urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), "")))]


DIALECT = Dialect("eportal", detect, following, rows, promised=promised)
