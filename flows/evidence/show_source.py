"""What ``nianbao show`` is asked for -> the bytes and the report to draw: from a file, the archive, or the warehouse.

A report of the warehouse is drawn as the warehouse has it, from the bytes in the archive: the picture must not show what
newer code would read, but what the number in the table came from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from expectations.report.crops import WantedCrop
from extractors.extract import extract_bytes, extract_reports
from extractors.picture import Subject, Target, UnknownFigure, find_target, missing_figure, report_of
from extractors.report import Report
from flows.files import too_large_reason
from flows.reading.items import shown_address
from nianbao.errors import ReadError, TooLarge, WarehouseError
from nianbao.settings import Settings
from warehouse.archive import Archive, open_archive
from warehouse.find import FoundFinding, FoundReport, find_finding, find_report

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_NAMED = 5
_FINDING = re.compile(r"[0-9a-f]{32}")


def find_subject(words: Sequence[str], settings: Settings) -> Subject:
    """The document and report that ``words`` stand for.

    A file on disk comes first (of several reports in it further words choose one, by organ and year; without them it is
    the main one), then what ``warehouse.find`` knows, then a blob of the archive by its whole sha256.

    Raises ReadError when the bytes cannot be read, WarehouseError when nothing or several things have this name.
    """
    if Path(words[0]).is_file():
        return _from_file(Path(words[0]), words[1:], settings)
    asked = " ".join(words)
    archive = open_archive(settings)
    if settings.published_path.is_file():
        try:
            found = find_report(settings.published_path, asked)
        except WarehouseError:
            if not (_SHA256.fullmatch(asked) and archive.has(asked)):
                raise
        else:
            return _from_warehouse(found, archive)
    if _SHA256.fullmatch(asked) and archive.has(asked):
        data = archive.get(asked)
        return Subject(data, _readable(extract_bytes(data, hint=f"blob {asked[:12]}")), "", asked)
    if settings.published_path.is_file() or not _is_path(asked):
        raise WarehouseError(
            asked, "is no file, and there is no warehouse to look in", "name its folder with --data-dir"
        )
    raise ReadError(asked, "no such file", "give the path of a report file, or what the warehouse knows it by")


def find_shown(subject: Subject, names: Sequence[str], settings: Settings) -> list[Target]:
    """The targets of ``--figure``: codes and equations of the report, and ids of findings of the warehouse."""
    targets = []
    for name in names:
        finding = None
        if _FINDING.fullmatch(name) and settings.published_path.is_file():
            finding = find_finding(settings.published_path, name)
        targets.append(find_target(subject.report, name) if finding is None else _of_finding(subject.report, finding))
    return targets


def find_crops(
    report_id: str, crops: Sequence[WantedCrop], warehouse: Path, settings: Settings
) -> tuple[Subject, list[Target]]:
    """The document of a report of ``warehouse`` (which may be a build that is not published) and a target for each crop."""
    subject = _from_warehouse(find_report(warehouse, report_id), open_archive(settings))
    findings = [FoundFinding(one.check, one.table, one.scope, one.figures) for one in crops]
    return subject, [_of_finding(subject.report, finding) for finding in findings]


def _of_finding(report: Report, finding: FoundFinding) -> Target:
    """The equation of a finding, or its figures where the report itself did not evaluate it."""
    for result in report.identities:
        if (result.check, result.table, result.scope) == (finding.check, finding.table, finding.scope):
            return find_target(report, f"{result.check} {result.table} {result.scope}")
    figures = {(figure.table, f"{figure.row}.{figure.column}"): figure for figure in report.figures}
    layouts = {figure.table: figure.layout for figure in report.figures}
    chosen = []
    for code in finding.figures:
        *other, row, column = code.rsplit(".", 2) if code.count(".") >= 2 else ("", *code.partition(".")[::2])
        table = other[0] or finding.table
        known = figures.get((table, f"{row}.{column}"))
        chosen.append(known or missing_figure(table, row, column, layouts.get(table, "")))
    if not chosen:
        raise WarehouseError(finding.check, "is a finding about no figure", "leave --figure out to see all pages")
    return Target(f"{finding.check} {finding.table} {finding.scope}".strip(), tuple(chosen))


def _from_warehouse(found: FoundReport, archive: Archive) -> Subject:
    """The report as it was stored, with the bytes its figures were read from."""
    report = report_of(found.report)
    named = {figure.place.member for figure in report.figures}
    shown = [(shown_address(url), sha256) for url, sha256 in found.blobs]
    beside = {name: archive.get(sha256) for name, sha256 in shown if name in named}
    return Subject(archive.get(found.blob_sha256), report, shown_address(found.source_url), found.blob_sha256, beside)


def _from_file(path: Path, words: Sequence[str], settings: Settings) -> Subject:
    try:
        size = path.stat().st_size
        if size > settings.max_bytes:
            raise TooLarge(str(path), too_large_reason(size, settings.max_bytes))
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReadError(str(path), reason, "give the path of a file you may read") from error
    reports = extract_reports(data, hint=str(path), max_bytes=settings.max_bytes)
    report = _readable(_chosen(reports, words, str(path)))
    return Subject(data, report, str(path), hashlib.sha256(data).hexdigest())


def _chosen(reports: Sequence[Report], words: Sequence[str], subject: str) -> Report:
    """The main report of a file, or the one that all ``words`` (parts of the organ's name, a year) speak of."""
    if not words:
        return reports[0]
    found = [one for one in reports if all(word in f"{one.organ} {one.year}" for word in words)]
    if len(found) != 1:
        named = "; ".join(f"{one.organ or 'organ unknown'} {one.year or ''}".strip() for one in reports[:_MOST_NAMED])
        reason = f"{' '.join(words)!r} names {len(found)} of its {len(reports)} reports"
        raise UnknownFigure(subject, reason, f"it holds {named}")
    return found[0]


def _readable(report: Report) -> Report:
    """The report; of an unreadable document its one issue, as an error."""
    if report.status == "unreadable" and report.issues:
        subject, _, reason = report.issues[0].message.partition(": ")
        raise ReadError(subject, reason or "cannot be read")
    return report


def _is_path(text: str) -> bool:
    return "/" in text or Path(text).suffix != ""
