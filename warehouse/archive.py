"""The raw archive: bytes by their sha256, kept for ever, and a log of every fetch.

Publishers replace, move and delete reports; only our own copy lets a newer reader read them again and a reviewer see
what was printed. Blobs never change; the fetch log is only appended to, so that a kill -9 costs at most the line that
was being written. One process writes at a time (see ``warehouse.publish.write_lock``).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from nianbao.errors import WarehouseError
from nianbao.log import get_logger

Outcome = Literal["stored", "unchanged", "refused", "failed"]

_SHA256 = re.compile(r"[0-9a-f]{64}")
# Word, PDF pictures and zips do not shrink; below this gain a compressed copy only costs time.
_WORTH_COMPRESSING = 0.9


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


_FIELDS = frozenset(field.name for field in fields(FetchEntry))


class Archive:
    """Content-addressed blobs and the fetch log under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._latest: dict[str, FetchEntry] | None = None
        self._first: dict[str, str] = {}

    @property
    def log_path(self) -> Path:
        return self.root / "fetch_log.jsonl"

    def put(self, data: bytes) -> str:
        """Keep ``data``; returns its sha256. A damaged copy of the same blob is replaced by the good bytes."""
        sha256 = hashlib.sha256(data).hexdigest()
        if self.has(sha256):
            with suppress(WarehouseError):
                self.get(sha256)
                return sha256
        plain = self._plain_path(sha256)
        packed = gzip.compress(data, compresslevel=6, mtime=0)
        if len(packed) < _WORTH_COMPRESSING * len(data):
            _write_atomically(plain.with_suffix(".gz"), packed)
            plain.unlink(missing_ok=True)
        else:
            _write_atomically(plain, data)
            plain.with_suffix(".gz").unlink(missing_ok=True)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of a blob. Raises WarehouseError when it is absent or its bytes no longer have this sha256."""
        plain = self._plain_path(sha256)
        packed = plain.with_suffix(".gz")
        mend = "restore the archive from a backup or fetch the address again"
        try:
            data = gzip.decompress(packed.read_bytes()) if packed.is_file() else plain.read_bytes()
        except FileNotFoundError:
            raise WarehouseError(f"blob {sha256}", "is not in the archive", mend) from None
        except (OSError, EOFError, zlib.error) as error:
            raise WarehouseError(f"blob {sha256}", f"cannot be read ({error})", mend) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise WarehouseError(f"blob {sha256}", "its bytes in the archive have changed", mend)
        return data

    def has(self, sha256: str) -> bool:
        plain = self._plain_path(sha256)
        return plain.is_file() or plain.with_suffix(".gz").is_file()

    def blobs(self) -> Iterator[str]:
        """sha256 of every blob, sorted."""
        return iter(sorted({path.stem for path in self.root.glob("??/??/*") if _SHA256.fullmatch(path.stem)}))

    def record(self, entry: FetchEntry) -> None:
        """Append one line to the fetch log and bring it to the disk."""
        if entry.sha256 is not None:
            self._plain_path(entry.sha256)  # raises when it is no sha256
        self._index()
        self.root.mkdir(parents=True, exist_ok=True)
        line = json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"
        with self.log_path.open("a+b") as log:
            log.seek(0, os.SEEK_END)
            if log.tell() > 0:
                log.seek(-1, os.SEEK_END)
                if log.read(1) != b"\n":  # a killed writer left half a line: do not glue ours to it
                    line = b"\n" + line
            log.write(line)
            log.flush()
            os.fsync(log.fileno())
        self._note(entry)

    def entries(self) -> Iterator[FetchEntry]:
        """All entries in the order they were recorded; a line torn by a kill is left out with a warning."""
        if not self.log_path.is_file():
            return
        with self.log_path.open("rb") as log:
            for number, line in enumerate(log, start=1):
                entry = _parse_entry(line)
                if entry is not None:
                    yield entry
                elif line.strip():
                    get_logger("archive").warning("torn line in the fetch log", file=str(self.log_path), line=number)

    def latest(self, url: str) -> FetchEntry | None:
        """The last fetch that left ``url`` with known bytes (stored or unchanged): validators for the next request."""
        return self._index().get(url)

    def first_fetched(self, sha256: str) -> str | None:
        """``fetched_at`` of the earliest fetch that brought this blob, from any address."""
        self._index()
        return self._first.get(sha256)

    def _index(self) -> dict[str, FetchEntry]:
        if self._latest is None:
            self._latest = {}
            for entry in self.entries():
                self._note(entry)
        return self._latest

    def _note(self, entry: FetchEntry) -> None:
        if self._latest is None or entry.sha256 is None or entry.outcome not in ("stored", "unchanged"):
            return
        self._latest[entry.url] = entry
        known = self._first.get(entry.sha256)
        self._first[entry.sha256] = entry.fetched_at if known is None else min(known, entry.fetched_at, key=_instant)

    def _plain_path(self, sha256: str) -> Path:
        # Nothing but 64 hexadecimal digits ever becomes a path, so no name can lead out of the archive.
        if not _SHA256.fullmatch(sha256):
            raise WarehouseError(f"blob {sha256[:80]!r}", "is not a sha256", "use the name that put() returned")
        return self.root / sha256[:2] / sha256[2:4] / sha256


def _parse_entry(line: bytes) -> FetchEntry | None:
    try:
        data = json.loads(line)
        return FetchEntry(**{name: value for name, value in data.items() if name in _FIELDS})
    except (ValueError, TypeError, AttributeError):
        return None


def _instant(text: str) -> datetime:
    """An ISO time as an instant, so that ``Z``, ``+00:00`` and ``+08:00`` compare; no zone means UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _write_atomically(path: Path, data: bytes) -> None:
    """Write beside the target, bring it to the disk, then rename: nobody ever sees half a blob."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Bring a rename in ``folder`` to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
