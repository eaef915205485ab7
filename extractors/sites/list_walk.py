"""Walk one list to its end: entry page -> all rows, with a statement of what was promised, what was seen and why it
stopped.

Columns jump (meta refresh), are the report itself, promise more pages than answer, repeat their last page for ever
or hold stubs between full pages; so a walk never trusts one sign alone and always says how it ended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from extractors.sites.branches import Branch, branches, foreign_rows, frame_target
from extractors.sites.dialects import GENERIC, choose_dialect
from extractors.sites.dialects.base import Dialect, Trail
from extractors.sites.dialects.script_pager import has_unread_pager
from extractors.sites.model import Fetched, Fetches, IsDue, ListingRow, Recalled, Recalls, Request, StopReason, Walk
from extractors.sites.pages import Page, jump_target, meta_content, open_page, with_fragment
from extractors.sites.rows import find_date, list_rows
from extractors.sites.urls import canonical_url

MOST_JUMPS = 3
_FEWEST_ROWS_WITHOUT_FRAME = 3
_PAGES_WITHOUT_NEWS = 2
_MISSING = (404, 410)
_REPORT_TABLE_MARKS = ("自然人", "结转下年度")


def always_due(url: str, *, is_tail: bool, year: int | None) -> bool:
    """Every page of a list is asked for."""
    return True


def walk_list(
    entry_url: str, fetcher: Fetches, *, dialect: str = "auto", max_pages: int = 200, recall: Recalls | None = None
) -> Walk:
    """Walk one list. Never raises for a host that fails: the stop reason and the problems say what happened.

    ``recall`` gives what is archived of a list page; it is then asked for conditionally and, when unchanged, read from
    the archive.
    """
    return ListWalker(fetcher, max_pages, recall).run(entry_url, dialect)


@dataclass(slots=True)
class ListWalker:
    """One walk under way: what it was given, and what it has seen so far."""

    fetcher: Fetches
    max_pages: int
    recall: Recalls | None
    is_due: IsDue = always_due
    keep: Callable[[Fetched], object] | None = None
    organ: str = ""
    year: int | None = None
    rows: dict[str, ListingRow] = field(default_factory=dict)
    pages: list[Fetched] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    hashes: set[str] = field(default_factory=set)
    pages_seen: int = 0
    promised: int | None = None
    records: int | None = None
    rows_seen: int = 0
    entry_url: str = ""
    is_page_before_unchanged: bool = False
    entry: Page | None = None
    foreign: list[Branch] = field(default_factory=list)

    def run(self, entry_url: str, dialect_name: str) -> Walk:
        url = self.entry_url = entry_url
        for _ in range(MOST_JUMPS + 1):
            answer, page = self._get(Request(url))
            if page is None:
                self.problems.append(answer.message)
                return self._end("entry_refused" if answer.outcome == "refused" else "entry_failed", "")
            target = jump_target(page) or self._frame(page)
            if not target:
                page = with_fragment(page, url)
                break
            url = target
        else:
            self.problems.append(
                f"{entry_url}: more than {MOST_JUMPS} jumps from stub to stub; look at it in a browser"
            )
            return self._end("entry_failed", "")
        self.entry = page
        dialect = choose_dialect(dialect_name, page)
        if _is_report(page) and not dialect.is_list_of_tabs:
            self._take([_report_row(page)])
            self.pages_seen = 1
            return self._end("is_report", "")
        # a script that holds the key of the interface is as old as the page that names it
        is_entry_unchanged = self.is_page_before_unchanged
        beside = tuple(self._get(request, is_tail=is_entry_unchanged)[1] for request in dialect.beside(page))
        self.is_page_before_unchanged = is_entry_unchanged
        trail = Trail(page, beside, [Request(page.url)])
        self._count(page, dialect)
        rows = dialect.rows(page, page)
        if self._says_nothing(page, trail, dialect):
            rows = rows or GENERIC.rows(page, page)
            dialect = replace(dialect, following=GENERIC.following, promised=GENERIC.promised)
            self._count(page, dialect)
        abroad, self.foreign = foreign_rows(page)
        self._take(abroad)
        if rows or not dialect.following(page, trail):
            self._accept(page, rows)
        return self._end(self._follow(page, trail, dialect), dialect.name)

    def _says_nothing(self, page: Page, trail: Trail, dialect: Dialect) -> bool:
        """The family leaves marks on the page but has no pager here: a common one may stand in its place."""
        if dialect.is_list_of_tabs or self.promised is not None or self.records is not None:
            return False
        return not dialect.following(page, trail)

    def columns_below(self) -> list[Branch]:
        """Columns that the entry page leads to, unless they turned out to be rows."""
        below = branches(self.entry) if self.entry is not None else []
        return [branch for branch in (*below, *self.foreign) if canonical_url(branch.url) not in self.rows]

    def _frame(self, page: Page) -> str:
        """The frame that holds the list, when the page itself has hardly a row."""
        return frame_target(page) if len(list_rows(page, page.url)) < _FEWEST_ROWS_WITHOUT_FRAME else ""

    def _follow(self, page: Page, trail: Trail, dialect: Dialect) -> StopReason:
        """Go from page to page until a stop rule holds."""
        visited, without_news, url = self.pages_seen, 0, trail.entry.url
        while not self._has_all(visited):
            if visited >= self.max_pages:
                self.problems.append(f"{url}: stopped at the limit of {self.max_pages} pages")
                return "page_limit"
            candidates = dialect.following(page, trail)
            if not candidates:
                return self._without_candidates(url)
            known = len(self.rows)
            following, request, reason = self._first_good(candidates, trail, dialect)
            if following is None and self.promised is None:
                is_unread = len(trail.seen) == 1 and has_unread_pager(page)
                return "pager_unread" if is_unread else reason
            if following is None and (reason == "page_refused" or len(trail.seen) == 1):
                return "page_failed" if reason == "last_page" else reason
            # a promised page that failed counts as visited: a stub in the middle is not the end of the list
            page, visited = following or page, visited + 1
            trail = Trail(trail.entry, trail.beside, [*trail.seen, request])
            without_news = 0 if len(self.rows) > known else without_news + 1
            if without_news >= _PAGES_WITHOUT_NEWS:
                return "no_new_rows"
        return "all_pages" if self.promised is None or self.pages_seen >= self.promised else "page_failed"

    def _has_all(self, visited: int) -> bool:
        """As many rows, or as many pages, as the list promised."""
        if self.records is not None:
            return self.rows_seen >= self.records
        return self.promised is not None and visited >= self.promised

    def _without_candidates(self, url: str) -> StopReason:
        if self.promised is None or self.pages_seen >= self.promised:
            return "last_page"
        self.problems.append(f"{url}: the pager promises {self.promised} pages, but names no further page")
        return "page_failed"

    def _first_good(
        self, candidates: Sequence[Request], trail: Trail, dialect: Dialect
    ) -> tuple[Page | None, Request, StopReason]:
        """First candidate that answers with a new row; else why the last one was no good (a 404 is just the end)."""
        reason: StopReason = "last_page"
        for request in candidates:
            answer, page = self._get(request)
            if page is None:
                if answer.status in _MISSING:
                    reason = "last_page"
                    continue
                self.problems.append(answer.message)
                if answer.outcome == "refused":
                    return None, request, "page_refused"
                reason = "page_failed"
                continue
            rows = dialect.rows(page, trail.entry)
            self._count(page, dialect)
            if _digest(page) in self.hashes:
                reason = "repeated_page"
            elif not rows:
                reason = "empty_page"
            elif all(row.url in self.rows for row in rows):
                reason = "no_new_rows"
            else:
                self._accept(page, rows)
                return page, request if request.address != request.url else Request(page.url), "all_pages"
        return None, candidates[0], reason

    def _count(self, page: Page, dialect: Dialect) -> None:
        if self.promised is None:
            promised = dialect.promised(page)
            # "1 page" on the second page is no promise
            self.promised = promised if promised is not None and promised > self.pages_seen else None
        if self.records is None:
            self.records = dialect.records(page)

    def _get(self, request: Request, *, is_tail: bool = False) -> tuple[Fetched, Page | None]:
        """Ask for a list page, conditionally when the archive holds it; no page when it was not to be had.

        Once the list has given rows and the page before has not changed, the further pages are only asked for when they
        are due: a new row moves the rows of every page behind it.
        """
        held = self.recall(request.address) if self.recall else None
        is_tail = is_tail or (bool(self.rows) and self.is_page_before_unchanged)
        if held is None:
            answer = self.fetcher.fetch(request)
        elif self.is_due(request.address, is_tail=is_tail, year=self.year):
            answer = self.fetcher.fetch(request, etag=held.etag, last_modified=held.last_modified)
        else:
            answer = _not_asked(request, held)
        self.pages.append(answer)
        if self.keep is not None and (answer.is_asked or answer.outcome == "refused"):
            self.keep(answer)
        if answer.kind != "missing":  # one of several guesses
            is_same = answer.outcome == "unchanged" or (held is not None and answer.data == held.data)
            self.is_page_before_unchanged = held is not None and is_same and not held.is_fresh
        if answer.outcome == "unchanged" and held is not None:
            return answer, open_page(answer.final_url, held.data, held.headers)
        if answer.outcome not in ("fetched", "truncated"):
            return answer, None
        if answer.outcome == "truncated":
            self.problems.append(answer.message)
        return answer, open_page(answer.final_url, answer.data, answer.headers)

    def _accept(self, page: Page, rows: list[ListingRow]) -> None:
        self.pages_seen += 1
        self.hashes.add(_digest(page))
        self._take(rows)

    def _take(self, rows: Sequence[ListingRow]) -> None:
        self.rows_seen += len(rows)
        for row in rows:
            self.rows.setdefault(row.url, row if row.organ or not self.organ else replace(row, organ=self.organ))

    def _end(self, reason: StopReason, dialect: str) -> Walk:
        promised = self.promised
        if reason == "pager_unread":
            line = "the script of its pager is not understood, and no usual address answers; the list may be longer"
            self.problems.append(f"{self.entry_url}: {line}")
        if promised is not None and self.pages_seen < promised:
            self.problems.append(f"promised {promised} list pages, saw {self.pages_seen}; the list is incomplete")
        elif self.records is not None and self.rows_seen < self.records:
            self.problems.append(f"promised {self.records} rows, saw {self.rows_seen}; the list is incomplete")
        rows = tuple(self.rows.values())
        pages, problems = tuple(self.pages), tuple(line for line in self.problems if line)
        asked = sum(page.is_asked for page in pages)
        return Walk(
            rows, promised, self.pages_seen, reason, asked, dialect, pages, problems, self.entry_url,
            self.records, self.rows_seen,
        )  # fmt: skip


def _digest(page: Page) -> str:
    return hashlib.sha256(page.text.encode("utf-8", "surrogatepass")).hexdigest()


def _not_asked(request: Request, held: Recalled) -> Fetched:
    """The answer of the archive, for a page that is not due."""
    now = datetime.now(UTC)
    if held.is_missing:
        return Fetched(request.address, request.url, 404, {}, b"", now, "failed", kind="missing", is_asked=False)
    final_url = held.final_url or request.url
    return Fetched(request.address, final_url, 0, held.headers, b"", now, "unchanged", is_asked=False)


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
