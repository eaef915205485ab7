"""Blobs: bytes by their sha256, compressed, never changed and never silently wrong, in a folder or on S3.

Pages are kept for decades and read again by every newer reader, so they are stored small and opened fast: zstd at level
9 took 3 to 9 % less room than gzip at level 6 on pages and PDF reports, and opens them five to ten times faster (zips
do not shrink with either; they are framed as well, so that every blob has one name). Blobs of older archives lie there
plain or gzipped, and are read as before.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import zstandard

from nianbao.errors import WarehouseError
from warehouse.archive_store import FolderStore, Store

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"(?:(notices)/)?([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{64})(\.zst|\.gz)?")
_LEVEL = 9
_PACKED = ".zst"
_LARGEST = 2**32
"""No blob is larger (``NIANBAO_MAX_BYTES`` is far below): a damaged head must not make us ask for that much memory."""
NOTICES = "notices"

_MEND = "restore the archive from a backup or fetch the address again"
_local = threading.local()


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """One stored copy of a blob; ``size`` as stored. ``is_notice``: our own note, no answer of a publisher."""

    sha256: str
    name: str
    size: int
    is_notice: bool = False


class Blobs:
    """Content-addressed bytes in a store. Threads and processes may share it: a blob is written whole, under its hash."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def put(self, data: bytes) -> str:
        """Keep ``data``; returns its sha256. A damaged copy of the same blob is replaced by the good bytes."""
        return self._put(data, "")

    def put_notice(self, data: bytes) -> str:
        """Keep a note of our own in place of an answer that was never asked for; returns its sha256.

        ``get`` gives it back like any other; it stands apart, so that nothing takes it for what a publisher sent.
        """
        return self._put(data, f"{NOTICES}/")

    def _put(self, data: bytes, folder: str) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        found = self._names(sha256, folder)
        for name in found:
            with suppress(WarehouseError):
                self.open(name)
                return sha256
        packed = _pack(data)
        self.store.write(_path(sha256, folder) + _PACKED, packed)
        for name in found:
            if not name.endswith(_PACKED):
                self.store.write(name, gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of a blob. Raises WarehouseError when it is absent or its bytes no longer have this sha256."""
        packed = _path(sha256, "") + _PACKED
        data = self.store.read(packed)
        if data is not None:
            return _opened(packed, data)
        for folder in ("", f"{NOTICES}/"):
            for name in self._names(sha256, folder):
                return self.open(name)
        raise WarehouseError(f"blob {sha256}", "is not in the archive", _MEND)

    def open(self, name: str) -> bytes:
        """The bytes of the stored copy ``name``, verified; raises WarehouseError as ``get`` does."""
        data = self.store.read(name)
        if data is None:
            raise WarehouseError(f"blob {name}", "is not in the archive", _MEND)
        return _opened(name, data)

    def has(self, sha256: str) -> bool:
        name = _path(sha256, "")
        return self.store.has(name + _PACKED) or bool(self._names(sha256, "") or self._names(sha256, f"{NOTICES}/"))

    def names(self, sha256: str) -> list[str]:
        """Names of the stored copies of an answer, the best first; empty when there is none."""
        return self._names(sha256, "")

    def all(self) -> Iterator[StoredBlob]:
        """Every stored copy, answers sorted by sha256, then the notices."""
        for folder in ("", NOTICES):
            for stored in self.store.objects(folder):
                found = _NAME.fullmatch(stored.name)
                if found and found[4][:4] == found[2] + found[3] and bool(found[1]) == bool(folder):
                    yield StoredBlob(found[4], stored.name, stored.size, bool(found[1]))

    def _names(self, sha256: str, folder: str) -> list[str]:
        """Names of the stored copies, the best first (compressed with zstd, plain, gzipped)."""
        start = _path(sha256, folder)
        found = [name for name in self.store.beginning(start) if name[len(start) :] in (_PACKED, "", ".gz")]
        return sorted(found, key=lambda name: (_PACKED, "", ".gz").index(name[len(start) :]))


@cache
def open_blobs(location: str) -> Blobs:
    """The blobs of an archive: ``location`` is its folder, or an address ``s3://bucket/prefix``. Shared by a process."""
    if location.startswith("s3://"):
        from warehouse.archive_s3 import S3Store

        return Blobs(S3Store(location))
    return Blobs(FolderStore(Path(location)))


def require_sha256(name: str) -> str:
    """``name``, when it is a sha256. Nothing else ever becomes a path, so that no name can lead out of the archive."""
    if not _SHA256.fullmatch(name):
        raise WarehouseError(f"blob {name[:80]!r}", "is not a sha256", "use the name that put() returned")
    return name


def _path(sha256: str, folder: str) -> str:
    require_sha256(sha256)
    return f"{folder}{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _pack(data: bytes) -> bytes:
    """One zstd frame with its length and checksum. A compressor serves one thread at a time, so each has its own."""
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    packed: bytes = _local.compressor.compress(data)
    return packed


def _opened(name: str, stored: bytes) -> bytes:
    """The bytes behind the stored ones; raises WarehouseError when they are damaged."""
    try:
        data = _unpack(name, stored)
    except (OSError, EOFError, ValueError, zlib.error, zstandard.ZstdError) as error:
        raise WarehouseError(f"blob {name}", f"cannot be read ({error})", _MEND) from error
    sha256 = name.rpartition("/")[2].partition(".")[0]
    if hashlib.sha256(data).hexdigest() != sha256:
        raise WarehouseError(f"blob {name}", "its bytes in the archive have changed", _MEND)
    return data


def _unpack(name: str, stored: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.decompress(stored)
    if not name.endswith(_PACKED):
        return stored
    size = zstandard.get_frame_parameters(stored).content_size
    if size > _LARGEST:
        raise ValueError(f"its head promises {size} bytes")
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    data: bytes = _local.decompressor.decompress(stored)
    return data
