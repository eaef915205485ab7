"""Finds the reading of a report by what a person has at hand: a key, an address, bytes, or the organ's name and a year."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nianbao.errors import WarehouseError
from warehouse.connection import open_reading, sql_text, warehouse_errors

_KEY = re.compile(r"[0-9a-f]{8,64}")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?")
_SCOPES = {"own": "own", "aggregate": "aggregate", "本机关": "own", "汇总": "aggregate"}
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class FoundReport:
    """One reading in the warehouse; ids are "" when unknown.

    ``report`` is its report as docs/contract.md describes it, ``blobs`` the address and sha256 of all its documents.
    """

    reading_id: str
    report_id: str
    organ: str
    year: int | None
    scope: str
    source_url: str
    blob_sha256: str
    report: Mapping[str, Any]
    blobs: tuple[tuple[str, str], ...]

    def describe(self) -> str:
        name = " ".join(part for part in (self.organ, str(self.year or ""), self.scope) if part)
        return f"{name or self.source_url} ({self.report_id or self.reading_id})"


@dataclass(frozen=True, slots=True)
class FoundFinding:
    """One finding: its check, the table and scope it ran over, and the codes of its figures as the audit lists them."""

    check: str
    table: str
    scope: str
    figures: tuple[str, ...]


def find_report(path: Path, asked: str) -> FoundReport:
    """The one report that ``asked`` stands for.

    ``asked`` is a report_id, a reading_id, an item_id, the sha256 of the bytes (8 digits or more), an address, or words:
    parts of the organ's name, a year, ``own`` or ``aggregate``.

    Raises WarehouseError when there is none, or when there are several (the line names them).
    """
    text = asked.strip()
    found = _find(path, text)
    if not found:
        raise WarehouseError(asked, "is in no reading of the warehouse", _how_to_ask())
    if len(found) > 1:
        named = "; ".join(one.describe() for one in found[:_MOST_NAMED])
        more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        raise WarehouseError(
            asked, f"stands for {len(found)} reports: {named}{more}", "say which, by year, scope or id"
        )
    return found[0]


def find_finding(path: Path, finding_id: str) -> FoundFinding | None:
    """The finding of this id, None when there is none."""
    if not _KEY.fullmatch(finding_id):
        return None
    rows = _rows(path, "show/finding.sql", {"finding": finding_id})
    if not rows:
        return None
    check, table, scope, figures = rows[0]
    return FoundFinding(check, table, scope, tuple(code.strip() for code in figures.split(",") if code.strip()))


def _find(path: Path, text: str) -> list[FoundReport]:
    if _KEY.fullmatch(text):
        return _reports(path, "show/by_key.sql", {"key": text})
    if _URL.match(text):
        return _reports(path, "show/by_url.sql", {"url": text})
    words, years, scopes = _sorted_words(text.split())
    if not words:
        return []
    question = {"words": words, "year": years[0] if years else None, "scope": scopes[0] if scopes else None}
    found = _reports(path, "show/by_name.sql", question)
    exact = [one for one in found if one.organ == "".join(words)]
    return exact or found


def _sorted_words(words: Sequence[str]) -> tuple[list[str], list[int], list[str]]:
    names, years, scopes = [], [], []
    for word in words:
        year = _YEAR.fullmatch(word)
        if year:
            years.append(int(year[1]))
        elif word in _SCOPES:
            scopes.append(_SCOPES[word])
        else:
            names.append(word)
    return names, years, scopes


def _reports(path: Path, name: str, question: Mapping[str, Any]) -> list[FoundReport]:
    """The reports a query returns; the several readings of one report count as one, the last of them."""
    found: dict[str, FoundReport] = {}
    for reading_id, report_id, organ, year, scope, url, sha256 in _rows(path, name, question):
        if len(found) <= _MOST_NAMED:  # more are only counted: the first few are named
            parts = _rows(path, "show/reading.sql", {"reading_id": reading_id})[0]
            documents, results, stored = (json.loads(part or "{}") for part in parts)
        blobs = tuple((blob["url"], blob["sha256"]) for blob in documents)
        found[report_id or reading_id] = FoundReport(
            reading_id, report_id, organ, year, scope, url, sha256, {**results, **stored}, blobs
        )
    return list(found.values())


def _rows(path: Path, name: str, question: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connection = open_reading(path)
    try:
        with warehouse_errors(str(path)):
            rows: list[tuple[Any, ...]] = connection.execute(sql_text(name), dict(question)).fetchall()
    finally:
        connection.close()
    return rows


def _how_to_ask() -> str:
    return "give a file, an id, an address, or the organ's name and year; `nianbao sql 'FROM mart.reports'` lists all"
