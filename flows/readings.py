"""Readings: one listing item with its archived bytes -> one JSON file in the staging folder, which the load takes.

A reading's id is a hash of what went in (item, bytes, version of the reading code). A reading whose file is there is
never made again: that is how a killed run goes on where it stopped, and why a night without changes parses nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.document import Issue
from extractors.extract import BlobInput, Context, extract_item, reader_version
from extractors.report import CONTRACT_VERSION, ReadingStatus, Report
from flows.records import write_atomically
from flows.workers import Lost
from nianbao import __version__
from warehouse.archive import Archive

CODE_VERSION = f"{__version__}+{reader_version()}"


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list, or one file from disk (site_id ``import``), with what its site tells of the organ."""

    item_id: str
    site_id: str
    url: str
    list_title: str
    list_date: str
    site_organ: str = ""
    region_name: str = ""


@dataclass(frozen=True, slots=True)
class ItemBlob:
    """Archived bytes that belong to an item. ``role``: page | attachment | file; ``fetched_at``: ISO, UTC."""

    sha256: str
    url: str
    role: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class BlobFacts:
    """What reading a blob found out: its format by its bytes (``unknown`` when no reader took it), and its size."""

    media: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """What a worker needs to make one reading; bytes are read from the archive by the worker."""

    item: Item
    blobs: tuple[ItemBlob, ...]
    reading_id: str
    staging_dir: str
    archive_dir: str
    max_bytes: int


@dataclass(frozen=True, slots=True)
class ReadingSummary:
    """What the parent needs to know of a reading: its file has the rest."""

    reading_id: str
    status: ReadingStatus
    figures: int
    findings: int
    issues: tuple[Issue, ...]


def item_id_of(site_id: str, url: str) -> str:
    return hashlib.sha256(f"{site_id}\n{url}".encode()).hexdigest()[:32]


def reading_id_of(item_id: str, sha256s: Sequence[str], code_version: str = CODE_VERSION) -> str:
    return hashlib.sha256("\n".join([item_id, *sha256s, code_version]).encode()).hexdigest()[:32]


class ReadingStore:
    """The folder of readings; 256 sub-folders, so that a national archive stays listable."""

    def __init__(self, staging_dir: Path) -> None:
        self.folder = staging_dir / "readings"

    def path(self, reading_id: str) -> Path:
        return self.folder / reading_id[:2] / f"{reading_id}.json"

    def has(self, reading_id: str) -> bool:
        return self.path(reading_id).is_file()

    def write(
        self,
        item: Item,
        blobs: Sequence[ItemBlob],
        facts: Sequence[BlobFacts],
        reading_id: str,
        report: Report,
        report_blob: str = "",
    ) -> ReadingSummary:
        """Write one reading, whole or not at all."""
        path = self.path(reading_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        payload = reading_json(item, blobs, facts, reading_id, report, report_blob)
        write_atomically(path, json.dumps(payload, ensure_ascii=False, separators=(",", ":")))
        return ReadingSummary(reading_id, report.status, len(report.figures), len(report.findings()), report.issues)

    def write_without_report(
        self,
        item: Item,
        blobs: Sequence[ItemBlob],
        facts: Sequence[BlobFacts],
        reading_id: str,
        status: ReadingStatus,
        issue: Issue,
    ) -> ReadingSummary:
        """The reading of an item that gave no report: kept out by its title, too large, or lost with its worker."""
        report = Report(status, item.list_title, "", None, None, "", (), (), (), (), (), (issue,))
        return self.write(item, blobs, facts, reading_id, report)

    def summary(self, reading_id: str) -> ReadingSummary:
        """What a reading says; for readings that were made before."""
        report = json.loads(self.path(reading_id).read_text(encoding="utf-8"))["report"]
        issues = tuple(Issue(**issue) for issue in report["issues"])
        return ReadingSummary(reading_id, report["status"], len(report["figures"]), len(report["findings"]), issues)


def reading_json(
    item: Item,
    blobs: Sequence[ItemBlob],
    facts: Sequence[BlobFacts],
    reading_id: str,
    report: Report,
    report_blob: str,
) -> dict[str, Any]:
    """The file the load takes; ``report`` is the public contract of ``nianbao extract --json``."""
    return {
        "contract": CONTRACT_VERSION,
        "reading_id": reading_id,
        "code_version": CODE_VERSION,
        "item": {
            "item_id": item.item_id,
            "site_id": item.site_id,
            "url": item.url,
            "list_title": item.list_title,
            "list_date": item.list_date,
        },
        "blobs": [
            {
                "sha256": blob.sha256,
                "url": blob.url,
                "role": blob.role,
                "media": fact.media,
                "bytes": fact.byte_count,
                "has_figures": blob.sha256 == report_blob,
                "fetched_at": blob.fetched_at,
            }
            for blob, fact in zip(blobs, facts, strict=True)
        ],
        "report": report.to_json(),
    }


def make_reading(job: ReadingJob) -> ReadingSummary:
    """Read one item (runs in a worker process): bytes from the archive, one JSON file out."""
    archive = Archive(Path(job.archive_dir))
    inputs = [
        BlobInput(blob.sha256, blob.url, blob.role, archive.get(blob.sha256), blob.fetched_at) for blob in job.blobs
    ]
    item = job.item
    context = Context(item.url, item.list_title, item.list_date, item.site_organ, item.region_name)
    reading = extract_item(inputs, context, max_bytes=job.max_bytes)
    facts = [BlobFacts(media, len(blob.data)) for media, blob in zip(reading.media, inputs, strict=True)]
    store = ReadingStore(Path(job.staging_dir))
    return store.write(item, job.blobs, facts, job.reading_id, reading.report, reading.report_blob_sha256)


def lost_issue(item: Item, lost: Lost) -> Issue:
    """The one line that records a document whose worker died, overstayed or met a defect of ours."""
    mend = "raise NIANBAO_DOCUMENT_SECONDS or NIANBAO_DOCUMENT_MEMORY_MB if the file is sound"
    if lost.code == "reader_error":
        mend = "please report it with the file"
    return Issue(lost.code, "error", f"{item.url}: {lost.reason}; {mend}")
