"""What a dialect (a CMS family) has to say of a list: is it mine, how long, where is the next page, what are its rows.

A list may be static pages, or a page whose script asks an interface for JSON or fragments. Both are walked alike: the
entry page, then request after request that the dialect names, each answer giving rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.sites.model import ListingRow, Request
from extractors.sites.pages import Page
from extractors.sites.rows import list_rows


@dataclass(frozen=True, slots=True)
class Trail:
    """How far a walk has come: the entry page, what was fetched beside it, and all requests answered so far.

    Attributes:
        beside: answers to ``Dialect.beside``, in order; None for one that failed.
        seen: the entry page first, then every page of the list.
    """

    entry: Page
    beside: tuple[Page | None, ...]
    seen: Sequence[Request]


def no_number(page: Page) -> int | None:
    """For families whose pages say no such number."""
    return None


def nothing_beside(page: Page) -> list[Request]:
    """For families that need nothing but the entry page to ask for the next."""
    return []


def anchors_as_rows(page: Page, entry: Page) -> list[ListingRow]:
    """Rows of a page of links, the usual case."""
    return list_rows(page, entry.url)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One CMS family; a module of this folder makes one of these, and ``__init__`` lists it in detection order.

    Attributes:
        name: as registry files write it.
        detect: whether an entry page is of this family.
        following: candidates for the next request, given the page seen last and the trail; the first whose answer has
            new rows is taken. Empty: this was the last page.
        rows: rows of one answer, given the entry page.
        promised: number of pages that give rows, as this page tells; None when it says none.
        records: number of rows of the whole list, as this page tells; None when it says none.
        beside: what must be fetched before the list can be asked for (a script that holds the key of the interface).
        is_list_of_tabs: entry pages of this family show one report and lead to the others by tabs.

    ``promised`` and ``records`` are asked of the entry page and of every answer until one says a number.
    """

    name: str
    detect: Callable[[Page], bool]
    following: Callable[[Page, Trail], list[Request]]
    rows: Callable[[Page, Page], list[ListingRow]] = anchors_as_rows
    promised: Callable[[Page], int | None] = no_number
    records: Callable[[Page], int | None] = no_number
    beside: Callable[[Page], list[Request]] = nothing_beside
    is_list_of_tabs: bool = False
