"""truecms (counties): rows from ``getMessage.do`` by record numbers, refused without the Referer. CMS.md §2.10."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page, fragment_page, whole_number
from extractors.sites.rows import find_date, list_rows
from extractors.sites.urls import canonical_url

_CALL = re.compile(r"[\"']([^\"']*messageController/getMessage\.do[^\"']*)")
_COLUMN = re.compile(r"columnId[\"']?\s*[=:]\s*[\"']?(\w+)")
_ROWS = 10


def detect(page: Page) -> bool:
    return "messageController/getMessage.do" in page.text


def rows(page: Page, entry: Page) -> list[ListingRow]:
    found = []
    for one in _messages(page):
        url = entry.address(str(one.get("url") or one.get("link") or ""))
        title = " ".join(str(one.get("title") or "").split())
        if url and title:
            date = find_date(str(one.get("date") or one.get("publishDate") or one.get("time") or ""))
            found.append(ListingRow(canonical_url(url), title, date))
    if found:
        return found
    answer = page.json()
    markup = answer.get("html") if isinstance(answer, dict) else None
    return list_rows(fragment_page(entry, markup), entry.url) if isinstance(markup, str) else []


def records(page: Page) -> int | None:
    answer = page.json()
    total = (
        next((answer[name] for name in ("total", "totalrecord", "count") if name in answer), None)
        if isinstance(answer, dict)
        else None
    )
    return whole_number(total)


def following(page: Page, trail: Trail) -> list[Request]:
    call, column = _CALL.search(trail.entry.text), _COLUMN.search(trail.entry.text)
    if call is None or column is None:
        return []
    last = dict(parse_qsl(urlsplit(trail.seen[-1].url).query)) if len(trail.seen) > 1 else {}
    start = int(last.get("endrecord", "0")) + 1
    parts = urlsplit(trail.entry.address(call[1]))
    pairs = dict(parse_qsl(parts.query)) | {"columnId": column[1], "callback": "rows"}
    pairs |= {"startrecord": str(start), "endrecord": str(start + _ROWS - 1)}
    return [
        Request(urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), "")), referer=trail.entry.url)
    ]


def _messages(page: Page) -> list[dict[str, Any]]:
    answer = page.json()
    values = answer.values() if isinstance(answer, dict) else (answer,)
    lists = [value for value in values if isinstance(value, list)]
    return [one for one in (lists[0] if lists else []) if isinstance(one, dict)]


DIALECT = Dialect("truecms", detect, following, rows, records=records)
