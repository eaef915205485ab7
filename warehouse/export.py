"""Exports of the published file: Parquet by report year, CSV, one Excel workbook, and a data package that explains all.

The same rows always give the same bytes: rows are sorted, one thread writes, and the only time in them is that of the load.
The folder is built beside its place and takes it in one step, so that nobody reads half an export. A condition that a
person wrote runs on a connection that may write into this folder and touch no other file.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import duckdb

from nianbao import __version__
from nianbao.errors import WarehouseError
from warehouse.catalog import Relation, catalog
from warehouse.connection import open_reading, quoted, sql_text, warehouse_errors
from warehouse.filters import Filters, Kept, kept, prepare
from warehouse.workbook import About, Sheet, require_fits, write_workbook

ExportFormat = Literal["parquet", "csv", "xlsx"]
PACKAGE = "datapackage.json"
WORKBOOK = Path("xlsx") / "nianbao.xlsx"
LICENCE = (
    "nianbao: Apache-2.0. 各年度报告由公开机关制作，权利归其所有；本表为报告所载数值的抄录。"
    " The reports are the publishing organs' own; these tables copy the numbers they print."
)
_ROWS_AT_ONCE = 10_000
_TYPES = [
    (r"VARCHAR", "string"),
    (r"(?:TINY|SMALL|BIG|HUGE|U?)?INT(?:EGER)?|UBIGINT", "integer"),
    (r"DECIMAL.*(?<!\])|DOUBLE|FLOAT", "number"),
    (r"BOOLEAN", "boolean"),
    (r"DATE", "date"),
    (r"TIMESTAMP.*(?<!\])", "datetime"),
    (r"JSON|STRUCT.*(?<!\])", "object"),
    (r".*\[\]", "array"),
]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: the folder, rows by table, and by table the filters that say nothing about it."""

    folder: Path
    rows: dict[str, int]
    unfiltered: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of an export, what is kept of it, and how many rows that is."""

    relation: Relation
    kept: Kept
    row_count: int


def export(
    published: Path,
    folder: Path,
    *,
    tables: Sequence[str] = (),
    filters: Filters = Filters(),  # noqa: B008 -- frozen
    formats: Sequence[ExportFormat] = ("parquet", "csv"),
) -> Exported:
    """Write tables (default: all marts) of the published file into ``folder``, which an earlier export may fill.

    A filter keeps rows in tables that have its columns, or that name a report or an organ; ``Exported.unfiltered`` names
    the others.

    Raises:
        WarehouseError: a table, region or organ does not exist, the condition is wrong or fits a table not, a table is
            too long for Excel, or ``folder`` holds something that is no export.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / PACKAGE).is_file():
        raise WarehouseError(str(folder), "holds files that are not of an export", "give another folder")
    building = folder.resolve().with_name(f".{folder.resolve().name}.part")
    shutil.rmtree(building, ignore_errors=True)
    with _exporting(published, building) as connection:
        known = catalog(connection)
        prepare(connection, filters)
        parts = [_part(connection, relation, filters) for relation in _chosen(known, tables)]
        if "xlsx" in formats:
            for part in parts:
                require_fits(part.relation.full_name, part.row_count)
        resources = _write_all(connection, parts, building, filters, formats)
        package = {
            "profile": "data-package",
            "name": "nianbao",
            "title": "政府信息公开工作年度报告数据",
            "resources": resources,
        }
        text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
        (building / PACKAGE).write_text(text, encoding="utf-8")
        _take_place(building, folder)
    unfiltered = {part.relation.full_name: part.kept.without for part in parts if part.kept.without}
    return Exported(folder, {part.relation.full_name: part.row_count for part in parts}, unfiltered)


@contextmanager
def _exporting(published: Path, building: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reading connection that may write into ``building`` and nowhere else; what is left of ``building`` is removed."""
    spill = building.with_name(f"{building.name}.spill")
    connection = open_reading(published)
    try:
        with warehouse_errors(str(building.parent)):
            building.mkdir(parents=True)
            connection.execute("SET threads = 1")
            connection.execute(f"SET temp_directory = {quoted(str(spill))}")
            connection.execute(f"SET allowed_directories = [{quoted(str(building))}, {quoted(str(spill))}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield connection
    finally:
        connection.close()
        shutil.rmtree(building, ignore_errors=True)
        shutil.rmtree(spill, ignore_errors=True)


def _write_all(
    connection: duckdb.DuckDBPyConnection,
    parts: Sequence[_Part],
    building: Path,
    filters: Filters,
    formats: Sequence[ExportFormat],
) -> list[dict[str, Any]]:
    """Write every format of every table; the resources of the data package."""
    resources = []
    for part in parts:
        for format_ in (one for one in formats if one != "xlsx"):
            paths = _write(connection, part.relation, building, part.kept.condition, format_)
            resources += [_resource(part.relation, building, path) for path in paths]
    if "xlsx" in formats:
        sheets = [Sheet(part.relation, part.row_count, _rows(connection, part)) for part in parts]
        write_workbook(building / WORKBOOK, _about(connection, parts, filters), sheets)
        for part in parts:
            resource = _resource(part.relation, building, building / WORKBOOK)
            name = f"{part.relation.full_name}-xlsx".lower()
            resources.append({**resource, "name": name, "dialect": {"sheet": part.relation.full_name[:31]}})
    return resources


def _part(connection: duckdb.DuckDBPyConnection, relation: Relation, filters: Filters) -> _Part:
    found = kept(relation, filters)
    try:
        return _Part(relation, found, _count(connection, relation, found.condition))
    except duckdb.Error as error:
        if not filters.where:
            raise
        reason = str(error).strip().splitlines()[0]
        raise WarehouseError(
            f"--where {filters.where}", f"does not fit {relation.full_name}: {reason}", "name the tables by --table"
        ) from error


def _rows(connection: duckdb.DuckDBPyConnection, part: _Part) -> Iterator[tuple[Any, ...]]:
    statement = sql_text("export/rows.sql").format(table=part.relation.quoted, condition=part.kept.condition)
    cursor = connection.execute(statement)
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _about(connection: duckdb.DuckDBPyConnection, parts: Sequence[_Part], filters: Filters) -> About:
    loaded_at, schema_version = connection.execute(sql_text("export/about.sql")).fetchall()[0]
    unfiltered = "; ".join(
        f"{part.relation.full_name}: {', '.join(part.kept.without)}" for part in parts if part.kept.without
    )
    lines = [
        (
            "nianbao 年报",
            "政府信息公开工作年度报告数据 / annual reports on open government information, number by number",
        ),
        ("loaded (UTC) 载入时间", str(loaded_at)[:19] if loaded_at else ""),
        ("version 版本", f"nianbao {__version__}, schema {schema_version}"),
        ("licence 许可", LICENCE),
        ("filters 筛选", filters.described() or "none 无"),
        ("filters without effect 不适用的筛选", unfiltered or "none 无"),
        (
            "empty cell 空单元格",
            "无数值，不是 0；kind 说明原表印了什么 / no value, never 0; kind says what was printed",
        ),
        ("trust 可信度", "is_clean 为真者无疑点且已验证或直接读取 / filter is_clean = TRUE for rows without any doubt"),
        ("scope 口径", "own 本机关，aggregate 汇总；两者不可相加 / never add own and aggregate"),
    ]
    return About(tuple(lines), loaded_at or datetime(2000, 1, 1))


def _chosen(relations: list[Relation], tables: Sequence[str]) -> list[Relation]:
    if not tables:
        return [one for one in relations if one.schema == "mart"]
    known = {one.full_name: one for one in relations}
    names = [name if "." in name else f"mart.{name}" for name in tables]
    for name in names:
        if name not in known:
            raise WarehouseError(name, "is no table of the warehouse", "docs/dictionary.md lists all")
    return [known[name] for name in dict.fromkeys(names)]


def _count(connection: duckdb.DuckDBPyConnection, relation: Relation, condition: str) -> int:
    statement = sql_text("export/count.sql").format(table=relation.quoted, condition=condition)
    return int(connection.execute(statement).fetchall()[0][0])


def _write(
    connection: duckdb.DuckDBPyConnection, relation: Relation, folder: Path, condition: str, format_: ExportFormat
) -> list[Path]:
    """The files of one table: one CSV, or one Parquet file a report year (Hive folders), or one without years."""
    parts: dict[Path, str] = {folder / format_ / f"{relation.full_name}.{format_}": condition}
    if format_ == "parquet" and relation.has("report_year"):
        statement = sql_text("export/years.sql").format(table=relation.quoted, condition=condition)
        found = [year for (year,) in connection.execute(statement).fetchall()]
        base = folder / "parquet" / relation.full_name
        parts = {
            base / f"report_year={year}" / "data.parquet": f"{condition} AND report_year = {int(year)}"
            for year in found
        }
    metadata = "{" + ", ".join(f"{key}: {quoted(text)}" for key, text in _meanings(relation).items()) + "}"
    for path, part in parts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        values = {"table": relation.quoted, "condition": part, "path": quoted(str(path)), "metadata": metadata}
        connection.execute(sql_text(f"export/copy_{format_}.sql").format(**values))
    return sorted(parts)


def _meanings(relation: Relation) -> dict[str, str]:
    """What a Parquet file says of itself."""
    columns = {one.name: {"zh": one.zh, "en": one.en, "type": one.data_type} for one in relation.columns}
    about = {"table": relation.full_name, "zh": relation.zh, "en": relation.en, "columns": columns}
    return {"nianbao": json.dumps(about, ensure_ascii=False)}


def _resource(relation: Relation, folder: Path, path: Path) -> dict[str, Any]:
    name = path.relative_to(folder).as_posix()
    fields = [
        {"name": one.name, "type": frictionless_type(one.data_type), "title": one.zh, "description": one.en}
        for one in relation.columns
    ]
    return {
        "name": re.sub(r"[^a-z0-9._-]+", "-", name.lower().removesuffix(path.suffix)) + f"-{path.suffix[1:]}",
        "path": name,
        "format": path.suffix[1:],
        "encoding": "utf-8",
        "title": relation.zh,
        "description": relation.en,
        "schema": {"fields": fields},
    }


def frictionless_type(data_type: str) -> str:
    """Type of a Frictionless table schema for one of DuckDB; ``any`` for one that has none."""
    return next((name for pattern, name in _TYPES if re.fullmatch(pattern, data_type)), "any")


def _take_place(building: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)
    os.replace(building, folder)
    shutil.rmtree(old, ignore_errors=True)
