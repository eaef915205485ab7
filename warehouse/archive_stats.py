"""What an archive holds, counted from its fetch log and the list of its blobs; no blob is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from warehouse.archive import Archive


@dataclass(slots=True)
class SiteStats:
    """One site: its fetches by outcome, bytes of the bodies that came, and its last good fetch (ISO, "" for none)."""

    stored: int = 0
    unchanged: int = 0
    refused: int = 0
    failed: int = 0
    received_bytes: int = 0
    last_at: str = ""


@dataclass(slots=True)
class ArchiveStats:
    """All of an archive. Sizes in bytes; times in ISO, "" when there is nothing."""

    place: str
    blobs: int = 0
    blob_bytes: int = 0
    notices: int = 0
    addresses: int = 0
    lines: int = 0
    log_bytes: int = 0
    first_at: str = ""
    last_at: str = ""
    outcomes: dict[str, int] = field(default_factory=dict)
    sites: dict[str, SiteStats] = field(default_factory=dict)


def archive_stats(archive: Archive, tick: Callable[[int], None]) -> ArchiveStats:
    """Count; ``tick`` gets the bytes of the log read since the last call."""
    found = ArchiveStats(archive.store.store.place, log_bytes=archive.log.size())
    for line in archive.log.lines():
        tick(line.end - line.start)
        if line.data is None:
            continue
        data = line.data
        found.lines += 1
        found.outcomes[data["outcome"]] = found.outcomes.get(data["outcome"], 0) + 1
        found.first_at = min(found.first_at or data["fetched_at"], data["fetched_at"])
        found.last_at = max(found.last_at, data["fetched_at"])
        site = found.sites.setdefault(data["site_id"], SiteStats())
        _count(site, data["outcome"], data.get("byte_count", 0), data["fetched_at"])
    for blob in archive.store.all():
        if blob.is_notice:
            found.notices += 1
        else:
            found.blobs += 1
            found.blob_bytes += blob.size
    found.addresses = archive.index.counts()[0]
    return found


def _count(site: SiteStats, outcome: str, received: int, fetched_at: str) -> None:
    setattr(site, outcome, getattr(site, outcome) + 1)
    site.received_bytes += received
    if outcome in ("stored", "unchanged"):
        site.last_at = max(site.last_at, fetched_at)
