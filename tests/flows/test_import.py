"""``nianbao import`` with a folder of bad inputs: one clear line and one issue row each, the good report unharmed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.demo_site import FilledReport, fill_report, render_html, render_pdf
from tests.flows.bad_inputs import SPARSE_BYTES, make_bad_inputs
from tests.flows.small import only_findings
from warehouse.publish import write_lock
from warehouse.query import run_query

MIB = 1024 * 1024
runner = CliRunner()

pytestmark = [pytest.mark.xdist_group("import"), pytest.mark.usefixtures("quick_nights")]


@dataclass(frozen=True)
class Import:
    """One import by the command: the good report, what bad file must end as which issue, and how the command ended."""

    inbox: Path
    data_dir: Path
    good: FilledReport
    good_file: Path
    codes: dict[str, str]
    first: Result


def rows(data_dir: Path, sql: str) -> list[tuple[Any, ...]]:
    return list(run_query(data_dir / "nianbao.duckdb", sql).itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Import:
    folder = tmp_path_factory.mktemp("import")
    inbox = folder / "收件箱"
    codes = make_bad_inputs(inbox)
    good = fill_report("云岭县教育局", 2023, seed=5)
    good_file = inbox / "好的报告.pdf"
    good_file.write_bytes(render_pdf(good))
    data_dir = folder / "data"
    with only_findings():
        first = runner.invoke(
            app, ["--data-dir", str(data_dir), "import", str(inbox)], env={"NIANBAO_LOG_LEVEL": "WARNING"}
        )
    return Import(inbox, data_dir, good, good_file, codes, first)


def test_exit_code_says_that_some_inputs_could_not_be_read(imported: Import) -> None:
    assert imported.first.exit_code == 4, imported.first.stderr


def test_each_bad_file_is_one_clear_line_without_a_traceback(imported: Import) -> None:
    lines = imported.first.stderr.splitlines()
    assert "Traceback" not in imported.first.stderr
    for name in imported.codes:
        told = [line for line in lines if name in line]
        assert len(told) == 1, (name, told)
        assert str(imported.inbox / name) in told[0]
    assert not [line for line in lines if imported.good_file.name in line]


def test_each_bad_file_is_one_issue_row_with_its_code(imported: Import) -> None:
    sql = (
        "SELECT i.url, n.code, r.status FROM raw.issues n JOIN raw.items i USING (item_id) "
        "JOIN raw.readings r USING (reading_id)"
    )
    found = [(Path(url).name, code, status) for url, code, status in rows(imported.data_dir, sql)]
    expected = {
        (name, "unknown_table", code) if code == "unknown_layout" else (name, code, "unreadable")
        for name, code in imported.codes.items()
    }
    assert set(found) == expected
    assert len(found) == len(expected)


def test_good_report_beside_them_is_loaded_cell_by_cell(imported: Import) -> None:
    found = rows(imported.data_dir, "SELECT table_code, row_code, column_code, value FROM mart.figures")
    assert {(table, row, column): value for table, row, column, value in found} == imported.good.truth()


def test_file_over_the_limit_is_not_read_in(imported: Import) -> None:
    archived = sum(file.stat().st_size for file in (imported.data_dir / "archive").rglob("*") if file.is_file())
    assert (imported.inbox / "huge.pdf").stat().st_size == SPARSE_BYTES
    assert archived < 5 * MIB


def test_importing_the_same_files_again_changes_nothing_and_says_so(imported: Import) -> None:
    published = imported.data_dir / "nianbao.duckdb"
    before = published.stat().st_mtime_ns
    again = runner.invoke(app, ["--data-dir", str(imported.data_dir), "import", str(imported.inbox)])
    assert again.exit_code == 4
    assert "unchanged: nothing changed; the published file stays as it is" in again.stdout
    assert published.stat().st_mtime_ns == before
    for name in imported.codes:
        assert name in again.stderr


def test_only_bad_files_end_with_exit_code_one(imported: Import, tmp_path: Path) -> None:
    ended = runner.invoke(app, ["--data-dir", str(tmp_path / "data"), "import", str(imported.inbox / "empty.html")])
    assert ended.exit_code == 1
    assert "empty.html: 0 bytes" in ended.stderr


def test_missing_path_and_empty_folder_are_one_line(tmp_path: Path) -> None:
    ended = runner.invoke(app, ["import", str(tmp_path / "nowhere")])
    assert ended.exit_code == 1
    assert ended.stderr == f"error: {tmp_path / 'nowhere'}: does not exist; give files or folders that do\n"
    (tmp_path / "empty").mkdir()
    ended = runner.invoke(app, ["import", str(tmp_path / "empty")])
    assert ended.exit_code == 1
    assert ended.stderr == f"error: {tmp_path / 'empty'}: holds no files; give files or folders of reports\n"


def test_second_run_in_the_same_data_folder_is_refused_while_the_first_writes(imported: Import, tmp_path: Path) -> None:
    with write_lock(tmp_path):
        ended = runner.invoke(app, ["--data-dir", str(tmp_path), "import", str(imported.good_file)])
    assert ended.exit_code == 1
    assert f"error: {tmp_path}: another run writes here (process {os.getpid()} on " in ended.stderr


def test_report_that_names_no_organ_is_told_and_loaded_once_its_file_is_named_by_its_title(
    imported: Import, tmp_path: Path
) -> None:
    """The name of a file stands for the title that a list would have printed."""
    form = fill_report("云岭县档案局", 2022)
    page = render_html(form).decode("utf-8").replace(form.organ, "本机关")
    nameless = re.sub(r"<title>.*?</title>|<h1.*?</h1>|<meta[^>]*>", "", page, flags=re.DOTALL)
    file = tmp_path / "scan-17.html"
    file.write_text(nameless, encoding="utf-8")
    ended = runner.invoke(app, ["--data-dir", str(tmp_path / "data"), "import", str(file)])
    assert ended.exit_code == 1
    assert f"{file}: its figures were read, but not whose or of which year they are" in ended.stderr
    assert rows(tmp_path / "data", "FROM mart.reports") == []

    named = file.rename(tmp_path / "云岭县档案局2022年政府信息公开工作年度报告.html")
    ended = runner.invoke(app, ["--data-dir", str(tmp_path / "data"), "import", str(named)])
    assert ended.exit_code == 0
    assert rows(tmp_path / "data", "SELECT organ_name, report_year FROM mart.reports") == [("云岭县档案局", 2022)]
