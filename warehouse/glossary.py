"""The glossary: what every table and column means, said once in ``reference/glossary.yml``, written into the warehouse.

A column of one name means one thing wherever it stands, so most are described once; a table may say it differently.
"""

from __future__ import annotations

import duckdb

from warehouse.connection import quoted, sql_text
from warehouse.organ_units import reference

_SAID_OF = {"raw.reading_claims": "core.claims"}
"""Tables whose columns mean what those of another table mean."""


def meaning(table: str, column: str | None) -> str | None:
    """What a table (``schema.name``) or one of its columns means, ``中文 / English``; None when the glossary has no word."""
    glossary = reference("glossary.yml")
    words = glossary["tables"].get(_SAID_OF.get(table, table), {}).get(column or "about")
    if words is None and column is not None:
        words = glossary["columns"].get(column)
    return None if words is None else f"{words['zh']} / {words['en']}"


def apply_glossary(connection: duckdb.DuckDBPyConnection, is_anew: bool = False) -> None:
    """Comment every table, view and column that has no comment yet; with ``is_anew`` those of the glossary again as well."""
    statements = []
    found = connection.execute(sql_text("ops/undocumented.sql"), {"is_all": is_anew}).fetchall()
    for schema, table, column, kind in found:
        text = meaning(f"{schema}.{table}", column)
        if text is not None:
            name = f'"{schema}"."{table}"' + (f'."{column}"' if column else "")
            statements.append(sql_text("ops/comment.sql").format(kind=kind, name=name, text=quoted(text)))
    if statements:
        connection.execute("".join(statements))
