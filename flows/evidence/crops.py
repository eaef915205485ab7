"""Pictures of the cells that findings speak of, drawn from the archived bytes in isolated processes, a limited number a night.

A picture costs a page rendered by Chromium, LibreOffice or pdfium, on bytes nobody trusts: so each report is drawn in the
pool that also reads documents, within its time, and what fails leaves a finding without a picture, not a night without a site.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from expectations.report import ArchivePlace
from expectations.report.archive import PACKED, STORED
from expectations.report.crops import WantedCrop, drawn_crops, remove_stale_crops, wanted_crops
from extractors.picture import Studio
from flows.evidence.show_source import find_crops
from flows.reading.workers import Lost, limits_of, run_jobs
from nianbao.errors import NianbaoError
from nianbao.settings import Settings
from warehouse.archive_blobs import open_blobs

_SECONDS_MORE = 30.0  # start of the browser, and the pictures after the page


@dataclass(frozen=True, slots=True)
class CropJob:
    """The wanted pictures of one report; ``scratch`` takes what a browser that is ended leaves behind."""

    report_id: str
    crops: tuple[WantedCrop, ...]
    warehouse: str
    site_dir: str
    scratch: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class CropsDrawn:
    """What a round of drawing came to; ``waiting``: reports left for the next round; ``failed``: one line each."""

    crops: dict[str, str]
    drawn: int
    waiting: int
    failed: tuple[str, ...]


def draw_crops(settings: Settings, warehouse: Path, most_reports: int) -> CropsDrawn:
    """Draw the missing pictures of up to ``most_reports`` reports, gravest findings first; remove those nobody wants."""
    site_dir = settings.report_dir
    wanted = wanted_crops(warehouse)
    remove_stale_crops(site_dir, wanted)
    there = drawn_crops(site_dir, wanted)
    missing = [one for one in wanted if one.finding_id not in there]
    by_report = [(name, tuple(group)) for name, group in groupby(_together(missing), key=lambda one: one.report_id)]
    failed = []
    with tempfile.TemporaryDirectory(prefix="nianbao-crops-", ignore_cleanup_errors=True) as scratch:
        jobs = [
            CropJob(report_id, crops, str(warehouse), str(site_dir), scratch, settings)
            for report_id, crops in by_report[:most_reports]
        ]
        limits = limits_of(settings, _SECONDS_MORE)
        for job, outcome in run_jobs(draw_report, jobs, limits, settings.workers) if jobs else ():
            reason = outcome.reason if isinstance(outcome, Lost) else outcome
            if reason:
                failed.append(f"{job.report_id}: {reason}")
    found = drawn_crops(site_dir, wanted)
    return CropsDrawn(found, len(found) - len(there), max(0, len(by_report) - most_reports), tuple(failed))


def archive_place(settings: Settings) -> ArchivePlace:
    """Where the site finds archived bytes: a link into the folder of the archive, or, of bytes on S3, their address as text.

    An archive that has grown over the years holds plain and gzipped bytes beside those packed with zstd; each link leads
    to the file that is there.
    """
    location = settings.archive_location
    if location.startswith("s3://"):
        return ArchivePlace(f"{location.rstrip('/')}/{STORED}")
    folder = Path(location)
    blobs = open_blobs(location)

    def suffix(sha256: str) -> str | None:
        start = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
        known = (folder / f"{start}{PACKED}").is_file()
        return PACKED if known else next((name.removeprefix(start) for name in blobs.names(sha256)), None)

    return ArchivePlace(Path(os.path.relpath(folder, settings.report_dir), STORED).as_posix(), suffix)


def draw_report(job: CropJob) -> str:
    """Draw the pictures of one report into their files; returns why some are missing, "" when none is."""
    tempfile.tempdir = job.scratch
    try:
        subject, targets = find_crops(job.report_id, job.crops, Path(job.warehouse), job.settings)
        with Studio(seconds=job.settings.document_seconds, max_bytes=job.settings.max_bytes) as studio:
            for crop, picture in zip(job.crops, studio.crops(subject, targets), strict=True):
                _write(Path(job.site_dir) / crop.name, picture.png())
    except NianbaoError as error:
        return str(error)
    return ""


def _together(missing: Sequence[WantedCrop]) -> list[WantedCrop]:
    """All pictures of a report together, reports in the order of their gravest finding."""
    first = {one.report_id: number for number, one in reversed(list(enumerate(missing)))}
    return sorted(missing, key=lambda one: first[one.report_id])


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    shutil.move(part, path)
