"""The copy of the fetch log beside blobs on S3: pieces that, one behind the other, are the log byte for byte.

Object storage cannot append, and one object a line would be millions of them. So the log stays a file of the machine
that writes, and pieces of it go up every megabyte and at the end of a run; a killed run's last lines go up with the next.
A machine that is lost is replaced by an empty one: the log comes back from the pieces. The name of a piece tells where it
belongs and what it must hold, so that two machines that wrote to one archive are noticed and nothing is written over.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import zstandard

from nianbao.errors import WarehouseError
from warehouse.archive_log import FetchLog
from warehouse.archive_store import Store

FOLDER = "fetch_log"
PUSH_BYTES = 1_000_000
_LARGEST_PIECE = 16_000_000
_PIECE = re.compile(FOLDER + r"/(\d{16})-(\d{16})-([0-9a-f]{16})\.jsonl\.zst")


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes ``start`` to ``end`` of the log, and the first 16 digits of their sha256."""

    start: int
    end: int
    digest: str

    @property
    def name(self) -> str:
        return f"{FOLDER}/{self.start:016}-{self.end:016}-{self.digest}.jsonl.zst"


class LogMirror:
    """Keeps the pieces of one log in a store. Threads and processes of one machine may share it."""

    def __init__(self, log: FetchLog, store: Store) -> None:
        self.log = log
        self.store = store
        self._lock = threading.Lock()
        self._pushed = 0

    def pieces(self) -> list[Piece]:
        """All pieces in order. Raises WarehouseError when they do not follow each other."""
        found: list[Piece] = []
        for stored in self.store.objects(FOLDER):
            match = _PIECE.fullmatch(stored.name)
            if match is None:
                continue
            piece = Piece(int(match[1]), int(match[2]), match[3])
            expected = found[-1].end if found else 0
            if piece.start != expected:
                is_twice = piece.start < expected
                reason = (
                    "two machines wrote to this archive" if is_twice else f"the piece that starts at {expected} is gone"
                )
                mend = "one machine writes to one archive: give the other its own prefix" if is_twice else "restore it"
                raise WarehouseError(f"{self.store.place}/{piece.name}", reason, mend)
            found.append(piece)
        return found

    def read(self, piece: Piece) -> bytes:
        """The bytes of a piece, verified."""
        stored = self.store.read(piece.name)
        try:
            data = zstandard.ZstdDecompressor().decompress(stored or b"")
        except zstandard.ZstdError as error:
            raise WarehouseError(
                f"{self.store.place}/{piece.name}", f"cannot be read ({error})", "restore it"
            ) from error
        if _digest(data) != piece.digest:
            raise WarehouseError(f"{self.store.place}/{piece.name}", "its bytes have changed", "restore it")
        return data

    def pull(self) -> None:
        """Append to the log what only the store has; raises WarehouseError when the log is another one than the store's."""
        with self._alone():
            size = self.log.size()
            pieces = self.pieces()
            self._pushed = pieces[-1].end if pieces else 0
            for piece in [one for one in pieces if one.end <= size][-1:]:
                self._require_same(piece, _digest(self._bytes(piece.start, piece.end)) == piece.digest)
            for piece in pieces:
                if piece.end > size:
                    data = self.read(piece)
                    held = max(0, size - piece.start)
                    self._require_same(piece, self._bytes(piece.start, piece.start + held) == data[:held])
                    self._append(data[held:])
                    size = piece.end

    def push_when_much(self) -> None:
        """Send a piece when enough lines have come."""
        if self.log.size() - self._pushed >= PUSH_BYTES:
            self.push()

    def push(self) -> None:
        """Send all whole lines that the store does not have."""
        with self._alone():
            pieces = self.pieces()
            start = pieces[-1].end if pieces else 0
            for piece in pieces[-1:]:
                self._require_same(piece, _digest(self._bytes(piece.start, piece.end)) == piece.digest)
            while data := self._whole_lines(start):
                piece = Piece(start, start + len(data), _digest(data))
                self.store.write(piece.name, zstandard.ZstdCompressor(level=9).compress(data))
                start = piece.end
            self._pushed = start

    def _whole_lines(self, start: int) -> bytes:
        size = self.log.size()
        data = self._bytes(start, min(size, start + _LARGEST_PIECE))
        return data[: data.rfind(b"\n") + 1]

    def _bytes(self, start: int, end: int) -> bytes:
        if start >= end:
            return b""
        with self.log.path.open("rb") as log:
            log.seek(start)
            return log.read(end - start)

    def _append(self, data: bytes) -> None:
        self.log.path.parent.mkdir(parents=True, exist_ok=True)
        with self.log.path.open("ab") as log:
            log.write(data)
            log.flush()
            os.fsync(log.fileno())

    def _require_same(self, piece: Piece, is_same: bool) -> None:
        if not is_same:
            raise WarehouseError(
                str(self.log.path),
                f"is not the log of {self.store.place} (it differs in {piece.name})",
                "move this folder away, or name another prefix in NIANBAO_ARCHIVE_URL",
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread of one process of this machine at a time."""
        path = Path(f"{self.log.path}.lock")
        with self._lock:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
