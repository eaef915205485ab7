"""Read the documents in quarantine once more: with more memory, more time, or on a machine that is less busy."""

from __future__ import annotations

from flows.reading.items import reading_id_of
from flows.stages.extract import extract_items
from flows.stages.finish import RunResult
from flows.stages.steps import Steps, begin_run, finish_run
from nianbao.settings import Settings


def retry_quarantined(settings: Settings) -> RunResult:
    """Try every document in quarantine again (twice, as any other), then load, audit, publish.

    Raises PublishHeld when the audit holds the build back.
    """
    with begin_run(settings, "retry") as run:
        entries = run.quarantine.all()
        with run.stage("extract", len(entries)) as (counts, tick):
            for entry in entries:
                run.readings.discard(reading_id_of(entry.item.item_id, [blob.sha256 for blob in entry.blobs]))
            for one in extract_items(run, [(entry.item, entry.blobs) for entry in entries], tick):
                if one.made is not None:
                    one.made.add_to(counts)
                    run.note_reading(one.made, one.item.url)
        return finish_run(run, Steps())
