"""easysite (Hebei): the list is a fragment, ``/columns/<id>/templates/<id>/blocks/<id>?page=N``. CMS.md §2.10."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.generic import promised
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_BLOCK = re.compile(rf"/columns/{_UUID}/templates/{_UUID}/blocks/{_UUID}(?:\?[^\"'\s<>]*)?")
_DETAIL = re.compile(rf"/columns/{_UUID}/\d{{6}}/\d{{2}}/{_UUID}\.html$")


def detect(page: Page) -> bool:
    return bool(_BLOCK.search(page.text)) or bool(re.search(rf"/columns/{_UUID}/", urlsplit(page.url).path))


def rows(page: Page, entry: Page) -> list[ListingRow]:
    return list_rows(page, entry.url, _DETAIL)


def following(page: Page, trail: Trail) -> list[Request]:
    block = _BLOCK.search(trail.entry.text)
    if block is None:
        return []
    parts = urlsplit(trail.entry.address(block[0].replace("&amp;", "&")))
    last = dict(parse_qsl(urlsplit(trail.seen[-1].url).query)) if len(trail.seen) > 1 else {}
    first = 1 if rows(trail.entry, trail.entry) else 0
    number = int(last.get("page", str(first))) + 1
    pairs = {"fix": "0"} | dict(parse_qsl(parts.query)) | {"page": str(number)}
    return [
        Request(urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), "")), referer=trail.entry.url)
    ]


DIALECT = Dialect("easysite", detect, following, rows, promised=promised)
