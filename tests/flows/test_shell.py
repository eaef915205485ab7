"""The prompt: statements to a semicolon, dot commands, history, files, Ctrl-C; a terminal that is typed into."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from flows.analyst.shell import Shell, prompt_loop
from nianbao.errors import WarehouseError
from tests.warehouse.conftest import new_build
from warehouse.marts import build_marts
from warehouse.query import Session, is_complete


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = new_build(tmp_path_factory.mktemp("shell"))
    build_marts(build)
    return build


@pytest.fixture
def session(warehouse: Path) -> Iterator[Session]:
    with Session(warehouse) as one:
        yield one


class Typed:
    """A shell and what it printed."""

    def __init__(self, session: Session) -> None:
        self._printed = io.StringIO()
        self.shell = Shell(session, Console(file=self._printed, width=150, highlight=False))

    def __call__(self, line: str) -> str:
        self._printed.truncate(0)
        self._printed.seek(0)
        assert self.shell.handle(line)
        return self._printed.getvalue()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("SELECT 1;", True),
        ("SELECT 1", False),
        ("SELECT ';", False),
        ("SELECT '年报;'", False),
        ("SELECT '年报;';", True),
        ("SELECT 1; -- done", False),
        ("SELECT $$a;b$$ ;  ", True),
        ("", False),
    ],
)
def test_where_a_statement_ends(text: str, wanted: bool) -> None:
    assert is_complete(text) is wanted


def test_an_answer_is_a_table_with_a_note_where_it_is_cut(session: Session) -> None:
    typed = Typed(session)
    shown = typed("SELECT range AS number, NULL AS nothing FROM range(300);")
    assert "number" in shown
    assert "NULL" in shown
    assert "the first 100 rows; .limit N prints more, .export FILE writes all" in shown
    typed(".limit 0")
    assert "300 rows" in typed("FROM range(300);")
    typed(".limit 5")
    assert "the first 5 rows" in typed("FROM range(300);")


def test_the_commands_explain_the_warehouse(session: Session) -> None:
    typed = Typed(session)
    assert "mart.coverage" in typed(".tables")
    assert "core.figures" not in typed(".tables mart.")
    described = typed(".describe coverage")
    assert "days_late" in described
    assert "逾期天数" in described
    assert "days late" in described
    assert "growth" in typed(".queries")
    assert "FROM mart.indicators" in typed(".show growth")
    assert "0 rows" in typed(".run growth")
    assert ".export FILE" in typed(".help")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (".nothing", "is no command; .help lists them"),
        (".describe nothing", "is no table of the warehouse"),
        (".run nothing", "is no worked query"),
        (".limit many", "wants a number of rows"),
        (".export a.csv", "there is no answer yet"),
        ("SELEC 1;", "Parser Error"),
        ("SELECT 1; SELECT 2;", "holds 2 statements"),
        ("DELETE FROM core.figures;", "read-only"),
        ("SELECT * FROM read_text('/etc/hostname');", "file system operations are disabled"),
        ("COPY core.figures TO '/tmp/figures.csv';", "file system operations are disabled"),
        ("ATTACH '/tmp/other.duckdb';", "file system operations are disabled"),
        ("SET enable_external_access = true;", "Cannot"),
    ],
)
def test_a_mistake_is_one_line_and_the_prompt_goes_on(session: Session, line: str, reason: str) -> None:
    typed = Typed(session)
    assert reason in " ".join(typed(line).split())
    assert "1 row\n" in typed("SELECT 1;")


def test_the_last_answer_goes_whole_into_a_file(session: Session, tmp_path: Path) -> None:
    typed = Typed(session)
    typed("CREATE TEMP TABLE numbers AS SELECT range AS number, 12.50::DECIMAL(9, 2) AS price FROM range(150);")
    typed("FROM numbers;")
    for name in ("a.csv", "a.parquet", "a.json", "a.xlsx"):
        assert "written:" in typed(f".export {tmp_path / name}")
    assert len((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()) == 151
    parquet = (
        duckdb.read_parquet(str(tmp_path / "a.parquet")).aggregate("count(*), any_value(typeof(price))").fetchall()
    )
    assert parquet == [(150, "DECIMAL(9,2)")]
    assert len(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))) == 150
    assert load_workbook(tmp_path / "a.xlsx").worksheets[1].max_row == 151
    assert "does not say its format" in " ".join(typed(f".export {tmp_path / 'a.doc'}").split())


def test_a_newer_file_is_told_once_and_opened_when_asked(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "nianbao.duckdb"
    shutil.copyfile(warehouse, published)
    with Session(published) as session:
        typed = Typed(session)
        assert "newer" not in typed("SELECT 1;")
        shutil.copyfile(warehouse, tmp_path / "next")
        (tmp_path / "next").replace(published)
        assert "a newer warehouse was published; .reopen opens it" in typed("SELECT 1;")
        assert "newer" not in typed("SELECT 1;")
        assert "open:" in typed(".reopen")
        assert not session.is_outdated


def test_a_person_types_lines_and_finds_them_again(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    printed = io.StringIO()
    with create_pipe_input() as keys:
        keys.send_text("SELECT 40\r+ 2 AS answer;\r.tables coverage\r.quit\r")
        prompt_loop(session, input=keys, output=DummyOutput(), file=printed)
    assert "42" in printed.getvalue()
    assert "mart.coverage" in printed.getvalue()
    history = (tmp_path / "nianbao" / "sql_history").read_text(encoding="utf-8")
    assert "+SELECT 40\n++ 2 AS answer;" in history


def test_the_session_leaves_nothing_behind(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Session(warehouse) as session:
        session.ask("SELECT 1")
    with pytest.raises(WarehouseError, match="there is no warehouse yet"):
        Session(tmp_path / "nothing.duckdb")
    assert list(tmp_path.iterdir()) == []
