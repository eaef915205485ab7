"""Links of a report page -> the files that may be the report itself.

The tables often stand in an attachment only, and attachments hide: behind download scripts without an extension, in
the ``file=`` of a viewer frame, in a script. CMS.md §4. What a file is, its bytes decide after fetching; here are
candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from extractors.readers.html_pictures import find_pictures
from extractors.sites.urls import canonical_url, resolve

ATTACHMENT_EXTENSIONS = ("pdf", "doc", "docx", "xls", "xlsx", "wps", "et", "ofd", "zip", "rar", "ceb", "txt")
_EXTENSION = re.compile(rf"\.(?:{'|'.join(ATTACHMENT_EXTENSIONS)})$", re.IGNORECASE)
# Scripts that send a file without saying its type in the address (VSB, Hanweb, FastDFS and kin).
_DOWNLOAD = re.compile(
    r"/(?:download|downfile|downloadfile|filedownload|file-download|attach(?:ment)?download)\.(?:jsp|do|php|aspx?|action)$"
    r"|/virtual_attach_file\.vsb$|/group\d+/M\d\d/",
    re.IGNORECASE,
)
_VIEWER = re.compile(r"viewer\.(?:html?|swf|jsp|aspx?|php)$", re.IGNORECASE)
_VIEWED = frozenset({"file", "url", "pdffile", "src"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a page links or embeds: absolute canonical address, and what the anchor called it."""

    url: str
    anchor_text: str


def attachments(document_links: Iterable[tuple[str, str]], page_url: str) -> list[Attachment]:
    """Candidates among (address, anchor text) of a page, in order, each address once.

    ``page_url`` is the base of relative links (after redirects and ``<base href>``). A link that is met twice keeps the
    first text that is not empty.
    """
    found: dict[str, str] = {}
    for reference, text in document_links:
        url = _file_address(reference, page_url)
        if url:
            anchor = " ".join(text.split())
            found[url] = found.get(url) or anchor
    return [Attachment(url, anchor) for url, anchor in found.items()]


def pictures(data: bytes, page_url: str) -> list[str]:
    """Addresses of the pictures of an article that may be its tables, in order; those inside the page are not asked for.

    ``data`` are the bytes of the page, ``page_url`` the base of its relative addresses.
    """
    addresses = (resolve(page_url, one.address) for one in find_pictures(data) if not one.address.startswith("data:"))
    return list(dict.fromkeys(canonical_url(address) for address in addresses if address))


def _file_address(reference: str, page_url: str) -> str:
    if reference.strip().lower().startswith(("javascript:", "mailto:", "#", "data:")):
        return ""
    url = resolve(page_url, reference)
    if not url:
        return ""
    parts = urlsplit(url)
    path = unquote(parts.path)
    parameters = parse_qsl(parts.query, keep_blank_values=False)
    if _VIEWER.search(path):
        inner = next((value for name, value in parameters if name.lower() in _VIEWED), "")
        return _file_address(inner, url) if inner and inner != reference else ""
    names_a_file = any(_EXTENSION.search(value) for _, value in parameters)
    if _EXTENSION.search(path) or _DOWNLOAD.search(path) or (names_a_file and "down" in path.lower()):
        return canonical_url(url)
    return ""
