"""Titles of lists and pages: organ, year, and what is no report."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractors.titles import parse_title


@pytest.mark.parametrize(
    ("title", "organ", "year"),
    [
        ("云溪县教育局2023年政府信息公开工作年度报告", "云溪县教育局", 2023),
        ("2022年云溪县教育局政府信息公开工作年度报告", "云溪县教育局", 2022),
        ("云溪县司法局2022年度政府信息公开工作年度报告", "云溪县司法局", 2022),
        ("云溪市2018年政府信息公开工作年度报告", "云溪市人民政府", 2018),
        ("松岭镇2020年政府信息公开工作年度报告", "松岭镇人民政府", 2020),
        ("2021年东街街道政府信息公开工作年度报告", "东街街道办事处", 2021),
        ("云溪县财政局2021年政府信息公开年报", "云溪县财政局", 2021),
        ("云溪县教育局信息公开工作年度报告", "云溪县教育局", None),
        ("2015年政府信息公开工作年度报告", "", 2015),
        ("云溪县水利局二〇二一年政府信息公开工作年度报告", "云溪县水利局", 2021),
        ("云溪县水利局 ２０２１ 年 政府信息公开工作年度报告", "云溪县水利局", 2021),
        ("云溪县水利局2O21年政府信息公开工作年度报告", "云溪县水利局", 2021),
        ("云溪县水利局2021年政府信息公开工作年度报告云溪县水利局2021年政府信息公开工作年度报告", "云溪县水利局", 2021),
        ("云溪县审计局2021年政府信息公开工作年度报告（更正版）", "云溪县审计局", 2021),
    ],
)
def test_organ_and_year_are_read_from_the_title(title: str, organ: str, year: int | None) -> None:
    reading = parse_title(title)
    assert (reading.organ, reading.year, reading.is_report) == (organ, year, True)


@pytest.mark.parametrize(
    "title",
    [
        "一图读懂云溪县2023年政府信息公开工作年度报告",
        "《云溪县教育局2023年政府信息公开工作年度报告》解读",
        "关于做好2023年政府信息公开工作年度报告编制和发布工作的通知",
        "云溪县政府网站工作年度报表（2023年度）",
        "云溪县2022年度法治政府建设情况报告",
        "云溪大学2022-2023学年信息公开年度报告",
        "云溪县2023年政府工作报告",
        "Yunxi County 2023 Annual Report on Government Information Disclosure",
        "云溪县2023年政务公开工作要点",
        "",
    ],
)
def test_a_look_alike_is_kept_out_with_a_reason(title: str) -> None:
    reading = parse_title(title)
    assert not reading.is_report
    assert reading.reason


@pytest.mark.parametrize(
    ("title", "organ", "year"),
    [
        ("雲溪縣教育局2021年政府信息公開工作年度報告", "云溪县教育局", 2021),
        ("松嶺區衛生健康委員會２０２２年政府信息公開工作年度報告", "松岭区卫生健康委员会", 2022),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(title: str, organ: str, year: int) -> None:
    reading = parse_title(title)
    assert (reading.organ, reading.year, reading.is_report) == (organ, year, True)


def test_rare_simplified_characters_are_left_as_they_are() -> None:
    assert parse_title("云溪县堃山镇人民政府2021年政府信息公开工作年度报告").organ == "云溪县堃山镇人民政府"
    assert parse_title("乾县教育局2021年政府信息公开工作年度报告").organ == "乾县教育局"


def test_precision_and_recall_on_real_titles_are_whole(shared_dir: Path) -> None:
    """../shared/data/titles.csv: 48 reports and 6 look-alikes, in simplified and traditional characters."""
    with (shared_dir / "data" / "titles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wanted = {row["title"] for row in rows if row["is_report"] == "1"}
    taken = {row["title"] for row in rows if parse_title(row["title"]).is_report}
    assert len(wanted) == sum(row["is_report"] == "1" for row in rows) == 48
    assert len(rows) == 54
    precision, recall = len(taken & wanted) / len(taken), len(taken & wanted) / len(wanted)
    assert (precision, recall) == (1.0, 1.0)
    years = [
        (r["title"], r["year"])
        for r in rows
        if r["is_report"] == "1" and str(parse_title(r["title"]).year) != r["year"]
    ]
    assert years == [("塔城地区教育局信息公开工作年度报告", "2021")]  # the title has no year
