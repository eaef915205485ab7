"""Filters of an export (years, regions, organs, one expression of SQL) as conditions over each table.

A person names a region by code or name and means all below it, an organ by any name it signed with; tables carry the
year, the organ, or only the report. So the filters are worked out once, into temporary tables of ids, and each table is
kept by the best column it has. What came from outside enters as a parameter; ``--where`` is the one piece of SQL that a
person writes, and DuckDB's own parser must say that it is one condition and nothing more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import duckdb

from nianbao.errors import WarehouseError
from warehouse.catalog import Relation
from warehouse.connection import sql_text

_EVERYTHING = "true"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep; empty means everything.

    Attributes:
        years: report years. regions: GB/T 2260 codes or names, each with all regions below it.
        organs: names or ids. where: a condition over the columns of each exported table.
    """

    years: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    where: str = ""

    def described(self) -> str:
        """The filters in words, "" when there are none."""
        parts = [
            ("year", ", ".join(str(year) for year in self.years)),
            ("region", ", ".join(self.regions)),
            ("organ", ", ".join(self.organs)),
            ("where", self.where),
        ]
        return "; ".join(f"{name}: {text}" for name, text in parts if text)


@dataclass(frozen=True, slots=True)
class Kept:
    """The condition on one table, and the filters that say nothing about it because it lacks their columns."""

    condition: str
    without: tuple[str, ...] = ()


def prepare(connection: duckdb.DuckDBPyConnection, filters: Filters) -> None:
    """Make the temporary tables that the conditions of ``kept`` look into.

    Raises WarehouseError when a region or organ is unknown or a region's name is not unique, and when ``where`` is more
    than one condition.
    """
    if filters.where:
        _require_condition(connection, filters.where)
    codes = [_region(connection, asked) for asked in filters.regions]
    organs = [organ for asked in filters.organs for organ in _organs(connection, asked)]
    connection.execute(sql_text("export/wanted_regions.sql"), {"codes": codes})
    connection.execute(
        sql_text("export/wanted_organs.sql"),
        {"organs": organs, "no_organs": not organs, "no_regions": not codes},
    )
    connection.execute(sql_text("export/wanted_years.sql"), {"years": list(filters.years)})
    connection.execute(sql_text("export/wanted_reports.sql"), {"no_years": not filters.years})


def kept(relation: Relation, filters: Filters) -> Kept:
    """The condition that keeps what the filters want of one table."""
    parts: list[str] = []
    without: list[str] = []
    wanted = [("year", bool(filters.years)), ("region", bool(filters.regions)), ("organ", bool(filters.organs))]
    for name in (name for name, is_asked in wanted if is_asked):
        part = _part(relation, name)
        if part is None:
            without.append(name)
        elif part not in parts:
            parts.append(part)
    if filters.where:
        parts.append(f"({filters.where}\n)")
    return Kept(" AND ".join(parts) or _EVERYTHING, tuple(without))


def _part(relation: Relation, name: str) -> str | None:
    """The condition of one filter by the first of these columns that the table has."""
    ways = {
        "year": (("report_year", "years"), ("report_id", "reports")),
        "region": (("organ_id", "organs"), ("report_id", "reports"), ("region_code", "regions")),
        "organ": (("organ_id", "organs"), ("report_id", "reports")),
    }[name]
    found = next((table for column, table in ways if relation.has(column)), None)
    return None if found is None else sql_text(f"export/keep_{found}.sql").strip()


def _region(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    rows = connection.execute(sql_text("export/named_regions.sql"), {"asked": asked}).fetchall()
    if not rows:
        raise WarehouseError(f"region {asked}", "is no region of GB/T 2260", "give its code or its full name (白水县)")
    code, name = rows[0]
    if len(rows) > 1 and asked not in (code, name):
        several = ", ".join(f"{name} {code}" for code, name in rows[:5])
        raise WarehouseError(f"region {asked}", f"is the name of {len(rows)} regions: {several}", "give one code")
    return str(code)


def _organs(connection: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    rows = connection.execute(sql_text("export/named_organs.sql"), {"asked": asked}).fetchall()
    if not rows:
        near = [name for (name,) in connection.execute(sql_text("export/like_organs.sql"), {"asked": asked}).fetchall()]
        mend = f"did you mean {', '.join(near)}?" if near else "`nianbao sql 'FROM mart.organs'` lists all"
        raise WarehouseError(f"organ {asked}", "is no organ of the warehouse", mend)
    return [organ for (organ,) in rows]


def _require_condition(connection: duckdb.DuckDBPyConnection, where: str) -> None:
    """Parse ``where`` inside a statement: everything but the condition must be as it is around ``true``."""
    plain, asked = (_parsed(connection, condition) for condition in (_EVERYTHING, where))
    if asked.get("error"):
        reason = str(asked.get("error_message", "cannot be parsed")).splitlines()[0]
        raise WarehouseError(f"--where {where}", reason, "give one condition, as after WHERE")
    for statement in (plain, asked):
        for one in statement["statements"]:
            if isinstance(one.get("node"), dict):
                one["node"].pop("where_clause", None)
    if _without_places(plain) != _without_places(asked):
        raise WarehouseError(f"--where {where}", "is more than one condition", "give one condition, as after WHERE")


def _parsed(connection: duckdb.DuckDBPyConnection, condition: str) -> dict[str, Any]:
    statement = sql_text("export/with_condition.sql").format(condition=condition)
    try:
        rows = connection.execute(sql_text("export/parsed.sql"), {"statement": statement}).fetchall()
    except duckdb.Error as error:
        return {"error": True, "error_message": str(error)}
    parsed: dict[str, Any] = json.loads(rows[0][0])
    return parsed


def _without_places(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without_places(value) for key, value in tree.items() if key != "query_location"}
    return [_without_places(one) for one in tree] if isinstance(tree, list) else tree
