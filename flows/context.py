"""Run: what the stages of one run share (settings, archive, record, bars, log), and how a stage begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from extractors.document import Issue
from flows.console import Progresses, Ticker
from flows.readings import CODE_VERSION, ReadingStore, ReadingSummary
from flows.records import RunLog, RunRecord, StageRecord
from nianbao.log import get_logger
from nianbao.settings import Settings
from warehouse.archive import Archive


class Run:
    """One run under way. Not a dataclass: Prefect looks into the fields of dataclasses that tasks are given."""

    def __init__(self, settings: Settings, kind: str, progress: Progresses) -> None:
        self.settings = settings
        self.archive = Archive(settings.archive_dir)
        self.readings = ReadingStore(settings.staging_dir)
        self.run_log = RunLog(settings.data_dir)
        self.record: RunRecord = self.run_log.begin(kind, CODE_VERSION)
        self.progress = progress
        self.log = get_logger("flows").bind(run=self.record.run_id)
        self.problems: list[Issue] = []
        """What went wrong with single sites, addresses and files of this run, for the summary and the exit code."""

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

    def note(self, issue: Issue) -> None:
        """Keep one line about one input, and log it."""
        self.problems.append(issue)
        write = self.log.error if issue.level == "error" else self.log.warning
        write(issue.message, code=issue.code)

    def note_new_reading(self, summary: ReadingSummary) -> None:
        """Errors of a reading that was made in this run are problems of this run."""
        for issue in summary.issues:
            if issue.level == "error":
                self.note(issue)
