"""The doctor: what this machine lacks for a good night is said before the night, with what to do."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.records import RunLog, write_atomically
from flows.upkeep.doctor import Diagnosis, examine
from nianbao.settings import load_settings
from warehouse.lock import write_lock

runner = CliRunner()


def diagnosed(subject: str, data_dir: Path, **settings: Any) -> Diagnosis:
    (found,) = examine(load_settings(data_dir=data_dir, **settings), [subject])
    return found


def test_sound_installation_ends_well_and_says_what_was_looked_at(tmp_path: Path) -> None:
    result = runner.invoke(app, ["--data-dir", str(tmp_path), "doctor", "--json"])
    found = {one["subject"]: one for one in json.loads(result.stdout)}
    assert {one["subject"] for one in found.values() if one["health"] == "bad"} == set()
    assert result.exit_code == 0
    assert found["ocr"]["what"] == "a drawn 2024 was read as 2024"
    assert found["warehouse"]["health"] == "note"


def test_full_disk_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type(shutil.disk_usage(tmp_path))(10**12, 10**12 - 5 * 10**8, 5 * 10**8)
    monkeypatch.setattr("flows.upkeep.doctor.shutil.disk_usage", lambda _: usage)
    found = diagnosed("data folder", tmp_path)
    assert found.health == "bad"
    assert "0.5 GB free" in found.what
    assert "a run needs 2.0 GB" in found.mend


def test_bad_installation_ends_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    result = runner.invoke(app, ["--data-dir", str(tmp_path), "doctor"])
    assert result.exit_code == 1
    assert "✗ prefect: http://127.0.0.1:9/api does not answer" in result.output


def test_folder_that_is_a_file_is_bad_and_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_text("not a folder", encoding="utf-8")
    found = {one.subject: one.health for one in examine(load_settings(data_dir=path), ["data folder", "channels"])}
    assert found == {"data folder": "bad", "channels": "note"}


def test_clock_behind_the_last_run_is_bad(tmp_path: Path) -> None:
    record = RunLog(tmp_path).begin("nightly", "1")
    ahead = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    path = tmp_path / "runs" / f"{record.run_id}.json"
    write_atomically(path, path.read_text(encoding="utf-8").replace(record.started_at, ahead))
    found = diagnosed("clock", tmp_path)
    assert found.health == "bad"
    assert "timedatectl" in found.mend


def test_run_under_way_is_named(tmp_path: Path) -> None:
    with write_lock(tmp_path):
        assert diagnosed("lock", tmp_path).health == "note"
    assert diagnosed("lock", tmp_path).health == "good"


def test_empty_registry_is_bad(tmp_path: Path) -> None:
    (tmp_path / "registry").mkdir()
    assert diagnosed("registry", tmp_path, registry_dir=tmp_path / "registry").health == "bad"


def test_server_that_does_not_answer_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert "does not answer" in diagnosed("prefect", tmp_path).what


def test_misspelt_channel_is_bad_and_its_key_is_not_shown(tmp_path: Path) -> None:
    found = diagnosed("channels", tmp_path, notify_urls="json://127.0.0.1/ok nosuch://very-secret")
    assert found.health == "bad"
    assert "address 2" in found.what
    assert "very-secret" not in repr(found)


def test_missing_programs_are_notes_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install chromium" in diagnosed("chromium", tmp_path).mend
