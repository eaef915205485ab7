"""Settings: what an operator may mistype, and the one line that says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nianbao.errors import SettingsError
from nianbao.folders import usable_folder
from nianbao.settings import load_settings


@pytest.fixture(autouse=True)
def _no_settings_but_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("NIANBAO_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_log_level_is_one_of_four_in_either_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_LOG_LEVEL", "debug")
    assert load_settings().log_level == "DEBUG"
    monkeypatch.setenv("NIANBAO_LOG_LEVEL", "LOUD")
    assert refusal().startswith("setting log_level: Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'")


def test_unknown_setting_in_the_file_names_the_nearest() -> None:
    Path("nianbao.toml").write_text("wrokers = 3\n", encoding="utf-8")
    assert refusal() == "nianbao.toml: unknown setting 'wrokers'; did you mean 'workers'?"


def test_unknown_setting_like_no_other_points_to_the_page() -> None:
    Path("nianbao.toml").write_text("zzz = 3\n", encoding="utf-8")
    assert refusal() == "nianbao.toml: unknown setting 'zzz'; see the operator's page of the README"


@pytest.mark.parametrize("content", [b"workers = \n", b"workers 3", b"\xff\xfe\x00"])
def test_file_that_is_no_toml_is_named(content: bytes) -> None:
    Path("nianbao.toml").write_bytes(content)
    assert refusal().startswith("nianbao.toml: cannot be read as TOML: ")


def test_unknown_variable_names_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_WORKER", "3")
    assert refusal() == "environment: unknown setting 'NIANBAO_WORKER'; did you mean 'NIANBAO_WORKERS'?"


def test_variable_of_the_tests_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_REQUIRE_ALL", "1")
    monkeypatch.setenv("nianbao_workers", "5")
    assert load_settings().workers == 5


def test_folder_is_made_or_refused_by_its_name(tmp_path: Path) -> None:
    assert usable_folder(tmp_path / "a" / "b").is_dir()
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(SettingsError, match="file: is a file; name a folder"):
        usable_folder(file)
    with pytest.raises(SettingsError, match="file/data: cannot be made: not a directory; name a folder"):
        usable_folder(file / "data")
