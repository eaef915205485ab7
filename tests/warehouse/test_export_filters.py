"""Filters of an export keep what they say and nothing else, and a condition is a condition, not a way out of the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from nianbao.errors import WarehouseError
from tests.warehouse.conftest import warehouse_of
from tests.warehouse.readings import report
from warehouse.export import export
from warehouse.filters import Filters

ORGANS = ("白水县教育局", "蒲城县教育局", "渭南市教育局", "塔城地区教育局")
NEW = ("applications", "new_received", "total")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = [report({NEW: at}, organ, 2022) for at, organ in enumerate(ORGANS, start=1)]
    return warehouse_of(tmp_path_factory.mktemp("filters"), reports)


def organs_kept(published: Path, folder: Path, filters: Filters) -> list[str]:
    export(published, folder, tables=["reports"], filters=filters, formats=["csv"])
    lines = (folder / "csv" / "mart.reports.csv").read_text(encoding="utf-8").splitlines()
    at = lines[0].split(",").index("organ_name")
    return sorted(line.split(",")[at] for line in lines[1:])


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(regions=("白水县",)), ["白水县教育局"]),
        (Filters(regions=("610500",)), ["渭南市教育局", "白水县教育局", "蒲城县教育局"]),
        (Filters(regions=("陕西省",)), ["渭南市教育局", "白水县教育局", "蒲城县教育局"]),
        (Filters(regions=("白水县", "新疆维吾尔自治区")), ["塔城地区教育局", "白水县教育局"]),
        (Filters(organs=("塔城地区教育局",)), ["塔城地区教育局"]),
        (Filters(regions=("陕西省",), organs=("塔城地区教育局",)), []),
        (Filters(regions=("陕西省",), where="organ_name LIKE '%县%' -- counties"), ["白水县教育局", "蒲城县教育局"]),
        (Filters(years=(2021,)), []),
    ],
)
def test_what_a_filter_keeps(published: Path, tmp_path: Path, filters: Filters, wanted: list[str]) -> None:
    assert organs_kept(published, tmp_path / "out", filters) == wanted


def test_a_table_that_names_only_the_report_is_filtered_by_it(published: Path, tmp_path: Path) -> None:
    done = export(published, tmp_path / "out", tables=["core.figures"], filters=Filters(regions=("白水县",)))
    assert done.rows == {"core.figures": 200}
    assert done.unfiltered == {}


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("true) OR (true", "syntax error"),
        ("true GROUP BY organ_id", "is more than one condition"),
        ("true UNION SELECT 1", "is more than one condition"),
        ("true; DROP TABLE core.figures", "Only SELECT statements"),
        ("true LIMIT 1", "is more than one condition"),
        ("nothing = 1", 'does not fit mart.reports: Binder Error: Referenced column "nothing" not found'),
        ("(SELECT count(*) FROM read_text('/etc/hostname')) = 1", "file system operations are disabled"),
    ],
)
def test_where_is_one_condition_and_reaches_no_file(published: Path, tmp_path: Path, where: str, reason: str) -> None:
    with pytest.raises(WarehouseError, match="--where") as caught:
        export(published, tmp_path / "out", tables=["reports"], filters=Filters(where=where))
    assert reason in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_several_regions_is_not_guessed(published: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="is the name of 2 regions: 北京市朝阳区 110105, 长春市朝阳区 220104"):
        export(published, tmp_path / "out", filters=Filters(regions=("朝阳区",)))
    with pytest.raises(WarehouseError, match="region 白水: is no region"):
        export(published, tmp_path / "out", filters=Filters(regions=("白水",)))


def test_an_unknown_organ_is_answered_with_the_names_near_it(published: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="did you mean 渭南市教育局, 白水县教育局"):
        export(published, tmp_path / "out", filters=Filters(organs=("教育局",)))
