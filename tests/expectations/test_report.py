"""The static quality report: what came in, what is wrong, the official tables redrawn as printed."""
# ruff: noqa: S608  # the statements are put together from constants of this file

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import lxml.html
import pytest

from expectations.report import RunSummary, SiteInputs, StageSummary, build_report, build_site
from expectations.report.forms import Form, draw
from expectations.report.pages import forms
from extractors.layouts import load_layouts
from nianbao.errors import WarehouseError
from tests.expectations.conftest import clean_reports
from tests.expectations.planted import Planted, insert
from warehouse.connection import open_reading

BuildOf = Callable[..., Path]
HOSTILE = '<script>alert("x")</script><img src=https://evil.example/x.png>'
RL = "review_litigation_2019"
TODAY = date(2025, 1, 1)


def tree(path: Path) -> Any:
    return lxml.html.document_fromstring(path.read_text(encoding="utf-8"))


def site(path: Path, run: RunSummary | None = None) -> Path:
    return build_report(path, path.parent / "site", run).parent


def wrong() -> Planted:
    report = Planted("青禾县教育局", 2023)
    for column, value in {"upheld": 10, "corrected": 1, "other_result": 0, "pending": 0, "total": 0}.items():
        report.put(RL, "review", column, value)
    return report


def test_what_the_text_says_stands_beside_what_the_tables_say(evaluated_of: BuildOf) -> None:
    path = evaluated_of([Planted("青禾县教育局", 2023)])
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "UPDATE core.claims SET claim_code = 'received', sentence = ?, value = 21, expected = 20, status = 'differ',"
            " figures = 'applications.new_received.total'",
            [f"收到申请21件。{HOSTILE}"],
        )
    (page,) = (site(path) / "reports").glob("*.html")
    (row,) = tree(page).xpath("//h2[contains(., 'What the text says')]/following::tbody[1]/tr")
    sentence, stated, tables, status = (cell.text_content().strip() for cell in row.xpath("td"))
    assert sentence.startswith("收到申请21件。<script>")
    assert (stated, tables) == ("21 元", "20")
    assert "不一致" in status
    assert row.xpath("td[3]/@title") == ["applications.new_received.total"]
    assert not row.xpath(".//script")


def test_tonight_at_a_glance(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong(), Planted("青禾县财政局", 2022, seed=5)])
    run = RunSummary(
        "r",
        "held",
        "2024-03-01T02:00:00",
        held_reasons=("kept back <b>",),
        stages=(StageSummary("fetch", 3.21, {"new": 7}),),
    )
    index = tree(site(path, run) / "index.html")
    text = index.text_content()
    tiles = [b.text_content() for b in index.xpath("//*[@class='tile']/b")]
    assert tiles == ["1", "2", "1", "400"], "to review, reports, reports with errors, figures"
    assert "行政复议：10+1+0+0=11，打印总计0，差11" in text
    assert "kept back <b>" in text
    assert "暂不发布" in text
    assert re.search(r"取回\s*fetch\s*3\.2 s\s*新\s*new 7", text)


def test_the_last_recorded_run_is_shown_when_none_is_under_way(evaluated_of: BuildOf) -> None:
    path = evaluated_of(
        [Planted()],
        "INSERT INTO ops.runs VALUES ('r0', TIMESTAMP '2024-01-01 02:00:00', NULL, 'published', 'v', 'all well')",
        "INSERT INTO ops.stages VALUES ('r0', 'load', 1.5, '{\"figures\": 200}')",
    )
    text = tree(site(path) / "index.html").text_content()
    assert "all well" in text
    assert "figures 200" in text


def test_unreadable_inputs_stand_there_with_file_and_reason(evaluated_of: BuildOf) -> None:
    path = evaluated_of([Planted()])
    with duckdb.connect(str(path)) as connection:
        insert(
            connection,
            "raw.items",
            [
                {
                    "item_id": "bad",
                    "site_id": "import",
                    "url": "file:///inbox/broken.pdf",
                    "list_title": "",
                    "list_date": None,
                }
            ],
        )
        issue = {"reading_id": "bad", "issue_no": 1, "item_id": "bad", "code": "truncated_file", "level": "error"}
        insert(connection, "raw.issues", [{**issue, "message": "broken.pdf: ends too early", "place": ""}])
    row = tree(site(path) / "index.html").xpath("//table[contains(@class, 'issues')]/tbody/tr")[0].text_content()
    assert "file:///inbox/broken.pdf" in row
    assert "broken.pdf: ends too early" in row
    assert "truncated_file" in row


def test_the_report_page_prints_every_figure_and_marks_the_wrong_total(evaluated_of: BuildOf) -> None:
    report = wrong().put("applications_2021", "granted", "research", None)
    page = tree(site(evaluated_of([report])) / "reports" / f"{report.report_id}.html")
    cells = page.xpath("//table[contains(@class, 'form')]//td")
    assert len(cells) == 10 + 175 + 15
    marked = page.xpath("//td[contains(@class, 'mark-error')]")
    assert [cell.text for cell in marked] == ["0"]
    assert "行政复议：10+1+0+0=11，打印总计0，差11" in marked[0].get("title")
    assert [cell.text for cell in page.xpath("//td[contains(@class, 'mark-part')]")] == ["10", "1", "0", "0"]
    assert [cell.text for cell in page.xpath("//td[contains(@class, 'kind-missing')]")] == ["缺"]
    assert page.xpath("//li[starts-with(@id, 'f-')]//b/text()") == ["11", "0", "11"]


def test_printed_values_stand_in_their_own_cells(evaluated_of: BuildOf) -> None:
    """Each redrawn cell shows the raw text of the figure its headings name, in printed order."""
    report = Planted()
    page = tree(site(evaluated_of([report])) / "reports" / f"{report.report_id}.html")
    shown = [cell.text or "" for cell in page.xpath("//table[contains(@class, 'form')]//td")]
    printed = [str(value) for layout in report.tables.values() for value in layout.values()]
    by_layout = {name: [str(values[cell]) for cell in _cells(name)] for name, values in report.tables.items()}
    assert shown == [value for name in report.layouts for value in by_layout[name]]
    assert sorted(shown) == sorted(printed)


def _cells(name: str) -> list[tuple[str, str]]:
    return list(load_layouts()[name].cells())


def layouts_of(path: Path) -> dict[str, Form]:
    with open_reading(path) as connection:
        return forms(connection)


def test_every_layout_is_drawn_with_each_cell_once_and_no_ragged_line(evaluated_of: BuildOf) -> None:
    for form in layouts_of(evaluated_of([Planted()])).values():
        lines = draw(form)
        codes = [cell.code for line in lines for cell in line if cell.code]
        assert sorted(codes) == sorted(form.cells)
        assert len(set(_line_widths(lines))) == 1, form.layout_id


def _line_widths(lines: list[list[Any]]) -> list[int]:
    """Slots each line fills, counting what spans from the lines above."""
    widths = [0] * len(lines)
    for position, line in enumerate(lines):
        for cell in line:
            for below in range(cell.row_span):
                widths[position + below] += cell.column_span
    return widths


def test_the_shapes_of_the_official_forms(evaluated_of: BuildOf) -> None:
    found = {name: form.shape for name, form in layouts_of(evaluated_of([Planted()])).items()}
    assert found["proactive_2021"] == found["proactive_2019"] == "bands"
    assert found["applications_2021"] == found["applications_2019"] == "matrix"
    assert found["review_litigation_2019"] == "header_path"


def test_headings_of_the_applications_table_span_their_rows(evaluated_of: BuildOf) -> None:
    spans = {
        cell.label.zh: cell.row_span
        for line in draw(layouts_of(evaluated_of([Planted()]))["applications_2021"])
        for cell in line
        if cell.label and cell.row_span > 1
    }
    assert spans == {
        "三、本年度办理结果": 22,
        "（三）不予公开": 8,
        "（四）无法提供": 3,
        "（五）不予处理": 5,
        "（六）其他处理": 3,
    }


def test_the_check_page_says_what_it_means_and_how_often_it_was_evaluated(evaluated_of: BuildOf) -> None:
    page = tree(site(evaluated_of([wrong(), *clean_reports()[2:]])) / "checks" / "RL-1.html").text_content()
    assert "行政复议各结果之和等于总计" in page
    assert "3 / 3" in page
    assert "review.upheld + review.corrected + review.other_result + review.pending = review.total" in page


def test_hostile_text_is_shown_as_text_and_loads_nothing(evaluated_of: BuildOf) -> None:
    report = Planted(organ=HOSTILE + "长" * 10_000, title=HOSTILE, sections={1: (HOSTILE, HOSTILE)})
    plant = (
        "UPDATE core.figures SET raw_text = '" + HOSTILE + "', kind = 'text', value = NULL WHERE column_code = 'upheld'"
    )
    address = "UPDATE core.revisions SET source_url = 'javascript:alert(1)'"
    folder = site(evaluated_of([report], plant, address))
    for path in folder.glob("**/*.html"):
        page = tree(path)
        assert page.xpath("//img | //iframe") == []
        scripts = page.xpath("//script[not(@type = 'application/json')]")
        assert all(one.get("src") and not (one.text or "").strip() for one in scripts), path
        assert page.xpath("//*[@*[starts-with(name(), 'on')]]") == []
        assert page.xpath("//a[starts-with(@href, 'javascript')]") == []
    assert '<script>alert("x")' in tree(folder / "reports" / f"{report.report_id}.html").text_content()
    for path in folder.glob("data/**/*.js"):
        assert "</script" not in path.read_text(encoding="utf-8")


def test_no_page_style_or_script_asks_for_anything_off_the_site(evaluated_of: BuildOf) -> None:
    folder = site(evaluated_of([wrong()]))
    for path in folder.glob("**/*.html"):
        for address in tree(path).xpath("//script/@src | //link/@href | //img/@src"):
            assert address == "data:," or (path.parent / address).resolve().is_relative_to(folder.resolve()), (
                path,
                address,
            )
            assert address == "data:," or (path.parent / address).is_file() or address.endswith("decisions.js")
    for path in folder.glob("assets/**/*.css"):
        assert "url(" not in path.read_text(encoding="utf-8")
        assert "@import" not in path.read_text(encoding="utf-8")


def test_the_chart_library_is_small_and_comes_with_its_licence(evaluated_of: BuildOf) -> None:
    vendored = site(evaluated_of([Planted()])) / "assets" / "uplot"
    assert (vendored / "uPlot.iife.min.js").stat().st_size < 1_000_000
    assert "MIT License" in (vendored / "LICENSE").read_text(encoding="utf-8")


def test_pages_link_only_to_pages_that_exist_and_to_source_addresses(evaluated_of: BuildOf) -> None:
    folder = site(evaluated_of([wrong(), *clean_reports()[2:]]))
    for path in [*folder.glob("*.html"), *folder.glob("reports/*.html"), *folder.glob("checks/*.html")]:
        page = tree(path)
        for href in page.xpath("//a/@href | //link[@rel='stylesheet']/@href"):
            if href.startswith("http"):
                assert href.startswith("https://www.example.gov.cn/")
                continue
            target, _, anchor = href.partition("#")
            found = path.parent / target if target else path
            assert found.is_file(), (path, href)
            if target.endswith(("findings.html", "finding.html")):
                continue  # their anchors are filters, or the id of a finding
            assert not anchor or tree(found).xpath(f"//*[@id='{anchor}']"), (path, href)


def test_pages_of_reports_that_are_gone_are_removed(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()])
    folder = site(path)
    (folder / "reports" / "gone.html").write_text("old", encoding="utf-8")
    (folder / "data" / "details" / "zzz.js").write_text("old", encoding="utf-8")
    site(path)
    assert [path.stem for path in folder.glob("reports/*.html")] == [wrong().report_id]
    assert not (folder / "data" / "details" / "zzz.js").exists()


def test_the_same_warehouse_gives_the_same_pages_and_writes_none_again(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong(), *clean_reports()[2:]])
    first = build_site(path, path.parent / "site", SiteInputs(today=TODAY))
    before = {path: path.read_bytes() for path in first.index.parent.glob("**/*.*")}
    again = build_site(path, path.parent / "site", SiteInputs(today=TODAY))
    assert (again.written, again.unchanged) == (0, first.written)
    assert {path: path.read_bytes() for path in first.index.parent.glob("**/*.*")} == before


def test_only_the_page_of_a_changed_report_is_written_again(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong(), *clean_reports()[2:]])
    folder = site(path)
    times = {page.name: page.stat().st_mtime_ns for page in folder.glob("reports/*.html")}
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE core.revisions SET title = 'another title' WHERE report_id = ?", [wrong().report_id])
    site(path)
    changed = {page.name for page in folder.glob("reports/*.html") if page.stat().st_mtime_ns != times[page.name]}
    assert changed == {f"{wrong().report_id}.html"}


def test_a_finding_brings_its_equation_places_and_last_years_figures(evaluated_of: BuildOf) -> None:
    before = Planted("青禾县教育局", 2022).put(RL, "review", "total", 7)
    folder = site(evaluated_of([wrong(), before]))
    found: dict[str, Any] = {}
    for path in folder.glob("data/details/*.js"):
        arguments = path.read_text(encoding="utf-8").removeprefix("NB.details(")
        found |= json.JSONDecoder().raw_decode(arguments)[0]
    (detail,) = [one for one in found.values() if one["report"] == wrong().report_id and one["check_id"] == "RL-1"]
    total = detail["terms"][-1]
    assert (total["code"], total["side"], total["value"], total["last"]) == (
        "review_litigation.review.total",
        "right",
        "0.000000",
        "7.000000",
    )
    assert [term["value"] for term in detail["terms"]][:4] == ["10.000000", "1.000000", "0.000000", "0.000000"]
    assert detail["zh"] == "行政复议：10+1+0+0=11，打印总计0，差11"
    assert detail["url"].startswith("https://www.example.gov.cn/")


def test_without_a_warehouse_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"none\.duckdb: there is no warehouse"):
        build_report(tmp_path / "none.duckdb", tmp_path / "site", None)
