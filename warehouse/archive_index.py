"""The index of the fetch log: what an address shows now, without reading ten million lines at every start.

A SQLite file beside the log, brought up to date before every look-up by reading the lines that came since; another
process's lines come in the same way. It is never the truth: when it is absent, damaged, or does not belong to this log,
it is made again from the log. Where the folder must not be written, it is made in memory.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nianbao.errors import WarehouseError
from nianbao.log import get_logger
from warehouse.archive_log import FetchEntry, FetchLog, LogLine
from warehouse.connection import sql_text

_VERSION = 1
_TAIL = 4096
_LINES_AT_ONCE = 10_000
MISSING = "missing"
"""Kind of a failed fetch whose host said that there is no such page."""


@dataclass(frozen=True, slots=True)
class Address:
    """What the log says of one address.

    ``latest``: the last fetch that left it with known bytes; ``since``: from when on it shows these without a break (ISO);
    ``missing``: times since then at which the host said that there is no such page.
    """

    latest: FetchEntry | None
    since: str
    missing: tuple[str, ...]


class FetchIndex:
    """Look-ups over one fetch log. Threads may share it, and processes the file."""

    def __init__(self, log: FetchLog, path: Path | None) -> None:
        self.log = log
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._done = -1

    def address(self, url: str) -> Address | None:
        """What is known of an address, None when nothing is."""
        with self._current() as connection:
            row = connection.execute(_sql("get_address"), (_key(url),)).fetchone()
        if row is None:
            return None
        latest = None if row[0] is None else self._entry(row[0])
        if latest is not None and latest.url != url:
            return None
        return Address(latest, row[2] or "", tuple(row[3].split()))

    def pages(self, site_id: str) -> list[FetchEntry]:
        """For each item of a site whose page was ever there: the last fetch that brought it."""
        with self._current() as connection:
            rows = connection.execute(_sql("get_pages"), (site_id,)).fetchall()
        return [self._entry(position) for (position,) in rows]

    def blobs(self) -> Iterator[tuple[str, int]]:
        """sha256 of every blob that the log names, sorted, and where the first line that names it starts."""
        with self._current() as connection:
            cursor = connection.execute(_sql("get_blobs"))
            while rows := cursor.fetchmany(_LINES_AT_ONCE):
                yield from ((sha256.hex(), first) for sha256, first in rows)

    def counts(self) -> tuple[int, int]:
        """How many addresses with known bytes, and how many blobs, the log names."""
        with self._current() as connection:
            addresses, blobs = connection.execute(_sql("count")).fetchone()
        return addresses, blobs

    def catch_up(self, tell: Callable[[LogLine], None] | None = None) -> None:
        """Take in the lines that came since; ``tell`` gets each of them."""
        with self._lock:
            self._catch_up(self._opened(), tell)

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection, self._done = None, -1

    def _entry(self, position: int) -> FetchEntry:
        entry = self.log.entry_at(position)
        if entry is None:
            raise WarehouseError(str(self.log.path), f"has no entry at byte {position}", "run 'nianbao archive verify'")
        return entry

    @contextmanager
    def _current(self) -> Iterator[sqlite3.Connection]:
        """The connection, after the lines that came since; a damaged file is thrown away and made again, once."""
        with self._lock:
            try:
                connection = self._opened()
                if self.log.size() != self._done:
                    self._catch_up(connection, None)
            except sqlite3.DatabaseError as error:
                self._throw_away(error)
                connection = self._made_again()
            yield connection

    def _made_again(self) -> sqlite3.Connection:
        try:
            connection = self._opened()
            self._catch_up(connection, None)
        except sqlite3.DatabaseError as error:  # not the file, then, but the disk
            raise WarehouseError(str(self._path), f"cannot be written: {error}", "look at the disk") from error
        return connection

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None:
            return self._connection
        try:
            if self._path is not None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connect(str(self._path) if self._path is not None else ":memory:")
        except (sqlite3.OperationalError, OSError) as error:
            get_logger("archive").warning("the index is made in memory", file=str(self._path), why=str(error))
            connection = self._connect(":memory:")
        self._connection = connection
        return connection

    def _connect(self, database: str) -> sqlite3.Connection:
        connection = sqlite3.connect(database, timeout=60, isolation_level=None, check_same_thread=False)
        try:
            connection.executescript(_sql("open"))
            with _transaction(connection):
                state = connection.execute(_sql("get_state")).fetchone()
                if state is not None and not self._belongs(*state):
                    for statement in _sql("clear").split(";"):
                        connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        return connection

    def _belongs(self, version: int, done: int, tail: bytes) -> bool:
        """Whether an index that ends so was made from this log by this program."""
        return version == _VERSION and done <= self.log.size() and self._tail(done) == tail

    def _tail(self, done: int) -> bytes:
        if done == 0:
            return b""
        with self.log.path.open("rb") as log:
            log.seek(max(0, done - _TAIL))
            return hashlib.sha256(log.read(min(_TAIL, done))).digest()

    def _throw_away(self, error: sqlite3.DatabaseError) -> None:
        self.close()
        if self._path is None:
            raise error
        get_logger("archive").warning("the index is damaged and is made again", file=str(self._path), why=str(error))
        for name in (self._path.name, f"{self._path.name}-wal", f"{self._path.name}-shm"):
            self._path.with_name(name).unlink(missing_ok=True)

    def _catch_up(self, connection: sqlite3.Connection, tell: Callable[[LogLine], None] | None) -> None:
        """Read on from where the file ends (another process may have read on since we looked), in whole lines."""
        while True:
            with _transaction(connection):
                state = connection.execute(_sql("get_state")).fetchone()
                done: int = state[1] if state is not None else 0
                some = [line for line in islice(self.log.lines(done), _LINES_AT_ONCE) if line.is_whole]
                if some:
                    if tell is not None:
                        for line in some:
                            tell(line)
                    _take_in(connection, some)
                    done = some[-1].end
                    connection.execute(_sql("set_state"), (_VERSION, done, self._tail(done)))
            if len(some) < _LINES_AT_ONCE:
                self._done = done
                return


def _take_in(connection: sqlite3.Connection, lines: list[LogLine]) -> None:
    """Write what some lines say; per address in their order."""
    shown: list[tuple[bytes, int, bytes, str]] = []
    blobs, pages = [], []
    for line in lines:
        data = line.data
        if data is None:
            continue
        sha256 = data.get("sha256")
        if sha256 is not None and data["outcome"] in ("stored", "unchanged"):
            digest = bytes.fromhex(sha256)
            shown.append((_key(data["url"]), line.start, digest, data["fetched_at"]))
            blobs.append((digest, line.start))
            if data.get("role") == "page" and data.get("item_id"):
                pages.append((data["site_id"], data["item_id"], line.start))
        elif data.get("kind") == MISSING:
            connection.executemany(_sql("shown"), shown)
            shown = []
            connection.execute(_sql("missing"), (_key(data["url"]), f"{data['fetched_at']} "))
    connection.executemany(_sql("shown"), shown)
    connection.executemany(_sql("blob"), blobs)
    connection.executemany(_sql("page"), pages)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _key(url: str) -> bytes:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).digest()[:16]


def _sql(name: str) -> str:
    return sql_text(f"archive/{name}.sql")
