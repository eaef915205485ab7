"""The fetch log, replayed: every publication that was ever shown, from the archive alone.

A publication is an item with the bytes it showed together (page, then its files). The log has one line per address, so
the lines of one visit must be found again: a visit begins with the page and goes on with its files; a line that comes
hours after the one before belongs to another visit. Readings, staging and warehouse are not needed: from the archive
all of them can be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.context import Run
from flows.reading.items import Item, ItemBlob
from flows.stages.fetch import wanted_files
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


def publications(run: Run, organs: dict[str, tuple[str, str]] | None = None) -> Iterator[Publication]:
    """Every publication of the log, each once, in the order of the log.

    Args:
        organs: site id -> (organ, region) of the registry, which a reading may need to know whose report it is.
    """
    told: set[tuple[str, ...]] = set()
    for item, known in _states(run.archive.entries(), organs or {}):
        publication = _publication(run, item, known)
        if publication is None:
            continue
        key = (item.item_id, *(blob.sha256 for blob in publication.blobs))
        if key not in told:
            told.add(key)
            yield publication


def _states(entries: Iterable[FetchEntry], organs: dict[str, tuple[str, str]]) -> Iterator[tuple[Item, _Known]]:
    """Each item with what it showed, whenever a visit that changed something is over."""
    known: dict[str, _Known] = {}
    items: dict[str, Item] = {}
    for entry in entries:
        if not entry.item_id or not entry.is_shown or entry.sha256 is None:
            continue
        state = known.setdefault(entry.item_id, _Known())
        moment = datetime.fromisoformat(entry.fetched_at)
        is_page = entry.role in PAGE_ROLES
        is_over = is_page or (state.last is not None and abs(moment - state.last) > SAME_VISIT)
        if is_over and state.is_changed and entry.item_id in items:
            yield items[entry.item_id], state
            state.is_changed = False
        if is_page:
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
            yield items[item_id], state


def _publication(run: Run, item: Item, known: _Known) -> Publication | None:
    page = known.page
    if page is None or not run.archive.has(known.shown[page.url][0]):
        return None
    files: list[tuple[str, str]] = []
    if page.role == "page":
        files = _files(run, item, page, known)
    shown = [(page.role, page.url), *((role, url) for role, url in files if url in known.shown)]
    blobs = tuple(ItemBlob(known.shown[url][0], url, role, known.shown[url][1]) for role, url in shown)
    return Publication(item, blobs)


def _files(run: Run, item: Item, page: FetchEntry, known: _Known) -> list[tuple[str, str]]:
    """Role and address of the files the page stands for. A page that cannot be told of is read alone."""
    if len(known.shown) == 1:
        return []
    found, issues = wanted_files(run, item, known.shown[page.url][0], page.final_url or page.url, page.content_type)
    for issue in issues:
        run.note(issue)
    return found
