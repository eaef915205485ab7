"""``nianbao import`` with a folder of bad inputs: one clear line and one issue row each, the good report unharmed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from flows.demo_site import DemoReport, build_demo
from tests.flows.bad_inputs import SPARSE_BYTES, make_bad_inputs
from warehouse.query import run_query

MIB = 1024 * 1024


@dataclass(frozen=True)
class Import:
    """One import by the command: the good report, what bad file must end as which issue, and how the command ended."""

    inbox: Path
    data_dir: Path
    good: DemoReport
    good_file: Path
    codes: dict[str, str]
    first: subprocess.CompletedProcess[str]


def nianbao(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", *map(str, words)]
    environment = {**os.environ, "NIANBAO_LOG_LEVEL": "WARNING", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=300)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Import:
    folder = tmp_path_factory.mktemp("import")
    inbox = folder / "收件箱"
    codes = make_bad_inputs(inbox)
    plan = build_demo(folder / "web")
    good = next(report for report in plan.reports if report.format == "pdf" and not report.fault)
    good_file = inbox / "好的报告.pdf"
    shutil.copy(plan.folder / "site" / good.attachment.lstrip("/"), good_file)
    data_dir = folder / "data"
    return Import(inbox, data_dir, good, good_file, codes, nianbao("--data-dir", data_dir, "import", inbox))


def test_exit_code_says_that_some_inputs_could_not_be_read(imported: Import) -> None:
    assert imported.first.returncode == 4, imported.first.stderr


def test_each_bad_file_is_one_clear_line_without_a_traceback(imported: Import) -> None:
    lines = imported.first.stderr.splitlines()
    assert "Traceback" not in imported.first.stderr
    for name in imported.codes:
        told = [line for line in lines if name in line]
        assert len(told) == 1, (name, told)
        assert str(imported.inbox / name) in told[0]
    assert not [line for line in lines if imported.good_file.name in line]


def test_each_bad_file_is_one_issue_row_with_its_code(imported: Import) -> None:
    frame = run_query(
        imported.data_dir / "nianbao.duckdb",
        "SELECT i.url, n.code, r.status FROM raw.issues n JOIN raw.items i USING (item_id) JOIN raw.readings r USING (reading_id)",
    )
    found = {(Path(row.url).name, row.code) for row in frame.itertuples()}
    expected = {(name, "unknown_table" if code == "unknown_layout" else code) for name, code in imported.codes.items()}
    assert found == expected
    assert len(frame) == len(expected)
    statuses = {Path(row.url).name: row.status for row in frame.itertuples()}
    assert statuses.pop("unknown_layout.html") == "unknown_layout"
    assert set(statuses.values()) == {"unreadable"}


def test_good_report_beside_them_is_loaded_cell_by_cell(imported: Import) -> None:
    frame = run_query(
        imported.data_dir / "nianbao.duckdb",
        f"SELECT table_code, row_code, column_code, value FROM mart.figures WHERE organ_name = '{imported.good.organ}'",
    )
    stored = {tuple(row[:3]): row[3] for row in frame.itertuples(index=False)}
    expected: dict[tuple[str, ...], Decimal] = dict(imported.good.figures)
    assert stored == expected


def test_file_over_the_limit_is_not_read_in(imported: Import) -> None:
    archived = sum(file.stat().st_size for file in (imported.data_dir / "archive").rglob("*") if file.is_file())
    assert (imported.inbox / "huge.pdf").stat().st_size == SPARSE_BYTES
    assert archived < 5 * MIB


def test_importing_the_same_files_again_changes_nothing_and_says_so(imported: Import) -> None:
    published = imported.data_dir / "nianbao.duckdb"
    before = published.stat().st_mtime_ns
    again = nianbao("--data-dir", imported.data_dir, "import", imported.inbox)
    assert again.returncode == 4
    assert "unchanged: nothing changed; the published file stays as it is" in again.stdout
    assert published.stat().st_mtime_ns == before
    for name in imported.codes:
        assert name in again.stderr


def test_only_bad_files_end_with_exit_code_one(imported: Import, tmp_path: Path) -> None:
    ended = nianbao("--data-dir", tmp_path / "data", "import", imported.inbox / "empty.html")
    assert ended.returncode == 1
    assert "empty.html: 0 bytes" in ended.stderr


def test_missing_path_and_empty_folder_are_one_line(tmp_path: Path) -> None:
    ended = nianbao("--data-dir", tmp_path / "data", "import", tmp_path / "nowhere")
    assert ended.returncode == 1
    assert ended.stderr == f"error: {tmp_path / 'nowhere'}: does not exist; give files or folders that do\n"
    (tmp_path / "empty").mkdir()
    ended = nianbao("--data-dir", tmp_path / "data", "import", tmp_path / "empty")
    assert ended.returncode == 1
    assert ended.stderr == f"error: {tmp_path / 'empty'}: holds no files; give files or folders of reports\n"
