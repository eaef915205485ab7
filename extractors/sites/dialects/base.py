"""What a dialect (a CMS family) has to say of a list: is it mine, how many pages, where is the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.sites.pages import Page


@dataclass(frozen=True, slots=True)
class Dialect:
    """One CMS family; a module of this folder makes one of these, and ``__init__`` lists it in detection order.

    Attributes:
        name: as registry files write it.
        detect: whether an entry page is of this family.
        promised: pages the pager of the entry page speaks of, None when it says no number.
        following: candidates for the address of the next page, given the page seen last and the addresses of all pages
            seen; the first that answers with new rows is taken. Empty: this was the last page.
    """

    name: str
    detect: Callable[[Page], bool]
    promised: Callable[[Page], int | None]
    following: Callable[[Page, Sequence[str]], list[str]]
