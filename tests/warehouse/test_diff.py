"""What differs between two published files: figures with both values, reports, rows by table, schema, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from nianbao.errors import WarehouseError
from tests.warehouse.conftest import new_build
from tests.warehouse.readings import report, write_reading
from warehouse.connection import writing
from warehouse.diff import compare
from warehouse.load import load_readings
from warehouse.marts import build_marts

NEW = ("applications", "new_received", "total")
GRANTED = ("applications", "granted", "total")


def loaded(build: Path, organ: str, year: int, values: dict[tuple[str, str, str], int], **over: str | bytes) -> None:
    folder = build.parent / "in"
    url = f"http://gov.test/{organ}/{year}"
    load_readings(build, [write_reading(folder, report(values, organ, year), url=url, **over)])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = new_build(tmp_path_factory.mktemp("diff"))
    loaded(build, "白水县教育局", 2022, {NEW: 10})
    loaded(build, "蒲城县教育局", 2022, {NEW: 20, GRANTED: 3})
    build_marts(build)
    return build


@pytest.fixture
def changed(old: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the old file, after something was done to it."""

    def make(change: Callable[[Path], None]) -> Path:
        new = tmp_path / "builds" / "new.duckdb"
        new.parent.mkdir()
        shutil.copyfile(old, new)
        change(new)
        return new

    return make


def test_a_file_and_its_copy_do_not_differ(old: Path, changed: Callable[..., Path]) -> None:
    found = compare(old, changed(lambda _: None), ("core", "quality", "mart"))
    assert found.is_same
    assert {one.relation: one.old_rows for one in found.tables}["core.figures"] == 400
    assert compare(old, old).is_same


def test_a_republished_figure_is_shown_with_both_values(old: Path, changed: Callable[..., Path]) -> None:
    new = changed(
        lambda path: loaded(
            path, "蒲城县教育局", 2022, {NEW: 21, GRANTED: 3}, data=b"anew", seen="2024-03-01T18:00:00+00:00"
        )
    )
    found = compare(old, new)
    assert [(one.organ_name, one.row_code, one.old_value, one.new_value, one.cause) for one in found.figures] == [
        ("蒲城县教育局", "new_received", Decimal(20), Decimal(21), "republished")
    ]
    assert found.figures[0].row_label_zh.endswith("本年新收政府信息公开申请数量")
    assert found.reports == ()
    rows = {one.relation: (one.added, one.removed, one.changed) for one in found.tables if not one.is_same}
    assert rows["core.figures"] == (200, 0, 0)  # a revision more
    assert rows["core.revisions"] == (1, 0, 1)  # and the first is no longer current


def test_the_same_page_read_differently_is_told_from_a_republication(old: Path, changed: Callable[..., Path]) -> None:
    new = changed(lambda path: loaded(path, "蒲城县教育局", 2022, {NEW: 20, GRANTED: 4}, code="0.2.0"))
    (figure,) = compare(old, new).figures
    assert (figure.row_code, figure.old_value, figure.new_value, figure.cause) == (
        "granted",
        Decimal(3),
        Decimal(4),
        "read anew",
    )


def test_a_value_that_went_missing_is_missing(old: Path, changed: Callable[..., Path]) -> None:
    gone = {"value": None, "kind": "missing", "raw": ""}
    new = changed(lambda path: loaded(path, "蒲城县教育局", 2022, {NEW: 20, GRANTED: gone}, code="0.2.0"))  # type: ignore[dict-item]
    (figure,) = compare(old, new).figures
    assert (figure.old_value, figure.new_value, figure.new_kind) == (Decimal(3), None, "missing")


def test_reports_that_came_and_went(old: Path, changed: Callable[..., Path]) -> None:
    new = changed(lambda path: loaded(path, "白水县教育局", 2023, {NEW: 11}))
    (came,) = compare(old, new).reports
    assert (came.change, came.organ_name, came.report_year, came.scope) == ("new", "白水县教育局", 2023, "own")
    (went,) = compare(new, old).reports
    assert (went.change, went.report_id) == ("vanished", came.report_id)
    assert compare(old, new).figures == ()  # the figures of a new report are no changes


def test_columns_and_tables_that_came_and_went(old: Path, changed: Callable[..., Path]) -> None:
    def change(path: Path) -> None:
        with writing(path) as connection:
            connection.execute("ALTER TABLE core.sites ADD COLUMN note VARCHAR")
            connection.execute("CREATE TABLE core.extra (one INTEGER)")

    found = compare(old, changed(change))
    assert [(one.relation, one.column, one.old_type, one.new_type) for one in found.schema] == [
        ("core.extra", "", "", "table"),
        ("core.sites", "note", "", "VARCHAR"),
    ]
    assert all(one.is_same for one in found.tables)


def test_what_is_no_warehouse_is_refused(old: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no warehouse"):
        compare(old, tmp_path / "nothing.duckdb")
    (tmp_path / "text.duckdb").write_text("not a database")
    with pytest.raises(WarehouseError, match=r"text\.duckdb"):
        compare(old, tmp_path / "text.duckdb")
    with writing(tmp_path / "other.duckdb") as connection:
        connection.execute("CREATE TABLE one (two INTEGER)")
    with pytest.raises(WarehouseError, match=r"other\.duckdb: is no warehouse of nianbao"):
        compare(old, tmp_path / "other.duckdb")


def test_the_exit_code_is_that_of_diff(old: Path, changed: Callable[..., Path], tmp_path: Path) -> None:
    new = changed(lambda path: loaded(path, "蒲城县教育局", 2022, {NEW: 20, GRANTED: 4}, code="0.2.0"))
    run = CliRunner().invoke
    assert run(app, ["diff", str(old), str(old)]).exit_code == 0
    shown = run(app, ["diff", str(old), str(new)])
    assert shown.exit_code == 1
    assert "3 → 4  (read anew)" in " ".join(shown.output.split("\n"))
    told = json.loads(run(app, ["diff", str(old), str(new), "--json"]).output)
    assert [(one["old_value"], one["new_value"]) for one in told["figures"]] == [("3.000000", "4.000000")]
    assert run(app, ["--data-dir", str(tmp_path), "diff", "2025-01-01", str(new)]).exit_code == 2
