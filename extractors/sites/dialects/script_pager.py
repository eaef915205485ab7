"""Pagers made of script calls (``javascript:goPage(2)``) -> the address that the call would open.

Small systems write a function of their own for it: ``location.href = "index_" + (n - 1) + ".html"``. The text around the
number is all that matters, so it is read from the function; nothing is executed.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from extractors.sites.links import reference_of
from extractors.sites.pages import Page

_NEXT = re.compile(r"^(?:下一?页|后一?页|next)[>»›\s]*$", re.IGNORECASE)
_CALL = re.compile(r"\b([A-Za-z_$][\w$]*)\s*\(\s*[\"']?(\d{1,4})[\"']?\s*[,)]")
_SCRIPTED = re.compile(r"\b(?!void\b|return\b|alert\b)[A-Za-z_$][\w$.]*\s*\(")
_OFF = re.compile(r"disab|unable|gray|grey|nolink|no-?next", re.IGNORECASE)


def next_link(page: Page) -> str:
    """Address behind 下一页, "" when the page has no such link or its script is not understood."""
    for element in _controls(page):
        reference = reference_of(element)
        url = page.address(reference) if reference else _computed(page, element)
        if url:
            return url
    return ""


def is_computed(page: Page) -> bool:
    """Whether the address behind 下一页 was read from a script: then it may be the same on every page."""
    return bool(next_link(page)) and not any(reference_of(element) for element in _controls(page))


def has_unread_pager(page: Page) -> bool:
    """Whether 下一页 calls a script from which no address could be read."""
    return not next_link(page) and any(_SCRIPTED.search(_script_of(element)) for element in _controls(page))


def _controls(page: Page) -> list[HtmlElement]:
    """Elements called 下一页 that are not switched off."""
    found = []
    for element in page.tree.iter("a", "button", "span", "li", "div", "input"):
        label = "".join(str(element.text_content()).split()) or str(element.get("title") or element.get("value") or "")
        if _NEXT.match(label) and not _OFF.search(str(element.get("class") or "")):
            found.append(element)
    return found


def _script_of(element: HtmlElement) -> str:
    href = str(element.get("href") or "")
    return f"{href if href.lower().startswith('javascript:') else ''} {element.get('onclick') or ''}"


def _computed(page: Page, element: HtmlElement) -> str:
    call = _CALL.search(_script_of(element))
    if call is None:
        return ""
    function = re.search(
        rf"(?:function\s+{re.escape(call[1])}\s*|{re.escape(call[1])}\s*=\s*function\s*)\(\s*(\w+)[^)]*\)\s*\{{(.{{0,2000}})",
        page.scripts(),
        re.DOTALL,
    )
    if function is None:
        return ""
    name = re.escape(function[1])
    joined = re.search(
        rf"[\"']([^\"'\s]*)[\"']\s*\+\s*\(?\s*(?:parseInt\(\s*)?{name}\)?\s*(-\s*1)?\s*\)?(?:\s*\+\s*[\"']([^\"'\s]*)[\"'])?",
        function[2],
    )
    if joined is None:
        return ""
    number = int(call[2]) - (1 if joined[2] else 0)
    return page.address(f"{joined[1]}{number}{joined[3] or ''}")
