"""Dated snapshots of the published file: what analysts had open on a day can be opened again, and compared.

A published file is never written to again, only replaced; so a snapshot is a hard link to it (a copy where the file system has
none) and costs nothing until the next publish. The retention rule keeps the last so many, and of each of the last so many
months the last one.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nianbao.errors import WarehouseError
from warehouse.archive import sync_folder
from warehouse.connection import warehouse_errors

_NAME = "nianbao-{:%Y-%m-%dT%H%M%SZ}.duckdb"
_PATTERN = re.compile(r"nianbao-(\d{4}-\d\d-\d\dT\d{6}Z)\.duckdb")
_TIME = "%Y-%m-%dT%H%M%SZ"
_NAMED = {"latest": -1, "previous": -2}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot: when it was published (UTC), its file, and its size."""

    published_at: datetime
    path: Path
    byte_count: int

    @property
    def date(self) -> str:
        return f"{self.published_at:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Retention:
    """How many snapshots stay: the last ``last``, and the last one of each of the newest ``months`` months that have any."""

    last: int
    months: int

    @property
    def is_off(self) -> bool:
        return self.last == 0 and self.months == 0


def keep_snapshot(published: Path, folder: Path, retention: Retention, now: datetime | None = None) -> Path | None:
    """Keep the file that was just published as a snapshot, and prune; call it right after ``publish``.

    Returns the snapshot, None when the rule keeps none.
    """
    if retention.is_off:
        return None
    with warehouse_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / _NAME.format((now or datetime.now(UTC)).astimezone(UTC))
        building = path.with_name(f".{path.name}.part")
        building.unlink(missing_ok=True)
        try:
            os.link(published, building)
        except OSError:  # another disk, or a file system without hard links
            shutil.copyfile(published, building)
        os.replace(building, path)
        sync_folder(folder)
    prune(folder, retention)
    return path


def snapshots(folder: Path) -> list[Snapshot]:
    """All snapshots of a folder, the oldest first; other files are passed over."""
    found = []
    for path in folder.glob("*.duckdb") if folder.is_dir() else ():
        match = _PATTERN.fullmatch(path.name)
        if match:
            published_at = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
            found.append(Snapshot(published_at, path, path.stat().st_size))
    return sorted(found, key=lambda one: one.published_at)


def superfluous(held: Sequence[Snapshot], retention: Retention) -> list[Snapshot]:
    """The snapshots that the rule does not keep, the oldest first."""
    ordered = sorted(held, key=lambda one: one.published_at)
    last_of_month = {f"{one.published_at:%Y-%m}": one for one in ordered}
    months = sorted(last_of_month)[len(last_of_month) - min(retention.months, len(last_of_month)) :]
    wanted = {one.path for one in ordered[len(ordered) - min(retention.last, len(ordered)) :]}
    wanted |= {last_of_month[month].path for month in months}
    return [one for one in ordered if one.path not in wanted]


def prune(folder: Path, retention: Retention) -> list[Snapshot]:
    """Remove what the rule does not keep; returns what was removed."""
    removed = superfluous(snapshots(folder), retention)
    with warehouse_errors(str(folder)):
        for one in removed:
            one.path.unlink()
    return removed


def find_snapshot(folder: Path, asked: str) -> Snapshot:
    """The snapshot of a date (``2026-01-31``, the last of that day), of a time as ``snapshots list`` prints it, or
    ``latest`` and ``previous``.

    Raises WarehouseError when there is none; the line names those next to it. Another day is never opened instead.
    """
    held = snapshots(folder)
    if asked in _NAMED:
        if len(held) < -_NAMED[asked]:
            raise WarehouseError(f"snapshot {asked}", f"there are {len(held)} snapshots", "`nianbao snapshots list`")
        return held[_NAMED[asked]]
    wanted = re.sub(r"[\s:]", lambda found: "T" if found[0].isspace() else "", asked.strip()).rstrip("Z")
    matching = [one for one in held if f"{one.published_at:{_TIME}}".startswith(wanted)] if len(wanted) >= 4 else []
    if not matching:
        near = [one.date for one in held if f"{one.published_at:{_TIME}}" < wanted][-1:]
        near += [one.date for one in held if f"{one.published_at:{_TIME}}" > wanted][:1]
        reason = f"there is none; nearest: {', '.join(near)}" if near else "there are no snapshots"
        raise WarehouseError(f"snapshot {asked}", reason, "`nianbao snapshots list` lists all")
    return matching[-1]
