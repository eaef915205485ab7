"""Backup: the data folder -> another folder, with a manifest of checksums; and back again.

Bytes of the archive never change once they are there, so a backup copies each blob once and never again; the rest (log,
published file, decisions, registry, run records, hosts) is small or replaced as a whole. What can be made again (staging,
index, Prefect's home) is left out. The manifest is written last: a backup that broke off is none.

It may run beside a nightly run: the published file is replaced by a rename, so that an open one stays whole, and the log
is copied before the blobs, so that every line of the copy has its blob.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nianbao.errors import WarehouseError
from warehouse.archive import INDEX_NAME
from warehouse.archive_store import UNFINISHED, sync_folder
from warehouse.lock import LOCK_NAME
from warehouse.seal import damage_of

MANIFEST = "manifest.json"
DATA, REGISTRY = "data", "registry"
LEFT_OUT = frozenset({"staging", "prefect", "quality", LOCK_NAME})
"""First parts of names below the data folder that a run makes again, or that are of a process."""

PUBLISHED = "nianbao.duckdb"
_CHUNK = 1 << 20
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup or a restore did: files in it, those copied this time, and their bytes."""

    files: int
    copied: int
    bytes_copied: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One file of a backup that is not as its manifest says."""

    name: str
    reason: str


def back_up(data_dir: Path, registry: Path, target: Path, tick: Tick = lambda done: None) -> BackedUp:
    """Copy the data folder and the registry to ``target``; only what is not there yet.

    Raises WarehouseError: nothing to back up, the published file is damaged, or a disk says no.
    """
    if not data_dir.is_dir():
        raise WarehouseError(str(data_dir), "there is nothing to back up", "name the folder with --data-dir")
    _refuse_inside(data_dir, target)
    damage = damage_of(data_dir / PUBLISHED)
    if damage:
        raise WarehouseError(
            str(data_dir / PUBLISHED), f"is damaged ({damage})", "'nianbao run' builds it again; back up then"
        )
    known = _known(target)
    entries: dict[str, tuple[str, int]] = {}
    copied = bytes_copied = 0
    try:
        for source, name in _sources(data_dir, registry):
            entry, is_new = _copy_in(source, target / name, name, known)
            if entry is None:
                continue  # it was a passing file of a run under way
            entries[name] = entry
            copied += is_new
            bytes_copied += entry[1] if is_new else 0
            tick(1)
        _write_manifest(target, entries)
        _drop_old(target, entries)
    except OSError as error:
        raise _disk_error(target, error) from error
    return BackedUp(len(entries), copied, bytes_copied)


def file_count(source: Path) -> int:
    """Files of a backup, as its manifest says. Raises WarehouseError when there is none or it cannot be read."""
    return len(_manifest(source))


def verify_backup(source: Path, tick: Tick = lambda done: None) -> Iterator[Fault]:
    """Read every file of a backup and compare it with the manifest; one fault for each that is wrong."""
    for name, (sha256, _) in _manifest(source).items():
        path = source / name
        if not path.is_file():
            yield Fault(name, "is absent")
        elif _sha256_of(path) != sha256:
            yield Fault(name, "its bytes have changed")
        tick(1)


def restore(source: Path, data_dir: Path, registry: Path | None, tick: Tick = lambda done: None) -> BackedUp:
    """Bring a backup into an empty data folder, and its registry into ``registry`` when that is given.

    Every file is compared with the manifest while it is copied; the published file comes last.

    Raises WarehouseError: the folder holds something, the backup is damaged (nothing is kept then), a disk says no.
    """
    entries = _manifest(source)
    for folder in (data_dir, *([registry] if registry is not None else [])):
        if folder.exists() and any(folder.iterdir()):
            raise WarehouseError(str(folder), "is not empty", "restore into an empty folder")
    written = 0
    try:
        for name in sorted(entries, key=lambda name: (name == f"{DATA}/{PUBLISHED}", name)):
            target = _target_of(name, data_dir, registry)
            if target is None:
                continue
            sha256, size = entries[name]
            if _copy(source / name, target) != sha256:
                raise WarehouseError(
                    str(source / name),
                    "is not what the manifest says",
                    "'nianbao backup --verify' names all such files",
                )
            written += size
            tick(1)
    except OSError as error:
        raise _disk_error(data_dir, error) from error
    return BackedUp(len(entries), len(entries), written)


def _sources(data_dir: Path, registry: Path) -> Iterator[tuple[Path, str]]:
    """What belongs into a backup, the log before the blobs that it names."""
    found = sorted(_files_below(data_dir), key=lambda path: (path.parent != data_dir / "archive", path))
    for path in found:
        name = path.relative_to(data_dir)
        if name.parts[0] in LEFT_OUT or name.name.startswith(INDEX_NAME) or UNFINISHED.fullmatch(name.name):
            continue
        if name.name.endswith((".part", ".damaged")):
            continue
        yield path, f"{DATA}/{name.as_posix()}"
    for path in sorted(registry.glob("*.yaml")):
        yield path, f"{REGISTRY}/{path.name}"


def _files_below(folder: Path) -> Iterable[Path]:
    for at, folders, names in os.walk(folder):
        if Path(at) == folder:
            folders[:] = [name for name in folders if name not in LEFT_OUT]
        yield from (Path(at) / name for name in names)


def _copy_in(
    source: Path, target: Path, name: str, known: Mapping[str, tuple[str, int]]
) -> tuple[tuple[str, int] | None, bool]:
    """Copy one file unless the backup has it; (checksum and size, was it copied)."""
    is_blob = name.startswith(f"{DATA}/archive/") and "/" in name.removeprefix(f"{DATA}/archive/")
    if is_blob and name in known and target.is_file() and target.stat().st_size == known[name][1]:
        return known[name], False  # its name is its content
    try:
        if not is_blob and name in known and target.is_file() and _sha256_of(source) == known[name][0]:
            return known[name], False
        sha256 = _copy(source, target)
    except FileNotFoundError:
        if source.exists():
            raise
        return None, False
    return (sha256, target.stat().st_size), True


def _copy(source: Path, target: Path) -> str:
    """Copy one file whole or not at all; the sha256 of what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as reading, temporary.open("wb") as writing:
            while some := reading.read(_CHUNK):
                digest.update(some)
                writing.write(some)
            writing.flush()
            os.fsync(writing.fileno())
        shutil.copystat(source, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)
    return digest.hexdigest()


def _write_manifest(target: Path, entries: Mapping[str, tuple[str, int]]) -> None:
    files = {name: {"sha256": sha256, "bytes": size} for name, (sha256, size) in sorted(entries.items())}
    text = json.dumps({"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "files": files}, indent=0)
    temporary = target / f".{MANIFEST}.part"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target / MANIFEST)
    sync_folder(target)


def _drop_old(target: Path, entries: Mapping[str, tuple[str, int]]) -> None:
    """Files that the data folder has no more; never a blob of the archive, which is kept for ever."""
    for folder in (DATA, REGISTRY):
        for path in _files_below(target / folder):
            name = path.relative_to(target).as_posix()
            if name not in entries and not name.startswith(f"{DATA}/archive/"):
                path.unlink()


def _known(target: Path) -> dict[str, tuple[str, int]]:
    return _manifest(target) if (target / MANIFEST).is_file() else {}


def _manifest(source: Path) -> dict[str, tuple[str, int]]:
    try:
        files = json.loads((source / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {_safe(str(name)): (str(one["sha256"]), int(one["bytes"])) for name, one in files.items()}
    except FileNotFoundError as error:
        raise WarehouseError(str(source), f"holds no {MANIFEST}", "it is no backup, or one that broke off") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WarehouseError(str(source / MANIFEST), f"cannot be read ({error})", "take another backup") from error


def _safe(name: str) -> str:
    """A name of a manifest that stays below the folder it is restored into."""
    parts = Path(name).parts
    if not parts or parts[0] not in (DATA, REGISTRY) or ".." in parts:
        raise ValueError(f"a name leads out of the backup: {name[:80]!r}")
    return name


def _target_of(name: str, data_dir: Path, registry: Path | None) -> Path | None:
    kind, _, rest = name.partition("/")
    if kind == DATA:
        return data_dir / rest
    return registry / rest if registry is not None else None


def _refuse_inside(data_dir: Path, target: Path) -> None:
    if target.resolve().is_relative_to(data_dir.resolve()):
        raise WarehouseError(str(target), "lies in the folder that is to be backed up", "name a folder of another disk")


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _disk_error(target: Path, error: OSError) -> WarehouseError:
    return WarehouseError(
        str(target), f"cannot be written: {(error.strerror or str(error)).lower()}", "look at the disk"
    )
