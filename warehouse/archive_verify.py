"""Verifies an archive: every blob has the bytes its name promises, and every line of the fetch log has its blob.

Disks rot, copies stop half way, and a person tidies up what looks old. What is wrong is named while it can still be
fetched again or taken from a backup. What a kill leaves by design (a blob whose line was not written, a line torn in the
middle, a file that was being written) is named too, and is not wrong.
"""

from __future__ import annotations

import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Literal

from nianbao.errors import WarehouseError
from warehouse.archive import LOG_NAME, Archive
from warehouse.archive_blobs import StoredBlob
from warehouse.archive_index import FetchIndex
from warehouse.archive_log import LogLine
from warehouse.archive_mirror import LogMirror

Kind = Literal["damaged", "absent", "damaged_line", "log_copy", "orphan", "torn_line"]
WRONG: frozenset[Kind] = frozenset({"damaged", "absent", "damaged_line", "log_copy"})
"""Kinds that want a mend; the others are traces of a kill."""

_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be, as one line: what, and why."""

    kind: Kind
    subject: str
    reason: str

    @property
    def is_wrong(self) -> bool:
        return self.kind in WRONG


@dataclass(slots=True)
class Verified:
    """What was looked at: stored copies of blobs and their bytes as stored and as they are, notices, lines of the log."""

    blobs: int = 0
    stored_bytes: int = 0
    plain_bytes: int = 0
    notices: int = 0
    lines: int = 0
    faults: Counter[Kind] = field(default_factory=Counter)

    @property
    def is_sound(self) -> bool:
        return not any(self.faults[kind] for kind in WRONG)


def verify(archive: Archive, tell: Callable[[Fault], None], tick: Callable[[int], None], threads: int = 4) -> Verified:
    """Read the whole archive; ``tell`` gets each fault, ``tick`` the number of blobs checked since the last call.

    The log is read before the blobs are listed: a blob is always there before its line, so that a run under way is never
    taken for a fault.
    """
    found = Verified()

    def note(fault: Fault) -> None:
        found.faults[fault.kind] += 1
        tell(fault)

    with tempfile.TemporaryDirectory(prefix="nianbao-verify-") as folder:
        index = FetchIndex(archive.log, Path(folder) / "index.sqlite")
        try:
            index.catch_up(lambda line: _look_at(line, found, note))
            checks = _compare(archive, index, note)
            with ThreadPoolExecutor(threads, thread_name_prefix="verify") as pool:
                for blob, size, reason in _side_by_side(archive, checks, pool):
                    _count(found, blob, size)
                    if reason:
                        note(Fault("damaged", blob.name, reason))
                    tick(1)
        finally:
            index.close()
    if archive.url:
        _look_at_copy(archive, note)
    return found


def _look_at(line: LogLine, found: Verified, note: Callable[[Fault], None]) -> None:
    if line.data is not None:
        found.lines += 1
    else:
        place = f"{LOG_NAME}, byte {line.start}"
        if line.is_closed:
            note(Fault("damaged_line", place, "a whole line that is no entry; restore the log from a backup"))
        else:
            note(Fault("torn_line", place, "a killed run left half a line; its address is asked for again"))


def _compare(archive: Archive, index: FetchIndex, note: Callable[[Fault], None]) -> Iterator[StoredBlob]:
    """Every stored copy; on the way, name blobs that only the log or only the store has (both are sorted)."""
    named = index.blobs()
    wanted = next(named, None)
    for sha256, copies in groupby(archive.store.all(), key=lambda blob: ("~" if blob.is_notice else "") + blob.sha256):
        while wanted is not None and wanted[0] < sha256:
            note(_absent(archive, *wanted))
            wanted = next(named, None)
        is_named = wanted is not None and wanted[0] == sha256
        for blob in copies:
            if not is_named and not blob.is_notice:
                note(Fault("orphan", blob.name, "no line of the log names it; a killed run left it"))
            yield blob
        if is_named:
            wanted = next(named, None)
    while wanted is not None:
        note(_absent(archive, *wanted))
        wanted = next(named, None)


def _absent(archive: Archive, sha256: str, position: int) -> Fault:
    entry = archive.log.entry_at(position)
    where = f"{entry.url}, fetched {entry.fetched_at[:19]}" if entry is not None else f"byte {position} of the log"
    return Fault("absent", sha256, f"the log names it ({where}), but it is not there; restore it from a backup")


def _side_by_side(
    archive: Archive, blobs: Iterable[StoredBlob], pool: ThreadPoolExecutor
) -> Iterator[tuple[StoredBlob, int, str]]:
    """Check blobs in the threads of the pool, a few ahead of the caller; results in their order."""
    waiting: deque[Future[tuple[StoredBlob, int, str]]] = deque()
    for blob in blobs:
        waiting.append(pool.submit(_check, archive, blob))
        if len(waiting) >= _AT_ONCE:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _check(archive: Archive, blob: StoredBlob) -> tuple[StoredBlob, int, str]:
    """The blob, the size of its bytes, and what is wrong with them ("" when nothing is)."""
    try:
        return blob, len(archive.store.open(blob.name)), ""
    except WarehouseError as error:
        return blob, 0, f"{error.reason}; {error.mend}"


def _count(found: Verified, blob: StoredBlob, size: int) -> None:
    if blob.is_notice:
        found.notices += 1
        return
    found.blobs += 1
    found.stored_bytes += blob.size
    found.plain_bytes += size


def _look_at_copy(archive: Archive, note: Callable[[Fault], None]) -> None:
    """The pieces of the log beside the blobs: each sound, one behind the other."""
    mirror = LogMirror(archive.log, archive.store.store)
    try:
        for piece in mirror.pieces():
            mirror.read(piece)
    except WarehouseError as error:
        note(Fault("log_copy", error.subject, f"{error.reason}; {error.mend}"))
