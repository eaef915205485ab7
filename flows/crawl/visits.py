"""Visits: which addresses tonight's run asks for, and which have answered 404 night after night.

Everything here comes from the fetch log and its index, so a killed run leaves nothing that could contradict it. The rhythm
itself is ``extractors.sites.rhythm``; here are the dates it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from extractors.sites.model import Recalled
from extractors.sites.rhythm import SHANGHAI, Kind, Rhythm, is_due
from extractors.titles import parse_title
from flows.reading.items import Item
from nianbao.errors import WarehouseError
from nianbao.settings import Settings
from warehouse.archive import Archive

LONGEST_NIGHT = timedelta(hours=20)

Clock = Callable[[], datetime]


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
        known = self._archive.address(url)
        if known is None or known.latest is None:
            return ()
        nights = sorted({_instant(moment).astimezone(SHANGHAI).date().isoformat() for moment in known.missing})
        return tuple(nights) if len(nights) >= self._vanished_nights else ()

    def dropped(self, site_id: str, shown: Sequence[Item], site_organ: str, region_name: str) -> list[Item]:
        """Items that the lists of a site showed once and show no more: only a visit tells whether they are gone.

        The organ is the one that the list named (its column, its field), else that of the site.
        """
        listed = {item.item_id for item in shown}
        return [
            Item(
                entry.item_id,
                site_id,
                entry.url,
                entry.list_title,
                entry.list_date,
                entry.site_organ or site_organ,
                region_name,
            )
            for entry in self._archive.pages(site_id)
            if entry.item_id not in listed
        ]

    def recall(self, url: str) -> Recalled | None:
        """What the archive holds of an address, for a conditional request; None when nothing is known of it."""
        known = self._archive.address(url)
        if known is None:
            return None
        entry = known.latest
        if entry is None or entry.sha256 is None or not self._archive.has(entry.sha256):
            return Recalled(b"", is_missing=True) if known.missing else None
        headers = {"content-type": entry.content_type} if entry.content_type else {}
        try:
            data = self._archive.get(entry.sha256)
        except WarehouseError:
            return None  # damaged: asked for anew, which mends it
        is_fresh = entry.outcome == "stored" and self._now() - _instant(entry.fetched_at) < LONGEST_NIGHT
        return Recalled(data, headers, entry.etag, entry.last_modified, entry.final_url, is_fresh=is_fresh)

    def _last(self, url: str) -> datetime | None:
        """When the address was last asked for and gave bytes, or said that there is no such page."""
        known = self._archive.address(url)
        if known is None:
            return None
        moments = [*([known.latest.fetched_at] if known.latest is not None else []), *known.missing[-1:]]
        return max((_instant(moment) for moment in moments), default=None)

    def _is_due(self, url: str, kind: Kind, year: int | None, last: datetime | None) -> bool:
        if last is not None and last - self._now() > LONGEST_NIGHT:
            last = None  # the clock was ahead that night: nothing is known of when it was
        if self._everything_since is not None:
            return last is None or last < self._everything_since
        return is_due(self.rhythm, self._now(), url, kind, year, last)


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def report_year(item: Item) -> int | None:
    """Year of the report a row of a list leads to: of its title, else the year before its date; None when unknown."""
    year = parse_title(item.list_title).year
    if year is None and item.list_date[:4].isdigit():
        return int(item.list_date[:4]) - 1
    return year
