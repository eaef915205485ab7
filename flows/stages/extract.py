"""Extract: fetched items -> reading files, in a pool of processes with a time and memory limit for each document.

A reading that exists is not made again, unless it was made where LibreOffice was missing and now is not. A document that
kills its process is tried once more, alone, and then kept in quarantine; it costs one issue, and the others go on. Documents that only LibreOffice opens are put aside by the pool,
converted many at a time, and read in a second round.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from extractors.document import Issue
from extractors.readers.office import convert_deferred, find_converter
from extractors.report import ReadingStatus
from flows.console import Ticker
from flows.context import Run
from flows.reading.items import BlobFacts, Item, ItemBlob, reading_id_of
from flows.reading.make import ReadingJob, Unconverted, conversions_dir, lost_issue, make_reading
from flows.reading.store import ReadingDamaged, ReadingSummary
from flows.reading.workers import Limits, Lost, limits_of, run_jobs

PRELOAD = (
    "flows.reading.warm",
    "flows.reading.make",
    "extractors.readers.html",
    "extractors.readers.pdf",
    "extractors.readers.docx",
    "extractors.readers.ofd",
    "extractors.readers.sheet",
)


JobResult = ReadingSummary | Unconverted | Lost
ReadJobs = Callable[[Sequence[ReadingJob], Limits, int], Iterable[tuple[ReadingJob, JobResult]]]
"""Reads jobs within limits, so many at once; yields each with its result as they end."""


def read_here(jobs: Sequence[ReadingJob], limits: Limits, workers: int) -> Iterable[tuple[ReadingJob, JobResult]]:
    """Read in processes of this machine."""
    return run_jobs(make_reading, jobs, limits, workers, PRELOAD)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The reading of one item: its file, and its summary when it was made just now (None: it was there before)."""

    item: Item
    path: Path
    made: ReadingSummary | None


def extract_items(
    run: Run, items: Sequence[tuple[Item, tuple[ItemBlob, ...]]], tick: Ticker, *, is_looked_into: bool = False
) -> list[Extracted]:
    """Make the readings of a batch that are not there yet; results in the order of the batch.

    ``is_looked_into``: the caller will read those that are there as well, so one that is damaged is made again.
    """
    jobs = [_job(run, item, blobs) for item, blobs in items]
    for job in jobs:
        if run.readings.has(job.reading_id):
            _drop_if_damaged(run, job, is_looked_into)
    missing = list({job.reading_id: job for job in jobs if not _is_made(run, job)}.values())
    tick(len(jobs) - len(missing))
    made, put_aside = _read(run, missing, tick)
    if put_aside:
        waiting = [sha256 for _, unconverted in put_aside for sha256 in unconverted.waiting]
        convert_deferred(conversions_dir(run.readings.root), waiting, run.settings.workers)
        made |= _read(run, [replace(job, is_deferring=False) for job, _ in put_aside], tick)[0]
    return [Extracted(job.item, run.readings.path(job.reading_id), made.get(job.reading_id)) for job in jobs]


def _drop_if_damaged(run: Run, job: ReadingJob, is_looked_into: bool) -> None:
    """Bring the times of a reading up to date; one whose file is damaged is thrown away, and so is made again now."""
    try:
        run.readings.refresh_times(job.reading_id, job.blobs)
        if is_looked_into:
            run.readings.summary(run.readings.path(job.reading_id))
    except ReadingDamaged as error:
        run.note(Issue("reading_damaged", "warning", str(error)))
        run.readings.discard(job.reading_id)


def _read(
    run: Run, jobs: Sequence[ReadingJob], tick: Ticker
) -> tuple[dict[str, ReadingSummary], list[tuple[ReadingJob, Unconverted]]]:
    """Summaries of the readings made, by their id, and the jobs whose documents must be converted first."""
    made: dict[str, ReadingSummary] = {}
    put_aside: list[tuple[ReadingJob, Unconverted]] = []
    again: list[ReadingJob] = []

    def take(job: ReadingJob, result: ReadingSummary | Unconverted | Lost, *, is_last: bool) -> None:
        if isinstance(result, Unconverted):
            put_aside.append((job, result))
            return
        if isinstance(result, Lost) and result.code == "worker_limit" and not is_last:
            again.append(job)
            return
        made[job.reading_id] = _write_lost(run, job, result) if isinstance(result, Lost) else result
        if not isinstance(result, Lost):
            run.quarantine.release(job.item, job.blobs)
        tick()

    limits = limits_of(run.settings)
    for job, result in (run.read_jobs or read_here)(jobs, limits, run.settings.workers):
        take(job, result, is_last=False)
    for job, result in read_here(again, limits, 1):  # alone: what died beside it may have been to blame
        take(job, result, is_last=True)
    return made, put_aside


def _is_made(run: Run, job: ReadingJob) -> bool:
    if not run.readings.has(job.reading_id):
        return False
    return not (run.readings.waits_for_converter(job.reading_id) and find_converter() is not None)


def record_without_reading(run: Run, item: Item, status: ReadingStatus, issue: Issue) -> Extracted:
    """The reading of an item whose bytes were not fetched or not read in: a row kept out, a file over the limit.

    In place of the bytes the archive keeps a notice of what stood there, so that this reading has its evidence too; it
    is written once, apart from what publishers sent.
    """
    notice = {"url": item.url, "list_title": item.list_title, "list_date": item.list_date, "reason": issue.message}
    data = json.dumps(notice, ensure_ascii=False, sort_keys=True).encode()
    sha256 = hashlib.sha256(data).hexdigest()
    reading_id = reading_id_of(item.item_id, [sha256])
    made = None
    if not run.readings.has(reading_id):
        run.archive.put_notice(data)
        blob = ItemBlob(sha256, item.url, "page" if item.site_id != "import" else "file", datetime.now(UTC).isoformat())
        facts = [BlobFacts("unknown", len(data))]
        made = run.readings.write_without_report(item, [blob], facts, reading_id, status, issue)
    return Extracted(item, run.readings.path(reading_id), made)


def _job(run: Run, item: Item, blobs: tuple[ItemBlob, ...]) -> ReadingJob:
    reading_id = reading_id_of(item.item_id, [blob.sha256 for blob in blobs])
    settings = run.settings
    staging, archive = str(run.readings.root), settings.archive_location
    return ReadingJob(item, blobs, reading_id, staging, archive, settings.max_bytes, is_deferring=True)


def _write_lost(run: Run, job: ReadingJob, lost: Lost) -> ReadingSummary:
    facts = [BlobFacts("unknown", len(run.archive.get(blob.sha256))) for blob in job.blobs]
    issue = lost_issue(job.item, lost)
    if lost.code == "worker_limit":
        run.quarantine.add(job.item, job.blobs, lost.reason)
    return run.readings.write_without_report(job.item, job.blobs, facts, job.reading_id, "unreadable", issue)
