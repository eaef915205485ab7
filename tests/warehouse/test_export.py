"""The catalog speaks everywhere: dictionary page, data package and Parquet say what the warehouse's own comments say."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from nianbao.errors import WarehouseError
from tests.conftest import REPOSITORY
from tests.warehouse.conftest import warehouse_of
from tests.warehouse.readings import report
from warehouse.dictionary import dictionary
from warehouse.export import export, frictionless_type
from warehouse.filters import Filters
from warehouse.ops import RunRow, record_run

NEW = ("applications", "new_received", "total")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = [report({NEW: 10 * at}, "白水县教育局", 2020 + at) for at in (1, 2)]
    build = warehouse_of(tmp_path_factory.mktemp("export"), reports)
    record_run(build, RunRow("r1", "2024-01-21T18:00:00+00:00", "published", "0.1.0", "2024-01-21T18:05:00+00:00"))
    return build


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_dictionary_page_says_what_the_warehouse_says() -> None:
    page = (REPOSITORY / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert page == dictionary(), "run: python -m warehouse.dictionary docs/dictionary.md"


def test_all_marts_are_exported_and_the_same_rows_give_the_same_bytes(published: Path, tmp_path: Path) -> None:
    done = export(published, tmp_path / "one")
    export(published, tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert done.rows["mart.reports"] == 2
    assert done.rows["mart.figures"] == 400
    connection = duckdb.connect()
    pattern = str(tmp_path / "one" / "parquet" / "mart.figures" / "*" / "*.parquet")
    found = connection.execute(
        "SELECT report_year, sum(value)::INTEGER FROM read_parquet(?) GROUP BY ALL ORDER BY 1", [pattern]
    ).fetchall()
    assert found == [(2021, 10), (2022, 20)]


def test_every_column_of_the_package_has_a_type_and_both_languages(published: Path, tmp_path: Path) -> None:
    done = export(published, tmp_path / "out", formats=["csv"])
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) == len(done.rows)
    for resource in package["resources"]:
        with (tmp_path / "out" / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        assert [one for one in fields if not one["title"] or not one["description"] or one["type"] == "any"] == []


def test_a_parquet_file_says_what_its_columns_mean(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", tables=["panel"], formats=["parquet"])
    path = tmp_path / "out" / "parquet" / "mart.panel" / "report_year=2022" / "data.parquet"
    rows = (
        duckdb.connect()
        .execute("SELECT value FROM parquet_kv_metadata(?) WHERE key = 'nianbao'", [str(path)])
        .fetchall()
    )
    about = json.loads(rows[0][0])
    assert about["table"] == "mart.panel"
    assert about["columns"]["comparability"]["zh"].startswith("本行与2021年表的可比性")


def test_one_mart_of_one_year(published: Path, tmp_path: Path) -> None:
    done = export(
        published,
        tmp_path / "out",
        tables=["reports", "core.figures", "core.regions"],
        filters=Filters((2022,)),
        formats=["csv"],
    )
    assert (done.rows["mart.reports"], done.rows["core.figures"]) == (1, 200)  # core.figures names the report
    assert done.unfiltered == {"core.regions": ("year",)}
    text = (tmp_path / "out" / "csv" / "mart.reports.csv").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 2


def test_parquet_of_one_year_has_the_folder_of_that_year_only(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", tables=["reports"], filters=Filters((2022,)), formats=["parquet"])
    assert sorted(files(tmp_path / "out")) == ["datapackage.json", "parquet/mart.reports/report_year=2022/data.parquet"]


def test_an_export_takes_the_place_of_an_export_and_of_nothing_else(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", tables=["reports", "panel"])
    export(published, tmp_path / "out", tables=["reports"], formats=["csv"])
    assert sorted(files(tmp_path / "out")) == ["csv/mart.reports.csv", "datapackage.json"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("a year of work", encoding="utf-8")
    with pytest.raises(WarehouseError, match="holds files that are not of an export; give another folder"):
        export(published, tmp_path / "mine")
    with pytest.raises(WarehouseError, match=r"mart\.nothing: is no table of the warehouse"):
        export(published, tmp_path / "new", tables=["nothing"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "out"]


@pytest.mark.parametrize(
    ("data_type", "wanted"),
    [("DECIMAL(24,6)", "number"), ("VARCHAR[]", "array"), ("TIMESTAMP", "datetime"), ("BIGINT", "integer"), ("JSON", "object"), ("BLOB", "any")],
)  # fmt: skip
def test_types_of_the_package(data_type: str, wanted: str) -> None:
    assert frictionless_type(data_type) == wanted
