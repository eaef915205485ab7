"""Audits a load of 100,000 reports, then one in which 1,000 of them changed, Data Docs included, and says how long each took."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.audit import run_audit
from tests.benchmarks.quality.population import YEARS, write
from tests.expectations.planted import pack
from warehouse.marts import build_marts

BASE_ORGANS = 400
CHANGED = 1000
# Every copy of the population has its own names, places, files and texts; letters, because copies are told without digits.
_COPY = """
CREATE TEMP TABLE copies AS
SELECT n, translate(n::VARCHAR, '0123456789', '甲乙丙丁戊己庚辛壬癸') AS mark FROM range(1, $copies) t(n);
INSERT INTO core.regions (region_code, name, unique_name, level)
SELECT region_code || '-' || n, name || mark, unique_name || mark, level FROM core.regions CROSS JOIN copies;
INSERT INTO core.organs BY NAME
SELECT * EXCLUDE (mark, n) REPLACE (organ_id || '-' || n AS organ_id, name || mark AS name, region_code || '-' || n AS region_code) FROM core.organs CROSS JOIN copies;
INSERT INTO raw.items BY NAME SELECT * EXCLUDE (mark, n) REPLACE (item_id || '-' || n AS item_id) FROM raw.items CROSS JOIN copies;
INSERT INTO raw.blobs BY NAME SELECT * EXCLUDE (mark, n) REPLACE (blob_sha256 || '-' || n AS blob_sha256) FROM raw.blobs CROSS JOIN copies;
INSERT INTO raw.readings BY NAME
SELECT * EXCLUDE (mark, n) REPLACE (reading_id || '-' || n AS reading_id, reading_key + n * 10000 AS reading_key, publication_id || '-' || n AS publication_id, item_id || '-' || n AS item_id,
       report_id || '-' || n AS report_id, blob_sha256 || '-' || n AS blob_sha256) FROM raw.readings CROSS JOIN copies;
INSERT INTO core.reports BY NAME SELECT * EXCLUDE (mark, n) REPLACE (report_id || '-' || n AS report_id, organ_id || '-' || n AS organ_id) FROM core.reports CROSS JOIN copies;
INSERT INTO core.revisions BY NAME
SELECT * EXCLUDE (mark, n) REPLACE (report_id || '-' || n AS report_id, reading_id || '-' || n AS reading_id, reading_key + n * 10000 AS reading_key, blob_sha256 || '-' || n AS blob_sha256) FROM core.revisions CROSS JOIN copies;
INSERT INTO core.sources BY NAME SELECT * EXCLUDE (mark, n) REPLACE (report_id || '-' || n AS report_id, item_id || '-' || n AS item_id) FROM core.sources CROSS JOIN copies;
INSERT INTO core.report_tables BY NAME SELECT * EXCLUDE (mark, n) REPLACE (report_id || '-' || n AS report_id) FROM core.report_tables CROSS JOIN copies;
INSERT INTO core.sections BY NAME SELECT * EXCLUDE (mark, n) REPLACE (report_id || '-' || n AS report_id, CASE WHEN text = '' THEN '' ELSE text || mark || '号。' END AS text) FROM core.sections CROSS JOIN copies;
INSERT INTO core.claims BY NAME SELECT * EXCLUDE (mark, n) REPLACE (report_id || '-' || n AS report_id) FROM core.claims CROSS JOIN copies;
INSERT INTO core.witnesses BY NAME SELECT * EXCLUDE (mark, n) REPLACE (report_id || '-' || n AS report_id) FROM core.witnesses CROSS JOIN copies;
INSERT INTO core.figures BY NAME SELECT * EXCLUDE (mark, n) REPLACE (report_id || '-' || n AS report_id) FROM core.figures CROSS JOIN copies ORDER BY n;
"""  # fmt: skip
# One real report in five has a wrong sum; so here.
_SPOIL = """
UPDATE core.figures SET value = value + 3, kind = 'number'
WHERE row_code = 'review' AND column_code = 'total' AND hash(report_id) % 5 = 0;
"""
_CHANGE = """
CREATE TEMP TABLE changed AS SELECT report_id FROM core.reports WHERE report_year = $year ORDER BY hash(report_id) LIMIT $changed;
UPDATE core.revisions SET content_sha256 = content_sha256 || 'x' WHERE report_id IN (FROM changed);
UPDATE core.figures SET value = value + 1, kind = 'number' WHERE report_id IN (FROM changed) AND row_code = 'penalty';
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """One audit of the population: what it looked at and found.

    ``seconds``: wall time of the audit with its Data Docs, without making the marts (``mart_seconds``). ``cpu_seconds``: of the
    whole call, packing of the planted figures included.
    """

    name: str
    reports: int
    audited: int
    seconds: float
    mart_seconds: float
    cpu_seconds: float
    findings: int
    findings_new: int


def run(folder: Path, reports: int = 100_000) -> list[Timed]:
    """The first audit of ``reports`` reports, one with 1,000 changed, and one in which nothing changed."""
    path = write(folder / "large.duckdb", BASE_ORGANS)
    copies = reports // (BASE_ORGANS * len(YEARS))
    _script(path, _COPY, {"copies": copies})
    _script(path, _SPOIL, {})
    timed = [_timed("first audit", path, folder, reports)]
    _script(path, _CHANGE, {"year": YEARS[-1], "changed": CHANGED})
    timed.append(_timed(f"{CHANGED:,} reports changed", path, folder, reports))
    timed.append(_timed("nothing changed", path, folder, reports))
    return timed


def _script(path: Path, sql: str, values: dict[str, object]) -> None:
    with duckdb.connect(str(path)) as connection:
        for one in connection.extract_statements(sql):
            connection.execute(one, {key: value for key, value in values.items() if key in one.named_parameters})


def _timed(name: str, path: Path, folder: Path, reports: int) -> Timed:
    making: list[float] = []

    def make_marts(build: Path) -> None:
        began = time.monotonic()
        pack(build)  # a load has packed its figures already
        packed = time.monotonic()
        build_marts(build)
        making.extend((packed - began, time.monotonic() - packed))

    wall, cpu = time.monotonic(), time.process_time()
    result = run_audit(path, name.replace(" ", "-"), folder / "docs", 3, make_marts=make_marts)
    ended, cpu = time.monotonic(), time.process_time() - cpu
    if not result.success:
        raise RuntimeError(f"the audit of a sound population was held: {result.held_reasons}")
    packing, marts = making
    return Timed(
        name,
        reports,
        result.reports_audited,
        round(ended - wall - packing - marts, 1),
        round(marts, 1),
        round(cpu, 1),
        result.findings_total,
        result.findings_new,
    )
