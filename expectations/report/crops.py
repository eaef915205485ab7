"""Which findings need a picture of their cell, and where it lies: ``crops/ab/<fingerprint>-<blob>.png`` in the site's folder.

The name holds what the picture shows (the values, the bytes), so a picture is drawn once and stands until one of them changes.
Drawing itself is not of this room: whoever reads documents draws them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from expectations.review.mirror import prepare_keys
from expectations.statements import statement
from warehouse.connection import open_reading, warehouse_errors

FOLDER = "crops"


@dataclass(frozen=True, slots=True)
class WantedCrop:
    """A finding that is about figures of a report, and the file (below the site's folder) its picture belongs in."""

    finding_id: str
    report_id: str
    check: str
    table: str
    scope: str
    figures: tuple[str, ...]
    name: str


def wanted_crops(warehouse: Path) -> list[WantedCrop]:
    """Every finding that a picture can be drawn of, gravest first. Raises WarehouseError."""
    with open_reading(warehouse) as connection, warehouse_errors(str(warehouse)):
        prepare_keys(connection)
        rows = connection.execute(statement("review/site", "crops_wanted")).fetchall()
    return [
        WantedCrop(
            finding_id,
            report_id,
            check,
            table,
            scope,
            tuple(code.strip() for code in figures.split(",") if code.strip()),
            f"{FOLDER}/{fingerprint[:2]}/{fingerprint[:32]}-{blob[:8]}.png",
        )
        for finding_id, fingerprint, report_id, blob, check, table, scope, figures in rows
    ]


def drawn_crops(site_dir: Path, wanted: Iterable[WantedCrop]) -> dict[str, str]:
    """The pictures that are there, by finding id."""
    there = {f"{FOLDER}/{path.parent.name}/{path.name}" for path in (site_dir / FOLDER).glob("*/*.png")}
    return {one.finding_id: one.name for one in wanted if one.name in there}


def remove_stale_crops(site_dir: Path, wanted: Iterable[WantedCrop]) -> None:
    """Remove pictures that no finding wants any more."""
    kept = {site_dir / one.name for one in wanted}
    for path in (site_dir / FOLDER).glob("*/*.png"):
        if path not in kept:
            path.unlink()
