"""The catalog of a warehouse as it describes itself: tables, columns, types and meanings, from its own comments.

The dictionary page, the data package and the Parquet files are written from this, so none of them can say anything else than
the warehouse.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.connection import sql_text


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``data_type`` as DuckDB names it, ``zh`` and ``en`` what it means."""

    name: str
    data_type: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One table or view."""

    schema: str
    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def quoted(self) -> str:
        return f'"{self.schema}"."{self.name}"'

    def has(self, column: str) -> bool:
        return any(one.name == column for one in self.columns)


def catalog(connection: duckdb.DuckDBPyConnection) -> list[Relation]:
    """All tables and views, marts first, each with its columns in order."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, name, data_type, comment in connection.execute(sql_text("export/columns.sql")).fetchall():
        columns.setdefault((schema, table), []).append(Column(name, data_type, *_both(comment)))
    return [
        Relation(schema, name, *_both(comment), tuple(columns[schema, name]))
        for schema, name, comment in connection.execute(sql_text("export/relations.sql")).fetchall()
    ]


def _both(comment: str) -> tuple[str, str]:
    zh, _, en = comment.partition(" / ")
    return zh, en
