"""The schema: every table and column explains itself in both languages; seeds, checksums and ops do what they say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.layouts import load_layouts
from flows.seeds import seed_rows
from nianbao.errors import WarehouseError
from tests.warehouse.conftest import Rows
from warehouse.archive import Archive, FetchEntry
from warehouse.checksums import table_checksums
from warehouse.connection import writing
from warehouse.marts import build_marts
from warehouse.ops import RunRow, mirror_fetches, record_run, record_stage
from warehouse.schema import SCHEMA_VERSION, ensure_schema
from warehouse.seeds import seed

TWO_LANGUAGES = re.compile(r"^[^/]*[\u4e00-\u9fff].* / .*[A-Za-z]{2}")


def test_every_table_and_column_is_documented_in_chinese_and_english(build: Path, rows: Rows) -> None:
    build_marts(build)
    comments = rows(
        "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE database_name = current_database()"
        " UNION ALL SELECT schema_name || '.' || view_name, comment FROM duckdb_views()"
        " WHERE database_name = current_database() AND NOT internal"
        " UNION ALL SELECT schema_name || '.' || table_name || '.' || column_name, comment FROM duckdb_columns()"
        " WHERE database_name = current_database() AND schema_name IN ('raw', 'core', 'mart', 'quality', 'ops')"
    )
    assert len(comments) > 300
    assert [name for name, comment in comments if not TWO_LANGUAGES.match(comment or "")] == []


def test_applying_the_schema_again_changes_nothing(build: Path, rows: Rows) -> None:
    before = table_checksums(build)
    with writing(build) as connection:
        connection.execute("UPDATE ops.schema_version SET schema_sha256 = 'of an older state'")
        ensure_schema(connection)
    assert table_checksums(build) == before
    assert rows("SELECT version FROM ops.schema_version") == [(SCHEMA_VERSION,)]


def test_a_file_of_a_newer_program_is_refused(build: Path) -> None:
    with writing(build) as connection:
        connection.execute("INSERT INTO ops.schema_version VALUES (99, '', now()::TIMESTAMP)")
        with pytest.raises(WarehouseError, match="has schema version 99, this program knows 5; update nianbao"):
            ensure_schema(connection)


def test_seeds_hold_every_row_column_cell_and_equation_of_the_layouts(build: Path, rows: Rows) -> None:
    layouts = load_layouts().values()
    for table, wanted in [
        ("core.layouts", len(layouts)),
        ("core.layout_groups", sum(len(layout.groups) for layout in layouts)),
        ("core.layout_rows", sum(len(layout.rows) for layout in layouts)),
        ("core.layout_columns", sum(len(layout.columns) for layout in layouts)),
        ("core.layout_cells", sum(len(list(layout.cells())) for layout in layouts)),
        ("quality.identities", sum(len(layout.identities) for layout in layouts)),
        ("quality.identity_terms", sum(len(one.terms) for layout in layouts for one in layout.identities)),
    ]:
        assert rows(f"SELECT count(*) FROM {table}") == [(wanted,)]  # noqa: S608
    assert rows("SELECT label_zh, label_en FROM core.layout_rows WHERE row_code = 'granted' ORDER BY layout_id") == [
        ("（一）予以公开", "granted"),
        ("（一）予以公开", "granted"),
    ]
    assert rows("SELECT severity, status, form FROM quality.checks WHERE check_id = 'APP-1'") == [
        ("error", "official", "国办公开办函〔2019〕60号、国办公开办函〔2021〕30号")
    ]
    assert rows(
        "SELECT formula FROM quality.identities WHERE check_id = 'APP-1' AND scope = 'total' AND layout_id = 'applications_2021'"
    ) == [("new_received.total + carried_in.total = processed_total.total + carried_forward.total",)]


def test_seeding_again_says_so_and_a_change_replaces_all(build: Path, rows: Rows) -> None:
    same = seed_rows()
    assert seed(build, same) is False
    structural = ("STRUCT-1", "critical", "structural", "数值类型", "types of figures", "")
    assert seed(build, replace(same, checks=[*same.checks, structural])) is True
    assert rows("SELECT title_en FROM quality.checks WHERE check_id = 'STRUCT-1'") == [("types of figures",)]
    assert seed(build, same) is True
    assert rows("SELECT count(*) FROM quality.checks WHERE check_id = 'STRUCT-1'") == [(0,)]


def test_a_seed_with_a_repeated_key_is_refused_and_changes_nothing(build: Path) -> None:
    same = seed_rows()
    before = table_checksums(build)
    code, severity, *rest = same.checks[0]
    twice = (code, "warning" if severity != "warning" else "error", *rest)
    with pytest.raises(WarehouseError, match=r"[Dd]uplicate key"):
        seed(build, replace(same, checks=[*same.checks, twice]))  # type: ignore[list-item]
    assert table_checksums(build) == before


def test_checksums_ignore_order_and_times_but_no_value(build: Path) -> None:
    def fill(statements: list[str]) -> dict[str, str]:
        with writing(build) as connection:
            connection.execute("DELETE FROM core.revisions; DELETE FROM core.organs")
            for statement in statements:
                connection.execute(statement)
        return table_checksums(build)

    revision = "INSERT INTO core.revisions VALUES ('r', {}, 'c', 'i', 1, 't', {}, 'read', 'u', 'b', true, '{}')"
    organs = [
        "INSERT INTO core.organs (organ_id, name) VALUES ('1', 'a')",
        "INSERT INTO core.organs (organ_id, name) VALUES ('2', 'b')",
    ]
    first = fill([*organs, revision.format(1, "NULL", "2024-01-01"), revision.format(2, "''", "2024-01-01")])
    assert (
        fill([revision.format(2, "''", "2025-12-31"), revision.format(1, "NULL", "2024-01-01"), *organs[::-1]]) == first
    )
    other = fill([*organs, revision.format(1, "''", "2024-01-01"), revision.format(2, "''", "2024-01-01")])
    assert other["core.revisions"] != first["core.revisions"]  # NULL is not the empty text
    assert other["core.organs"] == first["core.organs"]
    assert not any(name.startswith("ops.") for name in first)


def test_a_run_its_stages_and_its_fetches_are_recorded_once(build: Path, rows: Rows, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    assert mirror_fetches(build, archive) == 0
    sha256 = archive.put(b"page")
    archive.record(FetchEntry("f1", "http://gov.test/", "gov", "2024-01-22T02:00:00+08:00", 200, "stored", sha256))
    archive.record(
        FetchEntry("f2", "http://gov.test/x", "gov", "2024-01-21T18:00:05Z", 0, "failed", message="time-out")
    )
    assert mirror_fetches(build, archive) == 2
    assert mirror_fetches(build, archive) == 0
    assert rows("SELECT fetch_id, fetched_at::VARCHAR, status, blob_sha256, message FROM ops.fetches ORDER BY ALL") == [
        ("f1", "2024-01-21 18:00:00", 200, sha256, ""),
        ("f2", "2024-01-21 18:00:05", 0, None, "time-out"),
    ]
    run = RunRow("r1", "2024-01-21T18:00:00+00:00", "running", "0.1.0")
    record_run(build, run)
    record_run(build, replace(run, outcome="published", finished_at="2024-01-21T18:10:00+00:00"))
    record_stage(build, "r1", "load", 1.5, {"figures_new": 200})
    assert rows("SELECT run_id, outcome, (finished_at - started_at)::VARCHAR FROM ops.runs") == [
        ("r1", "published", "00:10:00")
    ]
    assert rows("SELECT stage, seconds, (counts->>'figures_new')::INTEGER FROM ops.stages") == [("load", 1.5, 200)]
