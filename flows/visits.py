"""Visits: which addresses tonight's run asks for, and which have answered 404 night after night.

Everything here comes from the fetch log, so a killed run leaves nothing that could contradict it. The rhythm itself is
``extractors.sites.rhythm``; here are the dates it needs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from extractors.sites.model import Recalled
from extractors.sites.rhythm import SHANGHAI, Kind, Rhythm, is_due
from extractors.titles import parse_title
from flows.readings import Item
from nianbao.settings import Settings
from warehouse.archive import Archive, FetchEntry

MISSING = "missing"
"""Kind of a failed fetch whose host said that there is no such page (404, 410, or a page of 200 that says so)."""

FINAL = "final"
"""Kind of a failed fetch that trying again soon will not mend: a loop of redirects, too many bytes."""

Clock = Callable[[], datetime]


@dataclass(slots=True)
class _Address:
    """What the log says of one address: when it last showed bytes, and the nights since on which it was not there.

    ``missing_at``: when it last was not to be had for a reason that stays.
    """

    shown_at: datetime | None = None
    missing_at: datetime | None = None
    missing_nights: list[str] = field(default_factory=list)


class Visits:
    """The visits of earlier runs and of this one; shared by the threads of a run.

    Args:
        now: the time of this run.
        everything_since: visit all that was not visited since this time (``--all``); None: keep to the rhythm.
        is_list_forced: lists are due whatever the season (the operator named the sites).
    """

    def __init__(
        self,
        archive: Archive,
        settings: Settings,
        now: Clock,
        *,
        everything_since: datetime | None = None,
        is_list_forced: bool = False,
    ) -> None:
        self.rhythm = Rhythm(
            settings.visit_days_busy,
            settings.visit_days_quiet,
            settings.visit_days_idle,
            old_days=settings.visit_days_old,
        )
        self._archive = archive
        self._now = now
        self._everything_since = everything_since
        self._is_list_forced = is_list_forced
        self._vanished_nights = settings.vanished_nights
        self._lock = threading.Lock()
        self._addresses: dict[str, _Address] = {}
        self._pages: dict[str, dict[str, FetchEntry]] = {}
        for entry in archive.entries():
            self.note(entry)

    def note(self, entry: FetchEntry) -> None:
        """Take one line of the fetch log into account."""
        moment = datetime.fromisoformat(entry.fetched_at)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        with self._lock:
            known = self._addresses.setdefault(entry.url, _Address())
            if entry.outcome in ("stored", "unchanged"):
                known.shown_at, known.missing_at, known.missing_nights = moment, None, []
                if entry.role == "page" and entry.item_id:
                    self._pages.setdefault(entry.site_id, {})[entry.item_id] = entry
            elif entry.kind == FINAL:
                known.missing_at = moment
            elif entry.kind == MISSING:
                known.missing_at = moment
                night = moment.astimezone(SHANGHAI).date().isoformat()
                if night not in known.missing_nights:
                    known.missing_nights.append(night)

    def is_list_due(self, url: str, *, is_tail: bool, year: int | None) -> bool:
        """Whether a page of a list is asked for (``extractors.sites.model.IsDue``)."""
        last = self._last(url)
        if self._is_list_forced and not is_tail:
            return True
        return self._is_due(url, "tail" if is_tail else "list", year, last)

    def is_report_due(self, url: str, year: int | None) -> bool:
        """Whether the page of a report, or a file of it, is asked for."""
        # what has vanished is looked for as rarely as an old report
        return self._is_due(url, "report", 0 if self.vanished(url) else year, self._last(url))

    def vanished(self, url: str) -> Sequence[str]:
        """Nights (Shanghai dates) on which an address that once showed bytes was not there; empty while too few."""
        known = self._addresses.get(url)
        if known is None or known.shown_at is None or len(known.missing_nights) < self._vanished_nights:
            return ()
        return tuple(known.missing_nights)

    def dropped(self, site_id: str, shown: Sequence[Item], site_organ: str, region_name: str) -> list[Item]:
        """Items that the lists of a site showed once and show no more: only a visit tells whether they are gone."""
        listed = {item.item_id for item in shown}
        return [
            Item(item_id, site_id, entry.url, entry.list_title, entry.list_date, site_organ, region_name)
            for item_id, entry in self._pages.get(site_id, {}).items()
            if item_id not in listed
        ]

    def recall(self, url: str) -> Recalled | None:
        """What the archive holds of an address, for a conditional request; None when nothing is known of it."""
        entry = self._archive.latest(url)
        if entry is not None and entry.sha256 is not None and self._archive.has(entry.sha256):
            headers = {"content-type": entry.content_type} if entry.content_type else {}
            data = self._archive.get(entry.sha256)
            return Recalled(data, headers, entry.etag, entry.last_modified, entry.final_url)
        known = self._addresses.get(url)
        return Recalled(b"", is_missing=True) if known is not None and known.missing_at is not None else None

    def _last(self, url: str) -> datetime | None:
        known = self._addresses.get(url)
        if known is None:
            return None
        return max((moment for moment in (known.shown_at, known.missing_at) if moment is not None), default=None)

    def _is_due(self, url: str, kind: Kind, year: int | None, last: datetime | None) -> bool:
        if self._everything_since is not None:
            return last is None or last < self._everything_since
        return is_due(self.rhythm, self._now(), url, kind, year, last)


def report_year(item: Item) -> int | None:
    """Year of the report a row of a list leads to: of its title, else the year before its date; None when unknown."""
    year = parse_title(item.list_title).year
    if year is None and item.list_date[:4].isdigit():
        return int(item.list_date[:4]) - 1
    return year
