"""Lists of small systems: pagers made of scripts, rows in other folders, rows without links, titles that say little.

What such a list loses, it must lose aloud.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from extractors.sites.candidates import reason_kept_out
from extractors.sites.fetch import Fetcher, FetchLimits
from extractors.sites.model import ListingRow, Walk
from extractors.sites.registry import Site
from extractors.sites.walk import walk
from tests.local_government.model import Ask, Reply, Routes, as_json, fixed, page
from tests.local_government.server import Host, serve

LIMITS = FetchLimits("nianbao/test", allow_loopback=True, delay_seconds=0, backoff_seconds=0, timeout_seconds=5)
ORGAN = "云溪县教育局"
YEARS = list(range(2024, 2012, -1))
COLUMN = "/zwgk/zfxxgknb/"
REPORT = "<table><tr><td>自然人</td></tr><tr><td>结转下年度继续办理</td></tr></table>"


def title(year: int) -> str:
    return f"{ORGAN}{year}年政府信息公开工作年度报告"


def rows_html(years: list[int], address: str = "{year}01/t{year}0112_{year}.html") -> str:
    return "".join(f'<li><a href="{address.format(year=year)}">{title(year)}</a></li>' for year in years)


def walks_of(routes: Routes, entry: str = COLUMN) -> list[Walk]:
    host = Host("127.0.0.1", routes)
    with serve(host), Fetcher(LIMITS) as fetcher:
        return walk(Site("test", ORGAN, "云溪县", "county", (host.url + entry,)), fetcher)


def titles_of(walks: list[Walk]) -> list[str]:
    return [row.title for one in walks for row in one.rows]


def paged(
    pager: Callable[[int], str], name: Callable[[int], str], address: str = "{year}01/t{year}0112_1.html"
) -> Routes:
    """Three pages of four reports; ``pager`` and ``name`` by number of the page, from 1."""
    return {
        COLUMN if number == 1 else f"{COLUMN}{name(number)}": fixed(
            page(rows_html(YEARS[4 * number - 4 : 4 * number], address) + pager(number))
        )
        for number in (1, 2, 3)
    }


def only_before_last(text: str) -> Callable[[int], str]:
    return lambda number: text.format(next=number + 1, this=number) if number < 3 else "下一页"


GO = """<script>function goPage(n) {{ if (n < 1) return;
    location.href = n == 1 ? "index.html" : "index_" + (n - 1) + ".html"; }}</script>"""
PAGERS: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "a link beside '1 page'": (
        only_before_last("共1页 <a href='p{next}.html'>下一页</a>"), lambda n: f"p{n}.html"),
    "an address in onclick": (
        only_before_last("<a href='javascript:void(0)' onclick=\"location.href='p{next}.html'\">下一页</a>"),
        lambda n: f"p{n}.html"),
    "a function of the page": (
        only_before_last(GO + "<a href='javascript:goPage({next})'>下一页</a>"), lambda n: f"index_{n - 1}.html"),
    "a function, the same call on every page": (
        lambda n: GO.format() + "<a href='javascript:goPage(2)'>下一页</a>", lambda n: f"index_{n - 1}.html"),
    "a script that is not understood, and usual names": (
        only_before_last("<span onclick='pager.forward(this)'>下一页</span>"), lambda n: f"index_{n}.html"),
    "a number of pages in words": (lambda n: f"共12条记录 {n}/3页", lambda n: f"index_{n}.html"),
    "a parameter of the page's own": (
        lambda n: "共3页<script>function to(n) { open('?id=7&curPageNo=' + n); }</script>", lambda n: f"?curPageNo={n}"),
    "the pager of jQuery": (
        lambda n: "<script>$('.pagination').pagination({totalPage:3, current:1})</script>", lambda n: f"index_{n}.html"),
    "a limit in an element": (
        lambda n: "<script>if(ele.value>3)return; open('index_'+ele.value+'.shtml')</script>",
        lambda n: f"index_{n}.shtml"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGERS)
def test_every_page_is_found_though_the_details_look_like_those_of_another_family(name: str) -> None:
    pager, file = PAGERS[name]
    routes = paged(pager, file)
    by_query = {path.partition("?")[2]: route for path, route in routes.items() if "?" in path}

    def entry(ask: Ask) -> Reply:
        query = next((text for text in by_query if text.split("=")[1] == ask.query.get(text.split("=")[0])), "")
        return by_query[query](ask) if query else first(ask)

    first = routes[COLUMN]
    walks = walks_of(routes | {COLUMN: entry} if by_query else routes)
    assert titles_of(walks) == [title(year) for year in YEARS]
    assert walks[0].is_complete, walks[0].problems


def test_a_pager_that_cannot_be_followed_leaves_the_list_incomplete_and_says_so() -> None:
    pager = "<a href='javascript:pager.forward()'>下一页</a>"
    (found,) = walks_of({COLUMN: fixed(page(rows_html(YEARS[:4]) + pager))})
    assert (len(found.rows), found.stop_reason, found.is_complete) == (4, "pager_unread", False)
    assert "the script of its pager is not understood" in found.problems[0]


def test_a_pager_that_is_switched_off_is_none() -> None:
    pager = "<a class='next disabled' href='javascript:goPage(1)'>下一页</a>"
    (found,) = walks_of({COLUMN: fixed(page(rows_html(YEARS[:4]) + pager))})
    assert (found.stop_reason, found.is_complete, found.requests) == ("last_page", True, 1)


def test_an_entry_that_shows_nothing_is_an_incident() -> None:
    (found,) = walks_of({COLUMN: fixed(page("<div id='app'></div><p>青河县</p><a href='/'>首页</a>"))})
    assert (found.rows, found.stop_reason, found.is_complete) == ((), "no_rows", False)
    assert "shows no row and leads to no column below it" in found.problems[0]


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='/upload/2023.pdf'>{title}.pdf</a></li>",
        "<li><a href=\"javascript:download('/upload/2023.pdf')\">{title}</a></li>",
        "<li><a href='#' onclick=\"window.open('/d/2023.html')\">{title}</a></li>",
        "<li onclick=\"window.open('/d/2023.html')\">{title}<span>2024-01-12</span></li>",
        "<li><a data-href='/d/2023.html'>{title}</a></li>",
        "<tr><td>1</td><td>{title}</td><td>2024-01-12</td><td><a href='2023.html'>查看</a> <a href='2023.pdf'>下载</a></td></tr>",
        "<li>{title} <a href='/d/2023.html'>[点击查看]</a></li>",
        "<li><a href='7.html'>{title}</a></li>",
    ],
)
def test_a_report_is_a_row_wherever_it_lies_and_however_it_is_opened(row: str) -> None:
    walks = walks_of({COLUMN: fixed(page(f"<table>{row.format(title=title(2023))}</table>"))})
    assert set(titles_of(walks)) == {title(2023)}


def test_titles_of_other_columns_are_no_rows_unless_they_name_organ_and_year_of_a_report() -> None:
    beside = """<a href="/xw/a1.html">我县开展2023年政府信息公开年报工作</a><a href="/xw/a2.html">2022年政府信息公开年度报告</a>
    <a href="/xw/a3.html">云溪县召开会议</a><a href="/gk/a4.html">云溪县财政局2023年政府信息公开工作年度报告</a>"""
    found = titles_of(walks_of({COLUMN: fixed(page(rows_html([2023]) + beside))}))
    assert found == [title(2023), "云溪县财政局2023年政府信息公开工作年度报告"]


def test_documents_called_by_a_year_are_the_reports_or_the_lists_of_that_year() -> None:
    links = "".join(f'<li><a href="t{year}_1.html">{year}年</a></li>' for year in (2024, 2023, 2022))
    routes = {
        COLUMN: fixed(page(f"<h2>政府信息公开年报</h2>{links}")),
        f"{COLUMN}t2024_1.html": fixed(page(f"<h1>{title(2024)}</h1>{REPORT}")),
        f"{COLUMN}t2023_1.html": fixed(page(rows_html([2023]))),
        f"{COLUMN}t2022_1.html": fixed(page("<h1>年报</h1><p>见附件</p><a href='/upload/a.pdf'>附件</a>")),
    }
    rows = [row for one in walks_of(routes) for row in one.rows]
    assert [(row.title, row.is_report) for row in rows] == [
        (title(2024), False), (title(2023), False), ("2022年", True),
    ]  # fmt: skip


def test_a_directory_of_organs_leads_to_their_columns_anywhere_on_the_host() -> None:
    links = (
        "<a href='/jyj/xxgknb/'>教育局</a><a href='/czj/gkml/zfxxgknb_1203/'>财政局</a><a href='/czj/about/'>财政局</a>"
    )
    routes = {
        "/gkml/": fixed(page(f"<h2>部门年报</h2>{links}<a href='/'>首页</a>")),
        "/jyj/xxgknb/": fixed(page("<li><a href='t1.html'>2023年政府信息公开工作年度报告</a></li>")),
        "/czj/gkml/zfxxgknb_1203/": fixed(page("<li><a href='t2.html'>2022年政府信息公开工作年度报告</a></li>")),
    }
    walks = walks_of(routes, "/gkml/")
    assert [(row.organ, row.title[:5]) for one in walks for row in one.rows] == [
        ("教育局", "2023年"), ("财政局", "2022年"),
    ]  # fmt: skip
    assert len(walks) == 3


def interface(call: str, answer: Callable[[int], object], name: str, path: str) -> Routes:
    """A page whose script asks an interface for five rows at a time; ``answer`` by number of the page, from 1."""

    def rows(ask: Ask) -> Reply:
        return as_json(answer(int({**ask.query, **ask.form}[name])))

    return {COLUMN: fixed(page(f"<div id='list'></div><script>{call}</script>")), path: rows}


def part(number: int) -> list[int]:
    return YEARS[5 * number - 5 : 5 * number]


INTERFACES: dict[str, Routes] = {
    "Suzhou": interface(
        '$.ajax({type:"POST", url:"/szinf/loadData?pageSize=5", data:{pageIndex:1, cat:cat}}); var cat = "nb";',
        lambda n: {"data": {"total": "12", "list": [
            {"TITLE": title(y), "URL": f"/x/{y}.html", "PUBLISHED_TIME_FORMAT": "2024-01-12"} for y in part(n)]}},
        "pageIndex", "/szinf/loadData"),
    "Fujian": interface(
        "$.post('/fjdzapp/search', {channelid:'229105', classsql:'chnlid=22084', page:pageNo, prepage:5}, show)",
        lambda n: {"data": [{"doctitle": title(y), "docreltime": "2024/01/12", "docpuburl": f"/x/{y}.html"}
                            for y in part(n)]},
        "page", "/fjdzapp/search"),
    "markup in JSON": interface(
        "$.getJSON('/list.do?size=5&currentPage=0', function (d) { })",
        lambda n: {"html": f"<ul>{rows_html(part(n + 1), '/x/{year}.html')}</ul>"}, "currentPage", "/list.do"),
}  # fmt: skip


@pytest.mark.parametrize("name", INTERFACES)
def test_rows_of_an_interface_are_read_whatever_its_fields_are_called(name: str) -> None:
    (found,) = walks_of(INTERFACES[name])
    assert [row.title for row in found.rows] == [title(year) for year in YEARS]
    assert (found.dialect, found.is_complete) == ("script_list", True)


def test_the_constant_fields_of_an_interface_are_sent_as_the_page_sends_them() -> None:
    host = Host("127.0.0.1", INTERFACES["Fujian"])
    asked: list[str] = []
    inner = host.routes["/fjdzapp/search"]

    def spy(ask: Ask) -> Reply:
        asked.append(json.dumps(dict(ask.form)))
        return inner(ask)

    host.routes = host.routes | {"/fjdzapp/search": spy}
    with serve(host), Fetcher(LIMITS) as fetcher:
        walk(Site("test", ORGAN, "云溪县", "county", (host.url + COLUMN,)), fetcher)
    assert json.loads(asked[0]) == {"channelid": "229105", "classsql": "chnlid=22084", "page": "1", "prepage": "5"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ListingRow("http://a.gov.cn/1.html", "云溪县教育局2023年政府信息公…"), ""),
        (ListingRow("http://a.gov.cn/1.html", "云溪县教育局2023年政…"), ""),
        (ListingRow("http://a.gov.cn/1.html", "2023年", is_report=True), ""),
        (ListingRow("http://a.gov.cn/1.html", "云溪县召开全县教育工作会议暨表彰…"), "no annual report on government information"),
        (ListingRow("http://a.gov.cn/1.html", "2023年"), "no annual report on government information"),
        (ListingRow("http://a.gov.cn/1.html", "《云溪县2023年政府信息公开工作年度报告》解读…"), "interpretation of the report (解读)"),
        (ListingRow("ftp://a.gov.cn/1.html", "2023年", is_report=True), "its address is not http or https"),
    ],
)  # fmt: skip
def test_a_row_is_kept_out_for_what_its_title_says_not_for_what_was_cut_off(row: ListingRow, reason: str) -> None:
    assert reason_kept_out(row) == reason
