"""Ways in which editors, programs and templates mangle the markup of a report: every figure stays the true one."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from extractors.extract import extract_bytes
from extractors.report import Report
from flows.demo_site import fill_report, render_html

FORM = fill_report("云溪县教育局", 2023, seed=12)
PAGE = render_html(FORM, style="plain").decode()
WORD = render_html(FORM, style="word").decode()


def values(report: Report) -> dict[tuple[str, str, str], Decimal | None]:
    return {(f.table, f.row, f.column): f.value for f in report.figures}


def in_cells(change: Callable[[str], str], page: str = PAGE) -> str:
    """The page with the content of every cell changed."""
    return re.sub(r"(<td[^>]*>)(.*?)(</td>)", lambda m: m[1] + change(m[2]) + m[3], page, flags=re.DOTALL)


def figures_in(field: str) -> str:
    """The page with each figure of a cell in a form field."""
    return in_cells(lambda text: field.replace("%", text) if text.isdigit() else text)


def third_table(page: str = PAGE) -> tuple[str, list[str], str]:
    """What stands before table 3, its rows, what stands behind it."""
    start = [match.end() for match in re.finditer(r"<table[^>]*><tbody>", page)][1]
    end = page.index("</tbody>", start)
    rows = [f"<tr>{row}" for row in page[start:end].split("<tr>")[1:]]
    return page[:start], rows, page[end:]


def cut_at(row: int, between: str, *, repeat_header: bool = False) -> str:
    """Table 3 in two tables, cut before a row that no group heading covers."""
    before, rows, behind = third_table()
    header = "".join(rows[:3]) if repeat_header else ""
    return f"{before}{''.join(rows[:row])}</tbody></table>{between}<table><tbody>{header}{''.join(rows[row:])}{behind}"


ODD: dict[str, str] = {
    "inputs": figures_in("<input type='text' value='%' readonly>"),
    "text areas": figures_in("<textarea rows=1>%</textarea>"),
    "selects": figures_in("<select><option>999</option><option selected>%</option></select>"),
    "a table in every cell": in_cells(lambda text: f"<table><tr><td>{text}</td></tr></table>" if text else ""),
    "labels split by br": in_cells(lambda text: text if text.isdigit() or "<" in text else text[:2] + "<br/>" + text[2:]),
    "one span per character": in_cells(lambda t: t if "<" in t else "".join(f"<span>{c}</span>" for c in t)),
    "one span per character, spans not closed": in_cells(lambda t: t if "<" in t else "".join(f"<span>{c}" for c in t)),
    "conditional comments of Word": in_cells(
        lambda t: f"<!--[if gte mso 9]><xml><w:x>99</w:x></xml><![endif]--><![if !supportEmptyParas]>{t}<![endif]><o:p></o:p>"
    ),
    "smart tags of Word": in_cells(lambda t: f"<st1:chsdate w:st='on'><p class=MsoNormal>{t}<o:p></o:p></p></st1:chsdate>"),
    "cells never closed": re.sub(r"</t[dr]>", "", PAGE),
    "upper-case tags": re.sub(r"</?(?:table|tbody|tr|td|p|h3)\b", lambda m: m[0].upper(), PAGE),
    "cut into two tables": cut_at(29, "<p>- 3 -</p>"),
    "cut, the header again": cut_at(29, "<div class='page-break'></div>", repeat_header=True),
    "cut into two tables in two columns of the page": cut_at(5, "</div><div class='page2'>"),
    "a frame around everything": PAGE.replace("<h1", "<table width=980><tr><td><h1", 1).replace("</body>", "</td></tr></table></body>"),
    "word, a frame around everything": WORD.replace("<h1", "<table><tr><td></td><td><h1", 1).replace("</body>", "</td></tr></table></body>"),
    "no-break spaces in every cell": in_cells(lambda t: f"&nbsp;\u3000{t}&#160;\u200b"),
    "full-width digits": in_cells(lambda t: t.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if t.isdigit() else t),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_mangled_markup_gives_every_true_figure_and_no_warning(kind: str) -> None:
    report = extract_bytes(ODD[kind].encode(), hint="page.html")
    assert values(report) == FORM.truth()
    assert [issue for issue in report.issues if issue.level != "info"] == []


@pytest.mark.parametrize(
    "note", ["注：以上数据截至2023年12月31日。", "填表人：某某 联系电话：0000-1234567", "1", "2023"]
)
def test_a_footer_row_inside_the_table_is_never_a_row_of_the_form(note: str) -> None:
    before, rows, behind = third_table()
    report = extract_bytes(
        f"{before}{''.join(rows)}<tr><td colspan=10>{note}</td></tr>{behind}".encode(), hint="page.html"
    )
    assert values(report) == FORM.truth()


@pytest.mark.parametrize("row", range(3, 28, 4))
def test_a_second_row_that_says_otherwise_is_never_overlooked(row: int) -> None:
    before, rows, behind = third_table()
    other = re.sub(r"<td>\d+</td>", "<td>7</td>", rows[row])
    report = extract_bytes(f"{before}{''.join(rows)}{other}{behind}".encode(), hint="page.html")
    assert any(issue.level in ("warning", "error") for issue in report.issues)
    truth = FORM.truth()
    wrong = [f for f in report.figures if f.value not in (None, truth[f.table, f.row, f.column])]
    assert all(figure.verdict == "suspect" for figure in wrong)
