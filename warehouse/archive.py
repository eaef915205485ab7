"""The raw archive: bytes by their sha256, kept for ever, and a log of every fetch.

Publishers replace, move and delete reports; only our own copy lets a newer reader read them again and a reviewer see
what was printed. Blobs never change; the fetch log is only appended to. The blobs lie in a folder or on S3; the log lies
in the folder in both cases, with a copy beside the blobs on S3 (see ``warehouse.archive_mirror``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.errors import SettingsError
from nianbao.settings import Settings
from warehouse.archive_blobs import Blobs, open_blobs, require_sha256
from warehouse.archive_log import FetchEntry, FetchLog, Outcome, kept_headers
from warehouse.archive_store import sync_folder

if TYPE_CHECKING:
    from warehouse.archive_index import Address, FetchIndex
    from warehouse.archive_mirror import LogMirror

__all__ = ["Archive", "FetchEntry", "Outcome", "kept_headers", "open_archive", "sync_folder"]

LOG_NAME = "fetch_log.jsonl"
INDEX_NAME = "fetch_index.sqlite"


class Archive:
    """Content-addressed blobs and the fetch log of one folder; threads may share it, and processes the folder.

    Args:
        root: folder of the log and its index, and of the blobs unless ``url`` says otherwise.
        url: where the blobs are instead, ``s3://bucket/prefix``; "" for the folder.

    Raises:
        SettingsError: ``url`` is something else.
    """

    def __init__(self, root: Path, url: str = "") -> None:
        if url and not url.startswith("s3://"):
            raise SettingsError("NIANBAO_ARCHIVE_URL", "is no address s3://bucket/prefix", "keys do not belong into it")
        self.root = root
        self.url = url
        self._opening = threading.RLock()
        self._log: FetchLog | None = None
        self._index: FetchIndex | None = None
        self._mirror: LogMirror | None = None

    @property
    def location(self) -> str:
        """Where the blobs are, as ``open_blobs`` takes it."""
        return self.url or str(self.root)

    @property
    def store(self) -> Blobs:
        return open_blobs(self.location)

    @property
    def log(self) -> FetchLog:
        """The fetch log. Of an archive on S3 it first gets what only the copy there has."""
        with self._opening:
            if self._log is None:
                log = FetchLog(self.root / LOG_NAME)
                if self.url:
                    from warehouse.archive_mirror import LogMirror

                    self._mirror = LogMirror(log, self.store.store)
                    self._mirror.pull()
                self._log = log
            return self._log

    @property
    def log_path(self) -> Path:
        return self.root / LOG_NAME

    @property
    def index(self) -> FetchIndex:
        with self._opening:
            if self._index is None:
                from warehouse.archive_index import FetchIndex

                self._index = FetchIndex(self.log, self.root / INDEX_NAME)
            return self._index

    def put(self, data: bytes) -> str:
        """Keep the bytes of an answer; returns their sha256. A damaged copy of the blob is replaced by the good bytes."""
        return self.store.put(data)

    def put_notice(self, data: bytes) -> str:
        """Keep a note of our own in place of an answer that was never asked for; returns its sha256."""
        return self.store.put_notice(data)

    def get(self, sha256: str) -> bytes:
        """The bytes of a blob. Raises WarehouseError when it is absent or its bytes no longer have this sha256."""
        return self.store.get(sha256)

    def has(self, sha256: str) -> bool:
        return self.store.has(sha256)

    def blobs(self) -> Iterator[str]:
        """sha256 of every blob that a publisher sent, sorted."""
        before = ""
        for blob in self.store.all():
            if not blob.is_notice and blob.sha256 != before:
                before = blob.sha256
                yield before

    def record(self, entry: FetchEntry) -> None:
        """Append one line to the fetch log and bring it to the disk."""
        if entry.sha256 is not None:
            require_sha256(entry.sha256)
        self.log.append(entry)
        if self._mirror is not None:
            self._mirror.push_when_much()

    def entries(self) -> Iterator[FetchEntry]:
        """All entries in the order they were recorded; a line torn by a kill is left out with a warning."""
        return self.log.entries()

    def address(self, url: str) -> Address | None:
        """What the log says of an address; None when it never showed bytes and never answered 404."""
        return self.index.address(url)

    def latest(self, url: str) -> FetchEntry | None:
        """The last fetch that left ``url`` with known bytes (stored or unchanged): validators for the next request."""
        known = self.index.address(url)
        return known.latest if known is not None else None

    def pages(self, site_id: str) -> list[FetchEntry]:
        """For each item of a site whose page was ever there: the last fetch that brought it."""
        return self.index.pages(site_id)

    def flush(self) -> None:
        """Bring the copy of the log on S3 up to date; nothing to do for a folder."""
        if self._mirror is not None:
            self._mirror.push()

    def close(self) -> None:
        """Close the index; the next look-up opens it again."""
        if self._index is not None:
            self._index.close()


def open_archive(settings: Settings) -> Archive:
    """The archive that the settings name."""
    return Archive(settings.archive_dir, settings.archive_url)
