"""The lake's part of a run: push this machine's readings; or take everybody's, load, audit, publish, and write the lake's tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from flows.crawl.report import CrawlFiles, good_visits
from flows.reading.store import ReadingStore
from flows.records import RunLog, write_atomically
from flows.stages.finish import RunResult
from flows.stages.steps import Steps, begin_run, finish_run
from nianbao.settings import Settings
from warehouse.lake import (
    lake_address,
    newest_readings,
    newest_visits,
    payloads,
    push_readings,
    push_visits,
    write_tables,
)


@dataclass(frozen=True, slots=True)
class LakePublished:
    """What a merge did: readings taken from the lake, how the run ended, and which of the lake's tables changed."""

    taken: int
    result: RunResult
    tables: dict[str, int]


def push(settings: Settings) -> int:
    """Append the readings of this data folder that the lake does not have; returns how many.

    When each site was last seen well goes along: what was never published can only be missed where somebody looked.
    """
    address = lake_address(settings)
    records = RunLog(settings.data_dir).all()
    runs = [record.run_id for record in records if record.kind != "backfill"]
    push_visits(address, good_visits(CrawlFiles(settings.data_dir), runs, datetime.now(UTC)))
    return push_readings(address, ReadingStore(settings.staging_dir).all())


def merge_and_publish(settings: Settings, steps: Steps | None = None) -> LakePublished:
    """Take the readings of all writers, publish the single file from them, and bring the lake's tables to what it says.

    One job at a time does this: the write lock of its data folder sees to it on one machine.

    Raises:
        PublishHeld: a critical expectation failed; file and lake stay as they were.
    """
    address = lake_address(settings)
    with begin_run(settings, "lake") as run:
        with run.stage("take") as (counts, tick):
            taken = _take(settings, run.readings)
            run.visits_elsewhere = newest_visits(address, run.now())
            counts.add("readings", taken)
            tick()
        result = finish_run(run, steps or Steps())
    return LakePublished(taken, result, write_tables(address, settings.published_path))


def _take(settings: Settings, store: ReadingStore) -> int:
    """Write the readings that this folder lacks, or has with older times, and mark them for the load."""
    address = lake_address(settings)
    wanted = [
        reading_id for reading_id, sha256 in newest_readings(address).items() if _sha256(store, reading_id) != sha256
    ]
    store.marks.mkdir(parents=True, exist_ok=True)
    for reading_id, payload in payloads(address, wanted):
        (store.marks / reading_id).touch()
        store.path(reading_id).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(store.path(reading_id), payload)
    return len(wanted)


def _sha256(store: ReadingStore, reading_id: str) -> str:
    return hashlib.sha256(store.path(reading_id).read_bytes()).hexdigest() if store.has(reading_id) else ""
