"""The writer's lock: one run at a time writes to a data folder.

The lock file names its owner (pid, host, since when). A run that was killed cannot remove it, so a lock whose process is
gone is taken over; the start time of the process is kept beside the pid, because pids are used again. A second run
leaves at once with one line, or waits for its turn.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from nianbao.errors import WarehouseError

LOCK_NAME = "write.lock"
LOOK_SECONDS = 1.0
"""A run that waits looks so often whether it is its turn."""


@dataclass(frozen=True, slots=True)
class LockOwner:
    """Who holds the lock. ``process_started`` is in clock ticks since boot, None where /proc does not tell."""

    pid: int
    host: str
    since: str
    process_started: int | None


@contextmanager
def write_lock(
    data_dir: Path, wait_seconds: float = 0.0, on_wait: Callable[[str], None] | None = None
) -> Iterator[LockOwner]:
    """Hold the writer's lock of ``data_dir``.

    Args:
        wait_seconds: so long another run is waited for; ``on_wait`` is told once who it is and since when.

    Raises WarehouseError, naming owner and age, when another run still holds it then.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / LOCK_NAME
    until = time.monotonic() + wait_seconds
    is_told = False
    while isinstance(taken := _take(path), _Busy):
        owner = taken.owner
        if time.monotonic() >= until:
            raise _held(path, owner)
        if on_wait is not None and not is_told:
            on_wait(f"{path.parent}: {_who(owner)}; waiting for it")
            is_told = True
        time.sleep(LOOK_SECONDS)
    try:
        yield taken
    finally:
        with _guarded(path) as file:
            if _read_owner(file) == taken:
                _write(file, "")


@dataclass(frozen=True, slots=True)
class _Busy:
    owner: LockOwner


def _take(path: Path) -> LockOwner | _Busy:
    """Take the lock when nobody alive holds it; else who does."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    me = LockOwner(os.getpid(), socket.gethostname(), since, _started(os.getpid()))
    with _guarded(path) as file:
        owner = _read_owner(file)
        if owner is not None and _is_alive(owner):
            return _Busy(owner)
        _write(file, json.dumps(asdict(me)))
    return me


def lock_owner(data_dir: Path) -> LockOwner | None:
    """Who holds the lock now; None when nobody (alive) does."""
    path = data_dir / LOCK_NAME
    if not path.is_file():
        return None
    with _guarded(path) as file:
        owner = _read_owner(file)
    return owner if owner is not None and _is_alive(owner) else None


def require_free(data_dir: Path) -> None:
    """Raise the WarehouseError of ``write_lock`` when another run holds the lock now; takes nothing.

    For what must not wait for ``write_lock`` to refuse: emptying a folder, starting a server.
    """
    owner = lock_owner(data_dir)
    if owner is not None:
        raise _held(data_dir / LOCK_NAME, owner)


@contextmanager
def _guarded(path: Path) -> Iterator[IO[str]]:
    """The lock file, open, while no other process looks at it (a few microseconds; the kernel frees it on a kill)."""
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _read_owner(file: IO[str]) -> LockOwner | None:
    file.seek(0)
    try:
        return LockOwner(**json.loads(file.read()))
    except (ValueError, TypeError):
        return None  # empty: nobody; torn: the process that wrote it was killed


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
    os.fsync(file.fileno())


def _is_alive(owner: LockOwner) -> bool:
    if owner.host != socket.gethostname():
        return True  # nothing can be known of another machine: a person must say
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return owner.process_started is None or owner.process_started == _started(owner.pid)


def _started(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name in brackets may hold blanks
    return None if fields[0] == "Z" else int(fields[19])


def _who(owner: LockOwner) -> str:
    age = datetime.now(UTC) - datetime.fromisoformat(owner.since)
    minutes = max(0, int(age.total_seconds() // 60))  # the clock may have been set back since
    return f"another run writes here (process {owner.pid} on {owner.host}, for {minutes} min)"


def _held(path: Path, owner: LockOwner) -> WarehouseError:
    here = owner.host == socket.gethostname()
    return WarehouseError(
        str(path.parent),
        _who(owner),
        "wait until it ends" if here else f"wait, or remove {path} when that machine is gone",
    )
