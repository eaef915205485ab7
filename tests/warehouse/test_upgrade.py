"""A file made by an earlier version of the schema, with a report in it, becomes one of today's with nothing lost."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from flows.seeds import seed_rows
from tests.warehouse.conftest import Rows
from tests.warehouse.readings import report, write_reading
from warehouse.checksums import table_checksums
from warehouse.connection import STORAGE_VERSION, writing
from warehouse.load import load_readings
from warehouse.marts import build_marts
from warehouse.schema import SCHEMA_VERSION, ensure_schema
from warehouse.seeds import seed

UPGRADES = Path(__file__).parent / "upgrades"
NEW = ("applications", "new_received", "total")


def version_2(path: Path, reading: Path, version: int = 2) -> None:
    """A file as version 2 (or 1 or 3) left it: the reading loaded under the name the report prints."""
    content = json.loads(reading.read_text(encoding="utf-8"))
    organ, year = content["report"]["organ"], content["report"]["year"]
    report_id = hashlib.sha256(f"{organ}\x1f{year}\x1fown".encode()).hexdigest()[:16]
    item, blob = content["item"], content["blobs"][0]
    publication = hashlib.sha256(f"{item['item_id']}\x1f{blob['sha256']}".encode()).hexdigest()[:32]
    organ_id = hashlib.sha256(organ.encode()).hexdigest()[:16]
    connection = duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE_VERSION})
    connection.execute((UPGRADES / f"version_{max(version, 2)}.sql").read_text(encoding="utf-8"))
    add = connection.execute
    if version == 1:
        for column in ("member", "origin", "corrected_from"):
            add(f"ALTER TABLE core.figures DROP COLUMN {column}")
        add("DROP TABLE core.claims")
        add("UPDATE ops.schema_version SET version = 1")
    add("INSERT INTO raw.blobs VALUES (?, 'html', 4)", [blob["sha256"]])
    add("INSERT INTO raw.items VALUES (?, ?, ?, ?, NULL)", [item["item_id"], item["site_id"], item["url"], "t"])
    add(
        "INSERT INTO raw.readings VALUES (?, ?, ?, 'read', '0.1.0', ?, ?, ?, 'own', 't', NULL, 'c', ?, ?, ?)",
        [
            *(content["reading_id"], publication, item["item_id"], report_id, organ, year, item["url"], blob["sha256"]),
            json.dumps(content, ensure_ascii=False),
        ],
    )
    add("INSERT INTO core.organs (organ_id, name) VALUES (?, ?)", [organ_id, organ])
    add("INSERT INTO core.reports VALUES (?, ?, ?, 'own')", [report_id, organ_id, year])
    add(
        "INSERT INTO core.revisions VALUES (?, 1, 'c', ?, 't', NULL, 'read', 'u', 'b', true, TIMESTAMP '2024-01-21 18:00:00')",
        [report_id, content["reading_id"]],
    )
    add("INSERT INTO core.sources VALUES (?, ?, 1)", [report_id, item["item_id"]])
    add(
        "INSERT INTO ops.sightings VALUES (?, ?, TIMESTAMP '2024-01-21 18:00:00', ?, ?, 't', NULL)",
        [publication, item["item_id"], item["site_id"], item["url"]],
    )
    add("INSERT INTO ops.code_versions VALUES ('0.1.0', 1, TIMESTAMP '2024-01-21 18:00:00')")
    connection.close()


def version_4(path: Path, build: Path) -> None:
    """A file as version 4 left it, with the reports of ``build``: the marts of reports and measures were tables."""
    connection = duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE_VERSION})
    connection.execute((UPGRADES / "version_4.sql").read_text(encoding="utf-8"))
    connection.execute(f"ATTACH '{build}' AS today (READ_ONLY)")
    of_old = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database()"
    names = [name for (name,) in connection.execute(f"{of_old} AND table_name <> 'schema_version'").fetchall()]
    for name in names:
        columns = ", ".join(row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall())
        connection.execute(f"INSERT INTO {name} BY NAME SELECT {columns} FROM today.{name}")  # noqa: S608
    for mart in ("reports", "panel", "indicators", "rollup"):
        connection.execute(f"CREATE TABLE mart.{mart} AS SELECT report_id FROM core.reports")  # noqa: S608
    connection.close()


MARTS = (
    "mart.reports",
    "mart.panel",
    "mart.indicators",
    "mart.rollup",
    "mart.figures",
    "core.revisions",
    "core.figures",
)


def test_a_file_of_version_4_keeps_its_revisions_and_its_marts_become_views_of_the_same_rows(
    tmp_path: Path, build: Path
) -> None:
    paths = [
        write_reading(
            tmp_path / "in", report({NEW: value}, "白水县教育局", 2023), data=data, seen=f"2024-0{month}-21T00:00:00Z"
        )
        for value, data, month in ((7, b"1", 1), (8, b"2", 2))
    ]
    load_readings(
        build,
        [*paths, write_reading(tmp_path / "in", report({NEW: 5}, "白水县教育局", 2022), url="http://gov.test/2022")],
    )
    old = tmp_path / "old.duckdb"
    version_4(old, build)
    with writing(old) as connection:
        ensure_schema(connection)
        assert connection.execute("SELECT max(version) FROM ops.schema_version").fetchall() == [(SCHEMA_VERSION,)]
    build_marts(old)
    build_marts(build)
    found = {}
    for path in (old, build):
        with writing(path) as connection:
            found[path] = {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in MARTS}
            revisions = connection.execute("SELECT revision, is_current FROM core.revisions ORDER BY ALL").fetchall()
            assert revisions == [(1, False), (1, True), (2, True)]
    assert len(found[build]["mart.panel"]) > 80
    assert found[old] == found[build]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_what_an_older_file_kept_as_rows_and_json_is_the_same_when_it_is_packed(
    tmp_path: Path, build: Path, version: int
) -> None:
    odd = {"value": None, "kind": "blank", "raw": " ", "page": 3, "bbox": [1.5, 2.5, 3.5, 4.5]}
    fee = {
        "value": 24252.311082,
        "raw": "24,252.311082",
        "path": "/html/body/table[1]/tr[5]/td[2]",
        "bbox": None,
        "page": None,
    }
    content = report(
        {NEW: 7, ("applications", "granted", "total"): odd, ("proactive", "admin_fees", "amount_wan_yuan"): fee}
    )
    reading = write_reading(tmp_path / "in", content, code="0.1.0")
    load_readings(build, [reading])
    old = tmp_path / "old.duckdb"
    version_2(old, reading, version)
    with writing(old) as connection:
        ensure_schema(connection)
        assert connection.execute("SELECT max(version) FROM ops.schema_version").fetchall() == [(SCHEMA_VERSION,)]
        upgraded = connection.execute("SELECT * EXCLUDE (report_id) FROM core.figures ORDER BY ALL").fetchall()
        sections = connection.execute("SELECT section_no, title, text FROM core.sections").fetchall()
    with writing(build) as connection:
        loaded = connection.execute("SELECT * EXCLUDE (report_id) FROM core.figures ORDER BY ALL").fetchall()
        assert connection.execute("SELECT section_no, title, text FROM core.sections").fetchall() == sections
    assert len(loaded) == 200
    assert upgraded == loaded


def test_a_file_of_version_2_is_upgraded_and_its_organs_resolved_by_the_next_load(
    tmp_path: Path, build: Path, rows: Rows
) -> None:
    reading = write_reading(tmp_path / "in", report({NEW: 7}, organ="江苏省南京市鼓楼区教育局"))
    build.unlink()
    version_2(build, reading)
    with writing(build) as connection:
        ensure_schema(connection)
    assert rows("SELECT max(version) FROM ops.schema_version") == [(SCHEMA_VERSION,)]
    assert rows("SELECT name, kind, region_code FROM core.organs") == [("江苏省南京市鼓楼区教育局", "unknown", None)]
    seed(build, seed_rows())
    assert load_readings(build, []).unchanged is False
    assert rows("SELECT name, kind, level, region_code FROM core.organs") == [
        ("南京市鼓楼区教育局", "department", "county", "320106")
    ]
    assert rows("SELECT count(*), sum(value)::INTEGER FROM core.figures") == [(200, 7)]
    build_marts(build)
    assert rows(
        "SELECT value::INTEGER FROM mart.organ_panel('南京市鼓楼区教育局') WHERE measure_code = 'requests_received'"
    ) == [(7,)]


def test_an_upgraded_file_is_the_same_as_one_made_today(tmp_path: Path, build: Path) -> None:
    reading = write_reading(tmp_path / "in", report({NEW: 7}, organ="白水县教育局"))
    load_readings(build, [reading])
    columns = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name IN ('raw', 'core')"
    old = tmp_path / "old.duckdb"
    version_2(old, reading)
    with writing(old) as connection:
        ensure_schema(connection)
        upgraded = set(connection.execute(columns).fetchall())
    with writing(build) as connection:
        assert set(connection.execute(columns).fetchall()) == upgraded
    assert (
        table_checksums(old)["core.organs"] != table_checksums(build)["core.organs"]
    )  # resolved by the next load only
    seed(old, seed_rows())
    load_readings(old, [])
    assert table_checksums(old)["core.organs"] == table_checksums(build)["core.organs"]
    assert table_checksums(old)["core.reports"] == table_checksums(build)["core.reports"]
