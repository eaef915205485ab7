"""Hanweb JPAAS, the newer JCMS (Zhejiang, SAMR, MOFCOM …): fragments from ``build/unit``.

The page number goes inside ``paramJson``; a bare ``pageNo`` is ignored and brings page 1 for ever. CMS.md §2.3.
"""

from __future__ import annotations

import json
import re
from ast import literal_eval
from urllib.parse import parse_qs, urlencode, urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.hanweb_jpage import DETAIL
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page, fragment_page
from extractors.sites.rows import list_rows

_DEFAULT_ROWS = "15"


def detect(page: Page) -> bool:
    return "jpaas-publish-server" in page.text or "unitbuild.js" in page.text or _query_data(page) is not None


def _query_data(page: Page) -> tuple[str, dict[str, str]] | None:
    """Address of the interface and the keys of the list (``queryData``), None when the page names none."""
    for element in page.tree.xpath("//*[@querydata]"):
        url = page.address(str(element.get("url") or "/api-gateway/jpaas-publish-server/front/page/build/unit"))
        try:
            data = literal_eval(str(element.get("querydata")))
        except (ValueError, SyntaxError):
            continue
        if isinstance(data, dict) and url:
            return url, {str(name): str(value) for name, value in data.items()}
    return None


def _counts(page: Page) -> tuple[int | None, str]:
    """Rows of the list and rows of a page, as the element of the pager has them."""
    for element in page.tree.xpath("//*[@count and @rows]"):
        if str(element.get("count")).isdigit() and str(element.get("rows")).isdigit():
            return int(element.get("count")), str(element.get("rows"))
    return None, _DEFAULT_ROWS


def _fragment(page: Page, entry: Page) -> Page:
    answer = page.json()
    data = answer.get("data") if isinstance(answer, dict) else None
    markup = data.get("html") if isinstance(data, dict) else None
    return fragment_page(entry, markup) if isinstance(markup, str) else page


def rows(page: Page, entry: Page) -> list[ListingRow]:
    return list_rows(_fragment(page, entry), entry.url, DETAIL)


def records(page: Page) -> int | None:
    count, _ = _counts(_fragment(page, page))
    return count


def following(page: Page, trail: Trail) -> list[Request]:
    found = _query_data(trail.entry)
    if found is None:
        return []
    url, keys = found
    size = _counts(trail.entry)[1]
    last = parse_qs(urlsplit(trail.seen[-1].url).query).get("paramJson", [""])[0]
    match = re.search(r'"pageNo":\s*(\d+)', last)
    first = 1 if not rows(trail.entry, trail.entry) else 2
    number = int(match[1]) + 1 if match else first
    parameters = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    return [Request(f"{url}?{urlencode({**keys, 'paramJson': parameters})}", referer=trail.entry.url)]


DIALECT = Dialect("hanweb_jpaas", detect, following, rows, records=records)
