"""Fetched -> archive: keep the bytes of an answer, and write the line of the fetch log that says how it went."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from extractors.document import Issue
from extractors.sites.model import Fetched
from flows.context import Run
from flows.reading.items import Item, ItemBlob
from warehouse.archive import Archive, FetchEntry, kept_headers
from warehouse.archive import Outcome as LogOutcome
from warehouse.archive_index import MISSING

MAY_PASS = frozenset({0, 500, 502, 503, 504})
"""Statuses of a failed fetch that another try may mend (0: no answer)."""


def may_pass(outcome: str, status: int, kind: str) -> bool:
    """Whether another try may mend a fetch that ended so (``outcome`` and ``kind`` as in the fetch log)."""
    return outcome == "failed" and status in MAY_PASS and kind != "final"


@dataclass(frozen=True, slots=True)
class Visit:
    """One address after tonight's request: the bytes it shows (tonight's or the last good ones) and how it went."""

    url: str
    outcome: LogOutcome
    sha256: str | None
    sha256_before: str | None
    issue: Issue | None
    may_pass: bool
    is_asked: bool = True


def keep(run: Run, fetched: Fetched, item: Item, role: str) -> Visit:
    """Archive one answer. A refusal or a failure never takes the place of a good copy."""
    with run.archive_lock:
        return _keep(run, fetched, item, role)


def _keep(run: Run, fetched: Fetched, item: Item, role: str) -> Visit:
    archive = run.archive
    before = archive.latest(fetched.url)
    known = before.sha256 if before is not None else None
    outcome, sha256 = _judge(archive, fetched, known)
    etag, last_modified = _validators(fetched, before if outcome == "unchanged" else None)
    # what was not asked for is counted, and is no line of a log that is kept for ever: a host with a thousand reports may
    # be left alone for months
    record = run.record_fetch if fetched.is_asked else run.crawl.answered
    record(
        FetchEntry(
            fetch_id=uuid.uuid4().hex,
            url=fetched.url,
            site_id=item.site_id,
            fetched_at=fetched.fetched_at.isoformat(),
            status=fetched.status,
            outcome=outcome,
            sha256=sha256 if outcome in ("stored", "unchanged") else None,
            etag=etag,
            last_modified=last_modified,
            content_type=fetched.headers.get("content-type", "") or (before.content_type if before else ""),
            message=fetched.message or fetched.note,
            list_title=item.list_title,
            list_date=item.list_date,
            item_id=item.item_id,
            role=role,
            final_url=fetched.final_url if fetched.final_url != fetched.url else "",
            kind=fetched.kind,
            byte_count=len(fetched.data),
            site_organ=item.site_organ if outcome == "stored" or (outcome == "unchanged" and role == "page") else "",
            headers=kept_headers(fetched.headers) if outcome == "stored" else {},
        )
    )
    issue = None
    if fetched.kind == MISSING and known is not None:
        issue = _missing_issue(run, fetched)
    elif fetched.outcome in ("refused", "failed", "truncated"):
        code = {"refused": "refused", "failed": "fetch_failed", "truncated": "truncated_file"}[fetched.outcome]
        issue = Issue(code, "warning" if fetched.outcome == "refused" else "error", fetched.message)
    return Visit(fetched.url, outcome, sha256, known, issue, may_pass(outcome, fetched.status, fetched.kind))


def _judge(archive: Archive, fetched: Fetched, known: str | None) -> tuple[LogOutcome, str | None]:
    """What the log says of this answer, and the bytes the address shows from now on."""
    if fetched.outcome == "unchanged":
        return "unchanged", known
    if fetched.outcome == "fetched" or (fetched.outcome == "truncated" and known is None and fetched.data):
        # A body cut short is better than nothing and worse than a good copy.
        sha256 = archive.put(fetched.data)
        return ("unchanged" if sha256 == known else "stored"), sha256
    return ("refused" if fetched.outcome == "refused" else "failed"), known


def _validators(fetched: Fetched, before: FetchEntry | None) -> tuple[str, str]:
    """ETag and Last-Modified for the next request; a 304 may leave them out, a body cut short has none worth keeping."""
    if fetched.outcome == "truncated":
        return "", ""
    etag, last_modified = fetched.etag, fetched.last_modified
    if before is not None:
        etag, last_modified = etag or before.etag, last_modified or before.last_modified
    return etag, last_modified


def _missing_issue(run: Run, fetched: Fetched) -> Issue:
    """A page that was stored once and is not there tonight: noted as vanished after several nights, never deleted."""
    nights = run.visits.vanished(fetched.url)
    if nights:
        words = f"not there on {len(nights)} nights since {nights[0]}; the stored copy stays"
        return Issue("vanished", "warning", f"{fetched.message}: {words}")
    return Issue("missing", "warning", f"{fetched.message}: was there before; the stored copy stays")


def known_visit(run: Run, url: str) -> Visit:
    """An address that is not asked for tonight: it shows what it showed the last time."""
    entry = run.archive.latest(url)
    sha256 = entry.sha256 if entry is not None else None
    return Visit(url, "unchanged" if sha256 else "failed", sha256, sha256, None, False, is_asked=False)


def blob_of(run: Run, sha256: str, url: str, role: str) -> ItemBlob:
    """The bytes an address shows, as part of an item."""
    return ItemBlob(sha256, url, role, run.shown_since(url, sha256))
