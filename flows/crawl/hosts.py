"""Hosts that refused us: kind, since when, and until when they are left alone, in one small file beside the archive.

A refusal is left alone for hours, then for days, each time twice as long; nothing is solved or evaded. The file is
written at every change, so that a killed run does not forget whom it must not ask.
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from extractors.document import Issue
from flows.crawl.visits import Clock
from flows.records import write_atomically

FIRST_PAUSE = timedelta(hours=6)
LONGEST_PAUSE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class BlockedHost:
    """A host that refused us; times in ISO with zone. ``times``: refusals in a row, each after its pause."""

    host: str
    kind: str
    first_seen: str
    last_seen: str
    times: int
    retry_at: str


class HostLedger:
    """What is remembered of hosts (``extractors.sites.manners.HostMemory``); shared by the threads of a run."""

    def __init__(self, path: Path, now: Clock) -> None:
        self.path = path
        self.news: list[Issue] = []
        """Refusals and recoveries of this run, one line each."""

        self._now = now
        self._lock = threading.Lock()
        self._blocked = {entry.host: entry for entry in self._read()}
        self._refused_now: set[str] = set()

    def _read(self) -> list[BlockedHost]:
        """What the file says; nothing where it is damaged: a host that still refuses us says so again."""
        if not self.path.is_file():
            return []
        try:
            return [BlockedHost(**row) for row in json.loads(self.path.read_text(encoding="utf-8"))]
        except (ValueError, TypeError):
            self.news.append(Issue("hosts_damaged", "warning", f"{self.path}: damaged; all hosts are asked again"))
            return []

    def blocked(self) -> list[BlockedHost]:
        """All hosts that refused us the last time they were asked, by name."""
        return [self._blocked[host] for host in sorted(self._blocked)]

    def left_alone(self, host: str) -> tuple[str, str]:
        known = self._blocked.get(host)
        if known is None or datetime.fromisoformat(known.retry_at) <= self._now():
            return "", ""
        if datetime.fromisoformat(known.last_seen) - self._now() > timedelta(days=1):
            return "", ""  # the clock was ahead that night: nothing is known of how long ago it was
        return known.kind, known.retry_at[:16].replace("T", " ")

    def refused(self, host: str, kind: str) -> None:
        with self._lock:
            if host in self._refused_now:
                return
            self._refused_now.add(host)
            now = self._now()
            known = self._blocked.get(host)
            # asked before its time, because the clock was ahead one night, it says nothing new
            is_news = known is not None and now >= datetime.fromisoformat(known.retry_at)
            times = known.times + is_news if known else 1
            pause = min(FIRST_PAUSE * 2 ** min(times - 1, 10), LONGEST_PAUSE)
            first = known.first_seen if known else now.isoformat()
            entry = BlockedHost(host, kind, first, now.isoformat(), times, (now + pause).isoformat())
            self._blocked[host] = entry
            words = f"{host}: refuses us ({kind}) since {first[:10]}; left alone until {entry.retry_at[:16]}"
            self.news.append(Issue("host_blocked", "warning", words.replace("T", " ")))
            self._save()

    def answered(self, host: str) -> None:
        with self._lock:
            known = self._blocked.pop(host, None)
            if known is not None:
                words = f"{host}: answers again; it refused us ({known.kind}) since {known.first_seen[:10]}"
                self.news.append(Issue("host_recovered", "info", words))
                self._save()

    def _save(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        rows = [asdict(entry) for entry in self._blocked.values()]
        write_atomically(self.path, json.dumps(rows, ensure_ascii=False, indent=1))
