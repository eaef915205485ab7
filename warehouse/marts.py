"""Builds what analysts open: every file of ``sql/mart`` in the order of its number, after load and audit.

Marts show current revisions only and carry the counts of findings and suspect figures of each row. Most are views, and
the small ones are made anew each time. Measures and indicators, reports and regional sums are kept in ``packed``, and only
the rows of reports that a load or an audit touched are made anew; what the rows were made from is stored with them, so the
result is the same as if all were made today.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from warehouse.connection import sql_names, sql_text, transaction, writing
from warehouse.glossary import apply_glossary


def build_marts(build: Path, *, is_anew: bool = False) -> list[str]:
    """Bring all marts of the build copy up to date, or make all anew; returns the names of the SQL files applied."""
    names = sql_names("mart")
    with writing(build) as connection, transaction(connection):
        _forget_outdated(connection, names, is_anew=is_anew)
        for name in names:
            connection.execute(sql_text(name))
        apply_glossary(connection)
    return names


def _forget_outdated(connection: duckdb.DuckDBPyConnection, names: list[str], *, is_anew: bool) -> None:
    """Empty the packed rows when measures, indicators, regions or the SQL of the marts are others than they were made with."""
    rules = hashlib.sha256("\n".join(map(sql_text, names)).encode()).hexdigest()
    dimensions, made_with = connection.execute(sql_text("ops/get_definitions.sql")).fetchall()[0]
    definitions = f"{rules} {dimensions}"
    if is_anew or definitions != made_with:
        connection.execute(sql_text("ops/set_definitions.sql"), {"definitions": definitions})
