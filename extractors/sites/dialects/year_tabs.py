"""Report pages with a tab for each year in one address, ``zfxxgknb.html?nbYear=2023`` (Gengma and others in Yunnan).

The page is the report of its year, or of the newest when the address names none. CMS.md §2.10.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.urls import canonical_url

_PARAMETER = "nbYear"
_YEAR = re.compile(r"20[012]\d")
_LINK = re.compile(rf"[?&]{_PARAMETER}=20[012]\d")


def detect(page: Page) -> bool:
    return bool(_LINK.search(page.url)) or len(set(_LINK.findall(page.text))) > 0


def rows(page: Page, entry: Page) -> list[ListingRow]:
    """One row for each year that has a tab, newest first."""
    path = urlsplit(entry.url).path
    years: dict[str, ListingRow] = {}
    references = [entry.url]
    for element in page.tree.iter("a", "li", "option", "span"):
        references += [str(element.get(name) or "") for name in ("href", "value", "data-url", "onclick")]
    for reference in references:
        quoted = re.search(r"[\w./:-]*\?[^\s\"'<>]*", reference)
        url = page.address(quoted[0]) if quoted else ""
        year = dict(parse_qsl(urlsplit(url).query)).get(_PARAMETER, "")
        if url and urlsplit(url).path == path and _YEAR.fullmatch(year):
            years.setdefault(year, ListingRow(canonical_url(url), f"{year}年", is_report=True))
    return [years[year] for year in sorted(years, reverse=True)]


def following(page: Page, trail: Trail) -> list[Request]:
    return []


DIALECT = Dialect("year_tabs", detect, following, rows, is_list_of_tabs=True)
