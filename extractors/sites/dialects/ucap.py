"""UCAP 开普云 (Hainan, Xinjiang, Suqian, CSRC …): static pages ``list_2.shtml`` or JSON from ``searchList``.

The pager counts from 1 and names its box first: ``createPageHTML('page_div',8,1,'list','shtml',118)``. Both numberings
of the second page occur, ``_2`` and ``_1``. CMS.md §2.5.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page, whole_number
from extractors.sites.rows import find_date, list_rows
from extractors.sites.urls import canonical_url

_CALL = re.compile(
    r"createPageHTML\(\s*[\"'][\w-]+[\"']\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']"
    r"(?:\s*,\s*(\d+))?"
)
_JSON = re.compile(r"[\"']([^\"'\s?]*/(?:searchList|common/search)/[^\"'?]+)(\?[^\"']*)?[\"']")
_DETAIL = re.compile(r"/c\d{5,6}/(?:\d{6}|c\d+_\w+|\w+)[/_].*\.s?html?$|/\d{6}/[0-9a-f]{32}\.s?html?$")
_NUMBERED = re.compile(r"_(\d+)(\.\w+)$")


def detect(page: Page) -> bool:
    has_call = bool(_CALL.search(page.scripts())) or bool(_JSON.search(page.scripts()))
    return has_call or "ucap" in page.text.lower() or bool(page.tree.xpath("//meta[@name='channelid']"))


def rows(page: Page, entry: Page) -> list[ListingRow]:
    results = _data(page).get("results")
    if isinstance(results, list):
        return [row for result in results if isinstance(result, dict) and (row := _json_row(result, entry))]
    return list_rows(page, entry.url, _DETAIL) or list_rows(page, entry.url)


def promised(page: Page) -> int | None:
    call = _CALL.search(page.scripts())
    return max(int(call[1]), 1) if call else None


def records(page: Page) -> int | None:
    total = _data(page).get("total")
    return whole_number(total)


def following(page: Page, trail: Trail) -> list[Request]:
    interface = _JSON.search(trail.entry.scripts())
    call = _CALL.search(trail.entry.scripts())
    if call is None and interface is not None:
        return [_json_request(trail, interface)]
    if call is None or int(call[1]) < 2:
        return []
    last = trail.seen[-1].url
    number = _NUMBERED.search(last)
    if len(trail.seen) == 1 or number is None:
        return [Request(urljoin(trail.seen[0].url, f"{call[3]}_{n}.{call[4]}")) for n in (2, 1)]
    # where the second page is _1, the first guess _2 was the third: the end is reached with one page unread
    left_out = f"{last[: number.start()]}_1{number[2]}"
    seen = {request.url for request in trail.seen}
    candidates = [f"{last[: number.start()]}_{int(number[1]) + 1}{number[2]}", left_out]
    return [Request(url) for url in candidates if url not in seen]


def _json_request(trail: Trail, interface: re.Match[str]) -> Request:
    last = dict(parse_qsl(urlsplit(trail.seen[-1].url).query))
    number = int(last["page"]) + 1 if len(trail.seen) > 1 and last.get("page", "").isdigit() else 1
    parts = urlsplit(trail.entry.address(interface[1] + (interface[2] or "")))
    pairs = {"_isAgg": "true", "_isJson": "true", "_pageSize": "18", "_template": "index"}
    pairs |= dict(parse_qsl(parts.query, keep_blank_values=True)) | {"_isJson": "true", "page": str(number)}
    return Request(urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), "")), referer=trail.entry.url)


def _data(page: Page) -> dict[str, Any]:
    answer = page.json() if page.text.lstrip()[:1] in "{[" else None
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, dict) else {}


def _json_row(result: dict[str, Any], entry: Page) -> ListingRow | None:
    url = entry.address(str(result.get("url") or ""))
    title = " ".join(re.sub(r"<[^>]*>", "", str(result.get("title") or "")).split())
    if not url or not title:
        return None
    pairs = [pair for group in result.get("domainMetaList") or () for pair in group.get("resultList") or ()]
    organ = next((str(p.get("value") or "") for p in pairs if str(p.get("key")) in ("发布机构", "发文机关")), "")
    return ListingRow(canonical_url(url), title, find_date(str(result.get("publishedTimeStr") or "")), organ.strip())


DIALECT = Dialect("ucap", detect, following, rows, promised=promised, records=records)
