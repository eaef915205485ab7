"""The fetch log, replayed: every publication that was ever shown, from the archive alone.

A publication is an item with the bytes it showed together (page, then its files). The log has one line per address, so
the lines of one visit must be found again: a visit begins with the page and goes on with its files; a line that comes
hours after the one before belongs to another visit. Readings, staging and warehouse are not needed: from the archive
all of them can be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from flows.context import Run
from flows.crawl.visits import LONGEST_NIGHT
from flows.reading.items import Item, ItemBlob
from flows.stages.fetch import LONGEST_WAIT, wanted_files
from flows.stages.fetch_log import may_pass
from warehouse.archive import FetchEntry

SAME_VISIT = timedelta(hours=1)
PAGE_ROLES = frozenset({"page", "file"})


@dataclass(frozen=True, slots=True)
class Publication:
    """One item and the bytes it showed together."""

    item: Item
    blobs: tuple[ItemBlob, ...]


@dataclass(slots=True)
class _Known:
    """What one item shows after the lines so far."""

    page: FetchEntry | None = None
    shown: dict[str, tuple[str, str]] = field(default_factory=dict)
    """address -> (sha256, since when it shows it)"""
    last: datetime | None = None
    is_changed: bool = False
    is_settled: bool = False
    """A file of the page was asked for and is not to be had."""

    @property
    def is_alone(self) -> bool:
        """Only the page came so far."""
        return len(self.shown) == 1 and self.page is not None and self.page.role == "page"

    @property
    def stands_for_files(self) -> bool:
        """The page is one whose attachments are the report, and something beside it came."""
        return self.page is not None and self.page.role == "page" and not self.is_alone

    @property
    def as_shown(self) -> FetchEntry:
        """The page with the bytes that it shows now; only of an item with a page."""
        if self.page is None:
            raise ValueError("an item without a page shows nothing")
        return replace(self.page, sha256=self.shown[self.page.url][0])

    def is_another(self, page: FetchEntry) -> bool:
        """Whether the page shows other bytes than before."""
        before = self.shown.get(page.url)
        return before is not None and before[0] != page.sha256

    def is_final(self, failed: FetchEntry, moment: datetime) -> bool:
        """Whether the failure of a file lets the page be read without it, as in the night on which it was asked for."""
        if not may_pass(failed.outcome, failed.status, failed.kind):
            return True
        since = self.shown.get(self.page.url) if self.page is not None else None
        return since is not None and abs(moment - datetime.fromisoformat(since[1])) >= LONGEST_WAIT


def publications(run: Run, organs: dict[str, tuple[str, str]] | None = None) -> Iterator[Publication]:
    """Every publication of the log, each once; those whose last visit may have been cut off come last.

    A page that stands for files and has none of them yet is no publication: a run was killed before it came to them, or they
    failed for a reason that may pass (``flows.stages.fetch``).

    Args:
        organs: site id -> (organ, region) of the registry, which a reading may need to know whose report it is.
    """
    _find_files(run, organs or {})
    told: set[tuple[str, ...]] = set()
    unfinished: list[tuple[Item, _Known]] = []
    for item, known, is_finished in _states(run.archive.entries(), organs or {}):
        if not is_finished:
            unfinished.append((item, known))
        else:
            yield from _untold(run, item, known, told)
    pages = [(item, known.page) for item, known in unfinished if known.page is not None and _has_page(run, known)]
    wanted = wanted_files(run, pages)
    for item, known in unfinished:
        if not wanted.get(item.item_id):
            yield from _untold(run, item, known, told)


def _find_files(run: Run, organs: dict[str, tuple[str, str]]) -> None:
    """Look into the pages that stand for files all at once: each alone would start processes of its own."""
    pages = {}
    for item, known, _ in _states(run.archive.entries(), organs):
        if known.stands_for_files and _has_page(run, known):
            pages[item.item_id] = (item, known.as_shown)
    wanted_files(run, list(pages.values()))


def _untold(run: Run, item: Item, known: _Known, told: set[tuple[str, ...]]) -> Iterator[Publication]:
    publication = _publication(run, item, known)
    if publication is None:
        return
    key = (item.item_id, *(blob.sha256 for blob in publication.blobs))
    if key not in told:
        told.add(key)
        yield publication


def _states(entries: Iterable[FetchEntry], organs: dict[str, tuple[str, str]]) -> Iterator[tuple[Item, _Known, bool]]:
    """Each item with what it showed, whenever a visit that changed something is over, and whether that is known to be all."""
    known: dict[str, _Known] = {}
    items: dict[str, Item] = {}
    moment = datetime.min.replace(tzinfo=UTC)
    for entry in entries:
        if not entry.item_id:
            continue
        moment = datetime.fromisoformat(entry.fetched_at)
        state = known.setdefault(entry.item_id, _Known())
        if not entry.is_shown or entry.sha256 is None:
            state.is_settled |= entry.role not in PAGE_ROLES and state.is_final(entry, moment)
            continue
        is_page = entry.role in PAGE_ROLES
        is_over = is_page or (state.last is not None and abs(moment - state.last) > SAME_VISIT)
        is_whole = not state.is_alone or state.is_settled or (is_page and state.is_another(entry))
        if is_over and is_whole and state.is_changed and entry.item_id in items:
            yield items[entry.item_id], state, True
            state.is_changed = False
        if is_page:
            state.is_settled &= not state.is_another(entry)
            state.page = entry
            organ, region = organs.get(entry.site_id, ("", ""))
            named = items[entry.item_id].site_organ if entry.item_id in items else ""
            organ = entry.site_organ or named or organ
            items[entry.item_id] = Item(
                entry.item_id, entry.site_id, entry.url, entry.list_title, entry.list_date, organ, region
            )
        before = state.shown.get(entry.url)
        if before is None or before[0] != entry.sha256:
            state.shown[entry.url] = (entry.sha256, entry.fetched_at)
            state.is_changed = True
        state.last = moment
    for item_id, state in known.items():
        if state.is_changed and item_id in items:
            is_late = state.last is None or abs(moment - state.last) > LONGEST_NIGHT
            yield items[item_id], state, not state.is_alone or state.is_settled or is_late


def _has_page(run: Run, known: _Known) -> bool:
    return known.page is not None and run.archive.has(known.shown[known.page.url][0])


def _publication(run: Run, item: Item, known: _Known) -> Publication | None:
    page = known.page
    if page is None or not _has_page(run, known):
        return None
    files: list[tuple[str, str]] = []
    if known.stands_for_files:
        files = wanted_files(run, [(item, known.as_shown)])[item.item_id]
    shown = [(page.role, page.url), *((role, url) for role, url in files if url in known.shown)]
    blobs = tuple(ItemBlob(known.shown[url][0], url, role, known.shown[url][1]) for role, url in shown)
    return Publication(item, blobs)
