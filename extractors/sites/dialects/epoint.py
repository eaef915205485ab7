"""Epoint 新点: rows as JSON from ``getgovinfolist``; the keys of the site stand in a script beside the page.

``title`` is cut, ``realtitle`` is whole; pages count from 0. CMS.md §2.9.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.generic import following as static_following
from extractors.sites.dialects.generic import promised
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page, whole_number
from extractors.sites.rows import find_date, list_rows
from extractors.sites.urls import canonical_url

_MARKS = ("EWB-FRONT", "webBuilderCommon.js", "govInfoPub", "ewb-")
_PROJECT = re.compile(r"projectName[\"']?\s*[:=]\s*[\"']([^\"']*)")
_GUID = re.compile(r"siteGuid[\"']?\s*[:=]\s*[\"']([\w-]+)")
_CATEGORY = re.compile(r"/(\d{6,})/(?:[\w-]+\.html?)?$")
_DETAIL = re.compile(r"/\d{6,}/\d{8}/[0-9a-f-]{32,36}\.html$")
_PAGE_SIZE = 20


def detect(page: Page) -> bool:
    return any(mark in page.text for mark in _MARKS)


def beside(page: Page) -> list[Request]:
    scripts = [str(source) for source in page.tree.xpath("//script/@src") if "webBuilderCommon" in str(source)]
    return [Request(page.address(scripts[0]), referer=page.url)] if scripts else []


def rows(page: Page, entry: Page) -> list[ListingRow]:
    if page.text.lstrip()[:1] != "{":
        return list_rows(page, entry.url, _DETAIL)
    found = []
    for one in _custom(page).get("data") or ():
        url = entry.address(str(one.get("infourl") or ""))
        title = " ".join(str(one.get("realtitle") or one.get("title") or "").split())
        if url and title:
            found.append(ListingRow(canonical_url(url), title, find_date(str(one.get("infodate") or ""))))
    return found


def records(page: Page) -> int | None:
    total = _custom(page).get("total") if page.text.lstrip()[:1] == "{" else None
    return whole_number(total)


def following(page: Page, trail: Trail) -> list[Request]:
    script = "\n".join(one.text for one in (*trail.beside, trail.entry) if one is not None)
    guid, project = _GUID.search(script), _PROJECT.search(script)
    category = _CATEGORY.search(urlsplit(trail.entry.url).path)
    if guid is None or category is None:
        return static_following(page, trail)
    last = dict(trail.seen[-1].form or ()).get("pageIndex", "-1")
    form = (("deptcode", ""), ("categorynum", category[1]), ("siteGuid", guid[1]))
    form += (("pageIndex", str(int(last) + 1)), ("pageSize", str(_PAGE_SIZE)))  # type: ignore[assignment]
    name = project[1].strip("/") if project else ""
    path = f"/{name}/rest/lightfrontaction/getgovinfolist" if name else "/rest/lightfrontaction/getgovinfolist"
    return [Request(trail.entry.address(path), form=form, referer=trail.entry.url)]


def _custom(page: Page) -> dict[str, Any]:
    answer = page.json()
    custom = answer.get("custom") if isinstance(answer, dict) else None
    if isinstance(custom, str):
        try:
            custom = json.loads(custom)
        except ValueError:
            return {}
    return custom if isinstance(custom, dict) else {}


DIALECT = Dialect("epoint", detect, following, rows, promised=promised, records=records, beside=beside)
