"""An answer with 200 that is another page than the one asked for: the home page in place of a report.

Deleted pages lead to the home page instead of 404, and some hosts send it to visitors they find too fast (CSRC).
Taken for the report, it would end up as its newest revision.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from extractors.normalize import squeeze
from extractors.sites.model import Fetched
from extractors.sites.pages import Page, meta_content, open_page

_HOME = re.compile(r"/?(?:(?:index|default|home|main)\.\w{3,5})?", re.IGNORECASE)
_REPORT_WORDS = re.compile(r"报告|年报|信息公开")
_LINKS_OF_A_HOME_PAGE = 40


def without_stray(fetched: Fetched, title: str, *, has_copy: bool) -> Fetched:
    """The answer as it came; or, where it is another page, as missing (redirected home) or refused (sent in its place).

    ``title`` is that of the report in its list. Only where a good copy exists (``has_copy``) is a page judged by what it
    shows: without one, it is kept and reading it says what it lacks.
    """
    if fetched.outcome not in ("fetched", "truncated"):
        return fetched
    if _leads_home(fetched.url, fetched.final_url):
        message = f"{fetched.url}: leads to the home page {fetched.final_url}, as if it were not there"
        return replace(fetched, outcome="failed", kind="missing", data=b"", message=message)
    if has_copy and _is_another_page(fetched, title):
        message = f"{fetched.url}: shows another page than {title!r}; the stored copy stays"
        return replace(fetched, outcome="refused", kind="other_page", message=message)
    return fetched


def _leads_home(asked: str, final: str) -> bool:
    return asked != final and _is_home(final) and not _is_home(asked)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and bool(_HOME.fullmatch(parts.path))


def _is_another_page(fetched: Fetched, title: str) -> bool:
    """A page full of links that names no report at its head, and nowhere the one that was asked for."""
    if "html" not in fetched.headers.get("content-type", "html") or fetched.data[:5] == b"%PDF-":
        return False
    page = open_page(fetched.final_url, fetched.data, fetched.headers)
    if sum(1 for _ in page.tree.iter("a")) < _LINKS_OF_A_HOME_PAGE or _REPORT_WORDS.search(_head(page)):
        return False
    return squeeze(title) not in squeeze(str(page.tree.text_content()))


def _head(page: Page) -> str:
    texts = [str(element.text_content()) for element in page.tree.iter("title", "h1")]
    return " ".join([meta_content(page, "ArticleTitle"), *texts])
