"""Bytes -> Report, for one file or for one publication of several (a page and its attachments).

No input makes these functions raise a ReadError: an unreadable file is a report of status ``unreadable`` with one
issue that says which file, why, and what to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from extractors.document import Issue
from extractors.readers import read_document
from extractors.recognize import Hints, recognize
from extractors.recognize.witnesses import is_same_organ
from extractors.report import ReadingStatus, Report
from nianbao.errors import ReadError

_RANK: dict[ReadingStatus, int] = {
    "read": 5, "partial": 4, "unknown_layout": 3, "no_tables": 2, "not_a_report": 1, "unreadable": 0
}  # fmt: skip


# The document itself does not say whose it is.
_WEAK_ORGAN = {"organ_unknown", "organ_from_hint"}


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
    """One blob of a publication. ``role`` is page | attachment | file; ``fetched_at`` is ISO 8601 in UTC."""

    sha256: str
    url: str
    role: str
    data: bytes
    fetched_at: str


@dataclass(frozen=True, slots=True)
class ItemReading:
    """The report of a publication, the blob its figures came from, and what each blob was read as."""

    report: Report
    report_blob_sha256: str
    media: tuple[str, ...]


def extract_bytes(
    data: bytes, *, hint: str = "", context: Context | None = None, max_bytes: int = 100_000_000
) -> Report:
    """Read one file. ``hint`` is its name or address, for messages and for telling what it pretends to be."""
    return _extract(data, hint, context or Context(), max_bytes)[0]


def extract_item(blobs: Sequence[BlobInput], context: Context, *, max_bytes: int = 100_000_000) -> ItemReading:
    """Read a publication: each blob by itself, then the best reading, completed with what the others know.

    The page usually carries title and date, an attachment the tables. Issues of blobs that gave nothing are kept only
    when no other blob gave the figures.
    """
    if not blobs:
        raise ValueError("a publication has at least one blob")
    readings = [_extract(blob.data, blob.url, context, max_bytes) for blob in blobs]
    order = sorted(range(len(blobs)), key=lambda i: (-_RANK[readings[i][0].status], -len(readings[i][0].figures), i))
    best, page = readings[order[0]][0], readings[0][0]
    report = _complete(best, page) if best is not page else best
    others = [reading for i, (reading, _) in enumerate(readings) if i != order[0]]
    report = replace(report, issues=report.issues + _issues_of_others(best, others))
    return ItemReading(report, blobs[order[0]].sha256, tuple(media for _, media in readings))


def _extract(data: bytes, hint: str, context: Context, max_bytes: int) -> tuple[Report, str]:
    try:
        document = read_document(data, hint=hint, max_bytes=max_bytes)
    except ReadError as error:
        return unreadable(error), "unknown"
    report = recognize(document, context.hints())
    if document.kind == "pdf":
        from extractors.second_reading import confirm  # pdfplumber takes long to import and few reports need it

        report = confirm(report, data, context.hints())
    return report, document.kind


def unreadable(error: ReadError) -> Report:
    """The report of a blob that could not be read: nothing but the one issue."""
    return Report(
        status="unreadable", title="", organ="", year=None, scope=None, published="", witnesses=(), tables=(), figures=(),
        sections=(), identities=(), issues=(Issue(error.code, "error", str(error)),),
    )  # fmt: skip


def _complete(best: Report, page: Report) -> Report:
    """What the page knows and the attachment does not: title, organ, year, date; the attachment's own words win."""
    codes = {issue.code for issue in best.issues}
    names_no_organ = bool(codes & _WEAK_ORGAN) and bool(page.organ) and not {i.code for i in page.issues} & _WEAK_ORGAN
    settled = (_WEAK_ORGAN if names_no_organ else set()) | ({"year_unknown"} if page.year is not None else set())
    return replace(
        best,
        title=best.title or page.title,
        organ=page.organ if names_no_organ else best.organ or page.organ,
        year=best.year if best.year is not None else page.year,
        scope=page.scope if names_no_organ else best.scope or page.scope,
        published=page.published or best.published,
        witnesses=(*best.witnesses, *(w for w in page.witnesses if w not in best.witnesses)),
        sections=best.sections if len(best.sections) > 1 else page.sections,
        issues=tuple(issue for issue in best.issues if issue.code not in settled),
    )


def _issues_of_others(best: Report, others: Sequence[Report]) -> tuple[Issue, ...]:
    """What the other documents of the publication could not give, or say otherwise than the one with the figures."""
    issues = [issue for other in others if other.status == "unreadable" for issue in other.issues]
    years = [other.year for other in others if other.year is not None and other.year != best.year]
    organs = [other.organ for other in others if other.organ and not is_same_organ(other.organ, best.organ)]
    if best.year is not None and years:
        text = f"the document with the figures is of {best.year}, another one of this publication of {years[0]}"
        issues.append(Issue("documents_differ_year", "warning", text))
    if best.organ and organs:
        text = f"the document with the figures is of {best.organ}, another one of this publication of {organs[0]}"
        issues.append(Issue("documents_differ_organ", "warning", text))
    printed = _values(best)
    if any(other.figures and _values(other) != printed for other in others):
        issues.append(Issue("documents_differ", "warning", "two documents of this publication print different figures"))
    return tuple(issues)


def _values(report: Report) -> dict[tuple[str, str, str], Decimal | None]:
    return {(figure.table, figure.row, figure.column): figure.value for figure in report.figures}


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
        if entry.is_dir() and entry.name not in ("__pycache__", "sites"):
            found += _sources(entry, f"{path}/")
        elif entry.name.endswith((".py", ".yaml")):
            found.append((path, entry.read_bytes()))
    return found
