"""Hanweb's module for annual reports: ``xxgkAnnualReport.jsp?area=<organ>&fbtime=<year>`` is the report itself, with a
tab for each year.

A tab without a report answers 200 and 暂无数据. The code of an organ cannot be guessed; it stands in the registry or in
the tree of the site. CMS.md §2.2.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.urls import canonical_url

_MODULE = re.compile(r"/xxgkAnnualReport\.jsp$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20[012]\d)\s*年?(?:度)?")
_FIRST_YEAR = 2008


def detect(page: Page) -> bool:
    return bool(_MODULE.search(urlsplit(page.url).path))


def rows(page: Page, entry: Page) -> list[ListingRow]:
    """One row for each year that has a tab, and for the year of the entry address itself."""
    area = _parameters(entry.url).get("area", "")
    years = {year for year in (_year(entry.url),) if year}
    for anchor in page.tree.iter("a"):
        reference = f"{anchor.get('href') or ''} {anchor.get('onclick') or ''}"
        url = page.address(str(anchor.get("href") or ""))
        is_tab = bool(_MODULE.search(urlsplit(url).path)) and _parameters(url).get("area", area) == area
        year = _year(url) if is_tab else (_YEAR.search(reference) if "fbtime" in reference.lower() else None)
        if year:
            years.add(year if isinstance(year, str) else year[1])
    return [ListingRow(_address(entry.url, year), f"{year}年", is_report=True) for year in sorted(years, reverse=True)]


def following(page: Page, trail: Trail) -> list[Request]:
    return []


def _parameters(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _year(url: str) -> str:
    year = _parameters(url).get("fbtime", "")
    return year if year.isdigit() and _FIRST_YEAR <= int(year) <= date.today().year else ""


def _address(url: str, year: str) -> str:
    parts = urlsplit(url)
    pairs = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "fbtime"]
    query = urlencode([*pairs, ("fbtime", year)])
    return canonical_url(urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")))


DIALECT = Dialect("hanweb_annual", detect, following, rows, is_list_of_tabs=True)
