"""Organ resolution within a load: the names that readings print, with their sites, become rows of ``core.organ_names``.

A name is resolved once and kept. When an alias, a region, a site or the resolver itself has changed, which a fingerprint in the
file tells, every name is resolved anew and the reports that are now another organ's move there: the same state as if
all had been loaded today.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

import duckdb
import pandas as pd

from warehouse.connection import sql_text
from warehouse.organs import Organ, SitePlace, resolve_all

_MADE_OF = (
    "organs.py",
    "organ_units.py",
    "regions.py",
    "reference/aliases.yml",
    "reference/units.yml",
    "reference/regions.csv",
    "reference/regions_former.csv",
)


class Resolution:
    """Resolves names in one build copy; ``is_stale``: it was made with other rules or sites than today's."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        rows = connection.execute(sql_text("load/52_sites.sql")).fetchall()
        self._sites = {site_id: SitePlace(site_id, organ, region) for site_id, organ, region in rows}
        self._fingerprint = hashlib.sha256(f"{_rules()} {rows!r}".encode()).hexdigest()
        self.is_stale = connection.execute(sql_text("load/53_fingerprint.sql")).fetchall() != [(self._fingerprint,)]

    def name_staged(self) -> None:
        """Resolve the names of the staging area and give its readings the ids of their reports."""
        row = {"is_all": self.is_stale, "fingerprint": self._fingerprint}
        self._connection.execute(sql_text("load/54_resolution.sql"), row)
        if self.is_stale:
            self._connection.execute(sql_text("load/55_stale.sql"))
        self._resolve_missing()
        self._connection.execute(sql_text("load/58_report_ids.sql"))

    def rekey(self) -> None:
        """Give stored readings whose organ is now another one the id of their report; see ``rekeyed``, ``changed_organs``."""
        self._resolve_missing()
        self._connection.execute(sql_text("load/65_rekey.sql"))

    def _resolve_missing(self) -> None:
        pairs = self._connection.execute(sql_text("load/56_unresolved_pairs.sql")).fetchall()
        if pairs:
            found = resolve_all(pairs, self._sites)
            rows = [_row(name, site_id, organ) for (name, site_id), organ in zip(pairs, found, strict=True)]
            self._connection.register("resolutions", pd.DataFrame(rows).astype(object))
            self._connection.execute(sql_text("load/57_names.sql"))
            self._connection.unregister("resolutions")


def _row(name: str, site_id: str, organ: Organ) -> dict[str, str | None]:
    return {
        "printed_name": name,
        "site_id": site_id,
        "organ_id": organ.organ_id,
        "organ_name": organ.name,
        "kind": organ.kind,
        "method": organ.method,
        "level": organ.level,
        "region_code": organ.region_code,
        "parent_organ_id": organ.parent_organ_id,
        "parent_name": organ.parent_name,
        "own_site_id": organ.site_id,
        "reason": organ.reason,
    }


@cache
def _rules() -> str:
    folder = resources.files("warehouse")
    parts = [folder.joinpath(*name.split("/")).read_bytes() for name in _MADE_OF]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
