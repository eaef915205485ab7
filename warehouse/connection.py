"""Opens DuckDB files and runs the SQL files of the project, turning DuckDB's errors into one clear line.

Two traps of DuckDB force a room of its own. ``duckdb.connect(path)`` returns the *old* database while any connection
of this process still has the path open, even after the file was replaced: readers therefore attach the file to an
in-memory instance. And several megabytes of JSON per row only shrink (zstd) in a file of storage version 1.2 or later.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path

import duckdb

from nianbao.errors import WarehouseError

NO_WAREHOUSE_MEND = "run 'nianbao run' first, or name the demonstration's folder with --data-dir demo-out"
STORAGE_VERSION = "v1.2.0"  # oldest DuckDB that can open the file; first with zstd for long strings


@cache
def sql_text(name: str) -> str:
    """Text of one SQL file, e.g. ``schema/20_core.sql``. Raises WarehouseError when there is none of that name."""
    source = resources.files("sql").joinpath(*name.split("/"))
    if not source.is_file():
        raise WarehouseError(f"sql/{name}", "does not exist", "install the package again")
    return source.read_text(encoding="utf-8")


def sql_names(folder: str) -> list[str]:
    """Names of the SQL files of a folder in the order they are applied (by their numbers)."""
    return sorted(
        f"{folder}/{entry.name}"
        for entry in resources.files("sql").joinpath(folder).iterdir()
        if entry.name.endswith(".sql")
    )


@contextmanager
def warehouse_errors(subject: str) -> Iterator[None]:
    """Raise WarehouseError with the first line of what DuckDB or the file system said of ``subject``."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise WarehouseError(subject, reason) from error


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write to the build copy at ``path``; made when it does not exist; closed at the end."""
    with warehouse_errors(str(path)):
        connection = connect_quietly(str(path), storage_compatibility_version=STORAGE_VERSION)
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def kept_open(path: Path) -> Iterator[None]:
    """Keep the build copy open while several writers of this process take turns.

    Their connections share one database, so that the file is opened and closed once: that costs more than most of them
    write. Who publishes or reads the file must leave the block first.
    """
    with writing(path):
        yield


def open_reading(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that sees the file as it is now, however often it was replaced before."""
    if not path.is_file():
        raise WarehouseError(str(path), "there is no warehouse yet", NO_WAREHOUSE_MEND)
    with warehouse_errors(str(path)):
        connection = connect_quietly(":memory:")
        try:
            connection.execute(f"ATTACH {quoted(str(path))} AS nianbao (READ_ONLY)")
            connection.execute("USE nianbao")
        except duckdb.Error:
            connection.close()
            raise
    return connection


def connect_quietly(database: str, **options: str) -> duckdb.DuckDBPyConnection:
    """Connect without fetching extensions from the network behind the user's back, and without DuckDB's progress bar.

    DuckDB prints that bar into standard output after two seconds, also where the output is JSON for another program.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        **options,
    }
    connection = duckdb.connect(database, config=config)
    connection.execute("SET enable_progress_bar = false")
    return connection


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def quoted(text: str) -> str:
    """``text`` as an SQL string, for the few statements (ATTACH) that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
