"""Seeds: the dimension tables (layouts, groups, rows, columns, cells, checks, identities), replaced as a whole by each load.

Their only source are the layout files and the catalogue of checks; this room gets plain tuples, because it knows no form.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import pandas as pd

from nianbao.errors import WarehouseError
from warehouse.connection import sql_text, transaction, writing


@dataclass(frozen=True, slots=True)
class SeedRows:
    """Rows of the dimension tables; each tuple has the columns of its table in the order of ``sql/schema``."""

    layouts: list[tuple[str, str, str, str, str, str]]
    """layout_id, table_code, era, form, title_zh, title_en"""
    layout_groups: list[tuple[str, str, str, int, str, str]]
    """layout_id, group_code, parent_code, position, label_zh, label_en"""
    layout_rows: list[tuple[str, str, int, str, str, str]]
    """layout_id, row_code, position, group_code, label_zh, label_en"""
    layout_columns: list[tuple[str, str, int, str, str]]
    """layout_id, column_code, position, label_zh, label_en"""
    layout_cells: list[tuple[str, str, str, str, bool]]
    """layout_id, row_code, column_code, unit, is_signed"""
    checks: list[tuple[str, str, str, str, str, str]]
    """check_id, severity, status, title_zh, title_en, form"""
    identities: list[tuple[str, str, str, str, int, str]]
    """layout_id, check_id, scope, relation, constant, formula"""
    identity_terms: list[tuple[str, str, str, str, int, str, str]]
    """layout_id, check_id, scope, side, coefficient, row_code, column_code"""


def seed(build: Path, rows: SeedRows) -> bool:
    """Replace the dimension tables of the build copy; returns False when they already were the same.

    Raises WarehouseError when a key occurs twice.
    """
    with writing(build) as connection:
        for field in fields(SeedRows):
            _register(connection, field.name, getattr(rows, field.name))
        difference = connection.execute(sql_text("seeds/difference.sql")).fetchone()
        if difference == (0,):
            return False
        with transaction(connection):
            connection.execute(sql_text("seeds/replace.sql"))
    return True


def _register(connection: duckdb.DuckDBPyConnection, name: str, rows: list[tuple[object, ...]]) -> None:
    if not rows:
        raise WarehouseError(f"seed {name}", "has no rows", "the layout files must give some")
    columns = [str(position) for position in range(len(rows[0]))]
    connection.register(f"new_{name}", pd.DataFrame(rows, columns=columns))
