"""Dialects: how the lists of each CMS family are paged. The first that recognises an entry page walks the list."""

from __future__ import annotations

from extractors.sites.dialects import generic, trs
from extractors.sites.dialects.base import Dialect
from extractors.sites.pages import Page

# Detection order; the generic one recognises everything and stands last.
DIALECTS: tuple[Dialect, ...] = (trs.DIALECT, generic.DIALECT)


def dialect_names() -> tuple[str, ...]:
    return tuple(dialect.name for dialect in DIALECTS)


def choose_dialect(name: str, page: Page) -> Dialect:
    """The dialect of this name; for ``auto`` the first that recognises the page."""
    return next(d for d in DIALECTS if d.name == name or (name == "auto" and d.detect(page)))
