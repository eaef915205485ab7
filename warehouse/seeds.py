"""Seeds: the dimension tables, replaced as a whole by each load.

Layouts, checks and sites come from the layout files, the catalogue of checks and the site registry, as plain tuples, because
this room knows no form and no site; regions, measures and indicators from the files of ``warehouse/reference``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from nianbao.errors import WarehouseError
from warehouse.connection import sql_text, transaction, writing
from warehouse.organs import SitePlace, resolver
from warehouse.reference_rows import reference_rows
from warehouse.regions import gazetteer

_SITE_COLUMNS = 8


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
    sites: list[SiteRow] = field(default_factory=list)
    """the site registry; may be empty"""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site of the registry.

    ``first_year`` and ``last_year``: report years that should be there. Without a last one, up to the newest that is due; with
    neither, the registry does not say.
    """

    site_id: str
    organ: str
    region_code: str
    region_name: str
    level: str
    many_organs: bool
    first_year: int | None = None
    last_year: int | None = None


def seed(build: Path, rows: SeedRows) -> bool:
    """Replace the dimension tables of the build copy; returns False when they already were the same.

    Raises WarehouseError when a key occurs twice.
    """
    tables: dict[str, list[tuple[Any, ...]]] = {
        name: getattr(rows, name) for name in SeedRows.__slots__ if name != "sites"
    }
    with writing(build) as connection:
        for name, table in {**tables, **reference_rows()}.items():
            if not table:
                raise WarehouseError(f"seed {name}", "has no rows", "the layout files must give some")
            _register(connection, name, table)
        _register(connection, "sites", [_site(one) for one in rows.sites])
        difference = connection.execute(sql_text("seeds/difference.sql")).fetchone()
        if difference == (0,):
            return False
        with transaction(connection):
            connection.execute(sql_text("seeds/replace.sql"))
    return True


def _site(site: SiteRow) -> tuple[Any, ...]:
    """A row of ``core.sites``: the organ as it is resolved, the region by its code or, where none is given, its name."""
    code: str | None = site.region_code or None
    if code is None:
        places = gazetteer().read(site.region_name)
        code = places[0].region.region_code if len(places) == 1 and not places[0].rest else None
    organ = resolver().resolve(site.organ, SitePlace(site.site_id, "", code or ""))
    years = (site.first_year, site.last_year)
    return site.site_id, site.organ, organ.organ_id, code, site.level, site.many_organs, *years


def _register(connection: duckdb.DuckDBPyConnection, name: str, rows: list[tuple[Any, ...]]) -> None:
    """The rows as a table new_<name> with the columns, and so the types, of core or quality."""
    width = len(rows[0]) if rows else _SITE_COLUMNS
    columns = [str(position) for position in range(width)]
    connection.register(f"new_{name}", pd.DataFrame(rows, columns=columns, dtype=object))
