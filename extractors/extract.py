"""Bytes -> reports, for one file or for one publication of several (a page with its pictures and attachments).

``sources`` turns blobs into documents, ``parts`` one document into the reports in it, ``publication`` puts together what
several documents say of one report. No input makes these functions raise a ReadError: an unreadable file is a report of status ``unreadable`` with one
issue that says which file, why, and what to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from extractors.document import WINDOW_TITLE, Document, Issue
from extractors.places import organ_with_place
from extractors.publication import Reading, combine
from extractors.recognize import Hints, recognize
from extractors.recognize.parts import Part, split_reports
from extractors.report import Report
from extractors.second_reading import confirm
from extractors.sources import Source, sources
from nianbao.errors import ReadError


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a publication from outside: its address, its row in a list, the organ of the site."""

    url: str = ""
    list_title: str = ""
    list_date: str = ""
    site_organ: str = ""
    region_name: str = ""

    def hints(self) -> Hints:
        return Hints(self.list_title, self.list_date, self.site_organ)


@dataclass(frozen=True, slots=True)
class BlobInput:
    """One blob of a publication. ``role`` is page | attachment | file | picture; ``fetched_at`` is ISO 8601 in UTC."""

    sha256: str
    url: str
    role: str
    data: bytes
    fetched_at: str


@dataclass(frozen=True, slots=True)
class FurtherReport:
    """Another report of the same publication, and the blob its figures came from."""

    report: Report
    report_blob_sha256: str


@dataclass(frozen=True, slots=True)
class ItemReading:
    """The report of a publication, the blob its figures came from, and what each blob was read as.

    ``parts``: the other reports, where the publication holds those of several organs or years.
    """

    report: Report
    report_blob_sha256: str
    media: tuple[str, ...]
    parts: tuple[FurtherReport, ...] = ()


def extract_bytes(
    data: bytes, *, hint: str = "", context: Context | None = None, max_bytes: int = 100_000_000
) -> Report:
    """Read one file; of several reports in it the main one. See ``extract_reports``."""
    return extract_reports(data, hint=hint, context=context, max_bytes=max_bytes)[0]


def extract_reports(
    data: bytes, *, hint: str = "", context: Context | None = None, max_bytes: int = 100_000_000
) -> tuple[Report, ...]:
    """All reports of one file, the main one first; never empty.

    ``hint`` is its name or address, for messages and for telling what it pretends to be.
    """
    blob = BlobInput("", hint, "file", data, "")
    reading = extract_item([blob], context or Context(), max_bytes=max_bytes)
    return (reading.report, *(part.report for part in reading.parts))


def extract_item(
    blobs: Sequence[BlobInput], context: Context, *, max_bytes: int = 100_000_000, with_pictures: bool = True
) -> ItemReading:
    """Read a publication: each document by itself, then each report from all documents that belong to it.

    The page usually carries title and date, an attachment the tables. Issues of blobs that gave nothing are kept only
    when no other blob gave the figures. Without ``with_pictures`` the pictures that stand in a page are left aside: what
    its text alone gives is known in milliseconds.
    """
    if not blobs:
        raise ValueError("a publication has at least one blob")
    readings: list[Reading] = []
    nameless: list[tuple[int, Source]] = []
    media: dict[int, str] = {}
    page_title = ""
    for document, source in enumerate(sources(blobs, max_bytes, with_pictures)):
        if document == 0 and isinstance(source.content, Document):
            page_title = source.content.meta.get(
                WINDOW_TITLE, "" if source.content.kind == "html" else source.content.title
            )
        media.update(dict.fromkeys(source.blobs, source.media))
        for report in _reports(source, context):
            reading = Reading(report, source.blobs[0], document, source.is_beside_page, bool(source.member))
            if source.member and reading.has_figures() and not reading.is_named():
                nameless.append((len(readings), source))
            readings.append(reading)
    if len(nameless) == 1 == sum(reading.has_figures() for reading in readings):
        # The only report in an archive: what the list says of the publication is said of it.
        ((index, source),) = nameless
        (report,) = _reports(replace(source, member=""), context)
        readings[index] = replace(readings[index], report=report)
    combined = combine(readings, context.list_title, page_title)
    main, *others = (replace(one, report=_placed(one.report, context)) for one in combined)
    return ItemReading(
        main.report,
        blobs[main.blob].sha256,
        tuple(media[index] for index in range(len(blobs))),
        tuple(FurtherReport(one.report, blobs[one.blob].sha256) for one in others),
    )


def _placed(report: Report, context: Context) -> Report:
    """The report under its organ's whole name: a site's own titles leave the place out."""
    organ, disagreement = organ_with_place(report.organ, context.region_name)
    issues = report.issues
    if organ != report.organ:
        words = f"{context.url}: the organ is named {report.organ!r}; the place is that of its site"
        issues = (*issues, Issue("organ_place_from_site", "info", words))
    elif disagreement:
        issues = (*issues, Issue("organ_place_differs", "warning", f"{context.url}: {disagreement}"))
    return replace(report, organ=organ, issues=issues)


def _reports(source: Source, context: Context) -> list[Report]:
    """The reports of one document; of one that could not be read a report with nothing but the issue."""
    if isinstance(source.content, ReadError):
        report = unreadable(source.content)
        return [replace(report, issues=(*report.issues, *source.issues))]
    return [_report(source, part) for part in split_reports(source.content, source.hints(context.hints()))]


def _report(source: Source, part: Part) -> Report:
    report = recognize(part.document, part.hints)
    report = replace(report, issues=(*report.issues, *source.issues))
    own_part = None if part.document is source.content else part
    return confirm(report, source.data, part.hints, own_part, part.document.kind)


def unreadable(error: ReadError) -> Report:
    """The report of a blob that could not be read: nothing but the one issue."""
    return Report(
        status="unreadable", title="", organ="", year=None, scope=None, published="", witnesses=(), tables=(), figures=(),
        sections=(), identities=(), issues=(Issue(error.code, "error", str(error)),),
    )  # fmt: skip


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Hash of the extractors' code and layouts: readings made by other code are read again."""
    digest = hashlib.sha256()
    for path, content in _sources(resources.files(__package__), ""):
        digest.update(path.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    """(path, content) of all code and data files of the package that decide how a document is read, in order."""
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{prefix}{entry.name}"
        if entry.is_dir() and entry.name not in ("__pycache__", "sites", "picture"):
            found += _sources(entry, f"{path}/")
        elif entry.name.endswith((".py", ".yaml")):
            found.append((path, entry.read_bytes()))
    return found
