"""The fetch log: one JSON line for every fetch, only ever appended to.

Many threads and two processes may write: a line goes out whole, in one write, while the file is locked. A kill -9 costs
at most the line that was being written; the next writer starts a new one. Fields that say nothing are left out, because
a national archive has tens of millions of lines.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from nianbao.errors import WarehouseError
from nianbao.log import get_logger
from warehouse.archive_store import sync_folder

Outcome = Literal["stored", "unchanged", "refused", "failed"]

KEPT_HEADERS = frozenset(
    {
        "age", "cache-control", "content-disposition", "content-language", "content-location", "content-type", "date",
        "etag", "expires", "last-modified", "link", "location", "server", "vary", "via", "warning", "x-powered-by",
    }
)  # fmt: skip
"""Response headers that say something of the document or of the server; none that name a visitor (cookies)."""


@dataclass(frozen=True, slots=True)
class FetchEntry:
    """One line of the fetch log.

    Attributes:
        fetch_id: unique name of this fetch.
        url: the address asked for; ``final_url`` the one that answered ("" when the same).
        site_id: site of the registry, ``import`` for files from disk.
        fetched_at: UTC, ISO 8601, e.g. ``2025-03-01T18:00:00+00:00``.
        status: HTTP status; 0 when no answer came or none was asked for (imports).
        outcome: stored (these bytes were kept) | unchanged (304 or the same bytes) | refused | failed.
        sha256: blob that the address shows after this fetch; None when it is not known.
        etag, last_modified: validators of the answer, for the next conditional request.
        message: one clear line when refused or failed.
        list_title, list_date, item_id, role: what the list said of it and what it was fetched for.
        kind: of a refusal or failure: robots, waf, rate_limit, missing … ("" when it has none).
        byte_count: size of the body that came, in bytes (0 for a 304).
        site_organ: organ that list or registry name for the item, of answers that were stored and of pages; "" when they name none.
        headers: of an answer that was stored, names in lower case (see ``KEPT_HEADERS``).
    """

    fetch_id: str
    url: str
    site_id: str
    fetched_at: str
    status: int
    outcome: Outcome
    sha256: str | None = None
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    message: str = ""
    list_title: str = ""
    list_date: str = ""
    item_id: str = ""
    role: str = ""
    final_url: str = ""
    kind: str = ""
    byte_count: int = 0
    site_organ: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_shown(self) -> bool:
        """The address shows known bytes after this fetch."""
        return self.sha256 is not None and self.outcome in ("stored", "unchanged")


_FIELDS = tuple(field.name for field in fields(FetchEntry))
_NEEDED = frozenset(one.name for one in fields(FetchEntry) if one.default is MISSING and one.default_factory is MISSING)


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Those headers of an answer that the log keeps."""
    return {name: headers[name] for name in sorted(headers) if name in KEPT_HEADERS}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line: where it starts and ends in the file (bytes), and what it says (None: it is no entry).

    ``is_whole``: it ends with a line end; ``is_closed``: with a closing bracket as well, so that no kill tore it.
    """

    start: int
    end: int
    data: dict[str, Any] | None
    is_whole: bool
    is_closed: bool

    def entry(self) -> FetchEntry | None:
        return None if self.data is None else entry_of(self.data)


class FetchLog:
    """The file of the fetch log."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def size(self) -> int:
        """Bytes of the log now; 0 when there is none."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, entry: FetchEntry) -> None:
        """Write one line and bring it to the disk."""
        line = json.dumps(_to_json(entry), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        is_new = not self.path.exists()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b", buffering=0) as log:
                fcntl.flock(log, fcntl.LOCK_EX)
                size = log.seek(0, os.SEEK_END)
                if size > 0:
                    log.seek(size - 1)
                    if log.read(1) != b"\n":  # a killed writer left half a line: do not glue ours to it
                        line = b"\n" + line
                if log.write(line) != len(line):
                    raise OSError("only a part of the line was written; is the disk full?")
                os.fsync(log.fileno())
            if is_new:
                sync_folder(self.path.parent)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise WarehouseError(str(self.path), f"cannot be written: {reason}", "look at the disk") from error

    def lines(self, start: int = 0) -> Iterator[LogLine]:
        """All lines from the one that starts at a position in bytes."""
        if not self.path.is_file():
            return
        with self.path.open("rb") as log:
            log.seek(start)
            position = start
            for line in log:
                follows = position + len(line)
                text = line.rstrip()
                if text:
                    yield LogLine(position, follows, _parse(text), line.endswith(b"\n"), text.endswith(b"}"))
                position = follows

    def entry_at(self, position: int) -> FetchEntry | None:
        """The entry whose line starts at a position."""
        with self.path.open("rb") as log:
            log.seek(position)
            data = _parse(log.readline())
        return None if data is None else entry_of(data)

    def entries(self) -> Iterator[FetchEntry]:
        """All entries in the order they were recorded; a line torn by a kill is left out with a warning."""
        for line in self.lines():
            entry = line.entry()
            if entry is not None:
                yield entry
            else:
                get_logger("archive").warning("torn line in the fetch log", file=str(self.path), byte=line.start)


def entry_of(data: Mapping[str, Any]) -> FetchEntry | None:
    """The entry of a parsed line; None when it is none. Fields of a later version do no harm."""
    if not data.keys() >= _NEEDED:
        return None
    return FetchEntry(**{name: data[name] for name in _FIELDS if name in data})


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return data if isinstance(data, dict) and data.keys() >= _NEEDED else None


def _to_json(entry: FetchEntry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in _FIELDS}
    return {name: value for name, value in values.items() if name in _NEEDED or value not in ("", None, 0, {})}
