"""A page -> everything in it that leads somewhere: plain links, options of a selection, and addresses inside scripts of
an element.

Rows and pagers are as often ``<li onclick="window.open('2019.html')">`` or ``href="javascript:download('/f/1.pdf')"`` as
they are links. What a script only computes (``goPage(2)``) is not here; ``dialects.generic`` reads that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from extractors.sites.pages import Page

_QUOTED_ADDRESS = re.compile(
    r"[\"']([^\"'\s<>]*(?:\.(?:s?html?|jhtml|jsp|php|aspx?|do|action|pdf|docx?|wps|xlsx?|ofd|zip|rar)(?:\?[^\"'\s<>]*)?"
    r"|\?[\w.]+=[^\"'\s<>]*))[\"']",
    re.IGNORECASE,
)
_NO_ADDRESS = ("#", "javascript:", "mailto:", "tel:")
_DATA_ATTRIBUTES = ("data-href", "data-url", "data-link")


@dataclass(frozen=True, slots=True)
class Link:
    """An element and the absolute address it leads to."""

    element: HtmlElement
    url: str


def links(page: Page) -> list[Link]:
    """All links of a page in printed order."""
    found = []
    for element in page.tree.iter("a", "area", "option", "li", "tr", "td", "div", "span", "p", "button", "dd", "dt"):
        reference = reference_of(element)
        url = page.address(reference) if reference else ""
        if url:
            found.append(Link(element, url))
    return found


def reference_of(element: HtmlElement) -> str:
    """The address an element leads to, as written in it; "" when it leads nowhere by itself."""
    if element.tag == "option":
        value = str(element.get("value") or "").strip()
        return value if re.search(r"[/.?]", value) and not value.lower().startswith(_NO_ADDRESS) else ""
    href = str(element.get("href") or "").strip()
    if element.tag in ("a", "area") and href and not href.lower().startswith(_NO_ADDRESS):
        return href
    for script in (href, str(element.get("onclick") or "")):
        quoted = _QUOTED_ADDRESS.search(script)
        if quoted:
            return quoted[1]
    if element.tag in ("a", "area"):
        return next((value for name in _DATA_ATTRIBUTES if (value := str(element.get(name) or "").strip())), "")
    return ""
