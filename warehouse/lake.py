"""The warehouse on DuckLake: a catalog in PostgreSQL, Parquet files in a folder or on S3, many writers and many readers.

What DuckLake can and cannot do decides the shape. Appends of several writers all go through; two that change one table
conflict, even over disjoint years, and there are no keys. So writers only append: each pushes its readings (what the extractors
made of documents, the input of every load). One job merges: it takes the readings it does not have into its own data folder, runs
the ordinary load, audit and publish there, and writes what differs into the tables that readers ask, in one transaction.
The single file it publishes is the file analysts open. Orphaned files are not deleted here: while any transaction is
open, DuckLake would delete files of that transaction, too.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pandas as pd
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random

from nianbao.errors import SettingsError, WarehouseError
from nianbao.settings import Settings
from warehouse.catalog import Relation, catalog
from warehouse.connection import connect_quietly, quoted, sql_names, sql_text, transaction, warehouse_errors
from warehouse.query import Session

_EXTRAS = "pip install 'nianbao[lake]'"
_SCHEMAS = ("core", "mart", "quality", "ops")
_VIEWS_KEPT = frozenset({"mart.text"})
"""Views that stay views, because they work out more than they hold; all others are written as tables."""

_READINGS_AT_ONCE = 500
_TRIES = 8


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """``catalog``: a libpq connection string; ``data``: a folder or s3://bucket/prefix."""

    catalog: str
    data: str

    @property
    def is_on_s3(self) -> bool:
        return self.data.startswith("s3://")


@dataclass(frozen=True, slots=True)
class LakeStatus:
    """What the lake holds: readings, writers that pushed them, when the last did (UTC), and DuckLake's snapshot."""

    readings: int
    writers: int
    pushed_at: datetime | None
    snapshot: int


def lake_address(settings: Settings) -> LakeAddress:
    """Where the lake of the settings is. Raises SettingsError when they name none."""
    if not settings.lake_catalog or not settings.lake_data:
        raise SettingsError(
            "setting lake_catalog",
            "there is no lake",
            "set NIANBAO_LAKE_CATALOG and NIANBAO_LAKE_DATA, see docs/operator.md",
        )
    data = settings.lake_data if settings.lake_data.startswith("s3://") else str(Path(settings.lake_data).resolve())
    return LakeAddress(settings.lake_catalog, data)


@contextmanager
def lake(address: LakeAddress, *, is_read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the lake attached as ``lake``; it is made when it does not exist."""
    with warehouse_errors("the lake"):
        connection = connect_quietly(":memory:")
        try:
            _attach(connection, address, is_read_only=is_read_only)
            yield connection
        finally:
            connection.close()


def push_readings(address: LakeAddress, paths: Sequence[Path]) -> int:
    """Append the readings that the lake does not have yet; returns how many. Safe beside other writers."""
    writer = f"{socket.gethostname()}:{os.getpid()}"
    pushed = 0
    with lake(address) as connection:
        _ensure_tables(connection)
        known = set(connection.execute(sql_text("lake/staged.sql")).fetchall())
        for at in range(0, len(paths), _READINGS_AT_ONCE):
            rows = []
            for path in paths[at : at + _READINGS_AT_ONCE]:
                payload = path.read_text(encoding="utf-8")
                sha256 = hashlib.sha256(payload.encode()).hexdigest()
                if (path.stem, sha256) not in known:
                    rows.append((path.stem, sha256, writer, datetime.now(UTC).replace(tzinfo=None), payload))
            if rows:
                names = ["reading_id", "sha256", "writer", "pushed_at", "payload"]
                connection.register("pushed", pd.DataFrame(rows, columns=names))
                connection.execute(sql_text("lake/append.sql"))
                connection.unregister("pushed")
            pushed += len(rows)
    return pushed


def newest_readings(address: LakeAddress) -> dict[str, str]:
    """The readings of the lake: id -> sha256 of the payload that was pushed last."""
    with lake(address) as connection:
        _ensure_tables(connection)
        return dict(connection.execute(sql_text("lake/newest.sql")).fetchall())


def push_visits(address: LakeAddress, visits: Mapping[str, str]) -> None:
    """Append when each site was last seen well (site id to ISO time, UTC), where the lake knows of none so late."""
    with lake(address) as connection:
        _ensure_tables(connection)
        rows = [(site_id, datetime.fromisoformat(seen).replace(tzinfo=None)) for site_id, seen in visits.items()]
        if rows:
            connection.register("pushed", pd.DataFrame(rows, columns=["site_id", "seen_at"]))
            connection.execute(sql_text("lake/append_visits.sql"))


def newest_visits(address: LakeAddress, now: datetime) -> dict[str, str]:
    """When each site was last seen well by any machine (ISO, UTC), and not later than ``now``."""
    with lake(address) as connection:
        _ensure_tables(connection)
        moment = {"now": now.astimezone(UTC).replace(tzinfo=None)}
        found = connection.execute(sql_text("lake/newest_visits.sql"), moment).fetchall()
        return {site_id: seen_at.replace(tzinfo=UTC).isoformat() for site_id, seen_at in found}


def payloads(address: LakeAddress, reading_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Id and payload of these readings, some at a time."""
    with lake(address, is_read_only=True) as connection:
        for at in range(0, len(reading_ids), _READINGS_AT_ONCE):
            wanted = list(reading_ids[at : at + _READINGS_AT_ONCE])
            yield from connection.execute(sql_text("lake/payloads.sql"), {"wanted": wanted}).fetchall()


def write_tables(address: LakeAddress, published: Path) -> dict[str, int]:
    """Bring core, mart, quality and ops of the lake to what the published file says, in one transaction.

    Tables that name reports are changed only where a report differs; returns by changed table how many reports, -1 for
    a table that was written as a whole.
    """
    changed = {}
    with lake(address) as connection:
        _ensure_tables(connection)
        connection.execute(f"ATTACH {quoted(str(published))} AS file (READ_ONLY)")
        connection.execute("USE file")
        relations = [one for one in catalog(connection) if one.schema in _SCHEMAS]
        with transaction(connection):
            for relation in relations:
                if relation.full_name not in _VIEWS_KEPT:
                    number = _write(connection, relation)
                    if number:
                        changed[relation.full_name] = number
            connection.execute("USE lake")
            for statement in [*_definitions(connection), sql_text("lake/macros.sql")]:
                connection.execute(statement)
    return changed


def lake_status(address: LakeAddress) -> LakeStatus:
    """What the lake holds now."""
    with lake(address) as connection:
        _ensure_tables(connection)
        return LakeStatus(*connection.execute(sql_text("lake/status.sql")).fetchall()[0])


class LakeSession(Session):
    """A session over the lake instead of the published file: the same tables, always as they were merged last."""

    def __init__(self, address: LakeAddress) -> None:
        self._address = address
        super().__init__(Path("lake"))

    def _open(self) -> None:
        with warehouse_errors("the lake"):
            self._connection = connect_quietly(":memory:")
            _attach(self._connection, self._address, is_read_only=True)
            self._connection.execute("USE lake")
        data = self._address.data.rstrip("/") + "/"
        self._confine(data)

    @property
    def is_outdated(self) -> bool:
        return False


def _attach(connection: duckdb.DuckDBPyConnection, address: LakeAddress, *, is_read_only: bool) -> None:
    for name in ("ducklake", "postgres_scanner", *(("httpfs",) if address.is_on_s3 else ())):
        connection.execute(f"LOAD {quoted(str(_extension(name)))}")
    if address.is_on_s3:
        connection.execute(_secret())
    statement = sql_text("lake/attach.sql").format(
        address=quoted(f"ducklake:postgres:{address.catalog}"),
        data_path=quoted(address.data),
        options=", READ_ONLY" if is_read_only else "",
    )
    _settled(lambda: connection.execute(statement))


def _settled(make: Callable[[], object]) -> None:
    """Make something that two machines may make at the same moment: the one that comes second finds it there on the next try."""
    for attempt in Retrying(
        retry=retry_if_exception(_is_race), wait=wait_random(0.2, 1.0), stop=stop_after_attempt(_TRIES), reraise=True
    ):
        with attempt:
            make()


def _is_race(error: BaseException) -> bool:
    text = str(error)
    return isinstance(error, duckdb.Error) and any(
        word in text for word in ("duplicate key", "already exists", "conflict")
    )


def _extension(name: str) -> Path:
    """The extension as its wheel brought it. Raises WarehouseError when it is not installed."""
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    folder = Path(found.origin).parent if found is not None and found.origin else None
    files = list(folder.rglob(f"{name}.duckdb_extension")) if folder is not None else []
    if not files:
        raise WarehouseError("the lake", f"DuckDB's extension {name} is not installed", _EXTRAS)
    return files[0]


def _secret() -> str:
    """Keys, endpoint and region from the standard variables of AWS's tools, as for the archive."""
    endpoint = urlsplit(os.environ.get("AWS_ENDPOINT_URL") or "https://s3.amazonaws.com")
    is_own = bool(os.environ.get("AWS_ENDPOINT_URL"))
    return sql_text("lake/secret.sql").format(
        key_id=quoted(os.environ.get("AWS_ACCESS_KEY_ID", "")),
        secret=quoted(os.environ.get("AWS_SECRET_ACCESS_KEY", "")),
        session_token=quoted(os.environ.get("AWS_SESSION_TOKEN", "")),
        region=quoted(os.environ.get("AWS_DEFAULT_REGION", "us-east-1")),
        endpoint=quoted(endpoint.netloc + endpoint.path.rstrip("/")),
        url_style=quoted("path" if is_own else "vhost"),
        use_ssl=str(endpoint.scheme == "https").lower(),
    )


def _ensure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    if not connection.execute(sql_text("lake/has_tables.sql")).fetchall()[0][0]:
        _settled(lambda: connection.execute(sql_text("lake/tables.sql")))


def _columns(connection: duckdb.DuckDBPyConnection, database: str, relation: Relation) -> list[tuple[str, str]]:
    asked = {"database": database, "schema": relation.schema, "table": relation.name}
    return connection.execute(sql_text("lake/columns.sql"), asked).fetchall()


def _write(connection: duckdb.DuckDBPyConnection, relation: Relation) -> int:
    """Write one table of the file into the lake; reports changed, -1 for a whole table, 0 when it was the same."""
    names = {"table": relation.quoted, "columns": ", ".join(f'"{one.name}"' for one in relation.columns)}
    if _columns(connection, "lake", relation) != _columns(connection, "file", relation):
        connection.execute(sql_text("lake/create.sql").format(**names))
        _comment(connection, relation)
        return -1
    if relation.has("report_id"):
        connection.execute(sql_text("lake/differing.sql").format(**names))
        number = int(connection.execute(sql_text("lake/count_differing.sql")).fetchall()[0][0])
        if number:
            connection.execute(sql_text("lake/replace_reports.sql").format(**names))
        return number
    if connection.execute(sql_text("lake/is_same.sql").format(**names)).fetchall()[0][0]:
        return 0
    connection.execute(sql_text("lake/replace_all.sql").format(**names))
    return -1


def _comment(connection: duckdb.DuckDBPyConnection, relation: Relation) -> None:
    text = quoted(f"{relation.zh} / {relation.en}")
    connection.execute(sql_text("lake/comment_table.sql").format(table=relation.quoted, comment=text))
    for column in relation.columns:
        text = quoted(f"{column.zh} / {column.en}")
        statement = sql_text("lake/comment_column.sql")
        connection.execute(statement.format(table=relation.quoted, column=f'"{column.name}"', comment=text))


def _definitions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements of ``sql/mart`` that make macros, and the views that stay views: they run on the lake as they are."""
    statements = []
    for name in sql_names("mart"):
        for one in connection.extract_statements(sql_text(name)):
            text = "\n".join(line for line in one.query.splitlines() if not line.lstrip().startswith("--")).strip()
            is_kept_view = any(text.startswith(f"CREATE OR REPLACE VIEW {view} ") for view in _VIEWS_KEPT)
            if text.startswith("CREATE OR REPLACE MACRO") or is_kept_view:
                statements.append(text)
    return statements
