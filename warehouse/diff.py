"""What differs between two published files: schema, rows by table, reports, and every figure that changed its value.

Two nights apart, nearly all rows are the same. So each table is first summed up by report (a hash a row), and only the
reports whose sums differ are compared row by row: the work follows what changed, not what is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from nianbao.errors import WarehouseError
from warehouse.connection import NO_WAREHOUSE_MEND, connect_quietly, quoted, sql_text, warehouse_errors

SCHEMAS = ("core", "quality")
FIGURES = "core.figures"
_REFERENCE = Path(__file__).parent / "reference" / "diff.yml"


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """A table or column that only one file has, or whose type differs ("" where it is absent)."""

    relation: str
    column: str
    old_type: str
    new_type: str


@dataclass(frozen=True, slots=True)
class TableChange:
    """Rows of one table of both files; ``key`` tells rows apart, empty: their whole content does."""

    relation: str
    key: tuple[str, ...]
    old_rows: int
    new_rows: int
    added: int
    removed: int
    changed: int

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class ReportChange:
    """A report that only one file has; ``change`` is new | vanished."""

    change: str
    organ_name: str
    report_year: int
    scope: str
    report_id: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of a current revision before and after; None where there was none.

    ``cause`` is ``republished`` (the address shows other bytes) or ``read anew`` (the same bytes, read differently).
    """

    organ_name: str
    report_year: int
    scope: str
    table_code: str
    row_code: str
    column_code: str
    row_label_zh: str
    column_label_zh: str
    old_value: Decimal | None
    new_value: Decimal | None
    old_raw_text: str | None
    new_raw_text: str | None
    old_kind: str | None
    new_kind: str | None
    old_verdict: str | None
    new_verdict: str | None
    cause: str
    report_id: str


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two files; ``tables`` has those of both files, also where no row differs."""

    old: str
    new: str
    schema: tuple[SchemaChange, ...]
    tables: tuple[TableChange, ...]
    reports: tuple[ReportChange, ...]
    figures: tuple[FigureChange, ...]

    @property
    def is_same(self) -> bool:
        return not (self.schema or self.reports or self.figures) and all(one.is_same for one in self.tables)

    def to_json(self) -> dict[str, Any]:
        """As plain data; values as decimal text, because floats would change them."""
        rows = asdict(self)
        for figure in rows["figures"]:
            for name in ("old_value", "new_value"):
                figure[name] = None if figure[name] is None else f"{figure[name]:f}"
        return {"is_same": self.is_same, **rows}


def compare(old: Path, new: Path, schemas: Sequence[str] = SCHEMAS) -> Differences:
    """Compare two published files.

    Raises WarehouseError when one of them is absent or is no warehouse.
    """
    for path in (old, new):
        if not path.is_file():
            raise WarehouseError(str(path), "there is no warehouse", NO_WAREHOUSE_MEND)
    if old.samefile(new):
        return Differences(str(old), str(new), (), (), (), ())
    reference = yaml.safe_load(_REFERENCE.read_text(encoding="utf-8"))
    connection = connect_quietly(":memory:")
    try:
        for path, name in ((old, "old"), (new, "new")):
            with warehouse_errors(str(path)):
                connection.execute(f"ATTACH {quoted(str(path))} AS {name} (READ_ONLY)")
        with warehouse_errors(f"{old} and {new}"):
            return _compare(connection, old, new, schemas, reference)
    finally:
        connection.close()


def _compare(
    connection: duckdb.DuckDBPyConnection, old: Path, new: Path, schemas: Sequence[str], reference: dict[str, Any]
) -> Differences:
    columns = {side: _columns(connection, side, schemas) for side in ("old", "new")}
    if FIGURES not in columns["old"] or FIGURES not in columns["new"]:
        raise WarehouseError(str(old if FIGURES not in columns["old"] else new), "is no warehouse of nianbao")
    keys = {**_primary_keys(connection, "old"), **_primary_keys(connection, "new"), **reference["keys"]}
    passed_over = set(reference["passed_over"])
    both = [name for name in columns["new"] if name in columns["old"] and name not in passed_over]
    tables = []
    for name in sorted(
        both, key=lambda name: name == FIGURES
    ):  # last: the reports that differ are then those of figures
        shared = [
            one
            for one, kind in columns["new"][name].items()
            if columns["old"][name].get(one) == kind and one not in reference["columns_passed_over"]
        ]
        tables.append(_table(connection, name, shared, keys.get(name, ())))
    reports = [ReportChange(*row) for row in connection.execute(sql_text("diff/reports.sql")).fetchall()]
    connection.execute(sql_text("diff/touched.sql"))
    figures = [FigureChange(*row) for row in connection.execute(sql_text("diff/figures.sql")).fetchall()]
    return Differences(
        str(old),
        str(new),
        tuple(_schema(columns["old"], columns["new"])),
        tuple(sorted(tables, key=lambda one: one.relation)),
        tuple(reports),
        tuple(figures),
    )


def _columns(connection: duckdb.DuckDBPyConnection, side: str, schemas: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(sql_text("diff/columns.sql"), {"database": side, "schemas": list(schemas)}).fetchall()
    for relation, column, data_type in rows:
        found.setdefault(relation, {})[column] = data_type
    return found


def _primary_keys(connection: duckdb.DuckDBPyConnection, side: str) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(sql_text("diff/keys.sql"), {"database": side}).fetchall()
    return {relation: tuple(columns) for relation, columns in rows}


def _schema(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> list[SchemaChange]:
    changes = []
    for relation in sorted({*old, *new}):
        before, after = old.get(relation, {}), new.get(relation, {})
        if not before or not after:
            changes.append(SchemaChange(relation, "", "table" if before else "", "table" if after else ""))
            continue
        changes += [
            SchemaChange(relation, column, before.get(column, ""), after.get(column, ""))
            for column in dict.fromkeys([*before, *after])
            if before.get(column) != after.get(column)
        ]
    return changes


def _table(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str], key: Sequence[str]
) -> TableChange:
    """Compare one table over the columns that both files have in the same type."""
    known_key = tuple(key) if set(key) <= set(columns) else ()
    names = {"table": ".".join(f'"{part}"' for part in relation.split(".")), "columns": _list(columns)}
    old_rows, new_rows = connection.execute(sql_text("diff/counts.sql").format(**names)).fetchall()[0]
    condition = "true"
    if "report_id" in columns:
        connection.execute(sql_text("diff/differing_reports.sql").format(**names))
        condition = sql_text("diff/in_differing.sql").strip()
    if known_key:
        join_on = " AND ".join(f'o."{one}" IS NOT DISTINCT FROM n."{one}"' for one in known_key)
        statement = sql_text("diff/changes.sql").format(
            **names, key=_list(known_key), condition=condition, join_on=join_on
        )
    else:
        statement = sql_text("diff/whole_rows.sql").format(**names, condition=condition)
    return TableChange(relation, known_key, old_rows, new_rows, *connection.execute(statement).fetchall()[0])


def _list(columns: Sequence[str]) -> str:
    return ", ".join(f'"{one}"' for one in columns)
