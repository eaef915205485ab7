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


def test_real_titles_are_told_from_look_alikes(shared_dir: Path) -> None:
    """Simplified-character titles of ../shared/data/titles.csv: none invented, none lost."""
    with (shared_dir / "data" / "titles.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "報告" not in row["title"]]
    wrong = [row["title"] for row in rows if parse_title(row["title"]).is_report != (row["is_report"] == "1")]
    assert len(rows) == 51
    assert wrong == []
    years = [
        (r["title"], r["year"])
        for r in rows
        if r["is_report"] == "1" and str(parse_title(r["title"]).year) != r["year"]
    ]
    assert years == [("塔城地区教育局信息公开工作年度报告", "2021")]  # the title has no year
