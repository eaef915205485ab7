"""What discovery and fetching hand on: rows of a list, the statement of a walk, and one answered (or refused)
request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from urllib.parse import urlencode

Outcome = Literal["fetched", "unchanged", "refused", "failed", "truncated"]
StopReason = Literal[
    "all_pages",  # as many pages as the pager promised
    "last_page",  # no pager, and no further page was found
    "empty_page",  # a page without rows where the pager promised nothing more
    "repeated_page",  # the same bytes again
    "no_new_rows",  # two pages in a row brought nothing new
    "page_limit",  # NIANBAO_MAX_LIST_PAGES
    "page_refused",  # the host refused a page: the list is incomplete
    "page_failed",  # pages were promised that gave no rows: the list is incomplete
    "pager_unread",  # a pager by script that is not understood, and no guess answered: the list may be incomplete
    "no_rows",  # an entry page without rows and without columns below it
    "entry_refused",
    "entry_failed",
    "is_report",  # the entry page has the tables itself
]

_ENDED_EARLY = frozenset(
    {"page_limit", "page_refused", "page_failed", "pager_unread", "no_rows", "entry_refused", "entry_failed"}
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One request and how it went; the caller archives ``data``.

    Attributes:
        url: the address asked for (``Request.address``).
        final_url: where the last redirect led; equals ``url`` without redirects.
        status: HTTP status of the last answer, 0 when none came.
        headers: of the last answer, names in lower case.
        data: decoded body; b"" when the outcome is unchanged or failed, kept when refused or truncated.
        fetched_at: UTC.
        outcome: ``truncated`` means two tries ended before the promised length.
        message: "" when fetched; else one clear line: which address, why, what to do.
        kind: of a refusal: robots, budget, forbidden, rate_limit, waf, ruishu, jiasule …; of a failure: missing (there is
            no such page, or its redirects lead in a circle), final (trying again tonight is of no use: too many bytes); "" otherwise.
        note: what else the record should say (a weaker TLS).
        is_asked: False when no request was made, because the copy in the archive is not due to be looked at again, or
            because the host is left alone.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    data: bytes
    fetched_at: datetime
    outcome: Outcome
    message: str = ""
    kind: str = ""
    note: str = ""
    is_asked: bool = True

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        return self.headers.get("last-modified", "")


@dataclass(frozen=True, slots=True)
class Request:
    """One request for a page of a list: a GET, or a POST of a form or of JSON, as the page's own script would send it.

    Attributes:
        form: fields of a form in order; None for none.
        json: body of a JSON request; None for none.
        referer: address of the page whose script asks, where a family answers 404 without it.
    """

    url: str
    form: tuple[tuple[str, str], ...] | None = None
    json: str | None = None
    referer: str = ""

    @property
    def address(self) -> str:
        """Under which its answer is archived and known: the address, with the body of a POST after ``#``."""
        body = urlencode(self.form) if self.form is not None else self.json
        return self.url if body is None else f"{self.url}#{body}"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the caller's archive still holds of an address, so that a list page can be asked for conditionally.

    ``final_url``: the address that answered, "" when it is the one asked for. ``is_missing``: nothing is held; the host
    said that there is no such page. ``is_fresh``: these bytes came tonight, by a run that was killed.
    """

    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    final_url: str = ""
    is_missing: bool = False
    is_fresh: bool = False


class Fetches(Protocol):
    """What a walk needs of a fetcher."""

    def fetch(self, url: str | Request, *, etag: str = "", last_modified: str = "") -> Fetched:
        """Ask for one address; never raises for an address that fails."""


class Recalls(Protocol):
    """Looks up what is archived of an address; None when nothing is."""

    def __call__(self, url: str) -> Recalled | None: ...


class IsDue(Protocol):
    """Whether a page of a list is to be asked for tonight, or read from the archive.

    ``is_tail``: it stands behind the first rows of its list, and the page before it has not changed. ``year``: of the
    column, when it is that of one report year.
    """

    def __call__(self, url: str, *, is_tail: bool, year: int | None) -> bool: ...


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One row of a list: canonical absolute address, full title, date as YYYY-MM-DD ("" when the list prints none).

    ``organ`` is what the list says of the publisher beside the title: the column of one organ, a publisher field, the
    group of an aggregating page; "" when it says nothing. ``is_report``: a module for nothing but annual reports lists it,
    so that its title need not say so ("2020年").
    """

    url: str
    title: str
    date: str = ""
    organ: str = ""
    is_report: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """The statement that ends every walk: pages promised / seen / rows / why it stopped.

    ``pages_promised`` and ``rows_promised`` are None when the list said no such number; ``rows_seen`` counts repeats too. ``pages`` are the list pages as they came, for the archive.
    ``problems`` are lines for a person. "Promised 7, saw 3" is an incident: see ``is_complete``. ``entry_url`` is where
    this list starts: an entry of the registry, or a column that one of those leads to (a year, an organ).
    """

    rows: tuple[ListingRow, ...]
    pages_promised: int | None
    pages_seen: int
    stop_reason: StopReason
    requests: int
    dialect: str = ""
    pages: tuple[Fetched, ...] = ()
    problems: tuple[str, ...] = ()
    entry_url: str = ""
    rows_promised: int | None = None
    rows_seen: int = 0

    @property
    def is_complete(self) -> bool:
        """All promised pages were seen, or the end of the list was reached without any doubt left."""
        if self.stop_reason in _ENDED_EARLY:
            return False
        has_all_rows = self.rows_promised is None or self.rows_seen >= self.rows_promised
        return has_all_rows and (self.pages_promised is None or self.pages_seen >= self.pages_promised)
