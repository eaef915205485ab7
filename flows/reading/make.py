"""Make one reading: bytes of the archive -> a report -> one JSON file of the store. This is what a reading process does.

Documents are hostile: a reading is made in a process that may die of it, so a job holds only what that process needs, and
bytes are taken from the archive there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractors.document import Issue
from extractors.extract import BlobInput, Context, extract_item
from extractors.readers.office import deferring
from flows.reading.further import further_items, with_gone
from flows.reading.items import BlobFacts, Item, ItemBlob, reading_id_of, shown_address
from flows.reading.store import ReadingStore, ReadingSummary
from flows.reading.workers import Lost
from warehouse.archive_blobs import open_blobs


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """What a worker needs to make one reading; bytes are read from the archive by the worker."""

    item: Item
    blobs: tuple[ItemBlob, ...]
    reading_id: str
    staging_dir: str
    archive: str
    max_bytes: int
    is_deferring: bool = False


@dataclass(frozen=True, slots=True)
class Unconverted:
    """No reading yet: documents of the item wait to be converted together with those of others (their sha256)."""

    waiting: tuple[str, ...]


def make_reading(job: ReadingJob) -> ReadingSummary | Unconverted:
    """Read one item (runs in a worker process): bytes from the archive, one JSON file out.

    A deferring job that meets documents for LibreOffice puts them aside and makes no reading (``Unconverted``).
    """
    archive = open_blobs(job.archive)
    inputs = [
        BlobInput(blob.sha256, shown_address(blob.url), blob.role, archive.get(blob.sha256), blob.shown_since)
        for blob in job.blobs
    ]
    item = job.item
    context = Context(item.url, item.list_title, item.list_date, item.site_organ, item.region_name)
    with deferring(conversions_dir(job.staging_dir), is_deferring=job.is_deferring) as conversions:
        reading = extract_item(inputs, context, max_bytes=job.max_bytes)
    if conversions.waiting:
        return Unconverted(tuple(conversions.waiting))
    facts = [BlobFacts(media, len(blob.data)) for media, blob in zip(reading.media, inputs, strict=True)]
    store = ReadingStore(Path(job.staging_dir))
    publication = reading_id_of(item.item_id, [blob.sha256 for blob in job.blobs], "")
    parts = further_items(item, [(part.report, part.report_blob_sha256) for part in reading.parts])
    further = with_gone(store.parts, publication, item, parts)
    return store.write(item, job.blobs, facts, job.reading_id, reading.report, reading.report_blob_sha256, further)


def conversions_dir(staging_dir: str | Path) -> Path:
    """Folder of documents that LibreOffice converted, by the sha256 of the original."""
    return Path(staging_dir) / "converted"


def lost_issue(item: Item, lost: Lost) -> Issue:
    """The one line that records a document whose worker died, overstayed or met a defect of ours."""
    mend = "raise NIANBAO_DOCUMENT_SECONDS or NIANBAO_DOCUMENT_MEMORY_MB if the file is sound"
    if lost.code == "reader_error":
        mend = "please report it with the file"
    return Issue(lost.code, "error", f"{shown_address(item.url)}: {lost.reason}; {mend}")
