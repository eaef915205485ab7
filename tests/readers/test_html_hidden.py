"""Parts that a page hides by its own style sheet, and bodies that it carries as data: read what a visitor sees."""

from __future__ import annotations

import html as escaping
import json
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote

import pytest

from extractors.document import Document
from extractors.extract import extract_bytes
from extractors.readers import html
from extractors.report import Report
from flows.demo_site import fill_report, render_html
from flows.demo_site.write_html import body_html

FORM = fill_report("云溪县教育局", 2023, seed=8)
TITLE = "云溪县教育局2023年政府信息公开工作年度报告"
COPY = "<table class='copy' id='c1'><tr><td>规章</td><td>999</td></tr></table>"
SHOWN = "<table><tr><td>规章</td><td>13</td></tr></table>"


def cells(document: Document) -> list[list[str]]:
    return [[cell.text for cell in table.cells] for table in document.tables()]


def page(style: str, body: str) -> Document:
    return html.read(f"<html><head><style>{style}</style></head><body>{body}</body></html>".encode())


def values(report: Report) -> dict[tuple[str, str, str], Decimal | None]:
    return {(f.table, f.row, f.column): f.value for f in report.figures}


@pytest.mark.parametrize(
    "style",
    [
        ".copy{display:none}",
        "#c1 { DISPLAY : none ; }",
        "table.copy{display:none!important}",
        "div .copy, p.x {color:red;display:none}",
        "div > .copy {display:none}",
        "/* .no */ .copy{display:none}",
        "@media screen{.copy{display:none}}",
        "@import url(a.css); .copy{display:none}",
        ".copy{display:block}.copy{display:none}",
        "#c1{display:none}.copy{display:block}",
        ".copy{visibility:hidden}",
    ],
)
def test_a_table_hidden_by_the_page_s_own_style_sheet_is_left_out_and_said_so(style: str) -> None:
    document = page(style, f"<div>{COPY}</div>{SHOWN}")
    assert cells(document) == [["规章", "13"]]
    assert [issue.code for issue in document.issues] == ["hidden_tables"]


@pytest.mark.parametrize(
    "style",
    [
        "@media print{.copy{display:none}}",
        "@media (max-width:600px){.copy{display:none}}",
        ".copy{display:none}.copy{display:table}",
        ".copy{display:none}#c1{display:table}",
        ".copy{display:none}div .copy{display:table}",
        ".copy:hover{display:none}",
        ".copies{display:none}",
        ".copy{display:table!important}#c1{display:none}",
        "/* .copy{display:none} */",
    ],
)
def test_a_table_that_the_screen_shows_is_read(style: str) -> None:
    document = page(style, f"<div>{COPY}</div>{SHOWN}")
    assert cells(document) == [["规章", "999"], ["规章", "13"]]
    assert document.issues == ()


def test_an_element_that_shows_itself_is_read_whatever_its_class_says() -> None:
    document = page(".copy{display:none}", COPY.replace("<table", "<table style='display:table'") + SHOWN)
    assert cells(document) == [["规章", "999"], ["规章", "13"]]


def test_a_hidden_span_inside_a_cell_is_no_part_of_its_number() -> None:
    document = page(".tip{display:none}", "<table><tr><td>规章</td><td>1<span class='tip'>3</span></td></tr></table>")
    assert cells(document) == [["规章", "1"]]


def test_last_years_table_behind_a_hidden_class_does_not_reach_the_figures() -> None:
    other = body_html(fill_report("云溪县教育局", 2022, seed=9), "plain")
    data = render_html(FORM, style="plain").decode()
    data = data.replace("</head>", "<style>.last-year{display:none}</style></head>", 1)
    at = data.index(">", data.index("<body")) + 1
    report = extract_bytes((data[:at] + f"<div class='last-year'>{other}</div>" + data[at:]).encode())
    assert values(report) == FORM.truth()


def whole(body: str, head: str = "") -> bytes:
    return f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{body}</body></html>".encode()


BODY = body_html(FORM, "plain")
WORD_BODY = body_html(FORM, "word")


def literal(value: object, *, is_ascii: bool = True) -> str:
    """As a program writes it into a script: the end of no tag stands in it."""
    return json.dumps(value, ensure_ascii=is_ascii).replace("</", "<\\/")


EMBEDDINGS: dict[str, Callable[[str], bytes]] = {
    "string in a script": lambda body: whole(f"<div id='a'></div><script>var content = {literal(body)};</script>"),
    "string with Chinese as it is": lambda body: whole(
        f"<script>var content = {literal(body, is_ascii=False)};$('#a').html(content)</script>"
    ),
    "single quotes": lambda body: whole(
        "<script>var c='"
        + body.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("</", "<\\/")
        + "'</script>"
    ),
    "json in a script": lambda body: whole(
        f"<script type='application/json'>{literal({'data': {'list': [{'contentHtml': body}]}})}</script>"
    ),
    "pieces joined": lambda body: whole(
        f"<script>document.getElementById('a').innerHTML = {literal(body[:700])} + {literal(body[700:])};</script>"
    ),
    "lines written one by one": lambda body: whole(
        "<script>" + "".join(f"document.write({literal(line)});\n" for line in body.split("\n")) + "</script>"
    ),
    "escaped in a string": lambda body: whole(f"<script>var c = {literal(escaping.escape(body))};</script>"),
    "url-encoded": lambda body: whole(f"<script>var c = decodeURIComponent('{quote(body)}');</script>"),
    "data store in CDATA": lambda body: whole(f"<script type='text/xml'><record><![CDATA[{body}]]></record></script>"),
    "frame with its page inside": lambda body: whole(f'<iframe srcdoc="{escaping.escape(body)}"></iframe>'),
    "escaped as text": lambda body: whole(f"<div>{escaping.escape(body)}</div>"),
}
COPIES: dict[str, Callable[[str], bytes]] = {
    "text area": lambda body: whole(f"<textarea style='display:none'>{escaping.escape(body)}</textarea>"),
    "hidden field": lambda body: whole(f'<input type="hidden" name="c" value="{escaping.escape(body)}">'),
    "noscript": lambda body: whole(f"<noscript>{body}</noscript>"),
}


@pytest.mark.parametrize("body", [BODY, WORD_BODY], ids=["plain", "word"])
@pytest.mark.parametrize("kind", EMBEDDINGS)
def test_a_body_carried_as_data_is_read_and_said_so(kind: str, body: str) -> None:
    report = extract_bytes(EMBEDDINGS[kind](body))
    assert values(report) == FORM.truth()
    assert (report.organ, report.year, report.status) == ("云溪县教育局", 2023, "read")
    assert [(issue.code, issue.level) for issue in report.issues] == [("embedded_body", "info")]


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_that_the_page_hides_is_read_with_a_warning(kind: str) -> None:
    report = extract_bytes(COPIES[kind](BODY))
    assert values(report) == FORM.truth()
    assert ("embedded_copy", "warning") in [(issue.code, issue.level) for issue in report.issues]


@pytest.mark.parametrize("kind", [kind for kind in (*EMBEDDINGS, *COPIES) if kind != "escaped as text"])
def test_what_the_page_shows_comes_before_any_data(kind: str) -> None:
    """Data of another year beside a report that the page shows: nothing of it is read."""
    other = {**EMBEDDINGS, **COPIES}[kind](body_html(fill_report("云溪县教育局", 2022, seed=9), "plain")).decode()
    start, end = other.index("</h1>") + 5, other.index("</body>")
    report = extract_bytes(whole(BODY + other[start:end]))
    assert values(report) == FORM.truth()
    assert not {"embedded_body", "embedded_copy"} & {issue.code for issue in report.issues}


def test_places_of_an_embedded_body_lead_to_its_script_and_on_inside_it() -> None:
    document = html.read(EMBEDDINGS["string in a script"](BODY))
    (path, *_) = [cell.place.path for table in document.tables() for cell in table.cells]
    assert path is not None
    assert path.startswith("(//script)[1]!/html/body/table[1]/tbody[1]/tr[1]/")


def test_a_calendar_beside_the_data_is_no_report() -> None:
    days = "".join(f"<td>{day}</td>" for day in range(1, 32))
    calendar = f"<table><tr>{''.join(f'<th>{name}</th>' for name in '日一二三四五六')}</tr><tr>{days}</tr></table>"
    data = EMBEDDINGS["string in a script"](BODY).decode().replace("</h1>", f"</h1>{calendar}")
    assert values(extract_bytes(data.encode())) == FORM.truth()


@pytest.mark.parametrize(
    "script", ["[" * 100_000, '{"a":' * 20_000, "'" * 100_000, "`\\" * 50_000, '"\\ud83d <p>政府信息公开</p>' * 99]
)
def test_hostile_scripts_end_in_no_report(script: str) -> None:
    report = extract_bytes(whole(f"<script>var c = {script}</script><script>{script}</script>"))
    assert report.status in ("no_tables", "not_a_report")
