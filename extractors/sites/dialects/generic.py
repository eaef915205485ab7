"""Any list: follow 下一页, also through its script; where there is none, try the usual names of a second page.

Stands last. Much of the small and the old is served by it (static pages of unknown systems, hand-made columns), and
what it finds tells which family a dialect of its own would be worth writing for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.script_pager import has_unread_pager, is_computed, next_link
from extractors.sites.model import Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows

# A list shorter than this is not paged; without the guard every short list would cost a dozen 404s a night.
FEWEST_ROWS_OF_A_PAGED_LIST = 10
_PROMISES = (
    re.compile(r"共\s*(\d+)\s*页"),
    re.compile(r"\d\s*条\s*(?:记录)?\s*第?\s*\d+\s*/\s*(\d+)\s*页?"),
    re.compile(r"\b(?:totalPages?|pageCount|maxPage)\b[\"']?\s*[:=]\s*(?:parseInt\(\s*)?[\"']?(\d+)"),
)
_PARAMETER = re.compile(r"[?&](\w*(?:page|pg)\w*|p)=[\"']\s*\+", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"\d+(?=(?:\.\w+)?$)")


def detect(page: Page) -> bool:
    return True


def promised(page: Page) -> int | None:
    """Number of pages as words or script say it; a single page is not believed beside a link to the next."""
    text = str(page.tree.text_content()) + page.scripts()
    for pattern in _PROMISES:
        match = pattern.search(text)
        if match:
            number = max(int(match[1]), 1)
            return None if number == 1 and next_link(page) not in ("", page.url) else number
    return None


def following(page: Page, trail: Trail) -> list[Request]:
    """The next page as the pager names it; else, after page 1, the probes; else the address of page 2 counted on."""
    return [Request(url) for url in _following(page, trail)]


def _following(page: Page, trail: Trail) -> list[str]:
    seen = [request.url for request in trail.seen]
    link, pages = next_link(page), promised(trail.entry)
    if link and link not in seen:
        return [link]
    if link and (pages is None or pages <= len(seen)) and not is_computed(page):
        return []  # the last page names itself
    if len(seen) == 1:
        rows = len(list_rows(page, seen[0]))
        is_worth_it = (pages or 0) > 1 or has_unread_pager(page)
        is_worth_it = is_worth_it or (pages is None and rows >= FEWEST_ROWS_OF_A_PAGED_LIST)
        return probes(seen[0], parameters_in(page)) if is_worth_it else []
    last = list(_LAST_NUMBER.finditer(seen[-1]))
    if not last:
        return []
    digits = last[-1]
    return [f"{seen[-1][: digits.start()]}{int(digits[0]) + 1}{seen[-1][digits.end() :]}"]


def parameters_in(page: Page) -> list[str]:
    """Parameters that scripts of the page set to a number they compute: ``"iList.jsp?id=1&cur_page=" + n``."""
    return list(dict.fromkeys(_PARAMETER.findall(page.scripts())))


def probes(entry: str, parameters: Sequence[str] = ()) -> list[str]:
    """Addresses under which the second page of a list usually stands, most frequent first (CMS.md §1).

    ``parameters``: names of the page number that the page itself uses; they come first.
    """
    parts = urlsplit(entry)
    name = parts.path.rpartition("/")[2]
    stem, _, extension = name.rpartition(".")
    extension = extension if stem else "html"
    names = [f"{stem}_1.{extension}", f"{stem}_2.{extension}"] if stem else []
    names += [f"index_1.{extension}", f"index_2.{extension}", f"list_2.{extension}", f"2.{extension}"]
    found = [] if parameters else [urljoin(entry, candidate) for candidate in names]
    for parameter in (*parameters, "page", "pageNum", "pageIndex"):
        query = f"{parts.query}&{parameter}=2" if parts.query else f"{parameter}=2"
        found.append(urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")))
    return list(dict.fromkeys(found))


DIALECT = Dialect("generic", detect, following, promised=promised)
