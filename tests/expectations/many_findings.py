"""A site with as many findings as asked for, written through the same writer as a real one, for tests and measurements.

Organs, regions and sentences are made up; what is measured is the browser with the files, not the warehouse.
"""

from __future__ import annotations

import hashlib
import random
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from expectations.report import SiteInputs, build_site
from expectations.report.data import write_list
from expectations.report.pages import rows
from expectations.report.writer import SiteWriter
from expectations.review.mirror import prepare_keys
from tests.expectations.planted import build, insert
from warehouse.connection import open_reading

PLACES = ("临江县", "云溪县", "柳林市", "青禾区", "白石县", "望川市")
OFFICES = ("教育局", "财政局", "司法局", "民政局", "水利局", "农业农村局", "卫生健康局", "人力资源和社会保障局")
CHECKS = ("APP-1", "APP-2", "APP-3", "RL-1", "RL-3")
VERDICTS = ("source_error", "extraction_suspect", "scope_difference", "policy")


def many_findings(folder: Path, count: int, *, is_whole: bool = True) -> Path:
    """A warehouse with ``count`` findings of some thousand organs over five years; returns the folder of its site.

    ``is_whole=False`` writes the list of findings only, in a site whose other pages are empty.
    """
    path = build(folder / "many.duckdb", [])
    site = folder / "site"
    if not is_whole:
        build_site(path, site, SiteInputs(today=date(2025, 1, 1)))
    _plant(path, count)
    if is_whole:
        build_site(path, site, SiteInputs(today=date(2025, 1, 1)))
        return site
    with open_reading(path) as connection:
        prepare_keys(connection)
        write_list(SiteWriter(site), connection, rows(connection, "checks"), "")
    return site


def _plant(path: Path, count: int) -> None:
    chance = random.Random(count)
    organs = [f"{place}{number}{office}" for place in PLACES for number in range(50) for office in OFFICES]
    with duckdb.connect(str(path)) as connection:
        named = [{"organ_id": _id(organ)[:16], "name": organ} for organ in organs]
        insert(connection, "core.organs", named)
        insert(connection, "quality.findings", [_finding(number, organs, chance) for number in range(count)])


def _id(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _finding(number: int, organs: list[str], chance: random.Random) -> dict[str, Any]:
    organ, check = chance.choice(organs), chance.choice(CHECKS)
    left, right = chance.randint(0, 900), chance.randint(0, 900)
    name = _id(f"{number}")
    return {
        "finding_id": name,
        "fingerprint": name[::-1],
        "check_id": check,
        "severity": chance.choice(("error", "error", "warning", "info")),
        "verdict": chance.choice(VERDICTS),
        "report_id": None,
        "organ_id": _id(organ)[:16],
        "report_year": chance.randint(2019, 2023),
        "scope": f"place {number}",
        "figures": "",
        "formula": "new_received.total + carried_in.total = processed_total.total + carried_forward.total",
        "left_value": left,
        "right_value": right,
        "difference": left - right,
        "message_zh": f"总计栏：{left}+0={left}，打印{right}，差{abs(left - right)}（第{number}处）",
        "message_en": f"column total: {left}+0={left}, printed {right}, difference {abs(left - right)} (place {number})",
        "evidence": "{}",
        "first_run_id": "",
    }
