"""Readings on disk: never made twice, marked until published, and dated by when their address began to show the bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.document import Issue
from flows.console import Progresses
from flows.context import Run
from flows.reading.items import BlobFacts, Item, ItemBlob, reading_id_of
from flows.reading.store import ReadingDamaged, ReadingStore, ReadingSummary
from flows.records import RunLog, write_atomically
from nianbao.errors import WarehouseError
from nianbao.settings import load_settings
from warehouse.archive import FetchEntry
from warehouse.staging import stage_files

ITEM = Item("item", "s", "http://site.example/1.html", "县教育局2023年政府信息公开工作年度报告", "2024-01-20")
ISSUE = Issue("empty_file", "error", "http://site.example/1.html: 0 bytes")


def write_one(store: ReadingStore, shown_since: str) -> str:
    reading_id = reading_id_of(ITEM.item_id, ["a" * 64])
    blob = ItemBlob("a" * 64, ITEM.url, "page", shown_since)
    store.write_without_report(ITEM, [blob], [BlobFacts("unknown", 0)], reading_id, "unreadable", ISSUE)
    return reading_id


def test_reading_is_to_be_loaded_until_it_is_said_to_be_loaded(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    reading_id = write_one(store, "2024-02-01T00:00:00+00:00")
    assert store.to_load() == [store.path(reading_id)]
    store.loaded(store.to_load())
    assert store.to_load() == []
    assert store.all() == [store.path(reading_id)]


def test_mark_without_its_reading_is_no_reading(tmp_path: Path) -> None:
    """The mark comes first, so that a kill between the two cannot hide a reading."""
    store = ReadingStore(tmp_path)
    reading_id = write_one(store, "2024-02-01T00:00:00+00:00")
    store.path(reading_id).unlink()
    assert store.to_load() == []


def test_reading_id_depends_on_item_bytes_and_code() -> None:
    ids = {
        reading_id_of("item", ["a" * 64], "1"),
        reading_id_of("other", ["a" * 64], "1"),
        reading_id_of("item", ["b" * 64], "1"),
        reading_id_of("item", ["a" * 64, "b" * 64], "1"),
        reading_id_of("item", ["a" * 64], "2"),
    }
    assert len(ids) == 5


def test_address_that_goes_back_to_old_bytes_brings_its_reading_again_with_the_new_time(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    reading_id = write_one(store, "2024-02-01T00:00:00+00:00")
    store.loaded(store.to_load())
    written = datetime(2024, 2, 1, 0, 5, tzinfo=UTC)
    os.utime(store.path(reading_id), (written.timestamp(), written.timestamp()))

    same = ItemBlob("a" * 64, ITEM.url, "page", "2024-02-01T00:00:00+00:00")
    assert store.refresh_times(reading_id, [same]) is False
    assert store.to_load() == []

    later = (written + timedelta(days=3)).isoformat()
    assert store.refresh_times(reading_id, [ItemBlob("a" * 64, ITEM.url, "page", later)]) is True
    assert store.to_load() == [store.path(reading_id)]
    assert json.loads(store.path(reading_id).read_text(encoding="utf-8"))["blobs"][0]["fetched_at"] == later


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data.replace(b'"bytes":0', b'"bytes":7'), id="another digit"),
        pytest.param(lambda data: data[:40] + b"\xd0\x0f" + data[42:], id="no UTF-8"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut"),
        pytest.param(lambda data: b"", id="empty"),
    ],
)
def test_damaged_reading_is_refused_whatever_became_of_it(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    store = ReadingStore(tmp_path)
    path = store.path(write_one(store, "2024-02-01T00:00:00+00:00"))
    whole = path.read_bytes()
    assert list(stage_files([path], tmp_path)) != []
    path.write_bytes(damage(whole))
    assert path.read_bytes() != whole
    with pytest.raises(WarehouseError, match=str(path)):
        list(stage_files([path], tmp_path))
    os.utime(path, (0, 0))
    with pytest.raises(ReadingDamaged, match=str(path)):
        store.refresh_times(path.stem, [ItemBlob("a" * 64, ITEM.url, "page", "2024-02-02T00:00:00+00:00")])


def test_shown_since_is_the_fetch_from_which_on_the_bytes_stand_there_without_a_break(tmp_path: Path) -> None:
    run = Run(load_settings(data_dir=tmp_path), "nightly", Progresses(is_shown=False))
    first, second = run.archive.put(b"first"), run.archive.put(b"second")
    shown = [
        ("stored", first),
        ("unchanged", first),
        ("stored", second),
        ("failed", None),
        ("stored", first),
        ("unchanged", first),
    ]
    for day, (outcome, sha256) in enumerate(shown, start=1):
        time = f"2024-02-0{day}T00:00:00+00:00"
        run.record_fetch(FetchEntry(f"f{day}", ITEM.url, "s", time, 200, outcome, sha256))  # type: ignore[arg-type]
    assert run.shown_since(ITEM.url, first) == "2024-02-05T00:00:00+00:00"
    later = Run(load_settings(data_dir=tmp_path), "nightly", Progresses(is_shown=False))
    assert later.shown_since(ITEM.url, first) == "2024-02-05T00:00:00+00:00"


def test_write_is_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write_atomically(target, "one")
    write_atomically(target, "two")
    assert target.read_text(encoding="utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_run_that_never_ended_is_closed_as_failed_with_its_last_stage(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    killed = log.begin("nightly", "1")
    with log.stage(killed, "fetch") as stage:
        stage.add("new", 3)
    current = log.begin("nightly", "1")
    assert [record.run_id for record in log.close_stale(current.run_id)] == [killed.run_id]
    first, second = log.all()
    assert (first.outcome, second.outcome) == ("failed", "running")
    assert first.message == "ended without a word during fetch (killed, or the machine stopped)"
    assert first.count("fetch", "new") == 3


def test_reading_without_organ_or_year_is_a_problem_although_its_figures_were_read() -> None:
    summary = ReadingSummary("r", "read", 200, 0, (Issue("organ_unknown", "warning", "no organ"),), is_identified=False)
    problem = summary.problem("/in/scan-17.html")
    assert problem is not None
    assert (problem.code, problem.level) == ("identity_unknown", "error")
    assert problem.message.startswith("/in/scan-17.html: its figures were read, but not whose")
    assert replace(summary, is_identified=True).problem("/in/scan-17.html") is None
