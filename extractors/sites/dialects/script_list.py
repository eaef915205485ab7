"""Lists that a script fills from an interface of their own: rows as JSON under whatever names (Suzhou, Fujian, CAC …).

Each such site calls its interface, the number of the page and the fields of a row as it likes
(``loadData?pageSize=15`` with ``pageIndex`` and ``TITLE``; ``search`` with ``page`` and ``doctitle``). So the call is
read from the page's own script, and a row is told by what its fields hold: something called a title beside something
called an address. CMS.md §2.1, §2.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page, fragment_page, whole_number
from extractors.sites.rows import find_date, list_rows
from extractors.sites.urls import canonical_url

_CALL = re.compile(r"(?:\$|jQuery|axios)\.(ajax|post|get|getJSON)\s*\(")
_URL = re.compile(r"\burl\s*:\s*[\"']([^\"']+)[\"']")
_FIRST_TEXT = re.compile(r"\s*[\"']([^\"']+)[\"']")
_DATA = re.compile(r"(?:\b(?:data|params)\s*:\s*|,\s*)\{([^{}]*)\}")
_DATA_TEXT = re.compile(r"\bdata\s*:\s*[\"']([^\"']*=[^\"']*)[\"']")
_PAIR = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*(?:[\"']([^\"']*)[\"']|([\w.]+))")
_POST = re.compile(r"\b(?:type|method)\s*:\s*[\"']post[\"']", re.IGNORECASE)
_PAGE_NAME = re.compile(r"page|p|page_?(?:index|no|num|number)|(?:cur|curr|current)_?page", re.IGNORECASE)
_LONGEST_CALL = 2_000
_FEWEST_ROWS = 3

_TITLES = ("title", "doctitle", "realtitle", "articletitle", "infotitle", "topic", "subject", "name", "bt")
_ADDRESSES = ("url", "docpuburl", "chnldocurl", "infourl", "linkurl", "pcurl", "articleurl", "link", "href")
_DATES = ("date", "docreltime", "pubdate", "publishdate", "publishtime", "pubtime", "infodate", "publishedtimestr",
          "published_time_format", "createtime", "time")  # fmt: skip
_TOTALS = ("total", "totalcount", "totalrecord", "totalrecords", "recordcount", "records", "count")


@dataclass(frozen=True, slots=True)
class Call:
    """What the script sends: address, fields in order, the field that is the page number and its first value."""

    url: str
    fields: tuple[tuple[str, str], ...]
    is_post: bool
    page_name: str = ""
    first: int = 1


def read_call(page: Page) -> Call | None:
    """The first call of an interface on this host that sends a page number; None when there is none."""
    scripts = page.scripts()
    for match in _CALL.finditer(scripts):
        arguments = _arguments(scripts, match.end())
        address = _URL.search(arguments) if match[1] == "ajax" else _FIRST_TEXT.match(arguments)
        url = page.address(address[1]) if address else ""
        if not url or urlsplit(url).hostname != urlsplit(page.url).hostname:
            continue
        fields = tuple(_fields(arguments, scripts))
        is_post = match[1] == "post" or bool(_POST.search(arguments))
        name = next((name for name, _ in (*fields, *_query(url)) if _PAGE_NAME.fullmatch(name)), "")
        if name:
            value = dict((*_query(url), *fields))[name]
            return Call(url, fields, is_post, name, int(value) if value in ("0", "1") else 1)
    return None


def _arguments(scripts: str, start: int) -> str:
    """The text between the brackets of a call."""
    depth = 1
    for position, character in enumerate(scripts[start : start + _LONGEST_CALL], start):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return scripts[start:position]
    return scripts[start : start + _LONGEST_CALL]


def _fields(arguments: str, scripts: str) -> Iterator[tuple[str, str]]:
    """Fields of the call; a variable has the value that the script gives it, "" when that is no plain one."""
    text = _DATA_TEXT.search(arguments)
    if text:
        yield from parse_qsl(text[1], keep_blank_values=True)
        return
    data = _DATA.search(arguments)
    for pair in _PAIR.finditer(data[1]) if data else ():
        name, quoted, bare = pair.groups()
        if quoted is not None or bare.isdigit():
            yield name, quoted if quoted is not None else bare
        else:
            value = re.search(rf"\b{re.escape(bare)}\s*=\s*(?:[\"']([^\"']*)[\"']|(\d+))", scripts)
            yield name, (value[1] or value[2] or "") if value else ""


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def detect(page: Page) -> bool:
    return read_call(page) is not None and len(list_rows(page, page.url)) < _FEWEST_ROWS


def following(page: Page, trail: Trail) -> list[Request]:
    call = read_call(trail.entry)
    if call is None:
        return []
    number = str(call.first + len(trail.seen) - 1)
    names = {name for name, _ in call.fields}
    pairs = [(name, number if name == call.page_name else value) for name, value in call.fields]
    parts = urlsplit(call.url)
    query = [(name, number if name == call.page_name else value) for name, value in _query(call.url)]
    if not call.is_post:
        query = [*((name, value) for name, value in query if name not in names), *pairs]
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
    return [Request(url, form=tuple(pairs) if call.is_post else None, referer=trail.entry.url)]


def rows(page: Page, entry: Page) -> list[ListingRow]:
    answer = page.json()
    if answer is None:
        return list_rows(page, entry.url)
    found: dict[str, ListingRow] = {}
    for one in _records(answer):
        values = {name.lower(): value for name, value in one.items() if isinstance(value, str | int)}
        title = " ".join(re.sub(r"<[^>]*>", "", _first(values, _TITLES)).split())
        url = entry.address(_first(values, _ADDRESSES))
        if url and title:
            found.setdefault(
                canonical_url(url), ListingRow(canonical_url(url), title, find_date(_first(values, _DATES)))
            )
    return list(found.values()) or _rows_of_markup(answer, entry)


def _rows_of_markup(answer: Any, entry: Page) -> list[ListingRow]:
    """Rows of an interface that sends a piece of markup inside its JSON."""
    for value in _values(answer):
        if isinstance(value, str) and "<a" in value:
            return list_rows(fragment_page(entry, value), entry.url)
    return []


def _first(values: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(values[name]) for name in names if values.get(name) not in (None, "")), "")


def _records(answer: Any) -> list[dict[str, Any]]:
    """The longest list of objects anywhere in an answer."""
    lists = [value for value in _values(answer) if isinstance(value, list) and any(isinstance(x, dict) for x in value)]
    return [one for one in max(lists, key=len, default=[]) if isinstance(one, dict)]


def _values(answer: Any) -> Iterator[Any]:
    """An answer and all that it holds, outer before inner; not the inside of rows."""
    yield answer
    inner = answer.values() if isinstance(answer, dict) else ()
    for value in inner:
        yield from _values(value)


def records(page: Page) -> int | None:
    """Rows of the whole list, as the answer counts them."""
    for value in _values(page.json()):
        if isinstance(value, dict):
            counts = {str(name).lower(): number for name, number in value.items()}
            found = next((whole_number(counts[name]) for name in _TOTALS if name in counts), None)
            if found is not None:
                return found
    return None


DIALECT = Dialect("script_list", detect, following, rows, records=records)
