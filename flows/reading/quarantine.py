"""Quarantine: documents that killed their reading process twice, one small file each, until newer code reads them.

A process may die for a passing reason (the machine was short of memory), so a document is tried a second time, alone.
When it kills that process too it is kept out: its reading says so, and the file here lets a person see it and have it
tried again. It stands outside of the staging folder, which may be deleted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.reading.items import CODE_VERSION, Item, ItemBlob, reading_id_of
from flows.records import write_atomically

TRIES = 2


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One publication that no process survived; ``since`` in ISO, UTC; ``tries`` with this code version."""

    item: Item
    blobs: tuple[ItemBlob, ...]
    code_version: str
    tries: int
    reason: str
    since: str

    @property
    def key(self) -> str:
        return publication_key(self.item, self.blobs)


def publication_key(item: Item, blobs: Sequence[ItemBlob]) -> str:
    """A name for an item with its bytes, whichever code reads them."""
    return reading_id_of(item.item_id, [blob.sha256 for blob in blobs], "")


class Quarantine:
    """The folder of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "quarantine"

    def add(self, item: Item, blobs: Sequence[ItemBlob], reason: str) -> Quarantined:
        self.folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = Quarantined(item, tuple(blobs), CODE_VERSION, TRIES, reason, now)
        write_atomically(self._path(entry.key), json.dumps(asdict(entry), ensure_ascii=False, indent=1))
        return entry

    def all(self) -> list[Quarantined]:
        """Every entry, the oldest first."""
        found = [_from_json(path) for path in self.folder.glob("*.json")]
        return sorted(found, key=lambda entry: (entry.since, entry.key))

    def release(self, item: Item, blobs: Sequence[ItemBlob]) -> None:
        """It was read, or is to be read again."""
        self._path(publication_key(item, blobs)).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"


def _from_json(path: Path) -> Quarantined:
    found = json.loads(path.read_text(encoding="utf-8"))
    blobs = tuple(ItemBlob(**blob) for blob in found["blobs"])
    return Quarantined(**{**found, "item": Item(**found["item"]), "blobs": blobs})
