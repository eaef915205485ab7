"""Asks the published file: one query for a person or a program, a session of many, and how many rows each table has.

A question sees the warehouse and nothing else: no file is read or written, no other database attached, whatever the SQL says.
A session keeps the generation it opened; it can say that a newer one was published, and open that.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pandas as pd

from nianbao.errors import WarehouseError
from warehouse.catalog import Relation, catalog
from warehouse.connection import open_reading, quoted, sql_text, warehouse_errors
from warehouse.hints import query_error, unknown_names
from warehouse.workbook import About, Sheet, require_fits, write_workbook

_FILE_FORMATS = {
    ".csv": "FORMAT csv, HEADER",
    ".parquet": "FORMAT parquet, COMPRESSION zstd",
    ".json": "FORMAT json, ARRAY true",
}
_LISTS_ALL = "`nianbao sql 'SHOW ALL TABLES'` lists all"
_READ_ONLY = (
    "the warehouse is read-only, only temporary tables of your own can be written (CREATE TEMP TABLE mine AS …)"
)
_WRITING = {"ALTER", "DELETE", "DROP", "INSERT", "MERGE_INTO", "UPDATE"}
"""Statements that write to a table that is there. Many are views, of which DuckDB only says that they are no base table."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of one statement; ``is_cut``: there are more than were asked for."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_cut: bool = False


class Session:
    """An open warehouse, read-only; temporary tables and settings of a person live as long as it does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folder = Path(tempfile.mkdtemp(prefix="nianbao-sql-"))
        """The only folder the connection may write to: a file goes through it on its way to where a person wants it."""
        try:
            self._open()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _open(self) -> None:
        self._connection = open_reading(self.path)
        self._generation = _generation(self.path)
        self._confine()

    def _confine(self, *folders: str) -> None:
        """From here on the connection touches no file but those it has open, its own folder, and ``folders``."""
        allowed = ", ".join(quoted(one) for one in (str(self._folder), *folders))
        self._connection.execute(f"SET temp_directory = {quoted(str(self._folder / 'spill'))}")
        self._connection.execute(f"SET allowed_directories = [{allowed}]")
        self._connection.execute("SET enable_external_access = false")  # cannot be set back while the connection lives

    @property
    def is_outdated(self) -> bool:
        """Whether another file was published since this one was opened."""
        return _generation(self.path) != self._generation

    def reopen(self) -> None:
        """Open the file as it is now; temporary tables are gone. What was open stays so when that fails."""
        old = self._connection
        self._open()
        old.close()

    def ask(self, sql: str, limit: int | None = None) -> Answer:
        """Run one statement; at most ``limit`` rows. Decimals stay ``Decimal``.

        Raises WarehouseError when ``sql`` is not one statement, QueryError with DuckDB's own words and the place when the
        statement is wrong or wants to write.
        """
        with _query_errors():
            kind = _require_one_statement(self._connection, sql)
        with _query_errors(_READ_ONLY if kind.name in _WRITING else _LISTS_ALL):
            cursor = self._connection.execute(sql)
            columns = tuple(str(column[0]) for column in cursor.description or [])
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit + 1)
        return Answer(columns, rows if limit is None else rows[:limit], limit is not None and len(rows) > limit)

    def notes(self, sql: str, answer: Answer) -> list[str]:
        """Why an answer may have no rows: names in the query that nothing in the warehouse bears."""
        return [] if answer.rows else list(unknown_names(sql, self._names))

    def _names(self, kind: str) -> list[str]:
        return [name for (name,) in self._connection.execute(sql_text("show/names.sql"), {"kind": kind}).fetchall()]

    def relations(self) -> list[Relation]:
        """All tables and views with what they mean."""
        return catalog(self._connection)

    def export(self, sql: str, target: Path) -> None:
        """Write all rows of a query to a file: .csv, .parquet, .json or .xlsx, by its name.

        Raises WarehouseError when the name says none of these, or the folder cannot be written.
        """
        if target.suffix == ".xlsx":
            self._export_workbook(sql, target)
            return
        if target.suffix not in _FILE_FORMATS:
            known = ", ".join([*_FILE_FORMATS, ".xlsx"])
            raise WarehouseError(str(target), "does not say its format", f"give a name that ends in {known}")
        made = self._folder / f"answer{target.suffix}"
        statement = sql_text("show/export_answer.sql").format(
            query=sql.strip().rstrip(";"), path=quoted(str(made)), format=_FILE_FORMATS[target.suffix]
        )
        with _query_errors():
            self._connection.execute(statement)
        with warehouse_errors(str(target)):
            shutil.move(made, target)

    def _export_workbook(self, sql: str, target: Path) -> None:
        from datetime import UTC, datetime

        from warehouse.catalog import Column

        answer = self.ask(sql)
        columns = tuple(Column(name, "", "", "") for name in answer.columns)
        relation = Relation("query", "answer", "查询结果", "rows of the query", columns)
        require_fits("the answer", len(answer.rows))
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        about = About((("query", sql.strip()), ("warehouse", str(self.path)), ("written (UTC)", str(now))), now)
        with warehouse_errors(str(target)):
            write_workbook(target, about, [Sheet(relation, len(answer.rows), answer.rows)])


def run_query(path: Path, sql: str, limit: int | None = None) -> pd.DataFrame:
    """Run one statement read-only; at most ``limit`` rows. Decimals stay ``Decimal`` (pandas' own would be floats).

    Raises WarehouseError as ``Session.ask`` does.
    """
    with Session(path) as session:
        answer = session.ask(sql, limit)
    return pd.DataFrame(answer.rows, columns=list(answer.columns), dtype=object)


@contextmanager
def _query_errors(remedy: str = _LISTS_ALL) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise query_error(str(error), remedy) from error
    except RuntimeError as error:
        if "interrupted" in str(error).lower():  # DuckDB's word for Ctrl-C
            raise KeyboardInterrupt from error
        raise


def _generation(path: Path) -> tuple[int, int, int]:
    """What tells one published file from the next; zeros where there is none at the moment."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _require_one_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.StatementType:
    """What kind of statement it is."""
    statements = connection.extract_statements(sql)
    # DuckDB writes a PIVOT as two statements; the first of them, the type of its columns, has no text of its own.
    found = sum(bool(one.query.strip()) or one.type != duckdb.StatementType.CREATE for one in statements)
    if found == 0:
        raise WarehouseError("query", "holds no statement", "`nianbao sql` alone lists the worked queries")
    if found > 1:
        raise WarehouseError("query", f"holds {found} statements", "ask one at a time")
    return statements[-1].type


def is_complete(text: str) -> bool:
    """Whether a statement that is being typed ends here: its last token is a semicolon of its own."""
    end = text.rstrip()
    if not end:
        return False
    tokens = duckdb.tokenize(end)
    return bool(tokens) and end[_character(end, tokens[-1][0]) :] == ";"


def _character(text: str, byte_at: int) -> int:
    """DuckDB counts bytes, Python characters."""
    return len(text.encode()[:byte_at].decode(errors="ignore"))


def table_counts(path: Path) -> dict[str, int]:
    """Rows of every table as ``schema.table``, sorted by name."""
    connection = open_reading(path)
    try:
        tables = connection.execute(sql_text("ops/tables.sql")).fetchall()
        counts = {
            f"{schema}.{table}": connection.execute(f'SELECT COUNT(*) FROM "{schema}"."{table}"').fetchall()[0][0]  # noqa: S608
            for schema, table in tables
        }
    finally:
        connection.close()
    return counts
