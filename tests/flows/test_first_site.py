"""The first site of an operator: its folder need not be there."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.flows.small import Small


def test_sites_add_makes_the_registry_folder_and_refuses_the_same_column_twice(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_ALLOW_LOOPBACK", "true")
    monkeypatch.setenv("NIANBAO_REQUEST_DELAY_SECONDS", "0")
    folder, town = tmp_path / "registry", small.government.towns[0]
    words = ["sites", "add", town.host.url + town.entry, "--id", "first", "--organ", "青河县人民政府"]
    words += ["--region", "青河县", "--level", "county", "--many-organs", "--registry", str(folder)]
    added = CliRunner().invoke(app, words)
    assert added.exit_code == 0, added.output
    assert [path.name for path in folder.iterdir()] == ["first.yaml"]
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 1
    assert "is in the registry already" in again.output
