"""TRS WCM (most ministries and provinces): ``index.html``, ``index_1.html`` … by a script pager that names the page
count.

The pager is called in several forms, old calls stand beside the live one in comments (``//createPageHTML(9,…)``
next to ``countPage = 17``), some installations put the number of records first (Beijing), some number the second
page 2 (Kunming, Henan). CMS.md §2.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import Request
from extractors.sites.pages import Page
from extractors.sites.rows import TRS_DETAIL

_VARIABLE = re.compile(r"\bcountPage\s*=\s*(\d+)")
_CALL = re.compile(r"\bcreatePage(?:HTML)?\(\s*([^()]*)\)")
_KUNMING = re.compile(r"\bele\.value\s*>\s*(\d+)")
_CONFIG = re.compile(r"pagination_script_config\s*=\s*\{[^}]*?\btotal[\"']?\s*:\s*[\"']?(\d+)")
_TOTAL_ROWS = re.compile(r"\btotalData[\"']?\s*[:=]\s*[\"']?(\d+)")
_ROWS_SHOWN = re.compile(r"\bshowData[\"']?\s*[:=]\s*[\"']?(\d+)")
# MEE: the number of the column stands between stem and page, index_8597_1.shtml.
_NUMBERED_STEM = re.compile(r"\b(index_\d+)_\d+\.(s?html?)")
_EXTENSION = re.compile(r"[\"']\.(s?html?)[\"']")
_DEFINITION = re.compile(r"function\s+createPage(?:HTML)?\s*\(")
_NUMBERED = re.compile(r"_(\d+)(\.\w+)$")
_EDITOR = ("TRS_Editor", "trs_editor_view", "TRS_UEDITOR", "Custom_UnionStyle")
# More records than three pages' worth per page cannot be a page count: then the first number counts records.
_RECORDS_PER_PAGE = 3


@dataclass(frozen=True, slots=True)
class Pager:
    """What the pager says: number of pages, stem and extension of the page files."""

    pages: int
    stem: str = "index"
    extension: str = ""


def read_pager(scripts: str) -> Pager | None:
    """The pager from script text without comments; None when there is none.

    ``countPage = 17`` wins over a call when both exist, because the calls beside it are left-overs.
    """
    calls = [call for match in _CALL.finditer(_DEFINITION.sub("", scripts)) if (call := _read_call(match[1]))]
    variable = _VARIABLE.search(scripts)
    if variable:
        numbered = _NUMBERED_STEM.search(scripts)
        named = calls[0] if calls else Pager(0, *((numbered[1], numbered[2]) if numbered else ()))
        return Pager(int(variable[1]), named.stem, named.extension)
    if calls:
        return calls[0]
    counted = _CONFIG.search(scripts) or _KUNMING.search(scripts)
    return Pager(int(counted[1])) if counted else _read_row_counts(scripts)


def _read_row_counts(scripts: str) -> Pager | None:
    """NDA: rows of the list and rows of a page; its files are ``index_pc_1.html``, ``index_pc_2.html`` …"""
    total, shown = _TOTAL_ROWS.search(scripts), _ROWS_SHOWN.search(scripts)
    if total is None or shown is None or int(shown[1]) == 0:
        return None
    return Pager(-(-int(total[1]) // int(shown[1])), "index_pc")


def _read_call(arguments: str) -> Pager | None:
    """One call: ``(pages, current, "index", "html")``; with the records first: ``(records, pages, current, …)``."""
    values = [value.strip().strip("\"'") for value in arguments.split(",")]
    if len(values) < 2 or not (values[0].isdigit() and values[1].isdigit()):
        return None
    first, second = int(values[0]), int(values[1])
    records_first = len(values) > 2 and values[2].isdigit() and first > _RECORDS_PER_PAGE * second
    names = values[3:5] if records_first else values[2:4]
    stem, extension = names if len(names) == 2 and re.fullmatch(r"[\w-]+", names[0] or "") else ("index", "")
    return Pager(second if records_first else first, stem, extension)


def page_address(entry: str, pager: Pager, number: int, extension: str = "html") -> str:
    """Address of the file with this number in the folder of the entry page; the extension where none is named."""
    name = urlsplit(entry).path.rpartition("/")[2]
    return urljoin(entry, f"{pager.stem}_{number}.{pager.extension or name.rpartition('.')[2] or extension}")


def extensions(scripts: str) -> list[str]:
    """Extensions the files of a list may have when its pager names none: those its scripts write, then the usual."""
    return list(dict.fromkeys([*_EXTENSION.findall(scripts), "html", "shtml"]))


def detect(page: Page) -> bool:
    if read_pager(page.scripts()) is not None or any(mark in page.text for mark in _EDITOR):
        return True
    return any(TRS_DETAIL.search(urlsplit(page.address(str(a.get("href") or ""))).path) for a in page.tree.iter("a"))


def promised(page: Page) -> int | None:
    pager = read_pager(page.scripts())
    return max(pager.pages, 1) if pager else None


def following(page: Page, trail: Trail) -> list[Request]:
    """Second page: ``index_1``, or ``index_2`` where page 1 has the number 1; later pages: the next number."""
    last = trail.seen[-1].url
    if len(trail.seen) == 1:
        pager = read_pager(page.scripts())
        own = _NUMBERED.search(urlsplit(last).path)
        if pager and pager.pages > 1 and own and f"/{pager.stem}_" in last:
            return [Request(page_address(last, pager, int(own[1]) + 1))]  # the entry is a numbered file itself
        if pager is None or pager.pages < 2:
            return []
        guesses = [page_address(last, pager, n, kind) for kind in extensions(page.scripts()) for n in (1, 2)]
        return [Request(url) for url in dict.fromkeys(guesses)]
    number = _NUMBERED.search(last)
    return [Request(f"{last[: number.start()]}_{int(number[1]) + 1}{number[2]}")] if number else []


DIALECT = Dialect("trs", detect, following, promised=promised)
