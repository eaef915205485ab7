"""Runs the structural checks of ``sql/audit/structure_*.sql`` into measures (rows looked at, rows wrong) per table.

Checks of core run before the findings are stored, those of the marts after: marts are made from findings and decisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import duckdb

from expectations.measure_types import Measure, MeasureKey
from expectations.statements import StructuralCheck, run, statement, structural_check_files
from expectations.suites import CORE_TABLES, COVER, tables_of
from warehouse.connection import sql_names, sql_text


def measure_core(connection: duckdb.DuckDBPyConnection, wanted: set[str]) -> dict[MeasureKey, Measure]:
    """Measures of the checks of core tables (and of the canary) among ``wanted``; wrong rows lie in ``audit_wrong``."""
    connection.executemany(statement("findings", "expect_column"), list(_schema_columns()))
    checks = [one for one in structural_check_files() if one.id in wanted and not one.is_of_marts]
    return _measure(connection, checks, "row_counts")


def measure_mart_tables(connection: duckdb.DuckDBPyConnection, wanted: set[str]) -> dict[MeasureKey, Measure]:
    """Measures of the checks of marts among ``wanted``; wrong rows lie in ``audit_wrong``."""
    run(connection, "findings", "scope_sample")
    checks = [one for one in structural_check_files() if one.id in wanted and one.is_of_marts]
    return _measure(connection, checks, "mart_counts")


def whole_checks() -> list[str]:
    """Structural checks that look at whole tables in every audit; of all others findings outside this audit stay."""
    whole = {one.id for one in structural_check_files() if one.is_of_marts or "audit_scope_" not in one.sql}
    return sorted(whole | {COVER[0]})


def one_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _measure(
    connection: duckdb.DuckDBPyConnection, checks: Sequence[StructuralCheck], counts_by: str
) -> dict[MeasureKey, Measure]:
    errors = {check.id: _collect(connection, check) for check in checks}
    counts: dict[str, int] = {}
    wrong: dict[tuple[str, str], int] = {}
    try:
        counts = dict(connection.execute(statement("counts", counts_by)).fetchall())
        wrong = _wrong_rows(connection)
    except duckdb.Error as error:  # a table is gone: nothing can be said of any
        errors = {check_id: text or one_line(error) for check_id, text in errors.items()}
    measures: dict[MeasureKey, Measure] = {}
    for check in checks:
        tables = tables_of(check)
        for table in tables:
            unexpected = wrong.get((check.id, table if len(tables) > 1 else ""), 0)
            evaluated = max(counts.get(table, 0), unexpected)
            said = f"{evaluated} 行，{unexpected} 行不符 / {evaluated} rows, {unexpected} wrong"
            measures["rows", check.id, table] = Measure(evaluated, unexpected, said, errors[check.id])
    return measures


def _wrong_rows(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    rows = connection.execute(statement("counts", "wrong_rows"), {"whole": whole_checks()}).fetchall()
    return {(check_id, table): unexpected for check_id, table, unexpected in rows}


def _collect(connection: duckdb.DuckDBPyConnection, check: StructuralCheck) -> str:
    """Run one structural check into ``audit_wrong``; the error's text where it cannot run, else ""."""
    try:
        connection.register("audit_wrong_rows", connection.sql(check.sql))
        connection.execute(statement("findings", "collect"), {"check_id": check.id, "severity": check.severity})
    except duckdb.Error as error:
        return one_line(error)
    return ""


@lru_cache(maxsize=1)
def _schema_columns() -> tuple[tuple[str, str, str], ...]:
    """(table, column, type) of the core tables as the schema files create them, from an empty database."""
    return tuple(_created_columns())


def _created_columns() -> Iterator[tuple[str, str, str]]:
    with duckdb.connect() as empty:
        for name in sql_names("schema"):
            if not name.endswith("_comments.sql"):
                empty.execute(sql_text(name))
        rows = empty.execute(statement("counts", "schema_columns")).fetchall()
    return ((table, column, kind) for table, column, kind in rows if table in CORE_TABLES)
