"""Reads the published file: one query for a person (``nianbao sql``), and how many rows each table has."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from nianbao.errors import WarehouseError
from warehouse.connection import open_reading, sql_text


def run_query(path: Path, sql: str, limit: int | None = None) -> pd.DataFrame:
    """Run one statement read-only; at most ``limit`` rows. Decimals stay ``Decimal`` (pandas' own would be floats).

    The statement sees the warehouse and nothing else: no file is read or written, no other database attached.

    Raises WarehouseError when ``sql`` is not one statement, and with DuckDB's own first line when the statement is wrong
    or wants to write.
    """
    connection = open_reading(path)
    try:
        connection.execute("SET enable_external_access = false")  # cannot be set back while the connection lives
        _require_one_statement(connection, sql)
        cursor = connection.execute(sql)
        columns = [str(column[0]) for column in cursor.description or []]
        rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
    except duckdb.Error as error:
        raise WarehouseError(
            "query", str(error).strip().splitlines()[0], "`nianbao sql 'SHOW ALL TABLES'` lists all"
        ) from error
    finally:
        connection.close()
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _require_one_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    statements = connection.extract_statements(sql)
    # DuckDB writes a PIVOT as two statements; the first of them, the type of its columns, has no text of its own.
    found = sum(bool(one.query.strip()) or one.type != duckdb.StatementType.CREATE for one in statements)
    if found == 0:
        raise WarehouseError("query", "holds no statement", "`nianbao sql` alone lists the worked queries")
    if found > 1:
        raise WarehouseError("query", f"holds {found} statements", "ask one at a time")


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
