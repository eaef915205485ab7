"""Lines of a page that are not part of the text: page numbers, running headers and footers.

They stand between the halves of a paragraph or table that a page break cuts, so they must go before anything is joined.
Nothing is lost: running headers and footers go to the document's meta, page numbers are the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.readers.pdf_page import FontLine, PageContent

MARGIN = 0.1  # share of the page's height at top and bottom where furniture stands
SAME_HEIGHT = 4.0  # points between a running line on one page and on the next
_DASH = r"[-—–―－·~\s]*"
_PAGE_NUMBER = re.compile(rf"{_DASH}第?\s*(\d{{1,4}})\s*页?(\s*[/／,，]?\s*(共|/|／)\s*\d{{1,4}}\s*页?)?{_DASH}")
_PLAIN_NUMBER = re.compile(r"\d{1,4}")


def split_furniture(pages: Sequence[PageContent]) -> tuple[list[tuple[FontLine, ...]], dict[str, str]]:
    """The lines of each page without furniture, and the running lines as meta ``page_header`` and ``page_footer``."""
    numbered = _numbered_pages(pages)
    repeated = _repeated(pages)
    kept: list[tuple[FontLine, ...]] = []
    meta: dict[str, str] = {}
    for page in pages:
        lines: list[FontLine] = []
        for line in page.lines:
            if _is_page_number(page, line, numbered):
                continue
            key = _running_key(page, line)
            if key is not None and key in repeated:
                meta.setdefault("page_header" if key[0] == "head" else "page_footer", line.line.text)
                continue
            lines.append(line)
        kept.append(tuple(lines))
    return kept, meta


def _zone(page: PageContent, line: FontLine) -> str | None:
    middle = line.line.baseline - 0.36 * line.line.size
    if middle < MARGIN * page.frame.height:
        return "head"
    return "foot" if middle > (1 - MARGIN) * page.frame.height else None


def _numbered_pages(pages: Sequence[PageContent]) -> Counter[int]:
    """How often a bare number in the margin differs from the page's own number by each amount."""
    offsets: Counter[int] = Counter()
    for page in pages:
        offsets.update(
            {
                int(line.line.text) - page.number
                for line in page.lines
                if _zone(page, line) and _PLAIN_NUMBER.fullmatch(line.line.text)
            }
        )
    return offsets


def _is_page_number(page: PageContent, line: FontLine, numbered: Counter[int]) -> bool:
    text = line.line.text
    if _zone(page, line) is None or len(text) > 24 or not _PAGE_NUMBER.fullmatch(text):
        return False
    if not _PLAIN_NUMBER.fullmatch(text):
        return True
    # A bare number may be a cell of a table without rules: it must count the pages, and stand apart.
    offset = int(text) - page.number
    neighbours = [other.line.baseline for other in page.lines if other is not line]
    is_apart = all(abs(baseline - line.line.baseline) > 2.2 * line.line.size for baseline in neighbours)
    return numbered[offset] >= 2 or (offset == 0 and is_apart)


RunningKey = tuple[str, int, str]


def _running_key(page: PageContent, line: FontLine) -> RunningKey | None:
    zone = _zone(page, line)
    if zone is None:
        return None
    height = line.line.baseline if zone == "head" else page.frame.height - line.line.baseline
    return (zone, round(height / SAME_HEIGHT), re.sub(r"\d+", "#", line.line.text))


def _repeated(pages: Sequence[PageContent]) -> set[RunningKey]:
    counts = Counter(
        key for page in pages for key in {_running_key(page, line) for line in page.lines} if key is not None
    )
    least = max(2, len(pages) / 2)
    return {key for key, count in counts.items() if count >= least and not re.fullmatch(r"[#\s.,%-]*", key[2])}
