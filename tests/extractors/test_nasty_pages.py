"""What editors do to a page between the form and the browser: the true value, or a doubt that is said aloud."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.extract import BlobInput, Context, extract_bytes, extract_item
from extractors.report import Figure, Report
from flows.demo_site import FilledReport, fill_report, render_html

ORGAN = "云溪县教育局"
FORM = fill_report(ORGAN, 2023, seed=1)
OLD_FORM = fill_report(ORGAN, 2020, seed=1)
LICENCES = int(FORM.truth()["proactive", "licensing", "decisions"])


def page(form: FilledReport = FORM) -> str:
    return render_html(form, style="plain").decode()


def read(html: str) -> Report:
    return extract_bytes(html.encode(), hint="page.html")


def figure(report: Report, row: str, column: str) -> Figure:
    return next(f for f in report.figures if (f.row, f.column) == (row, column))


def with_licences(text: str) -> Report:
    """The page with another text in the cell of 行政许可, which no equation covers."""
    html = page()
    at = html.index("行政许可</td>")
    assert f">{LICENCES}<" in html[at : at + 400]
    return read(html[:at] + html[at:].replace(f">{LICENCES}<", f">{text}<", 1))


@pytest.mark.parametrize(
    "text",
    [f"{LICENCES}<sup>1</sup>", f"{LICENCES}①", f"{LICENCES}*", f"<del>3</del>{LICENCES}", f"<s>77</s>{LICENCES}"],
)
def test_footnote_marks_and_struck_out_numbers_are_not_digits(text: str) -> None:
    assert figure(with_licences(text), "licensing", "decisions").value == LICENCES


@pytest.mark.parametrize(
    "text", [f"{LICENCES} 77", f"{LICENCES}<br>77", f"<p>{LICENCES}</p><p>77</p>", f"{LICENCES}.5"]
)
def test_two_numbers_in_a_cell_or_half_a_decision_are_never_read_without_a_doubt(text: str) -> None:
    report = with_licences(text)
    doubtful = figure(report, "licensing", "decisions")
    assert doubtful.verdict in ("suspect", "missing")


@pytest.mark.parametrize(
    "line",
    [
        "发布日期：2024-01-20",
        "云教〔2024〕3号",
        "云溪县人民政府",
        "来源：云溪县政务公开办",
        "索引号：000-12/2024",
        "政府信息公开",
    ],
)
def test_a_line_above_the_title_does_not_become_part_of_the_organ(line: str) -> None:
    html = page()
    report = read(html.replace("<h1", f"<p>{line}</p><h1", 1))
    assert (report.organ, report.year) == (ORGAN, 2023)


def test_a_related_article_below_is_not_the_title() -> None:
    report = read(page().replace("</body>", "<h3>云溪县财政局2023年政府信息公开工作年度报告</h3></body>"))
    assert report.organ == ORGAN


def test_an_opening_sentence_is_not_the_title() -> None:
    html = page().replace("<h1", "<p>现将云溪县财政局2023年政府信息公开工作年度报告公布如下</p><h1", 1)
    assert read(html).organ == ORGAN


def test_a_unit_in_the_header_is_not_lost() -> None:
    amount = OLD_FORM.truth()["proactive", "central_procurement", "amount_yuan"]
    html = page(OLD_FORM).replace("采购总金额", "采购总金额（万元）").replace(f"{amount:f}元", "32.77")
    assert figure(read(html), "central_procurement", "amount_yuan").value == Decimal(327700)


def test_one_renamed_column_between_known_ones_is_read_and_noted() -> None:
    report = read(page().replace("科研机构", "研究单位"))
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == FORM.truth()
    assert report.status == "read"
    assert [(i.code, i.level) for i in report.issues] == [("label_near", "info")]


def test_a_small_table_in_the_narrative_never_stands_for_the_form() -> None:
    extra = "<table><tr><td>行政许可</td><td>111</td></tr><tr><td>行政处罚</td><td>222</td></tr></table>"
    html = page()
    report = read(html.replace("<table", extra + "<table", 1))
    assert figure(report, "licensing", "decisions").value == LICENCES


def test_an_unreadable_second_table_is_reported() -> None:
    html = page()
    start = html.index("<table", html.index("行政诉讼情况"))
    table = html[start : html.index("</table>", start) + len("</table>")]
    broken = table[: table.rindex("<td")] + "</tr></table>"
    report = read(html.replace(table, table + "<p>上一年度的情况见下表，供读者比较时参考之用。</p>" + broken))
    assert "second_table" in [issue.code for issue in report.issues]


def test_an_attachment_of_another_year_than_its_page_is_reported() -> None:
    cover = f"<html><body><h1>{ORGAN}2024年政府信息公开工作年度报告</h1><p>详见附件。</p></body></html>"
    blobs = [
        BlobInput("1", "http://127.0.0.1/p.html", "page", cover.encode(), "2025-01-20T00:00:00"),
        BlobInput("2", "http://127.0.0.1/a.html", "attachment", page().encode(), "2025-01-20T00:00:00"),
    ]
    reading = extract_item(blobs, Context())
    assert reading.report_blob_sha256 == "2"
    assert [i.level for i in reading.report.issues if i.code == "documents_differ_year"] == ["warning"]


def test_an_attachment_that_does_not_name_its_organ_takes_it_from_its_page_not_from_the_site() -> None:
    cover = f"<html><body><h1>{ORGAN}2023年政府信息公开工作年度报告</h1><p>详见附件。</p></body></html>"
    start = page().index("<table")
    bare = f"<html><body><p>2023年度，我单位按时公开。</p>{page()[start:]}".replace(ORGAN, "本单位")
    blobs = [
        BlobInput("1", "http://127.0.0.1/p.html", "page", cover.encode(), "2024-01-20T00:00:00"),
        BlobInput("2", "http://127.0.0.1/a.html", "attachment", bare.encode(), "2024-01-20T00:00:00"),
    ]
    report = extract_item(blobs, Context(site_organ="云溪县人民政府")).report
    assert (report.organ, report.scope, report.year) == (ORGAN, "own", 2023)
    assert not {issue.code for issue in report.issues} & {"organ_from_hint", "organ_unknown"}
