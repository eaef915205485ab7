"""Walking a list: every row of every page, and a true statement of how the walk ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extractors.sites.fetch import Fetcher, FetchLimits
from extractors.sites.model import Fetched, ListingRow, Recalled, Walk
from extractors.sites.walk import walk_list
from tests.sites import faulty

LIMITS = FetchLimits("nianbao/test", allow_loopback=True, delay_seconds=0, backoff_seconds=0, timeout_seconds=5)
COLUMN = "/zwgk/zfxxgknb/"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(LIMITS) as one:
        yield one


def row_html(number: int, date: str = "2024-01-18") -> str:
    return f'<li><a href="./202401/t20240118_{number}.html">第{number}号报告</a><span>{date}</span></li>'


def list_html(numbers: range, pager: str = "", before: str = "", after: str = "") -> faulty.Answer:
    rows = "".join(row_html(number) for number in numbers)
    return faulty.page(f"<html><body>{before}<ul>{rows}</ul>{pager}{after}</body></html>")


def trs_pager(pages: int, current: int, call: str = 'createPageHTML({pages}, {current}, "index", "html");') -> str:
    return f"<script>{call.format(pages=pages, current=current)}</script>"


def walk_routes(fetcher: Fetcher, routes: dict[str, faulty.Answer], **options: object) -> tuple[Walk, list[str]]:
    with faulty.serve(routes) as host:
        result = walk_list(host.url + COLUMN, fetcher, **options)  # type: ignore[arg-type]
    return result, [path for path in host.asked if path != "/robots.txt"]


def numbers(result: Walk) -> list[int]:
    return [int(row.url.rpartition("_")[2].removesuffix(".html")) for row in result.rows]


@pytest.mark.parametrize(
    "call",
    [
        'createPageHTML({pages}, {current}, "index", "html");',
        "createPage({pages},{current},'index','html')",
        'createPageHTML(36, {pages}, {current}, "index", "html");',
        "var currentPage = {current};//所在页从0开始\nvar countPage = {pages}//共多少页",
        '//createPageHTML(9, 0, "index", "html");\nvar countPage = {pages};\ncreatePageHTML(9, 0, "index", "html");',
        '/* createPageHTML(9, 0, "old", "htm"); */ createPageHTML({pages}, {current}, "index", "html");',
    ],
)
def test_every_form_of_the_trs_pager_pages_through_index_n(fetcher: Fetcher, call: str) -> None:
    routes = {
        COLUMN: list_html(range(1, 16), trs_pager(3, 0, call)),
        f"{COLUMN}index_1.html": list_html(range(16, 31), trs_pager(3, 1, call)),
        f"{COLUMN}index_2.html": list_html(range(31, 37), trs_pager(3, 2, call)),
    }
    result, asked = walk_routes(fetcher, routes)
    assert numbers(result) == list(range(1, 37))
    assert asked == list(routes)
    assert (result.dialect, result.pages_promised, result.pages_seen, result.stop_reason) == ("trs", 3, 3, "all_pages")
    assert result.is_complete
    assert (result.requests, result.problems) == (3, ())


def test_extension_and_stem_come_from_the_pager(fetcher: Fetcher) -> None:
    routes = {
        COLUMN: list_html(range(1, 3), trs_pager(2, 0, 'createPageHTML({pages}, {current}, "list_dev", "shtml");')),
        f"{COLUMN}list_dev_1.shtml": list_html(range(3, 4)),
    }
    assert numbers(walk_routes(fetcher, routes)[0]) == [1, 2, 3]


def test_lists_numbered_from_one_are_found_out(fetcher: Fetcher) -> None:
    routes = {
        COLUMN: list_html(range(1, 3), trs_pager(3, 0)),
        f"{COLUMN}index_2.html": list_html(range(3, 5)),
        f"{COLUMN}index_3.html": list_html(range(5, 6)),
    }
    result, asked = walk_routes(fetcher, routes)
    assert numbers(result) == [1, 2, 3, 4, 5]
    assert asked == [COLUMN, f"{COLUMN}index_1.html", f"{COLUMN}index_2.html", f"{COLUMN}index_3.html"]
    assert result.is_complete


def test_a_stub_between_pages_is_not_the_end_but_is_told(fetcher: Fetcher) -> None:
    routes = {
        COLUMN: list_html(range(1, 3), trs_pager(3, 0)),
        f"{COLUMN}index_1.html": faulty.page("<html><body>维护中</body></html>"),
        f"{COLUMN}index_2.html": list_html(range(5, 6)),
    }
    result, _ = walk_routes(fetcher, {**routes, f"{COLUMN}index_1.html": list_html(range(3, 5))})
    assert result.is_complete
    with_stub = {
        **routes,
        f"{COLUMN}index_2.html": list_html(range(3, 5)),
        f"{COLUMN}index_3.html": list_html(range(5, 6)),
    }
    with_stub[COLUMN] = list_html(range(1, 3), trs_pager(4, 0))
    with_stub[f"{COLUMN}index_1.html"], with_stub[f"{COLUMN}index_2.html"] = (
        list_html(range(3, 5)),
        faulty.page("<p>维护中</p>"),
    )
    result, _ = walk_routes(fetcher, with_stub)
    assert numbers(result) == [1, 2, 3, 4, 5]
    assert (result.pages_promised, result.pages_seen, result.stop_reason) == (4, 3, "page_failed")
    assert not result.is_complete
    assert "promised 4 list pages, saw 3; the list is incomplete" in result.problems


def test_promised_seven_saw_one_is_an_incident(fetcher: Fetcher) -> None:
    result, _ = walk_routes(fetcher, {COLUMN: list_html(range(1, 16), trs_pager(7, 0))})
    assert (result.pages_promised, result.pages_seen, result.is_complete) == (7, 1, False)
    assert len(result.rows) == 15


def test_links_and_pagers_inside_comments_do_not_exist(fetcher: Fetcher) -> None:
    decoy = f'<!-- <ul>{row_html(99)}</ul><script>createPageHTML(9, 0, "index", "html");</script> -->'
    result, asked = walk_routes(fetcher, {COLUMN: list_html(range(1, 4), trs_pager(1, 0), before=decoy)})
    assert numbers(result) == [1, 2, 3]
    assert asked == [COLUMN]
    assert result.pages_promised == 1


def test_titles_cut_in_print_are_whole_in_the_title_attribute(fetcher: Fetcher) -> None:
    body = """<ul>
    <li><a href="t20240118_1.html" title="云溪县教育局2023年政府信息公开工作年度报告">云溪县教育局2023年政府信息…</a></li>
    <li><a href="t20240118_2.html" title="点击查看">云溪县财政局2023年政府信息公开工作年度报告</a></li>
    <li><a href="t20240118_3.html"><em>[2024-01-20]</em> 云溪县民政局2023年政府信息公开工作年度报告</a></li>
    <li><a href="t20240118_4.html"><img src="x.png"></a><a href="t20240118_4.html">云溪县公安局2023年年报</a></li></ul>"""
    result, _ = walk_routes(fetcher, {COLUMN: faulty.page(body)})
    assert [row.title for row in result.rows] == [
        "云溪县教育局2023年政府信息公开工作年度报告",
        "云溪县财政局2023年政府信息公开工作年度报告",
        "云溪县民政局2023年政府信息公开工作年度报告",
        "云溪县公安局2023年年报",
    ]
    assert result.rows[2].date == "2024-01-20"


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2024-01-18", "2024-01-18"),
        ("[2024/1/8]", "2024-01-08"),
        ("2024.01.18", "2024-01-18"),
        ("2024年1月8日", "2024-01-08"),
        ("01-18", ""),
        ("", ""),
    ],
)
def test_dates_as_lists_print_them(fetcher: Fetcher, printed: str, date: str) -> None:
    result, _ = walk_routes(
        fetcher, {COLUMN: faulty.page(f"<ul>{row_html(1, printed)}{row_html(2, '2020-02-02')}</ul>")}
    )
    assert [row.date for row in result.rows] == [date, "2020-02-02"]


def test_base_href_moves_the_links_and_repeats_are_one_row(fetcher: Fetcher) -> None:
    body = f"""<html><head><base href="{COLUMN}2023/"></head><body><ul>
    <li><a href="t20240118_1.html;jsessionid=AB12">甲</a></li><li><a href="t20240118_1_app.html?isMobile=1">甲</a></li>
    <li><a href="t20240118_1.html#top">甲</a></li></ul></body></html>"""
    with faulty.serve({COLUMN: faulty.page(body)}) as host:
        result = walk_list(host.url + COLUMN, fetcher)
        assert result.rows == (ListingRow(f"{host.url}{COLUMN}2023/t20240118_1.html", "甲"),)


def test_links_of_other_columns_and_sub_columns_are_no_rows(fetcher: Fetcher) -> None:
    beside = """<a href="/yw/202401/t20240101_7.html">要闻</a><a href="../">上级栏目</a><a href="2022n/">2022年</a>
    <a href="index.html">首页</a><a href="http://other.example.org/zwgk/zfxxgknb/t20240101_8.html">外站</a>
    <a href="javascript:void(0)">分享</a>"""
    result, _ = walk_routes(fetcher, {COLUMN: list_html(range(1, 3), trs_pager(1, 0), after=beside)})
    assert numbers(result) == [1, 2]


def test_rows_written_by_a_script_are_rows(fetcher: Fetcher) -> None:
    script = (
        r"""<script>document.writeln("<li><a href=\"./t20240118_1.html\" title=\"甲报告\">甲<\/a><\/li>");</script>"""
    )
    result, _ = walk_routes(fetcher, {COLUMN: faulty.page(f"<html><body>{script}</body></html>")})
    assert [row.title for row in result.rows] == ["甲报告"]


def test_gbk_pages_declared_gb2312_keep_characters_beyond_it(fetcher: Fetcher) -> None:
    body = '<html><head><meta charset="gb2312"></head><ul><li><a href="t20240118_1.html">㳇堃镕镇2023年年报</a></li></ul></html>'
    answer = faulty.page(body.encode("gb18030"), Content_Type="text/html; charset=ISO-8859-1")
    assert walk_routes(fetcher, {COLUMN: answer})[0].rows[0].title == "㳇堃镕镇2023年年报"


@pytest.mark.parametrize(
    "stub",
    [
        f'<html><head><meta http-equiv="refresh" content="0; url={COLUMN}"></head></html>',
        f"<script>window.location.replace('{COLUMN}');</script>",
        f'<html><script>location.href = "{COLUMN}"</script></html>',
    ],
)
def test_stub_pages_that_jump_are_followed(fetcher: Fetcher, stub: str) -> None:
    with faulty.serve({"/gknb/": faulty.page(stub), COLUMN: list_html(range(1, 3), trs_pager(1, 0))}) as host:
        result = walk_list(f"{host.url}/gknb/", fetcher)
    assert numbers(result) == [1, 2]
    assert result.requests == 2


def test_stubs_that_jump_in_a_ring_end(fetcher: Fetcher) -> None:
    jump = faulty.page(f'<meta http-equiv="Refresh" content="0;URL={COLUMN}">')
    result, asked = walk_routes(fetcher, {COLUMN: jump})
    assert (result.stop_reason, len(asked)) == ("entry_failed", 4)
    assert "jumps from stub to stub" in result.problems[0]


def test_an_entry_page_with_the_tables_is_the_report_itself(fetcher: Fetcher) -> None:
    body = """<html><head><meta name="ArticleTitle" content="云溪县公安局2020年政府信息公开工作年度报告">
    <meta name="PubDate" content="2021-01-22 09:10"></head><body><table><tr><td>自 然 人</td></tr>
    <tr><td>四、结转下年度继续办理</td></tr></table></body></html>"""
    result, _ = walk_routes(fetcher, {COLUMN: faulty.page(body)})
    assert (result.stop_reason, result.is_complete) == ("is_report", True)
    assert [(row.title, row.date) for row in result.rows] == [
        ("云溪县公安局2020年政府信息公开工作年度报告", "2021-01-22")
    ]


def test_an_unknown_list_is_walked_by_its_next_page_link(fetcher: Fetcher) -> None:
    def page(first: int, link: str) -> faulty.Answer:
        rows = "".join(f'<li><a href="/zwgk/zfxxgknb/content_{n}">报告{n}</a></li>' for n in (first, first + 1))
        return faulty.page(f"<ul>{rows}</ul>{link}")

    routes = {
        COLUMN: page(100, '<a href="?p=b">下一页</a>'),
        f"{COLUMN}?p=b": page(102, '<a href="?p=c">下一页 &gt;</a>'),
        f"{COLUMN}?p=c": page(104, '<a href="?p=c">下一页</a>'),
    }
    result, _ = walk_routes(fetcher, routes)
    assert [row.title for row in result.rows] == [f"报告{n}" for n in range(100, 106)]
    assert (result.dialect, result.stop_reason, result.is_complete) == ("generic", "last_page", True)


def plain_list(first: int, count: int) -> faulty.Answer:
    return faulty.page("".join(f'<li><a href="content_{n}.html">报告{n}</a></li>' for n in range(first, first + count)))


def test_a_list_without_any_pager_is_probed_for_a_second_page(fetcher: Fetcher) -> None:
    routes = {
        COLUMN: plain_list(1, 20),
        f"{COLUMN}list_2.html": plain_list(21, 20),
        f"{COLUMN}list_3.html": plain_list(41, 3),
    }
    result, _ = walk_routes(fetcher, routes)
    assert len(result.rows) == 43
    assert (result.pages_seen, result.stop_reason, result.is_complete) == (3, "last_page", True)


def test_a_short_list_is_not_probed(fetcher: Fetcher) -> None:
    result, asked = walk_routes(fetcher, {COLUMN: plain_list(1, 5)})
    assert asked == [COLUMN]
    assert (result.stop_reason, result.is_complete) == ("last_page", True)


def test_a_host_that_answers_everything_with_page_one_is_not_walked_for_ever(fetcher: Fetcher) -> None:
    first = plain_list(1, 20)
    routes = {COLUMN: first, **{f"{COLUMN}{name}": first for name in ("index_1.html", "index_2.html", "?page=2")}}
    result, asked = walk_routes(fetcher, routes)
    assert (len(result.rows), result.pages_seen) == (20, 1)
    assert len(asked) < 12


def test_the_page_limit_stops_an_endless_list(fetcher: Fetcher) -> None:
    routes = {f"{COLUMN}index_{n}.html": list_html(range(n * 10, n * 10 + 2)) for n in range(1, 9)}
    routes[COLUMN] = list_html(range(1, 3), trs_pager(5000, 0))
    result, _ = walk_routes(fetcher, routes, max_pages=4)
    assert (result.pages_seen, result.stop_reason, result.is_complete) == (4, "page_limit", False)


@pytest.mark.parametrize(
    ("answer", "reason", "says"),
    [
        (faulty.status(404), "entry_failed", "HTTP 404"),
        (faulty.status(403), "entry_refused", "forbidden"),
        (faulty.page("<html>您的请求被拦截</html>"), "entry_refused", "waf"),
    ],
)
def test_an_entry_page_that_is_not_to_be_had(fetcher: Fetcher, answer: faulty.Answer, reason: str, says: str) -> None:
    result, _ = walk_routes(fetcher, {COLUMN: answer})
    assert (result.rows, result.stop_reason, result.is_complete) == ((), reason, False)
    assert says in result.problems[0]


def test_a_refusal_in_the_middle_keeps_the_rows_and_stops(fetcher: Fetcher) -> None:
    routes = {COLUMN: list_html(range(1, 3), trs_pager(3, 0)), f"{COLUMN}index_1.html": faulty.status(412)}
    result, asked = walk_routes(fetcher, routes)
    assert numbers(result) == [1, 2]
    assert (result.stop_reason, result.is_complete) == ("page_refused", False)
    assert f"{COLUMN}index_2.html" not in asked


def test_unchanged_list_pages_are_read_from_the_archive(fetcher: Fetcher) -> None:
    routes = {
        COLUMN: faulty.in_turn(list_html(range(1, 3), trs_pager(2, 0)), faulty.status(304)),
        f"{COLUMN}index_1.html": faulty.in_turn(list_html(range(3, 5)), faulty.status(304)),
    }
    with faulty.serve(routes) as host:
        first = walk_list(host.url + COLUMN, fetcher)
        held: dict[str, Fetched] = {page.url: page for page in first.pages}
        second = walk_list(
            host.url + COLUMN, fetcher, recall=lambda url: Recalled(held[url].data, held[url].headers, etag='"1"')
        )
    assert second.rows == first.rows
    assert [page.outcome for page in second.pages] == ["unchanged", "unchanged"]
    assert second.is_complete
