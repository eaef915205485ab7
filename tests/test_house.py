"""The plan of the house holds: imports point one way, documents name what exists, nothing personal is committed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nianbao.settings import Settings
from tests.conftest import REPOSITORY

ROOMS = ("extractors", "warehouse", "expectations", "flows", "nianbao")
MAY_IMPORT = {
    "nianbao": set(),
    "extractors": {"nianbao"},
    "warehouse": {"nianbao", "sql"},
    "expectations": {"nianbao", "warehouse", "sql"},
    "flows": {"nianbao", "warehouse", "expectations", "extractors", "sql"},
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    files = list((REPOSITORY / room).rglob("*.py"))
    assert files
    for path in files:
        rooms = {name for name in imported(path) if name in (*ROOMS, "sql", "tests")} - {room}
        assert rooms <= MAY_IMPORT[room], path


def test_the_extractors_know_nothing_of_the_engines() -> None:
    engines = {"prefect", "duckdb", "great_expectations", "pandas"}
    for path in (REPOSITORY / "extractors").rglob("*.py"):
        assert not engines & set(imported(path)), path


def test_every_setting_stands_on_the_operators_page() -> None:
    page = (REPOSITORY / "docs" / "operator.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`NIANBAO_{name.upper()}`" in page
        assert str(field.description) in page


def test_every_worked_query_stands_on_the_analysts_page() -> None:
    page = (REPOSITORY / "docs" / "analyst.md").read_text(encoding="utf-8")
    for path in (REPOSITORY / "sql" / "queries").glob("*.sql"):
        assert f"`{re.sub(r'^[0-9]+_', '', path.stem)}`" in page


def test_the_lock_pins_exact_versions_and_names_no_index() -> None:
    lines = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", line) for line in pins)
