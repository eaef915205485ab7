"""A row of a list -> why it is not fetched: a look-alike by its title; all others are, and their body decides.

Titles are cut by templates (云溪县教育局2023年政府信息公…), and a module for nothing but annual reports calls its rows
"2023年"; neither can be kept out for what its title does not say.
"""

from __future__ import annotations

import re

from extractors.sites.model import ListingRow
from extractors.sites.rows import is_cut
from extractors.sites.urls import is_web_address
from extractors.titles import parse_title

_BEGINNING = re.compile(r"20[012]\d\s*年|政府信息|信息公开|政务公开")


def reason_kept_out(row: ListingRow) -> str:
    """The reason in words, "" for a row that may be a report."""
    if not is_web_address(row.url):
        return "its address is not http or https"
    reading = parse_title(row.title)
    if row.is_report or reading.is_report:
        return ""
    is_only_unsaid = reading.reason == parse_title("年").reason
    return "" if is_only_unsaid and is_cut(row.title) and _BEGINNING.search(row.title) else reading.reason
