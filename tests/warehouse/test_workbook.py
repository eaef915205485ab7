"""The workbook opens in Excel with all of it: a readme, every row, numbers as numbers, and nothing dropped in silence."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from nianbao import __version__
from nianbao.errors import WarehouseError
from tests.warehouse.test_export import published  # noqa: F401 -- the fixture
from warehouse.catalog import Column, Relation
from warehouse.export import LICENCE, export
from warehouse.filters import Filters
from warehouse.workbook import MOST_ROWS, About, Sheet, write_workbook

ABOUT = About((("what", "a test"),), datetime(2024, 1, 21))


def written(path: Path, values: list[Any]) -> list[Any]:
    """Values of one column as Excel has them after they were written."""
    relation = Relation("mart", "one", "一", "one", (Column("value", "VARCHAR", "值", "value"),))
    write_workbook(path, ABOUT, [Sheet(relation, len(values), [(value,) for value in values])])
    return [row[0].value for row in load_workbook(path)["mart.one"].iter_rows(min_row=2, max_row=len(values) + 1)]


def test_a_workbook_says_what_it_is(published: Path, tmp_path: Path) -> None:  # noqa: F811
    filters = Filters(years=(2022,), where="organ_id IS NOT NULL")
    export(published, tmp_path / "out", tables=["panel", "reports"], filters=filters, formats=["xlsx"])
    book = load_workbook(tmp_path / "out" / "xlsx" / "nianbao.xlsx")
    assert book.sheetnames == ["readme", "mart.panel", "mart.reports"]
    rows = [[cell.value for cell in row] for row in book["readme"].iter_rows()]
    said = {row[0]: row[1] for row in rows}
    assert said["loaded (UTC) 载入时间"] == "2024-01-21 18:05:00"
    assert str(said["version 版本"]).startswith(f"nianbao {__version__}, schema ")
    assert said["licence 许可"] == LICENCE
    assert said["filters 筛选"] == "year: 2022; where: organ_id IS NOT NULL"
    columns = {(row[0], row[1]): row[3:5] for row in rows if row[0] and "." in str(row[0])}
    names = [cell.value for cell in book["mart.panel"][1]]
    assert [name for name in names if not all(columns["mart.panel", name])] == []
    assert columns["mart.reports", "organ_name"][1]


def test_rows_and_numbers_are_those_of_the_warehouse(published: Path, tmp_path: Path) -> None:  # noqa: F811
    export(published, tmp_path / "out", tables=["panel"], formats=["xlsx"])
    rows = list(load_workbook(tmp_path / "out" / "xlsx" / "nianbao.xlsx")["mart.panel"].iter_rows(values_only=True))
    at = {name: number for number, name in enumerate(rows[0])}
    found = {
        row[at["report_year"]]: row[at["value"]] for row in rows[1:] if row[at["measure_code"]] == "requests_received"
    }
    assert found == {2021: 10, 2022: 20}


def test_the_same_rows_give_the_same_bytes(published: Path, tmp_path: Path) -> None:  # noqa: F811
    for name in ("one", "two"):
        export(published, tmp_path / name, tables=["reports"], formats=["xlsx"])
    one, two = ((tmp_path / name / "xlsx" / "nianbao.xlsx").read_bytes() for name in ("one", "two"))
    assert one == two


def test_text_stays_text_and_missing_stays_empty(tmp_path: Path) -> None:
    values = ["=1+1", "http://gov.test/", "007", None, True, Decimal("12.500000"), 3]
    assert written(tmp_path / "a.xlsx", values) == ["=1+1", "http://gov.test/", "007", None, True, 12.5, 3]


def test_a_number_of_more_digits_than_excel_keeps_is_written_as_text(tmp_path: Path) -> None:
    values = [Decimal("123456789012345678.25"), Decimal("123456789012345"), 12345678901234567, float("nan")]
    assert written(tmp_path / "a.xlsx", values) == [
        "123456789012345678.25",
        123456789012345,
        "12345678901234567",
        "nan",
    ]


def test_a_text_longer_than_a_cell_is_cut_where_the_reader_sees_it(tmp_path: Path) -> None:
    found = written(tmp_path / "a.xlsx", ["公" * 40_000, "开" * 32_767])
    assert found[0].endswith("已截断；全文见 Parquet）")
    assert len(found[0]) == 32_767
    assert found[1] == "开" * 32_767
    readme = load_workbook(tmp_path / "a.xlsx")["readme"]
    assert [cell.value for cell in readme[4]][:3] == ["mart.one", "2", "1"]


def test_a_mart_longer_than_a_sheet_is_refused_with_what_to_do(tmp_path: Path) -> None:
    relation = Relation("mart", "figures", "数值", "figures", (Column("value", "INTEGER", "值", "value"),))
    with pytest.raises(WarehouseError, match="has 1,048,576 rows, a sheet of Excel holds 1,048,575; keep fewer by"):
        write_workbook(tmp_path / "a.xlsx", ABOUT, [Sheet(relation, MOST_ROWS + 1, iter(()))])
    assert list(tmp_path.iterdir()) == []
