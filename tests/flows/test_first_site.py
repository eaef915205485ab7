"""The first site of an operator: its folder need not be there."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.sites.probe import Probe, ProbedRow
from flows.cli import app
from flows.commands.sites import show_probe
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
    other = town.host.url + town.entry + "?one"
    told = CliRunner().invoke(app, [*words[:2], other, "--id", "second", *words[5:-3], *words[-2:]])
    assert told.exit_code == 0, told.output
    organs = {one.organ for one in small.reports}
    assert len(organs) == 2
    assert "the titles name 2 organs: if the column is of all of them, write many_organs: true" in told.output


def test_probe_shows_every_row_whole_and_words_of_a_site_as_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    address = "http://gov.test/zwgk/zfxxgk/zfxxgknb/202401/t20240112_1000234_with_a_long_name.html"
    report = ProbedRow(address, "[red]某县民政局2023年年报", "某县民政局", 2023, "2024-01-12", "report", "")
    notice = ProbedRow("http://gov.test/n.html", "关于编制年报的通知", "", None, "", "kept_out", "a notice")
    show_probe(Probe((report, notice), ()))
    assert capsys.readouterr().out.splitlines() == [
        "report  2023  某县民政局  2024-01-12  [red]某县民政局2023年年报",
        f"  {address}",
        "kept out: a notice  no year  no organ  no date  关于编制年报的通知",
        "  http://gov.test/n.html",
        "1 report, 1 row kept out",
    ]
