"""Addresses a page points to: anchors, embedded viewers and files, and the two ways scripts embed a PDF.

Many reports are only an attachment: a plain anchor, an ``iframe`` with a viewer, ``showVsbpdfIframe("…")`` in a script
(VSB) or a ``pdfsrc`` attribute (webplus); see CMS.md §4. Addresses are given as they stand; resolving them, and taking
the file out of a viewer's query, is the caller's part.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from extractors.readers.html_tree import Element, Page, gather
from extractors.readers.text_clean import BREAK, clean_line

_EMBEDDED = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_LINKING = frozenset({"a", *_EMBEDDED})
_SCRIPTED = re.compile(
    r"(?m)^(?!\s*//).*?(?:showVsbpdfIframe\(\s*|\bpdfUrl\s*=\s*|swfobject\.embedSWF\(\s*|\bPDFObject\.embed\(\s*|\bPdfFile[\"']?\s*:\s*)"
    r"([\"'])(.+?)\1"
)
_OPENED = re.compile(r"[\"']([^\"'\s]+\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)(?:\?[^\"'\s]*)?)[\"']", re.IGNORECASE)
_NO_ADDRESS = ("javascript:", "#", "about:", "mailto:", "data:")


def find_links(page: Page, carriers: Collection[int] = ()) -> tuple[tuple[str, str], ...]:
    """(address, text) of all visible links and embedded files in document order, then those in scripts.

    ``carriers`` are the elements, by ``mem_id``, that have an address in ``pdfsrc``.
    """
    links: list[tuple[str, str]] = []
    linking = [
        element
        for element in page.elements
        if element.tag in _LINKING or (carriers and element.node is not None and element.node.mem_id in carriers)
    ]
    for element in linking:
        address = ""
        if element.tag == "a":
            address = element.get("href")
        elif element.tag in _EMBEDDED:
            address = element.get(_EMBEDDED[element.tag])
        address = (address or element.get("pdfsrc")).strip()
        if element.tag == "a" and (not address or address.lower().startswith(_NO_ADDRESS)):
            address = _opened(element, address)
        if address and not address.lower().startswith(_NO_ADDRESS):
            links.append((address, _anchor_text(element)))
    for script in page.scripts:
        links.extend((match[2], "") for match in _SCRIPTED.finditer(script))
    return tuple(links)


def _opened(element: Element, address: str) -> str:
    """The file that the script of a link opens: ``onclick="window.open('/f/1.pdf')"``; "" when it opens none."""
    for text in (address, element.get("onclick")):
        quoted = _OPENED.search(text)
        if quoted:
            return quoted[1]
    return (element.get("data-href") or element.get("data-url")).strip()


def _anchor_text(element: Element) -> str:
    text = clean_line(gather(element).replace(BREAK, " ")) if element.tag == "a" else ""
    if text and not text.endswith(("…", "...")):
        return text
    # Lists cut a long title with dots and keep the whole in the title attribute.
    title = clean_line(element.get("title") or element.get("sudyfile-attr"))
    return title if not text or len(title) > len(text) else text
