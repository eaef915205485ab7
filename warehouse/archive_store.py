"""Stores: named bytes in a folder of this machine, behind the interface that object storage has too.

An archive that outgrows its disk moves to object storage without a change of names, so a store knows nothing of hashes
or compression: it keeps bytes under a name with slashes, all of them or none.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from nianbao.errors import WarehouseError

UNFINISHED = re.compile(r"\.[^/]*\.tmp")
"""Last part of the name of what a killed writer left; nobody reads it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored object: its name below the store's root, and its size in bytes as stored."""

    name: str
    size: int


class Store(Protocol):
    """Named bytes. Every method raises WarehouseError, with one clear line, when the storage itself fails."""

    @property
    def place(self) -> str:
        """Where it is, for messages."""

    def read(self, name: str) -> bytes | None:
        """The bytes of an object, None when there is none of that name."""

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes, all or nothing; a reader never sees half of them."""

    def has(self, name: str) -> bool:
        """Whether there is an object of that name."""

    def beginning(self, start: str) -> list[str]:
        """Names that begin with ``start`` (of one folder), sorted."""

    def objects(self, folder: str = "") -> Iterator[Stored]:
        """All objects below a folder (``""``: all there are), sorted by name."""


class FolderStore:
    """A store in a folder. Threads and processes may share it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def place(self) -> str:
        return str(self.root)

    def read(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WarehouseError(
                str(self.root / name), f"cannot be read: {_reason(error)}", "look at the disk"
            ) from error

    def write(self, name: str, data: bytes) -> None:
        """Write beside the target, bring it to the disk, then rename."""
        path = self.root / name
        temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
            sync_folder(path.parent)
        except OSError as error:
            raise WarehouseError(str(path), f"cannot be written: {_reason(error)}", "look at the disk") from error

    def has(self, name: str) -> bool:
        return (self.root / name).is_file()

    def beginning(self, start: str) -> list[str]:
        folder, _, first = start.rpartition("/")
        path = self.root / folder
        if not path.is_dir():
            return []
        found = (entry.name for entry in os.scandir(path) if entry.name.startswith(first) and entry.is_file())
        return sorted(f"{folder}/{name}" if folder else name for name in found)

    def objects(self, folder: str = "") -> Iterator[Stored]:
        yield from _objects_below(self.root, folder)


def _objects_below(root: Path, folder: str) -> Iterator[Stored]:
    """Depth first in the order of the whole names: a folder sorts as its name with a slash, as object storage lists it."""
    path = root / folder
    if not path.is_dir():
        return
    entries = ((entry.name + ("/" if entry.is_dir() else ""), entry) for entry in os.scandir(path))
    for name, entry in sorted(entries, key=lambda pair: pair[0]):
        below = f"{folder}/{entry.name}" if folder else entry.name
        if name.endswith("/"):
            yield from _objects_below(root, below)
        else:
            yield Stored(below, entry.stat().st_size)


def sync_folder(folder: Path) -> None:
    """Bring a rename in ``folder`` to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
