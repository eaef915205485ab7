"""Fetch: items -> their archived bytes, page first, then those attachments that may hold the tables.

Each address is asked for conditionally, so that a night on which nothing changed moves no bytes. A page that has all
its tables itself needs no attachment; which files a page points to is found by a reading process, because the page is
as hostile as any document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Literal

from extractors.document import Issue
from extractors.extract import BlobInput, Context, extract_item
from extractors.readers import kind_of, read_document
from extractors.sites.detail import attachments, pictures
from extractors.sites.fetch import Fetcher
from extractors.sites.pages import open_page
from extractors.sites.stray import without_stray
from flows.console import Ticker
from flows.context import Run
from flows.crawl.visits import report_year
from flows.reading.items import CODE_VERSION, Item, ItemBlob
from flows.reading.make import lost_issue
from flows.reading.workers import Lost, limits_of, run_jobs
from flows.records import write_atomically
from flows.stages.extract import PRELOAD
from flows.stages.fetch_log import Visit, blob_of, keep, known_visit
from nianbao.errors import ReadError
from warehouse.archive import FetchEntry
from warehouse.archive_blobs import open_blobs

MOST_ATTACHMENTS = MOST_PICTURES = 20
LONGEST_WAIT = timedelta(days=7)
"""A page whose file cannot be had for so long is read without it."""
LINKS_PRELOAD = ("flows.stages.fetch", *PRELOAD)
"""Those of reading as well: processes of both stages are forked from the one server that the first of them starts."""

ItemOutcome = Literal["new", "changed", "unchanged", "not_due", "vanished", "missing", "waiting"]


@dataclass(frozen=True, slots=True)
class FetchedItem:
    """An item and the bytes it shows.

    ``outcome``: not_due = its stored bytes are not looked at tonight; vanished = its page was not there on several
    nights, the stored bytes stay; missing = nothing of it was ever to be had.
    """

    item: Item
    blobs: tuple[ItemBlob, ...]
    outcome: ItemOutcome
    issues: tuple[Issue, ...]
    may_pass: bool


@dataclass(frozen=True, slots=True)
class LinksJob:
    """A page whose attachments are wanted."""

    item: Item
    sha256: str
    final_url: str
    content_type: str
    archive: str
    max_bytes: int


def fetch_items(run: Run, items: Sequence[Item], fetcher: Fetcher, tick: Ticker) -> list[FetchedItem]:
    """Visit the pages of a batch, then their attachments; one result per item, in order."""
    pages = {}
    for item in items:
        with run.crawl.timed(item.site_id):
            pages[item.item_id] = _visit(run, fetcher, item, item.url, "page")
        tick()
    wanted, link_issues = _wanted_attachments(run, items, pages)
    fetched = []
    for item in items:
        visits = [pages[item.item_id]]
        files = wanted.get(item.item_id, ())
        with run.crawl.timed(item.site_id):
            visits += [_visit(run, fetcher, item, url, role) for role, url in files]
        roles = {visit.url: role for visit, role in zip(visits, ["page", *(role for role, _ in files)], strict=True)}
        fetched.append(_fetched_item(run, item, visits, roles, link_issues.get(item.item_id, ())))
    return fetched


def _visit(run: Run, fetcher: Fetcher, item: Item, url: str, role: str) -> Visit:
    if not run.visits.is_report_due(url, report_year(item)):
        return known_visit(run, url)
    entry = run.archive.latest(url)
    if entry is None or entry.sha256 is None or not run.archive.has(entry.sha256):
        return keep(run, without_stray(fetcher.fetch(url), item.list_title, has_copy=False), item, role)
    fetched = fetcher.fetch(url, etag=entry.etag, last_modified=entry.last_modified)
    return keep(run, without_stray(fetched, item.list_title, has_copy=role == "page"), item, role)


def _fetched_item(
    run: Run, item: Item, visits: Sequence[Visit], roles: Mapping[str, str], link_issues: Sequence[Issue]
) -> FetchedItem:
    outcome = _outcome(run, visits)
    shown = [visit for visit in visits if visit.sha256 is not None and outcome != "waiting"]
    blobs = tuple(blob_of(run, visit.sha256 or "", visit.url, roles[visit.url]) for visit in shown)
    issues = (*(visit.issue for visit in visits if visit.issue is not None), *link_issues)
    return FetchedItem(item, blobs, outcome, issues, any(visit.may_pass for visit in visits))


def _waits(run: Run, visits: Sequence[Visit]) -> bool:
    """Whether the page is not read yet, because a file of it did not come for a reason that may pass.

    Read alone it would be a report without tables, and tomorrow's whole one a re-publication that never was.
    """
    page = visits[0]
    if page.sha256 is None or not any(visit.sha256 is None and visit.may_pass for visit in visits[1:]):
        return False
    age = run.now() - datetime.fromisoformat(run.shown_since(page.url, page.sha256))
    return abs(age) < LONGEST_WAIT


def _outcome(run: Run, visits: Sequence[Visit]) -> ItemOutcome:
    page = visits[0]
    if page.sha256 is None:
        return "missing"
    if _waits(run, visits):
        return "waiting"
    if page.sha256_before is None:
        return "new"
    if any(visit.sha256 != visit.sha256_before for visit in visits):
        return "changed"
    if run.visits.vanished(page.url):
        return "vanished"
    return "unchanged" if any(visit.is_asked for visit in visits) else "not_due"


def _wanted_attachments(
    run: Run, items: Sequence[Item], pages: Mapping[str, Visit]
) -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[Issue]]]:
    """By item id: role and address of the files to fetch, and pages whose files could not be told."""
    jobs = {}
    for item in items:
        page = pages[item.item_id]
        entry = run.archive.latest(page.url)
        if page.sha256 is not None and entry is not None:
            jobs[item.item_id] = _links_job(run, item, entry, page.sha256)
    return _files_of(run, jobs)


def _files_of(
    run: Run, links_jobs: Mapping[str, LinksJob]
) -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[Issue]]]:
    wanted: dict[str, list[tuple[str, str]]] = {}
    issues: dict[str, list[Issue]] = {}
    jobs = []
    for item_id, job in links_jobs.items():
        path = _links_path(run, job)
        known = _remembered(path)
        if known is None:
            jobs.append(job)
        else:
            wanted[item_id] = known
    limits = limits_of(run.settings)
    with run.pool_lock:
        found_files = (
            list(run_jobs(find_attachments, jobs, limits, run.settings.workers, LINKS_PRELOAD)) if jobs else []
        )
    for job, found in found_files:
        if isinstance(found, Lost):
            issues[job.item.item_id] = [lost_issue(job.item, found)]
            found = []  # remembered as well: a page that kills its process is not tried again every night
        path = _links_path(run, job)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(found, ensure_ascii=False))
        wanted[job.item.item_id] = found
    return wanted, issues


def _remembered(path: Path) -> list[tuple[str, str]] | None:
    """What an earlier night found; None when it did not, or the file is damaged."""
    try:
        return [(role, url) for role, url in json.loads(path.read_text(encoding="utf-8"))]
    except (FileNotFoundError, ValueError, TypeError):
        return None


def wanted_files(run: Run, pages: Sequence[tuple[Item, FetchEntry]]) -> dict[str, list[tuple[str, str]]]:
    """By item id: role and address of the files that a page as fetched then stands for; for a replay of the log.

    Remembered or found; a page whose files could not be told stands for none, and an issue of the run says so.
    """
    jobs = {item.item_id: _links_job(run, item, page, page.sha256 or "") for item, page in pages}
    wanted, issues = _files_of(run, jobs)
    for issue in chain.from_iterable(issues.values()):
        run.note(issue)
    return wanted


def _links_job(run: Run, item: Item, entry: FetchEntry, sha256: str) -> LinksJob:
    settings = run.settings
    final_url = entry.final_url or entry.url
    return LinksJob(item, sha256, final_url, entry.content_type, settings.archive_location, settings.max_bytes)


def _links_path(run: Run, job: LinksJob) -> Path:
    """Where the attachments of a page are remembered: an unchanged page is not parsed again to know them."""
    key = hashlib.sha256(f"{job.sha256} {job.final_url} {job.item.list_title} {CODE_VERSION}".encode()).hexdigest()
    return run.settings.staging_dir / "links" / key[:2] / f"{key}.json"


def find_attachments(job: LinksJob) -> list[tuple[str, str]]:
    """Role and address of the files a page may stand for (runs in a worker); none when it has all tables itself.

    Pictures are asked for only where the text of the page has no figures at all: else they are photographs. Those inside
    the page are not read for that: recognition takes seconds, and the extract stage does it anyway.
    """
    data = open_blobs(job.archive).get(job.sha256)
    try:
        if kind_of(data, hint=job.final_url, max_bytes=job.max_bytes) != "html":
            return []
        document = read_document(data, hint=job.final_url, max_bytes=job.max_bytes)
    except ReadError:
        return []  # the extract stage reads the same bytes and says what is wrong with them
    base = open_page(job.final_url, data, {"content-type": job.content_type}).base
    files = [("attachment", attachment.url) for attachment in attachments(document.links, base)][:MOST_ATTACHMENTS]
    shown = [("picture", url) for url in pictures(data, base)][:MOST_PICTURES]
    if not files and not shown:
        return []  # the usual page of a report: recognising it here would be half of the work of a night
    page = BlobInput(job.sha256, job.item.url, "page", data, "")
    context = Context(job.item.url, job.item.list_title)
    report = extract_item([page], context, max_bytes=job.max_bytes, with_pictures=False).report
    if report.status == "read":
        return []
    if report.figures:
        return files
    return [*files, *(one for one in shown if one[1] not in {url for _, url in files})]
