"""The Jiangxi variant of Hanweb: a template in the page, its rows from POST ``/queryList``.

The address of a row is JSON inside of JSON (``urls`` with the key ``pc``). CMS.md §2.3.
"""

from __future__ import annotations

import json
import re
from typing import Any

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page, whole_number
from extractors.sites.rows import find_date
from extractors.sites.urls import canonical_url

_SITE = re.compile(r"webSiteCode[\"']?\s*[:=]\s*\[?\s*[\"']([\w-]+)")
_CHANNEL = re.compile(r"channelCode[\"']?\s*[:=]\s*\[?\s*[\"']([\w-]+)")
_UNIT = re.compile(r"unitid[\"']?\s*[:=]\s*[\"']?(\w+)", re.IGNORECASE)
_PER_PAGE = 15


def detect(page: Page) -> bool:
    return "/queryList" in page.text and "webSiteCode" in page.text


def rows(page: Page, entry: Page) -> list[ListingRow]:
    found = []
    for result in _data(page).get("results") or ():
        source = result.get("source") if isinstance(result, dict) else None
        if isinstance(source, dict):
            url = entry.address(_address(source.get("urls")))
            title = " ".join(re.sub(r"<[^>]*>", "", str(source.get("title") or "")).split())
            if url and title:
                found.append(ListingRow(canonical_url(url), title, find_date(str(source.get("pubDate") or ""))))
    return found


def records(page: Page) -> int | None:
    total = _data(page).get("total")
    return whole_number(total)


def following(page: Page, trail: Trail) -> list[Request]:
    scripts = trail.entry.scripts()
    site, channel, unit = (pattern.search(scripts) for pattern in (_SITE, _CHANNEL, _UNIT))
    if site is None or channel is None:
        return []
    last = trail.seen[-1].json
    number = json.loads(last)["pageNo"] + 1 if last else 1
    body: dict[str, Any] = {"unitid": unit[1] if unit else "", "webSiteCode": [site[1]], "channelCode": [channel[1]]}
    body |= {"perPage": _PER_PAGE, "pageNo": number}
    return [Request(trail.entry.address("/queryList"), json=json.dumps(body), referer=trail.entry.url)]


def _data(page: Page) -> dict[str, Any]:
    answer = page.json()
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, dict) else {}


def _address(urls: object) -> str:
    try:
        addresses = json.loads(urls) if isinstance(urls, str) else urls
    except ValueError:
        return str(urls)
    return str(addresses.get("pc") or "") if isinstance(addresses, dict) else ""


DIALECT = Dialect("hanweb_query", detect, following, rows, records=records)
