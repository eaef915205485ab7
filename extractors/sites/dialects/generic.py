"""Any list: follow the link 下一页; where there is none, try the usual names of a second page.

Stands last. Much of the small and the old is served by it (static pages of unknown systems, hand-made columns), and
what it finds tells which family a dialect of its own would be worth writing for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit, urlunsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.model import Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows

# A list shorter than this is not paged; without the guard every short list would cost a dozen 404s a night.
FEWEST_ROWS_OF_A_PAGED_LIST = 10
_NEXT = re.compile(r"^(?:下一?页|后一?页|next)[>»›\s]*$", re.IGNORECASE)
_PROMISES = (
    re.compile(r"共\s*(\d+)\s*页"),
    re.compile(r"\b(?:totalPages?|pageCount|maxPage)\b[\"']?\s*[:=]\s*(?:parseInt\(\s*)?[\"']?(\d+)"),
)
_LAST_NUMBER = re.compile(r"\d+(?=(?:\.\w+)?$)")


def detect(page: Page) -> bool:
    return True


def promised(page: Page) -> int | None:
    text = str(page.tree.text_content()) + page.scripts()
    for pattern in _PROMISES:
        match = pattern.search(text)
        if match:
            return max(int(match[1]), 1)
    return None


def following(page: Page, trail: Trail) -> list[Request]:
    """The next-page link; else, after page 1, the probes; else the address of page 2 counted on."""
    return [Request(url) for url in _following(page, [request.url for request in trail.seen])]


def _following(page: Page, seen: Sequence[str]) -> list[str]:
    link = next_link(page)
    if link:
        return [link] if link not in seen else []
    if len(seen) == 1:
        is_worth_it = (promised(page) or 0) > 1 or (
            promised(page) is None and len(list_rows(page, seen[0])) >= FEWEST_ROWS_OF_A_PAGED_LIST
        )
        return probes(seen[0]) if is_worth_it else []
    last = list(_LAST_NUMBER.finditer(seen[-1]))
    if not last:
        return []
    digits = last[-1]
    return [f"{seen[-1][: digits.start()]}{int(digits[0]) + 1}{seen[-1][digits.end() :]}"]


def probes(entry: str) -> list[str]:
    """Addresses under which the second page of a list usually stands, most frequent first (CMS.md §1)."""
    parts = urlsplit(entry)
    name = parts.path.rpartition("/")[2]
    stem, _, extension = name.rpartition(".")
    extension = extension if stem else "html"
    names = [f"{stem}_1.{extension}", f"{stem}_2.{extension}"] if stem else []
    names += [f"index_1.{extension}", f"index_2.{extension}", f"list_2.{extension}", f"2.{extension}"]
    found = [urljoin(entry, candidate) for candidate in names]
    for parameter in ("page", "pageNum", "pageIndex"):
        query = f"{parts.query}&{parameter}=2" if parts.query else f"{parameter}=2"
        found.append(urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")))
    return list(dict.fromkeys(found))


def next_link(page: Page) -> str:
    """Address behind 下一页, "" when the page has no such link."""
    for anchor in page.tree.iter("a"):
        label = "".join(str(anchor.text_content()).split()) or str(anchor.get("title") or "")
        href = str(anchor.get("href") or "").strip()
        if _NEXT.match(label) and href and not href.startswith(("#", "javascript:")):
            return page.address(href)
    return ""


DIALECT = Dialect("generic", detect, following, promised=promised)
