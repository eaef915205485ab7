"""Mistakes of an operator, and two runs at once: one line, nothing lost, no server left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.demo_run import LOCK_FOLDER, MARK, _program, prepare_folder
from flows.prefect_home import SERVER_MODULE
from flows.records import RunRecord, StageRecord
from flows.stages.finish import RunResult
from flows.summary import show_findings, told_counts
from warehouse.publish import write_lock

runner = CliRunner()


def stand_in_server() -> subprocess.Popen[bytes]:
    """A process whose command line is that of Prefect's server, as far as we look at it."""
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", SERVER_MODULE])


def dead_process_id() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def server_file(data_dir: Path, server: int, owner: int) -> Path:
    path = data_dir / "prefect" / "server.pid"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{server} {owner}", encoding="ascii")
    return path


@pytest.mark.parametrize("held", [".", LOCK_FOLDER])
def test_second_demonstration_does_not_empty_the_folder_of_the_first(tmp_path: Path, held: str) -> None:
    prepare_folder(tmp_path)
    (tmp_path / "nianbao.duckdb").write_bytes(b"of the first")
    with write_lock(tmp_path / held):
        result = runner.invoke(app, ["demo", "--out", str(tmp_path)])
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert f"another run writes here (process {os.getpid()} on " in line
    assert (tmp_path / "nianbao.duckdb").read_bytes() == b"of the first"


def test_demonstration_ends_the_server_of_a_killed_one_before_it_empties_the_folder(tmp_path: Path) -> None:
    prepare_folder(tmp_path)
    server = stand_in_server()
    try:
        server_file(tmp_path, server.pid, dead_process_id())
        prepare_folder(tmp_path)
        assert server.wait(timeout=10) < 0
    finally:
        server.kill()
    assert [entry.name for entry in tmp_path.iterdir()] == [MARK]


def test_refused_run_answers_before_prefect_starts_and_leaves_the_note_of_the_others_server(tmp_path: Path) -> None:
    note = server_file(tmp_path, 1, os.getpid())
    command = [sys.executable, "-X", "importtime", "-m", "flows.cli", "--data-dir", str(tmp_path), "run"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with write_lock(tmp_path):
        ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=60)
    assert ended.returncode == 1
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("import time:")]
    assert len(lines) == 1
    assert lines[0].startswith(f"error: {tmp_path}: another run writes here (process {os.getpid()} on ")
    assert "prefect.main" not in ended.stderr
    assert note.read_text(encoding="ascii") == f"1 {os.getpid()}"


def test_flow_that_is_refused_does_not_note_its_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from flows.nightly import nightly
    from nianbao.errors import WarehouseError

    noted: list[object] = []
    monkeypatch.setattr("flows.nightly.note_server", noted.append)
    with write_lock(tmp_path), pytest.raises(WarehouseError, match="another run writes here"):
        nightly.fn(overrides={"data_dir": str(tmp_path)})
    assert noted == []


@pytest.mark.parametrize("words", [["run"], ["import", "{file}"]])
def test_data_folder_that_is_a_file_is_named(tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "data"
    file.write_text("x", encoding="utf-8")
    result = runner.invoke(app, ["--data-dir", str(file), *(word.format(file=file) for word in words)])
    assert result.exit_code == 1
    assert f"error: {file}: is a file; name a folder" in " ".join(result.stderr.split())


def test_demonstration_under_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    result = runner.invoke(app, ["demo", "--out", str(tmp_path / "file" / "out")])
    assert result.exit_code == 1
    assert "cannot be made: not a directory; give another folder with --out" in " ".join(result.stderr.split())


@pytest.mark.parametrize("variable", ["NIANBAO_LOG_LEVEL=LOUD", "NIANBAO_WORKER=3"])
def test_mistyped_variable_ends_with_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str) -> None:
    name, _, value = variable.partition("=")
    monkeypatch.setenv(name, value)
    assert runner.invoke(app, ["--data-dir", str(tmp_path), "status"]).exit_code == 1


@pytest.mark.parametrize(
    ("command", "words"),
    [([], "warehouse/data when left out"), (["run"], "that of the package when left out")],
)
def test_help_names_the_default(command: list[str], words: str) -> None:
    result = runner.invoke(app, [*command, "--help"], terminal_width=200)
    assert words in " ".join(result.output.replace("│", " ").split())


def test_printed_command_can_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.demo_run.shutil.which", lambda name: f"/usr/bin/{name}")
    assert _program() == "nianbao"
    monkeypatch.setattr("flows.demo_run.shutil.which", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["other/bin/nianbao", "demo"])
    assert _program() == "other/bin/nianbao"
    monkeypatch.setattr(sys, "argv", ["flows/cli.py", "demo"])
    assert _program() == ".venv/bin/nianbao"


def findings_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], counted: Mapping[str, int], equations: int
) -> str:
    """What is told when no current revision has a finding and the audit counted these."""
    monkeypatch.setattr("flows.summary.findings_of", lambda published: [])
    audit = SimpleNamespace(findings=counted, findings_total=sum(counted.values()), equations=equations)
    show_findings(cast(RunResult, SimpleNamespace(audit=audit, published=Path())), Console(width=160))
    return capsys.readouterr().out.strip()


def test_all_agrees_is_said_only_when_the_audit_counted_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: Any = lambda counted, equations: findings_told(monkeypatch, capsys, counted, equations)  # noqa: E731
    assert told({"error": 0}, 12) == "No findings: every printed figure agrees with those around it."
    assert told({"error": 2}, 12) == "2 findings of revisions that are not current"
    assert told({"error": 0}, 0) == "No findings: no printed figure could be checked."


def test_rows_kept_out_are_told_once() -> None:
    discovered = StageRecord("discover", counts={"found": 46, "kept_out": 4, "list_pages": 3})
    extracted = StageRecord("extract", counts={"read": 42, "figures": 9})
    record = RunRecord("r", "nightly", "2025-01-31T00:00:00+00:00", "v", 1, stages=[discovered, extracted])
    told = dict(told_counts(record))
    assert told["found"] == "46 rows on 3 list pages, 4 of them kept out as no annual report"
    assert told["read"] == "42 read, 9 figures"
