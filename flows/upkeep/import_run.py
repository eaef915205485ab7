"""One run over files from disk: import → extract → load → audit → publish → report. It needs no Prefect."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.context import Run
from flows.reading.items import shown_address
from flows.reading.recover import rebuild_readings
from flows.stages.extract import Extracted, extract_items, record_without_reading
from flows.stages.finish import RunResult
from flows.stages.import_files import take_files
from flows.stages.steps import Steps, begin_run, finish_run
from nianbao.settings import Settings


def import_files(settings: Settings, files: Sequence[Path]) -> RunResult:
    """Bring files into the warehouse; one that cannot be read is a problem of the result, with the file as its place.

    Raises:
        PublishHeld: a critical expectation failed; the published file stays as it was.
    """
    with begin_run(settings, "import") as run:
        rebuild_readings(run)
        extracted = _read(run, files)
        for one in extracted:  # also those that an earlier run read: the files are bad as before
            run.note_reading(run.readings.summary(one.path), shown_address(one.item.url))
        return finish_run(run, Steps())


def _read(run: Run, files: Sequence[Path]) -> list[Extracted]:
    with run.stage("import", len(files)) as (counts, tick):
        taken = take_files(run, files, tick)
        for one in taken:
            counts.add(one.outcome)
    extracted = []
    with run.stage("extract", len(taken)) as (counts, tick):
        for one in taken:
            if one.issue is not None:
                extracted.append(record_without_reading(run, one.item, "unreadable", one.issue))
                tick()
        with_bytes = [(one.item, one.blobs) for one in taken if one.blobs]
        extracted += extract_items(run, with_bytes, tick, is_looked_into=True)
        for reading in extracted:
            if reading.made is None:
                counts.add("known")
            else:
                reading.made.add_to(counts)
    return extracted
