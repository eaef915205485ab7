"""The lake, with a real PostgreSQL and a real S3 server: writers side by side, one merge, readers who ask the same SQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from expectations.audit import AuditResult
from flows.analyst.worked_queries import worked_queries
from flows.context import Run
from flows.reading.store import ReadingStore
from flows.stages.finish import Loaded
from flows.stages.steps import Steps
from flows.upkeep.lake_run import merge_and_publish, push
from nianbao.errors import SettingsError, WarehouseError
from nianbao.settings import Settings, load_settings
from tests.conftest import REPOSITORY
from tests.warehouse.object_storage import BUCKET, object_storage
from tests.warehouse.postgres import postgres
from tests.warehouse.readings import report, write_reading
from warehouse.diff import compare
from warehouse.lake import LakeSession, lake_address, lake_status
from warehouse.marts import build_marts
from warehouse.query import Session
from warehouse.search_index import search_text
from warehouse.snapshots import find_snapshot, snapshots

pytestmark = pytest.mark.xdist_group("lake")  # what they share is made once


def passed(run: Run, loaded: Loaded) -> AuditResult:
    build_marts(loaded.build)
    return AuditResult(run.run_id, True, (), 0, {}, {}, 0, 0, 0, 0, 0.0, run.settings.report_dir, 0)


LOAD_AND_PUBLISH = Steps(audit=passed, report=lambda run, *_: run.settings.report_dir)
"""Audit and quality report of a merge are those of every run, and have tests of their own."""

NEW = ("applications", "new_received", "total")


@pytest.fixture(scope="module")
def catalog() -> Iterator[str]:
    with postgres("lake") as address:
        yield address


def settings_of(folder: Path, catalog: str, data: str) -> Settings:
    return load_settings(data_dir=folder, lake_catalog=catalog, lake_data=data)


def read(settings: Settings, organ: str, year: int, value: int, **over: Any) -> None:
    """A reading in the folder of one machine, as its run would have left it."""
    store = ReadingStore(settings.staging_dir)
    url = f"http://gov.test/{organ}/{year}"
    made = write_reading(settings.data_dir / "made", report({NEW: value}, organ, year), url=url, **over)
    target = store.path(json.loads(made.read_text(encoding="utf-8"))["reading_id"])
    target.parent.mkdir(parents=True, exist_ok=True)
    made.replace(target)


def ask(session: Session, sql: str) -> list[tuple[Any, ...]]:
    with session:
        return session.ask(sql).rows


def pushing(settings: Settings) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "NIANBAO_DATA_DIR": str(settings.data_dir),
        "NIANBAO_LAKE_CATALOG": settings.lake_catalog,
        "NIANBAO_LAKE_DATA": settings.lake_data,
    }
    command = [sys.executable, "-m", "flows.cli", "lake", "push"]
    return subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_two_machines_push_one_publishes_and_readers_ask_the_same_sql(catalog: str, tmp_path: Path) -> None:
    east, west, hub, other = (
        settings_of(tmp_path / name, catalog, str(tmp_path / "lake")) for name in ("east", "west", "hub", "other")
    )
    for year in (2021, 2022, 2023):
        read(east, "白水县教育局", year, 10 * year)
        read(west, "蒲城县教育局", year, year)
    writers = [pushing(east), pushing(west)]
    assert [writer.communicate(timeout=120) for writer in writers] == [("3 readings pushed\n", "")] * 2
    assert push(east) == 0
    assert lake_status(lake_address(hub)).readings == 6

    done = merge_and_publish(hub, LOAD_AND_PUBLISH)
    assert (done.taken, done.result.record.outcome) == (6, "published")
    with LakeSession(lake_address(east)) as of_lake, Session(hub.published_path) as of_file:
        for name, query in worked_queries().items():
            assert of_lake.ask(query.text).rows == of_file.ask(query.text).rows, name
    panel = (
        "SELECT report_year, value::INT FROM mart.organ_panel('白水县教育局') WHERE measure_code = 'requests_received'"
    )
    assert ask(LakeSession(lake_address(west)), panel) == [(2021, 20210), (2022, 20220), (2023, 20230)]

    for refused in (
        "DELETE FROM core.figures",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY core.organs TO '/tmp/a.csv'",
    ):
        with pytest.raises(WarehouseError, match="query: "):
            ask(LakeSession(lake_address(west)), refused)

    read(west, "蒲城县教育局", 2023, 7, data=b"anew", seen="2024-03-01T18:00:00+00:00")
    assert push(west) == 1
    again = merge_and_publish(hub, LOAD_AND_PUBLISH)
    assert again.taken == 1
    assert again.tables["core.figures"] == again.tables["mart.panel"] == 1  # reports written anew
    changed = "SELECT value_before::INT, value_after::INT FROM mart.revisions"
    assert ask(LakeSession(lake_address(east)), changed) == [(2023, 7)]
    unchanged = merge_and_publish(hub, LOAD_AND_PUBLISH)
    assert len(snapshots(hub.snapshots_dir)) == 2  # every publish of every run keeps one
    before = find_snapshot(hub.snapshots_dir, "previous").path
    assert [one.new_value for one in compare(before, hub.published_path).figures] == [7]
    assert len(search_text(hub.published_path, "按时公开")) == 6
    assert (unchanged.taken, unchanged.result.record.outcome, unchanged.tables) == (0, "unchanged", {})

    merge_and_publish(other, LOAD_AND_PUBLISH)  # from the lake alone
    rows = "SELECT report_id, revision, table_code, row_code, column_code, value FROM core.figures ORDER BY ALL"
    assert ask(Session(other.published_path), rows) == ask(Session(hub.published_path), rows)


def test_the_files_of_the_lake_may_be_on_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3

    with postgres("lake") as catalog, object_storage(monkeypatch):
        hub = settings_of(tmp_path, catalog, f"s3://{BUCKET}/lake")
        read(hub, "白水县教育局", 2023, 12)
        assert push(hub) == 1
        assert merge_and_publish(hub, LOAD_AND_PUBLISH).result.record.outcome == "published"
        kept = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="lake/")["Contents"]
        assert any(one["Key"].endswith(".parquet") for one in kept)
        asked = "SELECT value::INT FROM mart.panel WHERE measure_code = 'requests_received'"
        assert ask(LakeSession(lake_address(hub)), asked) == [(12,)]


def test_without_the_settings_the_line_says_which(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="set NIANBAO_LAKE_CATALOG and NIANBAO_LAKE_DATA"):
        push(load_settings(data_dir=tmp_path))


def test_a_catalog_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "dbname=lake host=127.0.0.1 port=1 user=nianbao", str(tmp_path / "lake"))
    with pytest.raises(WarehouseError, match="the lake: "):
        lake_status(lake_address(settings))
