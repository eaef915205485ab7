"""gkmlpt, the disclosure catalogue of Guangdong: a tree of columns in the page, rows as JSON, 100 a page.

The fragment of an entry address (``#3092``) is the column; without one the column is the one whose name speaks of
annual reports. ``publisher`` names the organ of each row. CMS.md §2.6.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page, whole_number
from extractors.sites.rows import find_date
from extractors.sites.urls import canonical_url

_SID = re.compile(r"\bSID\s*:\s*[\"']?(\d+)")
_TREE = re.compile(r"\bTREE\s*:\s*")
_PREFIX = re.compile(r"^(.*?/gkmlpt)(?:/|$)")
_COLUMN_NAME = re.compile(r"年报|年度报告")


def detect(page: Page) -> bool:
    return ("_CONFIG" in page.text and bool(_SID.search(page.text))) or "/gkmlpt/" in urlsplit(page.url).path


def rows(page: Page, entry: Page) -> list[ListingRow]:
    answer = page.json() if page.text.lstrip()[:1] == "{" else None
    articles = answer.get("articles") if isinstance(answer, dict) else None
    return [row for article in articles or () if isinstance(article, dict) and (row := _row(article, entry))]


def records(page: Page) -> int | None:
    answer = page.json() if page.text.lstrip()[:1] == "{" else None
    classify = answer.get("classify") if isinstance(answer, dict) else None
    count = classify.get("post_count") if isinstance(classify, dict) else None
    return whole_number(count)


def following(page: Page, trail: Trail) -> list[Request]:
    entry = trail.entry
    sid, prefix, column = _SID.search(entry.text), _PREFIX.match(urlsplit(entry.url).path), _column(entry)
    if sid is None or not column:
        return []
    last = dict(parse_qsl(urlsplit(trail.seen[-1].url).query)) if len(trail.seen) > 1 else {}
    number = int(last.get("page", "0")) + 1
    path = f"{prefix[1] if prefix else '/gkmlpt'}/api/all/{column}?page={number}&sid={sid[1]}"
    return [Request(entry.address(path), referer=entry.url)]


def _column(entry: Page) -> str:
    """Id of the column: the fragment of the address, else the node of the tree that is named after annual reports."""
    fragment = urlsplit(entry.url).fragment
    if fragment.isdigit():
        return fragment
    start = _TREE.search(entry.text)
    try:
        tree = json.JSONDecoder().raw_decode(entry.text, start.end())[0] if start else []
    except ValueError:
        tree = []
    named = [n for n in _nodes(tree) if _COLUMN_NAME.search(str(n.get("name") or "")) and not n.get("jump_url")]
    return str(named[0].get("id") or "") if named else ""


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    for node in tree if isinstance(tree, list) else ():
        if isinstance(node, dict):
            yield node
            yield from _nodes(node.get("children"))


def _row(article: dict[str, Any], entry: Page) -> ListingRow | None:
    url = entry.address(str(article.get("post_url") or article.get("url") or ""))
    title = " ".join(str(article.get("title") or "").split())
    printed = next(
        (str(article[name]) for name in ("display_publish_time", "date", "created_at") if article.get(name)), ""
    )
    if not url or not title:
        return None
    return ListingRow(canonical_url(url), title, find_date(printed), str(article.get("publisher") or "").strip())


DIALECT = Dialect("gkmlpt", detect, following, rows, records=records)
