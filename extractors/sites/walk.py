"""Walk a list to its end: entry page -> all rows, with a statement of what was promised, what was seen and why it
stopped.

Columns jump (meta refresh), are the report itself, promise more pages than answer, repeat their last page for ever
or hold stubs between full pages; so a walk never trusts one sign alone and always says how it ended.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from extractors.sites.dialects import choose_dialect
from extractors.sites.dialects.base import Dialect
from extractors.sites.model import Fetched, Fetches, ListingRow, Recalls, StopReason, Walk
from extractors.sites.pages import Page, jump_target, meta_content, open_page
from extractors.sites.registry import Site
from extractors.sites.rows import find_date, list_rows
from extractors.sites.urls import canonical_url

MOST_JUMPS = 3
_PAGES_WITHOUT_NEWS = 2
_MISSING = (404, 410)
_REPORT_TABLE_MARKS = ("自然人", "结转下年度")


def walk(site: Site, fetcher: Fetches, *, max_pages: int = 200, recall: Recalls | None = None) -> list[Walk]:
    """Walk every entry address of a site; one statement each, in the order of the registry file."""
    return [
        walk_list(url, fetcher, dialect=site.dialect, max_pages=max_pages, recall=recall) for url in site.entry_urls
    ]


def walk_list(
    entry_url: str, fetcher: Fetches, *, dialect: str = "auto", max_pages: int = 200, recall: Recalls | None = None
) -> Walk:
    """Walk one list. Never raises for a host that fails: the stop reason and the problems say what happened.

    ``recall`` gives what is archived of a list page; it is then asked for conditionally and, when unchanged, read from
    the archive.
    """
    return _Walker(fetcher, max_pages, recall).run(entry_url, dialect)


@dataclass(slots=True)
class _Walker:
    fetcher: Fetches
    max_pages: int
    recall: Recalls | None
    rows: dict[str, ListingRow] = field(default_factory=dict)
    pages: list[Fetched] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    hashes: set[str] = field(default_factory=set)
    pages_seen: int = 0

    def run(self, entry_url: str, dialect_name: str) -> Walk:
        url = entry_url
        for _ in range(MOST_JUMPS + 1):
            answer, page = self._get(url)
            if page is None:
                self.problems.append(answer.message)
                return self._end("entry_refused" if answer.outcome == "refused" else "entry_failed", None, "")
            target = jump_target(page)
            if not target:
                break
            url = target
        else:
            self.problems.append(
                f"{entry_url}: more than {MOST_JUMPS} jumps from stub to stub; look at it in a browser"
            )
            return self._end("entry_failed", None, "")
        if _is_report(page):
            self._take(_report_row(page))
            self.pages_seen = 1
            return self._end("is_report", None, "")
        dialect = choose_dialect(dialect_name, page)
        promised = dialect.promised(page)
        self._accept(answer, list_rows(page, page.url))
        reason = self._follow(page, dialect, promised)
        return self._end(reason, promised, dialect.name)

    def _follow(self, entry: Page, dialect: Dialect, promised: int | None) -> StopReason:
        """Go from page to page until a stop rule holds."""
        page, seen, without_news = entry, [entry.url], 0
        while promised is None or len(seen) < promised:
            if len(seen) >= self.max_pages:
                self.problems.append(f"{entry.url}: stopped at the limit of {self.max_pages} pages")
                return "page_limit"
            candidates = dialect.following(page, seen)
            if not candidates:
                return self._without_candidates(entry, promised)
            known = len(self.rows)
            following, reason = self._first_good(candidates, entry.url)
            if following is None and promised is None:
                return reason
            if following is None and (reason == "page_refused" or len(seen) == 1):
                return "page_failed" if reason == "last_page" else reason
            # a promised page that failed counts as visited: a stub in the middle is not the end of the list
            page = following or page
            seen.append(following.url if following else candidates[0])
            without_news = 0 if len(self.rows) > known else without_news + 1
            if without_news >= _PAGES_WITHOUT_NEWS:
                return "no_new_rows"
        return "all_pages" if promised is None or self.pages_seen >= promised else "page_failed"

    def _without_candidates(self, entry: Page, promised: int | None) -> StopReason:
        if promised is None:
            return "last_page"
        self.problems.append(f"{entry.url}: the pager promises {promised} pages, but names no further page")
        return "page_failed"

    def _first_good(self, candidates: list[str], entry_url: str) -> tuple[Page | None, StopReason]:
        """First candidate that answers with a new row; else why the last one was no good (a 404 is just the end)."""
        reason: StopReason = "last_page"
        for url in candidates:
            answer, page = self._get(url)
            if page is None:
                if answer.status in _MISSING:
                    reason = "last_page"
                    continue
                self.problems.append(answer.message)
                if answer.outcome == "refused":
                    return None, "page_refused"
                reason = "page_failed"
                continue
            digest = hashlib.sha256(answer.data).hexdigest()
            rows = list_rows(page, entry_url)
            if digest in self.hashes:
                reason = "repeated_page"
            elif not rows:
                reason = "empty_page"
            elif all(row.url in self.rows for row in rows):
                reason = "no_new_rows"
            else:
                self._accept(answer, rows)
                return page, "all_pages"
        return None, reason

    def _get(self, url: str) -> tuple[Fetched, Page | None]:
        """Ask for a list page, conditionally when the archive holds it; no page when it was not to be had."""
        held = self.recall(url) if self.recall else None
        if held is None:
            answer = self.fetcher.fetch(url)
        else:
            answer = self.fetcher.fetch(url, etag=held.etag, last_modified=held.last_modified)
        self.pages.append(answer)
        if answer.outcome == "unchanged" and held is not None:
            return answer, open_page(answer.final_url, held.data, held.headers)
        if answer.outcome not in ("fetched", "truncated"):
            return answer, None
        if answer.outcome == "truncated":
            self.problems.append(answer.message)
        return answer, open_page(answer.final_url, answer.data, answer.headers)

    def _accept(self, answer: Fetched, rows: list[ListingRow]) -> None:
        self.pages_seen += 1
        if answer.data:
            self.hashes.add(hashlib.sha256(answer.data).hexdigest())
        for row in rows:
            self._take(row)

    def _take(self, row: ListingRow) -> None:
        self.rows.setdefault(row.url, row)

    def _end(self, reason: StopReason, promised: int | None, dialect: str) -> Walk:
        if promised is not None and self.pages_seen < promised:
            self.problems.append(f"promised {promised} list pages, saw {self.pages_seen}; the list is incomplete")
        rows = tuple(self.rows.values())
        pages, problems = tuple(self.pages), tuple(line for line in self.problems if line)
        return Walk(rows, promised, self.pages_seen, reason, len(pages), dialect, pages, problems)


def _is_report(page: Page) -> bool:
    """The entry page has the official table itself: then it is no list, it is the report."""
    return any(
        all(mark in "".join(str(table.text_content()).split()) for mark in _REPORT_TABLE_MARKS)
        for table in page.tree.iter("table")
    )


def _report_row(page: Page) -> ListingRow:
    headings = [str(heading.text_content()) for heading in page.tree.iter("h1", "title")]
    title = next((t for t in (meta_content(page, "ArticleTitle"), *headings) if t.strip()), "")
    date = find_date(meta_content(page, "PubDate"))
    return ListingRow(canonical_url(page.url), " ".join(title.split()), date)
