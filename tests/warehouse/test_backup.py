"""Backup and restore: nothing that cannot be made again is left behind, and no damaged byte comes back unnoticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nianbao.errors import WarehouseError
from warehouse.archive import Archive
from warehouse.backup import MANIFEST, back_up, restore, verify_backup
from warehouse.publish import publish, start_build


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder as runs leave it, with what needs no backup beside what does."""
    folder = tmp_path / "data"
    archive = Archive(folder / "archive")
    for number in range(5):
        archive.put(f"page {number}".encode())
    (folder / "archive" / "fetch_log.jsonl").write_text('{"fetch_id": "1"}\n', encoding="utf-8")
    (folder / "archive" / "fetch_index.sqlite").write_bytes(b"made again")
    for name in ("staging/readings/a.json", "prefect/prefect.db", "quality/index.html", "write.lock"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("made again", encoding="utf-8")
    for name in ("decisions.jsonl", "hosts.json", "runs/1.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"of a person: {name}", encoding="utf-8")
    publish(start_build(folder / "nianbao.duckdb", folder / "staging" / "builds", "r1"), folder / "nianbao.duckdb")
    return folder


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "one.yaml").write_text("site_id: one\n", encoding="utf-8")
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_that_cannot_be_made_again_comes_back_as_it_was(data_dir: Path, registry: Path, tmp_path: Path) -> None:
    back_up(data_dir, registry, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again", tmp_path / "registry_again")
    made_again = ("staging/", "prefect/", "quality/", "write.lock", "archive/fetch_index.sqlite")
    kept = {name: data for name, data in files_of(data_dir).items() if not name.startswith(made_again)}
    assert files_of(tmp_path / "again") == kept
    assert {"nianbao.duckdb", "decisions.jsonl", "hosts.json", "runs/1.json", "archive/fetch_log.jsonl"} <= kept.keys()
    assert files_of(tmp_path / "registry_again") == files_of(registry)


def test_second_backup_copies_only_what_is_new_and_forgets_what_is_gone(
    data_dir: Path, registry: Path, tmp_path: Path
) -> None:
    first = back_up(data_dir, registry, tmp_path / "backup")
    assert first.copied == first.files
    assert back_up(data_dir, registry, tmp_path / "backup").copied == 0
    Archive(data_dir / "archive").put(b"another page")
    (data_dir / "hosts.json").unlink()
    (data_dir / "runs" / "1.json").write_text("finished", encoding="utf-8")
    again = back_up(data_dir, registry, tmp_path / "backup")
    assert (again.files, again.copied) == (first.files, 2)
    assert list(verify_backup(tmp_path / "backup")) == []
    assert not (tmp_path / "backup" / "data" / "hosts.json").exists()


def test_verification_names_each_damaged_and_each_absent_file(data_dir: Path, registry: Path, tmp_path: Path) -> None:
    back_up(data_dir, registry, tmp_path / "backup")
    (tmp_path / "backup" / "data" / "decisions.jsonl").write_text("of nobody", encoding="utf-8")
    (tmp_path / "backup" / "data" / "nianbao.duckdb").unlink()
    found = {(fault.name, fault.reason) for fault in verify_backup(tmp_path / "backup")}
    assert found == {("data/decisions.jsonl", "its bytes have changed"), ("data/nianbao.duckdb", "is absent")}
    with pytest.raises(WarehouseError, match=r"decisions\.jsonl: is not what the manifest says"):
        restore(tmp_path / "backup", tmp_path / "again", None)


def test_damaged_published_file_is_not_backed_up(data_dir: Path, registry: Path, tmp_path: Path) -> None:
    (data_dir / "nianbao.duckdb").write_bytes(b"no DuckDB file")
    with pytest.raises(WarehouseError, match=r"nianbao\.duckdb: is damaged .*builds it again"):
        back_up(data_dir, registry, tmp_path / "backup")


def test_folder_that_holds_something_is_never_restored_into(data_dir: Path, registry: Path, tmp_path: Path) -> None:
    back_up(data_dir, registry, tmp_path / "backup")
    before = files_of(data_dir)
    with pytest.raises(WarehouseError, match="is not empty; restore into an empty folder"):
        restore(tmp_path / "backup", data_dir, None)
    assert files_of(data_dir) == before


def test_backup_without_a_manifest_is_none(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    with pytest.raises(WarehouseError, match="it is no backup, or one that broke off"):
        restore(tmp_path / "backup", tmp_path / "again", None)


def test_backup_into_the_folder_itself_is_refused(data_dir: Path, registry: Path) -> None:
    with pytest.raises(WarehouseError, match="lies in the folder that is to be backed up"):
        back_up(data_dir, registry, data_dir / "backup")


def test_manifest_whose_names_lead_out_is_refused(data_dir: Path, registry: Path, tmp_path: Path) -> None:
    back_up(data_dir, registry, tmp_path / "backup")
    manifest = tmp_path / "backup" / MANIFEST
    found = json.loads(manifest.read_text(encoding="utf-8"))
    found["files"]["data/../../escaped"] = {"sha256": "0" * 64, "bytes": 1}
    manifest.write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(WarehouseError, match="leads out of the backup"):
        restore(tmp_path / "backup", tmp_path / "again", None)
    assert not (tmp_path / "escaped").exists()
