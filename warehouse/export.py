"""Exports of the published file: Parquet by report year, CSV, and a Frictionless data package that explains both.

The same rows always give the same bytes: rows are sorted, one thread writes, nothing carries a time. The folder is built
beside its place and takes it in one step, so that nobody reads half an export.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from nianbao.errors import WarehouseError
from warehouse.catalog import Relation, catalog
from warehouse.connection import open_reading, quoted, sql_text, warehouse_errors

ExportFormat = Literal["parquet", "csv"]
PACKAGE = "datapackage.json"
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
    """What an export wrote: rows by table, and the folder."""

    folder: Path
    rows: dict[str, int]


def export(
    published: Path,
    folder: Path,
    *,
    tables: Sequence[str] = (),
    years: Sequence[int] = (),
    formats: Sequence[ExportFormat] = ("parquet", "csv"),
) -> Exported:
    """Write tables (default: all marts) of the published file into ``folder``, which an earlier export may fill.

    ``years`` keeps these report years only, in tables that have one.

    Raises:
        WarehouseError: a table does not exist, or ``folder`` holds something that is no export.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / PACKAGE).is_file():
        raise WarehouseError(str(folder), "holds files that are not of an export", "give another folder")
    building = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(building, ignore_errors=True)
    connection = open_reading(published)
    try:
        with warehouse_errors(str(folder)):
            connection.execute("SET threads = 1")
            chosen = _chosen(catalog(connection), tables)
            rows, resources = {}, []
            for relation in chosen:
                condition = _condition(relation, years)
                rows[relation.full_name] = _count(connection, relation, condition)
                paths = [path for one in formats for path in _write(connection, relation, building, condition, one)]
                resources += [_resource(relation, building, path) for path in paths]
            package = {
                "profile": "data-package",
                "name": "nianbao",
                "title": "政府信息公开工作年度报告数据",
                "resources": resources,
            }
            text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
            (building / PACKAGE).write_text(text, encoding="utf-8")
            _take_place(building, folder)
    finally:
        connection.close()
        shutil.rmtree(building, ignore_errors=True)
    return Exported(folder, rows)


def _chosen(relations: list[Relation], tables: Sequence[str]) -> list[Relation]:
    if not tables:
        return [one for one in relations if one.schema == "mart"]
    known = {one.full_name: one for one in relations}
    names = [name if "." in name else f"mart.{name}" for name in tables]
    for name in names:
        if name not in known:
            raise WarehouseError(name, "is no table of the warehouse", "docs/dictionary.md lists all")
    return [known[name] for name in dict.fromkeys(names)]


def _condition(relation: Relation, years: Sequence[int]) -> str:
    if not years or not relation.has("report_year"):
        return "true"
    return f"report_year IN ({', '.join(str(int(year)) for year in years)})"


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
    folder.parent.mkdir(parents=True, exist_ok=True)
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)
    os.replace(building, folder)
    shutil.rmtree(old, ignore_errors=True)
