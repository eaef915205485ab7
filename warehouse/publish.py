"""Write, audit, publish: loads go into a build copy, and one rename puts it where analysts open it.

DuckDB lets a writer and readers of other processes not share a file, a killed writer leaves a ``.wal`` without which its
file silently lacks data, and a stray ``.wal`` beside a file stops everyone from opening it. So nobody ever writes to the
published file, and only a checkpointed build without a ``.wal`` is published.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import duckdb

from nianbao.errors import WarehouseError
from warehouse.archive import sync_folder
from warehouse.checksums import read_whole
from warehouse.connection import open_reading, warehouse_errors, writing
from warehouse.lock import write_lock
from warehouse.schema import ensure_schema
from warehouse.seal import seal

__all__ = ["discard_builds", "open_published", "publish", "start_build", "write_lock"]

_BUILD_PREFIX = "build-"


def start_build(published: Path, build_dir: Path, run_id: str) -> Path:
    """A build copy of the published file, or a fresh one, with the schema brought up to date.

    Builds that killed runs left in ``build_dir`` are thrown away; the caller holds ``write_lock``, so none is alive.

    Returns:
        ``build_dir/build-<run_id>.duckdb``.
    """
    if not re.fullmatch(r"[A-Za-z0-9._-]+", run_id):
        raise WarehouseError(f"run {run_id!r}", "is no name for a build file", "use letters, digits, . _ -")
    build = build_dir / f"{_BUILD_PREFIX}{run_id}.duckdb"
    with warehouse_errors(str(build)):
        build_dir.mkdir(parents=True, exist_ok=True)
        discard_builds(build_dir)
        if published.exists():
            _refuse_wal(published, "close the program that writes to it, then open and close it once with DuckDB")
            shutil.copyfile(published, build)
        with writing(build) as connection:
            ensure_schema(connection)
    return build


def discard_builds(build_dir: Path) -> None:
    """Remove all build copies (and what DuckDB left beside them) from ``build_dir``."""
    for leftover in build_dir.glob(f"{_BUILD_PREFIX}*.duckdb*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)  # DuckDB's spill folder of a killed run
        else:
            leftover.unlink()


def publish(build: Path, published: Path) -> None:
    """Put the build copy in the place of the published file, at once for every reader; the build is then gone.

    Raises:
        WarehouseError: the build cannot be checkpointed, a ``.wal`` lies beside either file, or they are on two disks.
    """
    if not build.is_file():
        raise WarehouseError(str(build), "there is no such build", "start_build makes one")
    _refuse_wal(published, "it belongs to no published file; move it away")
    with warehouse_errors(str(build)):
        with writing(build) as connection:
            connection.execute("CHECKPOINT")
        _refuse_wal(build, "another connection still has the build open; close it")
        _sync_file(build)
        published.parent.mkdir(parents=True, exist_ok=True)
        seal(build, published)
        read_whole(build)  # DuckDB says so when a block was damaged since it was written
        os.replace(build, published)
        sync_folder(published.parent)
        if build.parent != published.parent:
            sync_folder(build.parent)


def open_published(path: Path, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection to the published file as it is now; a later publish does not disturb it.

    Writing is for repairs only: it locks readers out.
    """
    if read_only:
        return open_reading(path)
    if not path.is_file():
        raise WarehouseError(str(path), "there is no warehouse yet", "run `nianbao run` or `nianbao demo` first")
    with warehouse_errors(str(path)):
        return duckdb.connect(str(path))


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _refuse_wal(path: Path, mend: str) -> None:
    if _wal(path).exists():
        raise WarehouseError(str(_wal(path)), "an unfinished write lies beside the warehouse file", mend)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
