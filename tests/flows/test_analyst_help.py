"""What the commands say to an analyst who mistypes: DuckDB's own help, the nearest names, and where an option stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from tests.warehouse.conftest import warehouse_of
from tests.warehouse.readings import report
from warehouse.hints import QueryError, near_names
from warehouse.query import Session

pytestmark = pytest.mark.xdist_group("analyst")  # what they share is made once

ORGAN = "白水县教育局"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("help")
    build = warehouse_of(folder, [report({("applications", "new_received", "total"): 10}, ORGAN)])
    shutil.copyfile(build, folder / "nianbao.duckdb")
    return folder


def nianbao(folder: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["--data-dir", str(folder), *words], input=typed)


@pytest.mark.parametrize(
    ("sql", "reason", "place"),
    [
        ("SELECT valu FROM mart.panel", '"value"', "LINE 1: SELECT valu FROM mart.panel\n               ^"),
        ("FROM panel", 'Did you mean "mart.panel"?', "LINE 1: FROM panel\n             ^"),
        ("SELECT 1 policy", 'syntax error at or near "policy"', "LINE 1: SELECT 1 policy\n                 ^"),
    ],
)
def test_a_wrong_query_keeps_the_help_of_duckdb_and_its_pointer(
    folder: Path, sql: str, reason: str, place: str
) -> None:
    with Session(folder / "nianbao.duckdb") as session, pytest.raises(QueryError) as caught:
        session.ask(sql)
    assert reason in str(caught.value)
    assert "SHOW ALL TABLES" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.place == place
    shown = nianbao(folder, "sql", sql)
    assert shown.exit_code == 1
    assert place in shown.stderr


def test_a_mistyped_worked_query_is_told_the_nearest_ones(folder: Path) -> None:
    found = nianbao(folder, "sql", "disclosure_rat")
    assert found.exit_code == 1
    assert "disclosure_rat: is no worked query; did you mean disclosure_rate" in found.stderr


@pytest.mark.parametrize(
    ("sql", "note"),
    [
        ("FROM mart.measure_by_region('requests_recieved', 2023)", "no measure is called requests_recieved; near: requests_received"),
        ("FROM mart.panel WHERE measure_code = 'requests_recieved'", "no measure is called requests_recieved"),
        ("FROM mart.organ_panel('教育局')", f"no organ is called 教育局; near: {ORGAN}"),
        ("FROM mart.indicators WHERE indicator_code = 'zzz'", "no indicator is called zzz; `nianbao sql 'FROM core.indicators'` lists all"),
    ],
)  # fmt: skip
def test_an_answer_without_rows_names_what_nothing_in_the_warehouse_bears(folder: Path, sql: str, note: str) -> None:
    found = nianbao(folder, "sql", sql)
    assert found.exit_code == 0
    assert note in " ".join(found.stderr.split())


def test_an_answer_without_rows_says_nothing_of_names_that_exist(folder: Path) -> None:
    found = nianbao(folder, "sql", "FROM mart.panel WHERE measure_code = 'requests_received' AND report_year = 1999")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "0 rows" in found.stdout


def test_a_query_may_come_from_standard_input(folder: Path) -> None:
    found = nianbao(folder, "sql", "--format", "csv", typed="SELECT organ_name\nFROM mart.reports;\n")
    assert (found.exit_code, found.stdout) == (0, f"organ_name\n{ORGAN}\n")


def test_standard_input_without_a_query_gives_the_list(folder: Path) -> None:
    assert nianbao(folder, "sql").stdout.startswith("requests_by_organ\n")


def test_one_row_is_one_row(folder: Path) -> None:
    assert "1 row\n" in nianbao(folder, "sql", "SELECT 1").stdout


def test_an_option_behind_the_command_is_told_where_it_stands(folder: Path) -> None:
    found = CliRunner().invoke(app, ["sql", "SELECT 1", "--data-dir", str(folder)])
    assert found.exit_code == 2
    assert "--data-dir stands before the command: nianbao --data-dir DIR sql …" in found.stderr


def test_a_demonstration_takes_the_data_dir_for_its_folder_and_refuses_two(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    found = nianbao(tmp_path, "demo")
    assert found.exit_code == 1
    assert "holds files that are not of a demonstration" in " ".join(found.stderr.split())
    assert nianbao(tmp_path, "demo", "--out", str(tmp_path / "other")).exit_code == 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mine.txt"]


def test_names_that_contain_the_word_come_first() -> None:
    known = ["白水县民政局", "白水县教育局", "教育科技局"]
    assert near_names("教育局", known) == ["白水县教育局", "教育科技局"]
    assert near_names("统计局", known) == []
