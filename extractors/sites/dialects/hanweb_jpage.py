"""Hanweb JCMS with jpage (Jiangsu, Shandong, old Zhejiang …): the first records stand in the page, the rest behind
``dataproxy.jsp``.

The page holds one ``<datastore>`` for each list, also for hot news and notices, each with the address of its next
group. Some installations ignore ``startrecord`` and page by ``page=`` alone; some encrypt their keys and answer every
replay with an empty store: then the list stays incomplete and the walk says so. CMS.md §2.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page, fragment_page
from extractors.sites.rows import list_rows

DETAIL = re.compile(r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_\w+\.html")
_COLUMN = re.compile(r"/col(\d+)(?:/|$)")
_UNIT = re.compile(r"<datastore>(.*?)</datastore>", re.DOTALL | re.IGNORECASE)
_NEXT_GROUP = re.compile(r"dataproxy\.jsp\?([^\"'\]]+)", re.IGNORECASE)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)|\btotalRecord[\"']?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_ROWS_OF_A_PAGE = 15
_MOST_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Unit:
    """One ``<datastore>``: its records as markup, and the parameters by which its next group is asked for."""

    records: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        return dict(self.parameters).get(name, "")


def units(page: Page) -> list[Unit]:
    found = []
    for match in _UNIT.finditer(page.text):
        group = _NEXT_GROUP.search(match[1])
        parameters = parse_qsl(group[1].replace("&amp;", "&"), keep_blank_values=True) if group else []
        found.append(Unit(tuple(_RECORD.findall(match[1])), tuple(parameters)))
    return found


def unit_of_column(page: Page, entry_url: str) -> Unit | None:
    """The store of the column that the address names; else the one whose records are of it; else the longest."""
    found = units(page)
    column = _COLUMN.search(urlsplit(entry_url).path)
    if column:
        named = [unit for unit in found if unit.get("columnid") == column[1]]
        named = named or [unit for unit in found if any(f"art_{column[1]}_" in record for record in unit.records)]
        if named:
            return named[0]
    return max(found, key=lambda unit: len(unit.records), default=None)


def detect(page: Page) -> bool:
    return "dataproxy.jsp" in page.text or bool(units(page))


def rows(page: Page, entry: Page) -> list[ListingRow]:
    unit = unit_of_column(page, entry.url)
    if unit is None:
        return list_rows(page, entry.url, DETAIL)
    markup = " ".join("".join(unit.records).split())
    return list_rows(fragment_page(entry, markup), entry.url, DETAIL)


def records(page: Page) -> int | None:
    match = _TOTAL.search(page.text)
    return int(match[1] or match[2]) if match else None


def following(page: Page, trail: Trail) -> list[Request]:
    """The next group by record numbers; where that brings nothing new, by page numbers."""
    entry_unit = unit_of_column(trail.entry, trail.entry.url)
    if entry_unit is None or not entry_unit.parameters:
        return []
    last = trail.seen[-1]
    if "startrecord" not in last.url and len(trail.seen) > 1:
        number = int(dict(parse_qsl(urlsplit(last.url).query)).get("page", "0"))
        return [_by_page(trail.entry, entry_unit, number + 1)]
    unit = unit_of_column(page, trail.entry.url)
    if unit is None or not unit.records:
        return []
    start = int(dict(parse_qsl(urlsplit(last.url).query)).get("endrecord", str(len(entry_unit.records)))) + 1
    by_record = _by_record(trail.entry, entry_unit, start, max(len(entry_unit.records), _ROWS_OF_A_PAGE))
    if len(trail.seen) > 1:
        return [by_record]
    groups = range(1, len(entry_unit.records) // _ROWS_OF_A_PAGE + 3)
    return [by_record, *(_by_page(trail.entry, entry_unit, number) for number in groups)]


def _by_record(entry: Page, unit: Unit, start: int, count: int) -> Request:
    url = entry.address("/module/web/jpage/dataproxy.jsp")
    query = f"startrecord={start}&endrecord={start + count - 1}&perpage={_ROWS_OF_A_PAGE}"
    form = [("col", "1"), ("appid", "1"), ("webid", unit.get("webid")), ("path", unit.get("path") or "/")]
    form += [("columnid", unit.get("columnid")), ("sourceContentType", "1"), ("unitid", unit.get("unitid"))]
    form += [("webname", unit.get("webname")), ("permissiontype", unit.get("permissiontype") or "0")]
    return Request(f"{url}?{query}", form=tuple(form), referer=entry.url)


def _by_page(entry: Page, unit: Unit, number: int) -> Request:
    url = entry.address("/module/web/jpage/dataproxy.jsp")
    keep = [(name, value) for name, value in unit.parameters if name not in ("page", "perpage")]
    return Request(f"{url}?page={number}&perpage={_MOST_PER_PAGE}", form=tuple(keep), referer=entry.url)


DIALECT = Dialect("hanweb_jpage", detect, following, rows, records=records)
