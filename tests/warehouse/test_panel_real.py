"""The panel of three real reports of one organ, in all three forms, against values worked out by hand from the printed pages.

河北省教育厅 of 2018 (statistics of 2014), 2019 (trial form) and 2021 (form of 2021); the year 2020 is not among them. The working:

* 2018: 收到申请 1 and 申请办结 1; 同意公开 0 and 已主动公开 0, so granted 0; 行政复议 1, 行政诉讼 5, all 维持.
* 2019: 新收 16, 办结 16, 予以公开 9, 本机关不掌握 3; the eight reasons of denial are printed empty, and 9 + 3 + 4 = 16 shows that they are 0.
* 2021: 新收 37 (1 of a business), 办结 37, 予以公开 18, 部分公开 1, 第三方 1, 信访举报投诉 15; lawsuits 6 direct + 2 after review, all upheld.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractors.extract import extract_bytes
from tests.warehouse.conftest import new_build
from tests.warehouse.readings import write_reading
from warehouse.load import load_readings
from warehouse.marts import build_marts
from warehouse.query import run_query

FILES = {"hebei_edu_2018_table.txt": 2018, "hebei_edu_2019.txt": 2019, "hebei_edu_2021.txt": 2021}
WORKED_OUT = {
    "requests_received": {2018: 1, 2019: 16, 2021: 37},
    "requests_processed": {2018: 1, 2019: 16, 2021: 37},
    "requests_business": {2019: 0, 2021: 1},
    "granted": {2018: 0, 2019: 9, 2021: 18},
    "partially_granted": {2018: 0, 2019: 0, 2021: 1},
    "denied_total": {2019: 0, 2021: 1},
    "denied_2014": {2018: 0},
    "denied_third_party": {2018: 0, 2019: 0, 2021: 1},
    "unavailable_not_held": {2018: 0, 2019: 3, 2021: 1},
    "rejected_total": {2019: 0, 2021: 15},
    "other_handling": {2019: 0, 2021: 0},
    "requests_carried_forward": {2019: 0, 2021: 0},
    "reviews_total": {2018: 1, 2019: 0, 2021: 0},
    "suits_total": {2018: 5, 2019: 0, 2021: 6 + 2},
    "suits_upheld": {2018: 5, 2019: 0, 2021: 6 + 2},
    "normative_made": {2018: 4, 2019: 16, 2021: 7},
    "normative_in_force": {2021: 181},
    "licensing_decisions": {2019: 16, 2021: 5658},
    "licensing_items_2019": {2019: 9 + 0},
    "admin_fees_wan_yuan": {2021: Decimal("1163.54")},
    "procurement_projects_2019": {2019: 22},
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, shared_dir: Path) -> Path:
    folder = tmp_path_factory.mktemp("real")
    build = new_build(folder)
    paths = []
    for name in FILES:
        content = extract_bytes((shared_dir / "reports" / name).read_bytes(), hint=name).to_json()
        content |= {
            "organ": "河北省教育厅",
            "year": FILES[name],
            "scope": "own",
        }  # the table of 2018 alone names no organ
        paths.append(write_reading(folder / "in", content, url=f"http://gov.test/{name}", data=name.encode()))
    load_readings(build, paths)
    build_marts(build)
    return build


def test_the_panel_of_real_reports_equals_the_values_worked_out_by_hand(warehouse: Path) -> None:
    frame = run_query(warehouse, "SELECT measure_code, report_year, value FROM mart.panel")
    found: dict[str, dict[int, Decimal | None]] = {}
    for code, year, value in frame.itertuples(index=False):
        found.setdefault(code, {})[year] = value
    assert {code: found[code] for code in WORKED_OUT} == WORKED_OUT


def test_the_rates_of_real_reports_equal_the_values_worked_out_by_hand(warehouse: Path) -> None:
    frame = run_query(
        warehouse,
        "SELECT indicator_code, report_year, value, comparability FROM mart.indicators WHERE indicator_code IN"
        " ('disclosure_rate', 'business_share', 'suit_overturn_rate', 'review_overturn_rate', 'requests_growth')"
        " AND value IS NOT NULL ORDER BY ALL",
    )
    assert [tuple(row) for row in frame.itertuples(index=False)] == [
        ("business_share", 2019, 0.0, "exact"),
        ("business_share", 2021, 1 / 37, "exact"),
        ("disclosure_rate", 2018, 0.0, "approximate"),
        ("disclosure_rate", 2019, 9 / 16, "exact"),
        ("disclosure_rate", 2021, 19 / 37, "exact"),
        ("requests_growth", 2019, 15.0, "approximate"),
        ("suit_overturn_rate", 2021, 0.0, "exact"),
    ]


def test_the_organ_has_its_province_and_kind(warehouse: Path) -> None:
    query = "SELECT organ_name, kind, level, region_code, province_name, parent_name FROM mart.organs"
    assert run_query(warehouse, query).values.tolist() == [
        ["河北省教育厅", "department", "province", "130000", "河北省", "河北省人民政府"]
    ]
