"""Every query on the analyst's page runs as it stands there; every command on it exists."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.conftest import REPOSITORY
from tests.warehouse.conftest import warehouse_of
from tests.warehouse.readings import report
from warehouse.search_index import update_search_index

PAGE = (REPOSITORY / "docs" / "analyst.md").read_text(encoding="utf-8")
NEW = ("applications", "new_received", "total")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = [report({NEW: 10}, "白水县教育局", year) for year in (2021, 2022, 2023)]
    build = warehouse_of(tmp_path_factory.mktemp("page"), reports)
    update_search_index(build)
    return build


def test_every_query_of_the_page_runs(published: Path) -> None:
    connection = duckdb.connect(str(published), read_only=True)
    blocks = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    inline = [f"SELECT * {one}" for one in re.findall(r"`(FROM mart\.[^`]+)`", PAGE)]
    statements = [one.query for text in (*blocks, *inline) for one in connection.extract_statements(text)]
    assert len(statements) > 10
    try:
        for statement in statements:
            connection.execute(statement).fetchall()
        assert connection.execute(statements[0]).fetchall() == [
            ("白水县教育局", year, 10) for year in (2021, 2022, 2023)
        ]
    finally:
        connection.close()


def test_every_command_of_the_page_exists() -> None:
    blocks = re.findall(r"```\n(nianbao .*?)```", PAGE, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("nianbao ")]
    names = {tuple(word for word in line.split()[1:3] if re.fullmatch(r"[a-z]+", word)) for line in lines}
    groups = {"snapshots", "lake"}
    for name in sorted(names):
        command = list(name) if name[0] in groups else list(name[:1])
        assert CliRunner().invoke(app, [*command, "--help"]).exit_code == 0, command


def test_every_mart_stands_on_the_page(published: Path) -> None:
    connection = duckdb.connect(str(published), read_only=True)
    try:
        found = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mart'"
            " UNION SELECT view_name FROM duckdb_views() WHERE schema_name = 'mart'"
        ).fetchall()
    finally:
        connection.close()
    marts = {name for (name,) in found} - {"finding_figures"}  # behind the others
    assert [name for name in sorted(marts) if f"`{name}`" not in PAGE] == []
