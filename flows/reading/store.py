"""Readings: one listing item with its archived bytes -> one JSON file in the staging folder, which the load takes.

A reading's id is a hash of what went in (item, bytes, version of the reading code). A reading whose file is there is
never made again: that is how a killed run goes on where it stopped, and why a night without changes parses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from extractors.document import Issue
from extractors.report import CONTRACT_VERSION, ReadingStatus, Report
from flows.reading.further import Further
from flows.reading.items import CODE_VERSION, BlobFacts, Item, ItemBlob, reading_id_of
from flows.records import StageRecord, write_atomically
from nianbao.errors import NianbaoError, NoConverter
from warehouse.staging import sealed, unsealed


@dataclass(frozen=True, slots=True)
class ReadingSummary:
    """What the parent needs to know of a reading: its file has the rest."""

    reading_id: str
    status: ReadingStatus
    figures: int
    findings: int
    issues: tuple[Issue, ...]
    is_identified: bool
    further: tuple[ReadingSummary, ...] = ()
    """Summaries of the other reports of the same publication, each with a reading of its own."""

    def add_to(self, counts: StageRecord) -> None:
        """Count the reading under its status, its figures with those of the further reports, and these by number."""
        counts.add(self.status)
        counts.add("figures", self.figures + sum(one.figures for one in self.further))
        if self.further:
            counts.add("further_reports", len(self.further))

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


class ReadingDamaged(NianbaoError):
    """The file of a reading is not what was written; it can be made again."""


class ReadingStore:
    """The folder of readings (256 sub-folders, so that a national archive stays listable), and which are to be loaded.

    A reading is marked before it is written and unmarked after it was published: a run that is killed or held in
    between leaves the mark, and the next load takes the reading, whether or not its list still shows the item.
    """

    def __init__(self, staging_dir: Path) -> None:
        self.root = staging_dir
        self.folder = staging_dir / "readings"
        self.marks = staging_dir / "to_load"
        self.unconverted = staging_dir / "no_converter"
        self.parts = staging_dir / "parts"

    def path(self, reading_id: str) -> Path:
        return self.folder / reading_id[:2] / f"{reading_id}.json"

    def has(self, reading_id: str) -> bool:
        return self.path(reading_id).is_file()

    def waits_for_converter(self, reading_id: str) -> bool:
        """Whether it was made where no LibreOffice was, and lacks what only LibreOffice opens."""
        return (self.unconverted / reading_id).is_file()

    def _mark_unconverted(self, reading_id: str, issues: Sequence[Issue]) -> None:
        """A reading's id says which code read which bytes, not with which programs: that is kept beside it."""
        mark = self.unconverted / reading_id
        if any(issue.code == NoConverter.code for issue in issues):
            self.unconverted.mkdir(parents=True, exist_ok=True)
            mark.touch()
        else:
            mark.unlink(missing_ok=True)

    def to_load(self) -> list[Path]:
        """Readings that no published warehouse has yet."""
        marked = sorted(mark.name for mark in self.marks.iterdir()) if self.marks.is_dir() else []
        return [self.path(reading_id) for reading_id in marked if self.has(reading_id)]

    def all(self) -> list[Path]:
        return sorted(self.folder.glob("*/*.json"))

    def summary(self, path: Path) -> ReadingSummary:
        """What a reading says, from its file. Raises ReadingDamaged."""
        payload = self._payload(path)
        report = payload["report"]
        return ReadingSummary(
            path.stem,
            report["status"],
            len(report["figures"]),
            len(report["findings"]),
            tuple(Issue(**issue) for issue in report["issues"]),
            bool(report["organ"]) and report["year"] is not None,
            tuple(self.summary(self.path(reading_id)) for reading_id in payload.get("further", ())),
        )

    def discard(self, reading_id: str) -> None:
        """Remove a reading, so that it is made again; it is still to be loaded."""
        self.marks.mkdir(parents=True, exist_ok=True)
        (self.marks / reading_id).touch()
        self.path(reading_id).unlink(missing_ok=True)

    def loaded(self, paths: Sequence[Path]) -> None:
        """These readings are in the published warehouse."""
        for path in paths:
            (self.marks / path.stem).unlink(missing_ok=True)

    def refresh_times(self, reading_id: str, blobs: Sequence[ItemBlob]) -> bool:
        """Bring the times of a reading up to date when its address went back to bytes it had shown before.

        The load orders revisions by the time from which an address shows them. A reading is written after its bytes
        were fetched, so only a reading older than one of these times can be out of date. Raises ReadingDamaged when the file,
        or that of a further report of it, does not hold what was written.
        """
        path = self.path(reading_id)
        since = max(datetime.fromisoformat(blob.shown_since).timestamp() for blob in blobs)
        if path.is_file() and path.stat().st_mtime >= since:
            return False
        payload = self._payload(path)
        for stored, blob in zip(payload["blobs"], blobs, strict=True):
            stored["fetched_at"] = blob.shown_since
        for further in payload.get("further", ()):
            self.refresh_times(further, blobs)
        self._write(reading_id, payload)
        return True

    @staticmethod
    def _payload(path: Path) -> dict[str, Any]:
        try:
            payload: dict[str, Any] = orjson.loads(unsealed(path.read_bytes()))
            if not (isinstance(payload, dict) and {"blobs", "report"} <= payload.keys()):
                raise ValueError("what it should hold is not there")
        except (OSError, ValueError) as error:
            raise ReadingDamaged(str(path), f"is no sound reading ({error})", "it is made again") from error
        return payload

    def _write(self, reading_id: str, payload: dict[str, Any]) -> None:
        self.marks.mkdir(parents=True, exist_ok=True)
        (self.marks / reading_id).touch()
        path = self.path(reading_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, sealed(json.dumps(payload, ensure_ascii=False, separators=(",", ":"))))

    def write(
        self,
        item: Item,
        blobs: Sequence[ItemBlob],
        facts: Sequence[BlobFacts],
        reading_id: str,
        report: Report,
        report_blob: str = "",
        further: Sequence[Further] = (),
    ) -> ReadingSummary:
        """Write one reading, whole or not at all, after those of the further reports of the publication."""
        summaries = tuple(filter(None, [self._write_further(one, blobs, facts) for one in further]))
        self._mark_unconverted(reading_id, [*report.issues, *(issue for one in summaries for issue in one.issues)])
        payload = reading_json(item, blobs, facts, reading_id, report, report_blob)
        if summaries:
            payload["further"] = [summary.reading_id for summary in summaries]
        self._write(reading_id, payload)
        is_identified = bool(report.organ) and report.year is not None
        counts = len(report.figures), len(report.findings())
        return ReadingSummary(reading_id, report.status, *counts, report.issues, is_identified, summaries)

    def _write_further(
        self, one: Further, blobs: Sequence[ItemBlob], facts: Sequence[BlobFacts]
    ) -> ReadingSummary | None:
        reading_id = reading_id_of(one.item.item_id, [blob.sha256 for blob in blobs])
        if one.report is None:
            self.write_without_report(one.item, blobs, facts, reading_id, "not_a_report", one.issue())
            return None
        return self.write(one.item, blobs, facts, reading_id, one.report, one.report_blob)

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
