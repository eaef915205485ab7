"""The command: help that teaches, exit codes that tell, errors as one line, JSON and nothing else where JSON is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.demo_site import build_demo
from flows.demo_site.model import DemoPlan
from nianbao import __version__
from tests.flows.bad_inputs import make_bad_inputs

COMMANDS = ("demo", "run", "import", "extract", "show", "sql", "status", "docs", "version")
runner = CliRunner()


def nianbao(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "flows.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, timeout=120)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> DemoPlan:
    return build_demo(tmp_path_factory.mktemp("site"))


def file_of(plan: DemoPlan, fault: str) -> Path:
    report = plan.with_fault(fault)
    return plan.folder / "site" / (report.attachment or report.path).lstrip("/")


def test_version_answers_at_once() -> None:
    before = os.times().children_user
    ended = nianbao("version")
    assert ended.returncode == 0
    assert ended.stdout.decode().startswith(f"nianbao {__version__} (Python ")
    # Processor seconds of the child, because other tests may keep the machine busy.
    assert os.times().children_user - before < 1


def test_version_and_help_import_nothing_heavy() -> None:
    code = "import sys, flows.cli; print([m for m in ('prefect', 'duckdb', 'pandas', 'lxml', 'pdfplumber') if m in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    result = runner.invoke(app, [command, "--help"], terminal_width=200)
    assert result.exit_code == 0
    assert f"Example: nianbao {command}" in " ".join(result.output.split())


def test_help_lists_all_commands_and_exit_codes() -> None:
    result = runner.invoke(app, ["--help"], terminal_width=200)
    assert all(f" {command} " in result.output for command in COMMANDS)
    text = " ".join(result.output.split())
    for words in (
        "0 done",
        "1 the input",
        "2 wrong usage",
        "3 publish held",
        "4 done, but some",
        "70 an error of nianbao",
    ):
        assert words in text


def test_unknown_command_and_missing_argument_are_usage_errors() -> None:
    assert runner.invoke(app, ["harvest"]).exit_code == 2
    assert runner.invoke(app, ["extract"]).exit_code == 2


def test_wrong_setting_is_one_line_and_exit_code_one() -> None:
    ended = nianbao("status", NIANBAO_WORKERS="many")
    assert ended.returncode == 1
    lines = ended.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("error: setting workers: ")


def test_debug_shows_the_trace(tmp_path: Path) -> None:
    plain = runner.invoke(app, ["--data-dir", str(tmp_path), "docs"])
    assert plain.exit_code == 1
    assert "Traceback" not in plain.stderr
    shown = runner.invoke(app, ["--debug", "--data-dir", str(tmp_path), "docs"])
    assert shown.exit_code == 1
    assert "Traceback" in shown.stderr


def test_defect_of_ours_ends_with_seventy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(data_dir: Path) -> None:
        raise RuntimeError("a wire came off")

    monkeypatch.setattr("warehouse.lock.lock_owner", broken)
    result = runner.invoke(app, ["--data-dir", str(tmp_path), "status"])
    assert result.exit_code == 70
    assert "error: an error of nianbao itself: RuntimeError: a wire came off" in result.stderr


def test_extract_json_is_one_object_in_utf8_and_nothing_else(plan: DemoPlan) -> None:
    # A C locale must not turn Chinese into question marks.
    ended = nianbao("extract", file_of(plan, "wrong_total"), "--json", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert ended.returncode == 0
    report = json.loads(ended.stdout.decode("utf-8"))
    planned = plan.with_fault("wrong_total")
    assert (report["status"], report["organ"], report["year"]) == ("read", planned.organ, planned.year)
    figures = {(f["table"], f["row"], f["column"]): f["value"] for f in report["figures"]}
    assert figures == {key: float(value) for key, value in planned.figures.items()}
    assert {(f["check"], f["scope"], f["table"]) for f in report["findings"]} == {
        (failure.check, failure.scope, failure.table) for failure in planned.failures
    }
    assert planned.organ.encode("utf-8") in ended.stdout


def test_extract_without_json_draws_the_tables_and_names_the_findings(plan: DemoPlan) -> None:
    result = runner.invoke(app, ["extract", str(file_of(plan, "wrong_total"))])
    assert result.exit_code == 0
    for words in (
        "收到和处理政府信息公开申请情况",
        "自然人",
        "applications_2021, 25 of 25 rows",
        "findings, where printed",
    ):
        assert words in result.output


def test_extract_of_unreadable_files_prints_the_object_and_exits_with_one(tmp_path: Path) -> None:
    codes = make_bad_inputs(tmp_path)
    for name, code in codes.items():
        ended = runner.invoke(app, ["extract", str(tmp_path / name), "--json"])
        report = json.loads(ended.stdout)
        if code == "unknown_layout":
            assert (report["status"], ended.exit_code) == ("unknown_layout", 0)
            continue
        assert (report["status"], ended.exit_code) == ("unreadable", 1)
        (issue,) = report["issues"]
        assert issue["code"] == code
        assert str(tmp_path / name) in issue["message"]


def test_extract_of_a_missing_file_still_prints_the_object(tmp_path: Path) -> None:
    ended = runner.invoke(app, ["extract", str(tmp_path / "no.pdf"), "--json"])
    assert ended.exit_code == 1
    assert json.loads(ended.stdout)["issues"][0]["message"].endswith(
        "no.pdf: no such file or directory; give the path of a file you may read"
    )


def test_sql_status_and_docs_without_a_warehouse_say_what_to_do(tmp_path: Path) -> None:
    asked = runner.invoke(app, ["--data-dir", str(tmp_path), "sql", "SELECT 1"])
    assert asked.exit_code == 1
    assert "there is no warehouse yet" in asked.stderr
    told = runner.invoke(app, ["--data-dir", str(tmp_path), "status"])
    assert told.exit_code == 0
    assert "no run yet; start with 'nianbao run'" in told.stdout
    assert runner.invoke(app, ["--data-dir", str(tmp_path), "docs"]).exit_code == 1


def test_demo_never_empties_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    result = runner.invoke(app, ["demo", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds files that are not of a demonstration" in result.stderr
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_run_of_an_unknown_registry_folder_is_one_line(tmp_path: Path) -> None:
    ended = nianbao("--data-dir", tmp_path / "data", "run", "--registry", tmp_path / "none", NIANBAO_LOG_LEVEL="ERROR")
    assert ended.returncode == 1
    assert (
        ended.stderr.decode().splitlines()[-1].startswith(f"error: {tmp_path / 'none'}: is not a folder of site files")
    )
