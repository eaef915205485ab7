"""Static pages named by number, ``1.html``, ``2.html`` … (Shaanxi): ``maxPage = parseInt('7')``. CMS.md §2.10."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.generic import promised
from extractors.sites.model import Request
from extractors.sites.pages import Page

_NUMBER = re.compile(r"/(\d{1,3})(\.s?html?)$")
_MAXIMUM = re.compile(r"\bmaxPage\s*=\s*parseInt\(")


def detect(page: Page) -> bool:
    first = _NUMBER.search(urlsplit(page.url).path)
    return (first is not None and first[1] == "1") or bool(_MAXIMUM.search(page.scripts()))


def following(page: Page, trail: Trail) -> list[Request]:
    pages = promised(trail.entry)
    last = _NUMBER.search(urlsplit(trail.seen[-1].url).path)
    if pages is not None and pages <= len(trail.seen):
        return []
    number, extension = (int(last[1]), last[2]) if last else (1, ".html")
    return [Request(urljoin(trail.seen[-1].url, f"{number + 1}{extension}"))]


DIALECT = Dialect("numbered", detect, following, promised=promised)
