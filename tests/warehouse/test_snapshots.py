"""Snapshots: one a publish, kept by a rule, opened by date, never another day's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nianbao.errors import WarehouseError
from warehouse.snapshots import Retention, find_snapshot, keep_snapshot, prune, snapshots

KEEP_ALL = Retention(10_000, 0)


def publish_nights(
    folder: Path, nights: int, rule: Retention, first: datetime = datetime(2025, 1, 1, 3, tzinfo=UTC)
) -> None:
    published = folder / "nianbao.duckdb"
    for night in range(nights):
        fresh = folder / "build"
        fresh.write_text(f"night {night}")
        fresh.replace(published)
        keep_snapshot(published, folder / "snapshots", rule, first + timedelta(days=night))


def test_a_snapshot_is_the_file_of_that_night_and_takes_no_room_until_the_next(tmp_path: Path) -> None:
    publish_nights(tmp_path, 2, KEEP_ALL)
    first, second = snapshots(tmp_path / "snapshots")
    assert (first.date, first.path.read_text()) == ("2025-01-01", "night 0")
    assert (second.date, second.path.read_text()) == ("2025-01-02", "night 1")
    assert second.path.samefile(tmp_path / "nianbao.duckdb")


def test_the_rule_keeps_the_last_ones_and_the_last_of_each_month(tmp_path: Path) -> None:
    publish_nights(tmp_path, 100, Retention(3, 3))  # 1 January to 10 April
    assert [one.date for one in snapshots(tmp_path / "snapshots")] == [
        "2025-02-28", "2025-03-31", "2025-04-08", "2025-04-09", "2025-04-10",
    ]  # fmt: skip


def test_no_rule_no_snapshot(tmp_path: Path) -> None:
    publish_nights(tmp_path, 1, Retention(0, 0))
    assert not (tmp_path / "snapshots").exists()


def test_pruning_leaves_other_files_alone(tmp_path: Path) -> None:
    publish_nights(tmp_path, 3, KEEP_ALL)
    (tmp_path / "snapshots" / "mine.duckdb").write_text("not a snapshot")
    assert [one.date for one in prune(tmp_path / "snapshots", Retention(1, 0))] == ["2025-01-01", "2025-01-02"]
    assert sorted(path.name for path in (tmp_path / "snapshots").iterdir()) == [
        "mine.duckdb", "nianbao-2025-01-03T030000Z.duckdb",
    ]  # fmt: skip


def test_where_hard_links_are_not_to_be_had_the_snapshot_is_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError("Operation not supported")

    monkeypatch.setattr("os.link", no_links)
    publish_nights(tmp_path, 1, KEEP_ALL)
    assert find_snapshot(tmp_path / "snapshots", "latest").path.read_text() == "night 0"


@pytest.mark.parametrize(
    ("asked", "night"),
    [
        ("2025-01-02", 1),
        ("2025-01-02 03:00:00Z", 1),
        ("2025-01-02T030000Z", 1),
        ("latest", 2),
        ("previous", 1),
        ("2025-01", 2),
    ],
)
def test_a_snapshot_is_opened_by_its_date(tmp_path: Path, asked: str, night: int) -> None:
    publish_nights(tmp_path, 3, KEEP_ALL)
    assert find_snapshot(tmp_path / "snapshots", asked).path.read_text() == f"night {night}"


def test_a_day_without_a_snapshot_names_its_neighbours(tmp_path: Path) -> None:
    publish_nights(tmp_path, 1, KEEP_ALL)
    publish_nights(tmp_path, 1, KEEP_ALL, datetime(2025, 1, 9, 3, tzinfo=UTC))
    with pytest.raises(WarehouseError, match="snapshot 2025-01-05: there is none; nearest: 2025-01-01, 2025-01-09"):
        find_snapshot(tmp_path / "snapshots", "2025-01-05")
    with pytest.raises(WarehouseError, match="there are no snapshots"):
        find_snapshot(tmp_path / "elsewhere", "2025-01-05")
