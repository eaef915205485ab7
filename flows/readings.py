"""Readings: one listing item with its archived bytes -> one JSON file in the staging folder, which the load takes.

A reading's id is a hash of what went in (item, bytes, version of the reading code). A reading whose file is there is
never made again: that is how a killed run goes on where it stopped, and why a night without changes parses nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

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
    """Archived bytes that belong to an item.

    ``role`` is page | attachment | file; ``shown_since`` (ISO, UTC) the fetch from which on the address shows them.
    """

    sha256: str
    url: str
    role: str
    shown_since: str


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
    is_identified: bool

    def problem(self, address: str) -> Issue | None:
        """Why this reading brought no figures into the warehouse, or fewer than printed, as one line; None when it did."""
        grave = [issue for issue in self.issues if issue.level == "error"]
        if self.status not in ("read", "partial"):
            grave = (
                grave or list(self.issues) or [Issue(self.status, "error", f"read as {self.status.replace('_', ' ')}")]
            )
        elif not self.is_identified:
            reason = "its figures were read, but not whose or of which year they are, so they stay out of the tables"
            mend = "a file may be named by the report's full title" if address.startswith("/") else "see raw.readings"
            grave = [Issue("identity_unknown", "error", f"{reason}; {mend}"), *grave]
        if not grave:
            return None
        message = grave[0].message
        return replace(grave[0], level="error", message=message if address in message else f"{address}: {message}")


def item_id_of(site_id: str, url: str) -> str:
    return hashlib.sha256(f"{site_id}\n{url}".encode()).hexdigest()[:32]


def reading_id_of(item_id: str, sha256s: Sequence[str], code_version: str = CODE_VERSION) -> str:
    return hashlib.sha256("\n".join([item_id, *sha256s, code_version]).encode()).hexdigest()[:32]


class ReadingStore:
    """The folder of readings (256 sub-folders, so that a national archive stays listable), and which are to be loaded.

    A reading is marked before it is written and unmarked after it was published: a run that is killed or held in
    between leaves the mark, and the next load takes the reading, whether or not its list still shows the item.
    """

    def __init__(self, staging_dir: Path) -> None:
        self.folder = staging_dir / "readings"
        self.marks = staging_dir / "to_load"

    def path(self, reading_id: str) -> Path:
        return self.folder / reading_id[:2] / f"{reading_id}.json"

    def has(self, reading_id: str) -> bool:
        return self.path(reading_id).is_file()

    def to_load(self) -> list[Path]:
        """Readings that no published warehouse has yet."""
        marked = sorted(mark.name for mark in self.marks.iterdir()) if self.marks.is_dir() else []
        return [self.path(reading_id) for reading_id in marked if self.has(reading_id)]

    def all(self) -> list[Path]:
        return sorted(self.folder.glob("*/*.json"))

    def summary(self, path: Path) -> ReadingSummary:
        """What a reading says, from its file."""
        report = json.loads(path.read_text(encoding="utf-8"))["report"]
        return ReadingSummary(
            path.stem,
            report["status"],
            len(report["figures"]),
            len(report["findings"]),
            tuple(Issue(**issue) for issue in report["issues"]),
            bool(report["organ"]) and report["year"] is not None,
        )

    def loaded(self, paths: Sequence[Path]) -> None:
        """These readings are in the published warehouse."""
        for path in paths:
            (self.marks / path.stem).unlink(missing_ok=True)

    def refresh_times(self, reading_id: str, blobs: Sequence[ItemBlob]) -> bool:
        """Bring the times of a reading up to date when its address went back to bytes it had shown before.

        The load orders revisions by the time from which an address shows them. A reading is written after its bytes
        were fetched, so only a reading older than one of these times can be out of date.
        """
        path = self.path(reading_id)
        since = max(datetime.fromisoformat(blob.shown_since).timestamp() for blob in blobs)
        if path.stat().st_mtime >= since:
            return False
        payload = json.loads(path.read_text(encoding="utf-8"))
        for stored, blob in zip(payload["blobs"], blobs, strict=True):
            stored["fetched_at"] = blob.shown_since
        self._write(reading_id, payload)
        return True

    def _write(self, reading_id: str, payload: dict[str, Any]) -> None:
        self.marks.mkdir(parents=True, exist_ok=True)
        (self.marks / reading_id).touch()
        path = self.path(reading_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(payload, ensure_ascii=False, separators=(",", ":")))

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
        self._write(reading_id, reading_json(item, blobs, facts, reading_id, report, report_blob))
        is_identified = bool(report.organ) and report.year is not None
        counts = len(report.figures), len(report.findings())
        return ReadingSummary(reading_id, report.status, *counts, report.issues, is_identified)

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
                "fetched_at": blob.shown_since,
            }
            for blob, fact in zip(blobs, facts, strict=True)
        ],
        "report": report.to_json(),
    }


def make_reading(job: ReadingJob) -> ReadingSummary:
    """Read one item (runs in a worker process): bytes from the archive, one JSON file out."""
    archive = Archive(Path(job.archive_dir))
    inputs = [
        BlobInput(blob.sha256, shown_address(blob.url), blob.role, archive.get(blob.sha256), blob.shown_since)
        for blob in job.blobs
    ]
    item = job.item
    context = Context(item.url, item.list_title, item.list_date, item.site_organ, item.region_name)
    reading = extract_item(inputs, context, max_bytes=job.max_bytes)
    facts = [BlobFacts(media, len(blob.data)) for media, blob in zip(reading.media, inputs, strict=True)]
    store = ReadingStore(Path(job.staging_dir))
    return store.write(item, job.blobs, facts, job.reading_id, reading.report, reading.report_blob_sha256)


def shown_address(url: str) -> str:
    """An address as messages name it: a file by its path, without the percent signs of a file address."""
    return unquote(urlsplit(url).path) if url.startswith("file:") else url


def lost_issue(item: Item, lost: Lost) -> Issue:
    """The one line that records a document whose worker died, overstayed or met a defect of ours."""
    mend = "raise NIANBAO_DOCUMENT_SECONDS or NIANBAO_DOCUMENT_MEMORY_MB if the file is sound"
    if lost.code == "reader_error":
        mend = "please report it with the file"
    return Issue(lost.code, "error", f"{shown_address(item.url)}: {lost.reason}; {mend}")
