"""Dialects: how the lists of each CMS family are paged. The first that recognises an entry page walks the list."""

from __future__ import annotations

from extractors.sites.dialects import (
    easysite,
    epoint,
    eportal,
    generic,
    gkmlpt,
    hanweb_annual,
    hanweb_jpaas,
    hanweb_jpage,
    hanweb_query,
    longxun,
    numbered,
    openness,
    script_list,
    trs,
    truecms,
    ucap,
    vsb,
    webplus,
    year_tabs,
)
from extractors.sites.dialects.base import Dialect
from extractors.sites.pages import Page

# Detection order (CMS.md §1): a Hanweb site has lists of its own too, a UCAP page calls a pager of the TRS name. The
# generic one recognises everything and stands last.
DIALECTS: tuple[Dialect, ...] = (
    gkmlpt.DIALECT,
    hanweb_annual.DIALECT,
    hanweb_jpage.DIALECT,
    hanweb_jpaas.DIALECT,
    hanweb_query.DIALECT,
    truecms.DIALECT,
    epoint.DIALECT,
    vsb.DIALECT,
    ucap.DIALECT,
    openness.DIALECT,
    longxun.DIALECT,
    year_tabs.DIALECT,
    eportal.DIALECT,
    easysite.DIALECT,
    webplus.DIALECT,
    trs.DIALECT,
    numbered.DIALECT,
    script_list.DIALECT,
    generic.DIALECT,
)


def dialect_names() -> tuple[str, ...]:
    return tuple(dialect.name for dialect in DIALECTS)


GENERIC = generic.DIALECT
"""Takes over where the family that a page shows marks of says nothing of its list."""


def choose_dialect(name: str, page: Page) -> Dialect:
    """The dialect of this name; for ``auto`` the first that recognises the page."""
    return next(d for d in DIALECTS if d.name == name or (name == "auto" and d.detect(page)))
