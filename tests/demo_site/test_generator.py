"""The demonstration site: the same seed gives the same bytes, every identity holds, every planted fault is there."""

from __future__ import annotations

import hashlib
import io
import random
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from lxml import html as lxml_html

from extractors.layouts import load_layouts
from extractors.sites.pages import decode_page
from flows.demo_site import DemoPlan, FilledReport, build_demo, fill_report, render_docx, render_html, render_pdf
from flows.demo_site.figures import Profile, broken_identities, fill_tables, layouts_of_year
from flows.demo_site.grid import APPLICANTS, IDENTITY_NOTE, LEGAL_PERSONS, NAME_OF_CONTENT, build_grid
from flows.demo_site.place import CUT_LABEL, CUT_LABEL_TEXT, ORGANS, REPUBLISHED, WRONG_TOTAL, YEARS
from tests.fixtures.forms import ANNUAL_LAYOUTS


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def page_of(plan: DemoPlan, path: str, night: str = "site") -> str:
    return decode_page((plan.folder / night / path.lstrip("/")).read_bytes())


def test_the_same_seed_gives_the_same_bytes(plan: DemoPlan, tmp_path: Path) -> None:
    again = build_demo(tmp_path)
    assert hashes(again.folder) == hashes(plan.folder)
    assert again.reports == plan.reports


def test_another_seed_gives_other_figures() -> None:
    assert fill_report(seed=1).truth() == fill_report(seed=1).truth()
    assert fill_report(seed=1).truth() != fill_report(seed=2).truth()


def test_the_site_is_as_large_and_as_mixed_as_promised(plan: DemoPlan) -> None:
    assert len(ORGANS) >= 12
    assert {report.year for report in plan.reports} == set(YEARS)
    assert len(plan.reports) == len(ORGANS) * len(YEARS) >= 36
    assert {report.format for report in plan.reports} == {"html", "pdf", "docx"}
    assert {layout for report in plan.reports for layout in report.layouts.values()} == set(ANNUAL_LAYOUTS)
    assert {report.scope for report in plan.reports} == {"own", "aggregate"}
    rows = len(plan.reports) + len(plan.look_alikes)
    assert plan.list_pages == -(-rows // 15) > 1


def test_every_report_fills_every_cell_of_its_layouts(plan: DemoPlan) -> None:
    for report in plan.reports:
        cells = {
            (table, row, column)
            for table, name in report.layouts.items()
            for row, column in load_layouts()[name].cells()
        }
        assert set(report.figures) == cells


def test_all_identities_hold_but_for_the_planted_wrong_total(plan: DemoPlan) -> None:
    for report in plan.reports:
        broken = [
            (failure.check, failure.scope)
            for name in report.layouts.values()
            for failure in broken_identities(load_layouts()[name], report.figures_of_night(2))
        ]
        if (report.organ, report.year) == WRONG_TOTAL:
            assert broken == [("APP-1", "natural_person"), ("APP-2", "natural_person"), ("APP-3", "processed_total")]
            assert [(failure.check, failure.scope) for failure in report.failures] == broken
        else:
            assert broken == []
            assert [failure for failure in report.failures if failure.severity == "error"] == []


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2024])
@pytest.mark.parametrize("requests", [0, 1, 7, 400])
def test_identities_hold_for_idle_and_busy_organs(year: int, requests: int) -> None:
    for seed in range(5):
        form = fill_report("云溪县民政局", year, seed=seed, profile=Profile(requests, 3, 0, 0, 1, 0))
        for layout in form.layouts():
            assert broken_identities(layout, form.truth()) == []


def test_consecutive_years_agree(plan: DemoPlan) -> None:
    """XY-1: what is carried forward in 2022 is carried in in 2023, by applicant; XY-2: documents in force."""
    columns = [column.code for column in load_layouts()["applications_2021"].columns]
    for organ in ORGANS:
        earlier, later = plan.report(organ.name, 2022).figures, plan.report(organ.name, 2023).figures
        for column in columns:
            assert earlier["applications", "carried_forward", column] == later["applications", "carried_in", column]
        documents = ("proactive", "normative_docs")
        change = later[(*documents, "issued")] - later[(*documents, "repealed")]
        assert earlier[(*documents, "in_force")] + change == later[(*documents, "in_force")]


def test_the_county_is_the_sum_of_its_organs(plan: DemoPlan) -> None:
    """AGG-1, on the second night and with the one wrong printed total put right."""
    for year in YEARS:
        county = next(report for report in plan.reports if report.year == year and report.scope == "aggregate")
        organs = [report for report in plan.reports if report.year == year and report.scope == "own"]
        for key, value in county.figures.items():
            total = sum((report.figures_of_night(2)[key] for report in organs), Decimal(0))
            is_wrong_cell = year == WRONG_TOTAL[1] and key == ("applications", "processed_total", "natural_person")
            assert value == total + (2 if is_wrong_cell else 0)


def test_the_wrong_total_is_printed(plan: DemoPlan) -> None:
    report = plan.with_fault("wrong_total")
    assert (report.organ, report.year) == WRONG_TOTAL
    row = next(row for row in table_rows(page_of(plan, report.path)) if row[0] == "（七）总计")
    assert int(row[1]) == report.figures["applications", "processed_total", "natural_person"]
    assert sum(int(value) for value in row[1:-1]) == int(row[-1]) - 2


def test_the_cut_label_is_printed(plan: DemoPlan) -> None:
    report = plan.with_fault("cut_label")
    assert (report.organ, report.year, report.format) == (*CUT_LABEL, "pdf")
    with pdfplumber.open(plan.folder / "site" / report.attachment.lstrip("/")) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    assert CUT_LABEL_TEXT in text
    assert "2.其他法律行政法规禁止公开" not in text


def test_the_republished_report_differs_in_one_figure_and_its_sentence(plan: DemoPlan) -> None:
    report = plan.with_fault("republished")
    assert (report.organ, report.year) == REPUBLISHED
    (change,) = report.changes
    assert change.night_one != change.night_two
    assert report.figures_of_night(1)[change.table, change.row, change.column] == change.night_one
    first, second = page_of(plan, report.path), page_of(plan, report.path, "night2")
    rows = [table_rows(page) for page in (first, second)]
    different = [(one, two) for one, two in zip(*rows, strict=True) if one != two]
    assert different == [(["行政许可", f"{change.night_one}"], ["行政许可", f"{change.night_two}"])]
    assert f"行政许可处理决定{change.night_one}件" in text_of(first)
    assert f"行政许可处理决定{change.night_two}件" in text_of(second)
    assert [path.name for path in (plan.folder / "night2").rglob("*.*")] == [Path(report.path).name]


def test_look_alikes_carry_the_words_of_a_report(plan: DemoPlan) -> None:
    titles = [page.title for page in plan.look_alikes]
    assert any("年度报告" in title for title in titles)
    for word in ("解读", "网站工作年度报表", "法治政府建设", "通知"):
        assert any(word in title for title in titles)
    for page in plan.look_alikes:
        assert "自然人" not in page_of(plan, page.path)


def test_pages_have_the_standard_meta_tags(plan: DemoPlan) -> None:
    for report in plan.reports:
        tree = parse(page_of(plan, report.path))
        meta = {str(tag.get("name")): str(tag.get("content")) for tag in tree.xpath("//meta[@name]")}
        assert meta["SiteName"] == "云溪县人民政府网"
        assert meta["ArticleTitle"] == report.title
        assert meta["ContentSource"] == report.organ
        assert meta["PubDate"].startswith(report.published.isoformat())
        assert meta["ColumnName"] == "政府信息公开年报"
        assert report.organ in report.title
        assert str(report.year) in report.title


def test_some_pages_are_gbk_and_say_so(plan: DemoPlan) -> None:
    pages = [(plan.folder / "site" / report.path.lstrip("/")).read_bytes() for report in plan.reports]
    declared = [page for page in pages if b'charset="gb2312"' in page]
    assert len(declared) >= 4
    for page in declared:
        with pytest.raises(UnicodeDecodeError):
            page.decode("utf-8")
    assert any("堃".encode("gb18030") in page for page in declared)


def test_links_lead_somewhere(plan: DemoPlan) -> None:
    """No link outside of comments leads to a page that does not exist."""
    site = plan.folder / "site"
    for page in site.rglob("*.html"):
        tree = parse(re.sub(r"(?s)<!--.*?-->", "", decode_page(page.read_bytes())))
        for address in tree.xpath("//a/@href | //link/@href"):
            target = site / str(address).lstrip("/") if str(address).startswith("/") else page.parent / str(address)
            assert target.resolve().is_file(), f"{page}: {address}"


def test_sentences_agree_with_the_tables(plan: DemoPlan) -> None:
    for report in plan.reports:
        if report.format != "html":
            continue
        text = text_of(page_of(plan, report.path))
        licences = report.figures["proactive", "licensing", "decisions"]
        assert f"行政许可处理决定{licences}件" in text
        received = report.figures["applications", "new_received", "total"]
        assert f"收到政府信息公开申请{received}件" in text or (received == 0 and "申请" in text)
        assert f"统计期限自{report.year}年1月1日至{report.year}年12月31日" in text


def test_header_texts_are_those_recognition_may_ignore() -> None:
    layouts = load_layouts()
    assert {IDENTITY_NOTE, APPLICANTS, LEGAL_PERSONS} == set(layouts["applications_2021"].ignore)
    assert layouts["proactive_2021"].ignore == (NAME_OF_CONTENT,)


@pytest.mark.parametrize(
    ("layout", "year", "rows", "columns", "spans"),
    [
        ("proactive_2021", 2023, 14, 4, {"第二十条第（一）项": (1, 4), "本年处理决定数量": (1, 3)}),
        ("proactive_2019", 2020, 18, 4, {"第二十条第（九）项": (1, 4), "采购总金额": (1, 2)}),
        (
            "applications_2021",
            2023,
            28,
            10,
            {IDENTITY_NOTE: (3, 3), "三、本年度办理结果": (22, 1), "（三）不予公开": (8, 1), "（七）总计": (1, 2)},
        ),
        ("applications_2019", 2020, 26, 10, {"三、本年度办理结果": (20, 1), "（六）其他处理": (1, 2)}),
        ("review_litigation_2019", 2023, 4, 15, {"行政复议": (1, 5), "行政诉讼": (1, 10), "复议后起诉": (1, 5)}),
    ],
)
def test_grids_are_the_official_ones(
    layout: str, year: int, rows: int, columns: int, spans: dict[str, tuple[int, int]]
) -> None:
    grid = build_grid(fill_report(year=year), load_layouts()[layout])
    assert (grid.row_count, grid.column_count) == (rows, columns)
    covered = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert sorted(covered) == [(row, column) for row in range(rows) for column in range(columns)]
    by_text = {cell.text: (cell.row_span, cell.column_span) for cell in grid.cells}
    assert {text: by_text[text] for text in spans} == spans


def test_signed_figures_and_money_are_printed_as_in_the_form() -> None:
    form = fill_report(year=2020)
    layout = load_layouts()["proactive_2019"]
    texts = {
        text: form.truth()["proactive", row, column]
        for row, column in layout.cells()
        if column in ("items_change", "amount_yuan")
        for text in (form.text(layout, row, column),)
    }
    assert all(Decimal(text.removesuffix("元")) == value for text, value in texts.items())
    assert all(text.startswith("+") for text, value in texts.items() if value > 0 and not text.endswith("元"))


def test_docx_holds_the_figures_in_real_merges() -> None:
    form = fill_report()
    document = docx.Document(io.BytesIO(render_docx(form)))
    assert len(document.tables) == 3
    applications = document.tables[1]
    assert (len(applications.rows), len(applications.columns)) == (28, 10)
    xml = zipfile.ZipFile(io.BytesIO(render_docx(form))).read("word/document.xml").decode()
    assert 'w:vMerge w:val="restart"' in xml
    assert 'w:gridSpan w:val="7"' in xml
    row = [cell.text for cell in applications.rows[3].cells]
    columns = [column.code for column in load_layouts()["applications_2021"].columns]
    assert row[3:] == [f"{form.truth()['applications', 'new_received', column]}" for column in columns]


def test_pdf_breaks_table_three_over_pages_and_repeats_no_header() -> None:
    form = fill_report()
    with pdfplumber.open(io.BytesIO(render_pdf(form))) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
        tables = [page.extract_tables() for page in pdf.pages]
    assert sum("法人或其他组织" in text for text in texts) == 1
    first = next(number for number, text in enumerate(texts) if "法人或其他组织" in text)
    assert "四、结转下年度继续办理" not in texts[first]
    assert "四、结转下年度继续办理" in texts[first + 1]
    columns = [column.code for column in load_layouts()["applications_2021"].columns]
    last = next(row for row in tables[first + 1][0] if row[0] == "四、结转下年度继续办理")
    expected = [f"{form.truth()['applications', 'carried_forward', column]}" for column in columns]
    assert [value for value in last[1:] if value is not None] == expected


@pytest.mark.parametrize("style", ["word", "letters", "plain"])
def test_html_styles_print_the_same_cells(style: str) -> None:
    form = fill_report(year=2020)
    printed = table_rows(render_html(form, style=style, encoding="gb2312").decode("gb18030"))  # type: ignore[arg-type]
    assert printed == table_rows(render_html(form).decode())


def test_the_same_report_gives_the_same_bytes() -> None:
    form: FilledReport = fill_report()
    for render in (render_html, render_docx, render_pdf):
        assert render(form) == render(fill_report())


def test_figures_are_drawn_from_the_layouts_of_the_year() -> None:
    assert [layout.id for layout in layouts_of_year(2020)] == [
        "proactive_2019",
        "applications_2019",
        "review_litigation_2019",
    ]
    tables = fill_tables(random.Random(1), 2021, Profile(5, 5, 5, 5, 5, 5))
    assert list(tables) == ["proactive_2021", "applications_2021", "review_litigation_2019"]


def parse(page: str) -> Any:
    """Tree of a page; untyped, because the stubs of xpath know every type it may ever give."""
    return lxml_html.document_fromstring(page)


def text_of(page: str) -> str:
    return "".join(str(parse(page).text_content()).split())


def table_rows(page: str) -> list[list[str]]:
    """Texts of the official tables' cells, row by row (the record table at the top of the page left out)."""
    tables = parse(page).xpath("//table[not(@class='record')]")
    return [
        ["".join(str(cell.text_content()).split()) for cell in row.xpath("./td")]
        for table in tables
        for row in table.xpath(".//tr")
    ]
