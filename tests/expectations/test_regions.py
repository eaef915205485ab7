"""Findings by region, the map of coverage by region and year, and sums by region: what organs with a place bring."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pypdfium2 import PdfDocument

from expectations.measures import measure
from expectations.report import build_report
from expectations.storing import store_findings
from expectations.suites import specs, structural_checks
from flows.seeds import seed_rows
from tests.expectations.browser import opened, until
from tests.expectations.planted import Planted, build, planted_marts
from warehouse.connection import writing
from warehouse.seeds import seed

pytestmark = pytest.mark.xdist_group("regions")  # what they share is made once

# province, prefecture, counties: invented places under codes that no place has
REGIONS = (
    ("990000", "示范省", "province", None), ("990100", "柳林市", "prefecture", "990000"), ("990101", "青禾县", "county", "990100"),
    ("990102", "云溪县", "county", "990100"), ("980000", "邻近省", "province", None), ("980100", "白石市", "prefecture", "980000"),
    ("980101", "临江区", "county", "980100"),
)  # fmt: skip
COUNTIES = {"青禾县": "990101", "云溪县": "990102", "临江区": "980101"}
OFFICES = ("教育局", "财政局", "水利局")
YEARS = (2021, 2022, 2023)
LATE = ("临江区财政局", 2022)
ABSENT = ("云溪县水利局", 2022)
WRONG = (("青禾县教育局", 2023), ("青禾县财政局", 2022), ("临江区教育局", 2023))


def reports() -> list[Planted]:
    found = []
    for county in COUNTIES:
        for number, office in enumerate(OFFICES):
            for year in YEARS:
                if (county + office, year) == ABSENT:
                    continue
                report = Planted(county + office, year, seed=number * 100 + year)
                report.tables["proactive_2021"] |= {
                    cell: Decimal(0) for cell in report.tables["proactive_2021"] if cell[0] == "regulations"
                }
                if (report.organ, year) in WRONG:
                    report.put("review_litigation_2019", "review", "total", 99)
                found.append(report)
    return found


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse, with its site beside it."""
    folder = tmp_path_factory.mktemp("regions")
    path = build(folder / "nianbao.duckdb", reports())
    rows = seed_rows()
    seed(path, replace(rows, sites=[], checks=[*rows.checks, *structural_checks()]))
    with writing(path) as connection:
        for code, name, level, parent in REGIONS:
            province, prefecture = code[:2] + "0000", code[:4] + "00" if level != "province" else None
            connection.execute(
                "INSERT INTO core.regions VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
                [code, name, name, level, parent, prefecture, province],
            )
        for county, code in COUNTIES.items():
            connection.execute(
                "UPDATE core.organs SET kind = 'department', level = 'county', region_code = ? WHERE starts_with(name, ?)",
                [code, county],
            )
        connection.execute(
            "UPDATE core.revisions SET published_date = ? FROM core.reports r JOIN core.organs o USING (organ_id) "
            "WHERE core.revisions.report_id = r.report_id AND o.name = ? AND r.report_year = ?",
            [f"{LATE[1] + 1}-02-09", *LATE],
        )
        connection.execute(
            "UPDATE raw.readings SET published_date = v.published_date FROM core.revisions v "
            "WHERE raw.readings.reading_key = v.reading_key"
        )
        measure(connection, specs(connection))
        store_findings(connection, "run-1")
    planted_marts(path)
    build_report(path, folder / "quality", None)
    return path


def wrong_sums(path: Path, prefix: str) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "SELECT count(*) FROM quality.findings JOIN core.organs USING (organ_id) WHERE check_id = 'RL-1' AND starts_with(region_code, ?)",
            [prefix],
        ).fetchall()
    return int(rows[0][0])


def test_findings_are_filtered_by_county_and_by_the_regions_around_it(browser: Any, placed: Path) -> None:
    page_url = (placed.parent / "quality" / "findings.html").as_uri()
    assert [wrong_sums(placed, prefix) for prefix in ("9901", "98")] == [2, 1]
    with opened(browser, page_url) as watched:
        page = watched.page
        until(page, "!!document.querySelector('#list .row .what')")
        page.select_option("[name=check]", "RL-1")
        for region, number in (("990101", 2), ("990100", 2), ("990000", 2), ("980101", 1), ("980000", 1)):
            page.select_option("[name=region]", region)
            until(page, f"document.getElementById('shown').textContent === '{number}'")
            names = page.eval_on_selector_all("#list .row", "rows => rows.map(row => row.textContent)")
            assert all(("青禾县" if region.startswith("99") else "临江区") in name for name in names)
        assert "region=980000" in page.url
        assert page.query_selector("[name=region] option[value='990102']") is not None, (
            "its missing year is a finding too"
        )
        assert watched.complaints == []


def test_the_map_of_coverage_has_a_cell_for_region_and_year(browser: Any, placed: Path) -> None:
    with opened(browser, (placed.parent / "quality" / "coverage.html").as_uri()) as watched:
        page = watched.page
        rows = page.eval_on_selector_all(
            ".heatmap tr",
            "rows => rows.map(row => [...row.children].map(cell => cell.innerText.replace(/\\s+/g, ' ').trim()))",
        )
        by_name = {row[0]: row[1:] for row in rows[1:]}
        assert by_name["云溪县"][1].startswith("2/3")
        assert by_name["示范省"][1].startswith("5/6")
        assert "迟 1" in by_name["临江区"][1]
        assert by_name["青禾县"][2].startswith("3/3")
        page.click("tr:has(th:text-is('青禾县')) td:last-child a")
        page.wait_for_url("**/findings.html#region=990101&year=2023")
        until(page, "document.getElementById('shown').textContent !== ''")
        assert watched.complaints == []


def test_sums_of_members_reach_the_county_the_prefecture_and_the_province(placed: Path) -> None:
    with duckdb.connect(str(placed), read_only=True) as connection:
        found = connection.execute(
            "SELECT region_name, members, members_value FROM mart.rollup WHERE measure_code = 'requests_received' AND report_year = 2023 "
            "ORDER BY region_code"
        ).fetchall()
        printed = dict(
            connection.execute(
                "SELECT left(region_code, 2), sum(value) FROM mart.panel WHERE measure_code = 'requests_received' AND report_year = 2023 GROUP BY 1"
            ).fetchall()
        )
    by_name = {name: (members, value) for name, members, value in found}
    assert by_name["示范省"] == by_name["柳林市"] == (6, printed["99"])
    assert by_name["邻近省"] == by_name["临江区"] == (3, printed["98"])
    assert printed["99"] > printed["98"] > 0


def test_pages_print_without_what_only_a_screen_needs(browser: Any, placed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(placed), read_only=True) as connection:
        rows = connection.execute(
            "SELECT finding_id, report_id, message_zh FROM quality.findings WHERE check_id = 'RL-1' ORDER BY 1 LIMIT 1"
        ).fetchall()
    finding, report, message = rows[0]
    site = placed.parent / "quality"
    for page, shown in ((f"finding.html#{finding}", message), (f"reports/{report}.html", "行政复议")):
        with opened(
            browser, (site / "index.html").as_uri().replace("index.html", page), color_scheme="dark"
        ) as watched:
            watched.page.wait_for_selector("h1")
            watched.page.emulate_media(media="print")
            assert not watched.page.is_visible("header.site")
            assert watched.page.evaluate("getComputedStyle(document.body).backgroundColor") in (
                "rgb(255, 255, 255)",
                "rgba(0, 0, 0, 0)",
            )
            paper = tmp_path / f"{page[:6]}.pdf"
            watched.page.pdf(path=str(paper), format="A4", print_background=True)
        with closing(PdfDocument(str(paper))) as document:
            text = "".join(one.get_textpage().get_text_range() for one in document)
        assert "".join(shown.split()) in "".join(text.split())
