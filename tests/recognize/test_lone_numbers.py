"""A number that stands where a label should belongs to a row beside it, whose own figures are then in doubt."""

from __future__ import annotations

from decimal import Decimal

from extractors.extract import extract_bytes
from extractors.report import Report

TITLE = "云溪县2023年政府信息公开工作年度报告"


def read(beside: str = "") -> Report:
    rows = (
        "<tr><td colspan=4>第二十条第（五）项</tr><tr><td>信息内容<td colspan=3>本年处理决定数量</tr>"
        "<tr><td>行政许可<td colspan=3>46</tr>"
        "<tr><td colspan=4>第二十条第（六）项</tr><tr><td>信息内容<td colspan=3>本年处理决定数量</tr>"
        f"<tr><td>行政处罚<td colspan=3>2</tr>{beside}<tr><td>行政强制<td colspan=3>35</tr>"
        "<tr><td colspan=4>第二十条第（八）项</tr><tr><td>信息内容<td colspan=3>本年收费金额（单位：万元）</tr>"
        "<tr><td>行政事业性收费<td colspan=3>7</tr>"
    )
    page = f"<title>{TITLE}</title><h1>{TITLE}</h1><h2>二、主动公开政府信息情况</h2><table>{rows}</table>"
    return extract_bytes(page.encode(), hint="a.html")


def shown(report: Report) -> dict[str, tuple[Decimal | None, str]]:
    wanted = ("licensing", "penalty", "coercion")
    return {figure.row: (figure.value, figure.verdict) for figure in report.figures if figure.row in wanted}


def test_without_it_the_figures_are_read() -> None:
    assert shown(read()) == {
        "licensing": (Decimal(46), "read"),
        "penalty": (Decimal(2), "read"),
        "coercion": (Decimal(35), "read"),
    }


def test_the_figures_beside_a_number_without_a_row_are_suspect_and_it_is_named() -> None:
    report = read("<tr><td>976<td colspan=3></tr>")
    assert shown(report) == {
        "licensing": (Decimal(46), "read"),
        "penalty": (Decimal(2), "suspect"),
        "coercion": (Decimal(35), "suspect"),
    }
    (issue,) = [one for one in report.issues if one.code == "unread_label"]
    assert (issue.level, "'976'" in issue.message, "tr[7]" in issue.place) == ("warning", True, True)
