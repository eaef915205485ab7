"""Run: what the stages of one run share (settings, archive, record, bars, log), and how a stage begins and ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rich.text import Text

from extractors.document import Issue
from flows.console import Progresses, Ticker, stderr_console
from flows.crawl.report import CrawlFiles, CrawlTally
from flows.crawl.visits import LONGEST_NIGHT, Clock, Visits
from flows.reading.items import CODE_VERSION
from flows.reading.quarantine import Quarantine
from flows.reading.store import ReadingStore, ReadingSummary
from flows.records import RunLog, RunRecord, StageRecord
from nianbao.log import get_logger
from nianbao.settings import Settings
from warehouse.archive import FetchEntry, open_archive
from warehouse.ops import CrawlRow

if TYPE_CHECKING:
    from flows.stages.extract import ReadJobs


class Run:
    """One run under way. Not a dataclass: Prefect looks into the fields of dataclasses that tasks are given."""

    def __init__(self, settings: Settings, kind: str, progress: Progresses) -> None:
        self.settings = settings
        self.archive = open_archive(settings)
        self.readings = ReadingStore(settings.staging_dir)
        self.quarantine = Quarantine(settings.data_dir)
        self.run_log = RunLog(settings.data_dir)
        self.record: RunRecord = self.run_log.begin(kind, CODE_VERSION)
        self.progress = progress
        self.log = get_logger("flows").bind(run=self.record.run_id)
        self.problems: list[Issue] = []
        """What went wrong with single sites, addresses and files of this run, for the summary and the exit code."""

        self.now: Clock = lambda: datetime.now(UTC)
        """The time by which visits are due and which the fetch log takes; a rehearsal sets another."""

        self.archive_lock = threading.RLock()
        """Threads that visit hosts side by side write archive and fetch log one after the other."""

        self.crawl = CrawlTally()
        self.crawl_files = CrawlFiles(settings.data_dir)
        self.visits_elsewhere: dict[str, str] = {}
        """When other machines last saw each site well (ISO, UTC), where the readings come from a lake."""
        self.crawls: tuple[CrawlRow, ...] = ()
        """What each site brought, once the crawl of this run is over."""

        self.pool_lock = threading.Lock()
        """One pool of reading processes at a time."""

        self.read_jobs: ReadJobs | None = None
        """How documents are read, where not in processes of this machine."""

        self._visits: Visits | None = None

    @property
    def run_id(self) -> str:
        return self.record.run_id

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[tuple[StageRecord, Ticker]]:
        """Time, count, log and draw one stage."""
        self.log.info("stage started", stage=name)
        with self.run_log.stage(self.record, name) as stage, self.progress.stage(name, total) as tick:
            yield stage, tick
        self.log.info("stage finished", stage=name, seconds=stage.seconds, **stage.counts)

    def note(self, issue: Issue, place: str = "") -> None:
        """Tell one line about one input (``place``: its address), once: to the terminal above the bars, or to the log."""
        self.problems.append(replace(issue, place=place or issue.place))
        if self.progress.is_shown:
            stderr_console().print(Text(issue.message, style="red" if issue.level == "error" else "yellow"))
            return
        write = self.log.error if issue.level == "error" else self.log.warning
        write(issue.message, code=issue.code)

    def note_reading(self, summary: ReadingSummary, address: str) -> None:
        """What kept a reading, or a further one of the same publication, out of the warehouse is a problem of this run."""
        for one in (summary, *summary.further):
            problem = one.problem(address)
            if problem is not None:
                self.note(problem, place=address)

    def record_fetch(self, entry: FetchEntry) -> None:
        """Write one line of the fetch log.

        Revisions are ordered by the time from which an address shows them. Where the clock of this machine was ahead on an
        earlier night, new bytes would come before the old ones: they get the moment after those instead.
        """
        with self.archive_lock:
            self.crawl.answered(entry)  # by the clock of this run, whatever the archive holds
            known = self.archive.address(entry.url) if entry.outcome == "stored" else None
            if known is not None and known.since and _instant(known.since) >= _instant(entry.fetched_at):
                moment = _instant(known.since) + timedelta(microseconds=1)
                self.log.warning("the clock is behind the archive", url=entry.url, archive=known.since)
                entry = replace(entry, fetched_at=moment.isoformat())
            self.archive.record(entry)

    def end_crawl(self, rows: Sequence[CrawlRow]) -> None:
        """Keep what each site brought, also for a run that publishes nothing."""
        self.crawls = tuple(rows)
        self.crawl_files.save(self.run_id, rows)

    @property
    def visits(self) -> Visits:
        """What earlier runs visited, and what is due."""
        with self.archive_lock:
            if self._visits is None:
                self._visits = Visits(self.archive, self.settings, self.now)
            return self._visits

    def plan_visits(self, *, is_everything: bool, is_list_forced: bool) -> None:
        """Decide what this run asks for: all that its lists show, or what is due."""
        since = self._night_began() if is_everything else None
        self._visits = Visits(
            self.archive, self.settings, self.now, everything_since=since, is_list_forced=is_list_forced
        )

    def _night_began(self) -> datetime:
        """When this run began; or, when it takes up runs that were killed or failed just before, the first of them."""
        began = self.now()
        now = datetime.fromisoformat(self.record.started_at)
        for record in reversed(self.run_log.all()):
            if record.run_id == self.record.run_id:
                continue
            started = datetime.fromisoformat(record.started_at)
            if record.outcome != "failed" or now - started > LONGEST_NIGHT:
                break
            began = min(began, started)
        return began

    def shown_since(self, url: str, sha256: str) -> str:
        """The time (ISO, UTC) of the fetch from which on this address shows these bytes without a break."""
        known = self.archive.address(url)
        if known is None or known.latest is None or known.latest.sha256 != sha256:
            raise ValueError(f"{url} does not show blob {sha256} in the fetch log")
        return known.since


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
