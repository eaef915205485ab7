"""Every family: all rows of its list are found, by the family's own way of paging, and the statement of the walk is true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from extractors.sites.fetch import Fetcher, FetchLimits
from extractors.sites.model import Walk
from extractors.sites.registry import Site
from extractors.sites.walk import walk, walk_list
from tests.local_government import script_families as script
from tests.local_government import shapes
from tests.local_government import static_families as static
from tests.local_government.model import Document, Routes, fixed, page
from tests.local_government.server import Host, serve

LIMITS = FetchLimits("nianbao/test", allow_loopback=True, delay_seconds=0, backoff_seconds=0, timeout_seconds=5)
UUID = "29527d47-65f0-4e58-9a95-804549f339e9"
Build = Callable[[Sequence[Document]], Routes]


def documents(count: int, organs: Sequence[str] = ("云溪县教育局",)) -> list[Document]:
    found = []
    for number in range(1, count + 1):
        organ, year = organs[number % len(organs)], 2019 + number % 6
        title = f"{organ}{year}年政府信息公开工作年度报告"
        date = f"{year + 1}-01-{1 + number % 28:02d}"
        found.append(Document(4000 + number, title, date, b"<p>x</p>", True, organ, year))
    return found


FAMILIES: dict[str, tuple[Build, str, str, int]] = {
    "trs, call": (static.trs, "/zwgk/zfxxgknb/", "trs", 40),
    "trs, variables": (partial(static.trs, form="variables"), "/zwgk/zfxxgknb/", "trs", 40),
    "trs, records first": (partial(static.trs, form="records"), "/zwgk/zfxxgknb/", "trs", 40),
    "trs, createPage": (partial(static.trs, form="short"), "/zwgk/zfxxgknb/", "trs", 40),
    "trs, from one": (partial(static.trs, form="kunming", first=1), "/zwgk/zfxxgknb/", "trs", 40),
    "trs, config": (partial(static.trs, form="config"), "/zwgk/zfxxgknb/", "trs", 40),
    "trs, column number": (partial(static.trs, form="column"), "/zwgk/zfxxgknb/", "trs", 40),
    "trs, rows counted": (partial(static.trs, form="rows", first=1), "/zwgk/zfxxgknb/index_pc_1.html", "trs", 40),
    "vsb": (static.vsb, "/zfxxgk/zfxxgknb.htm", "vsb", 34),
    "ucap": (static.ucap, "/cnsq/gknb/list.shtml", "ucap", 40),
    "ucap, from zero": (partial(static.ucap, first=1), "/cnsq/gknb/list.shtml", "ucap", 40),
    "webplus": (static.webplus, "/xxgknb/list.htm", "webplus", 40),
    "numbered": (static.numbered, "/zfxxgk/zfxxgknb/1.html", "numbered", 34),
    "plain": (static.plain, "/xxgk/nb/", "generic", 55),
    "jpage": (script.jpage, "/col/col103585/index.html", "hanweb_jpage", 120),
    "jpage, by pages": (script.jpage_by_pages, "/col/col103585/index.html", "hanweb_jpage", 100),
    "jpaas": (script.jpaas, "/col/col1577424/index.html", "hanweb_jpaas", 40),
    "queryList": (script.hanweb_query, "/jxsrmzf/xxgkn142/pc/list.html", "hanweb_query", 40),
    "ucap json": (script.ucap_json, "/csrc/c100028/common_zfxxgknb.shtml", "ucap", 40),
    "gkmlpt": (script.gkmlpt, "/hyhphsz/gkmlpt/index", "gkmlpt", 130),
    "gkmlpt, column": (script.gkmlpt, "/hyhphsz/gkmlpt/index#3092", "gkmlpt", 130),
    "openness": (script.openness, "/opennessAnnualReport/?branch_id=57a3e0a92c262ea9a50ae7c3", "openness", 50),
    "longxun": (script.longxun, "/public/column/46643864?type=3&action=list", "longxun", 40),
    "epoint": (script.epoint, "/zwgk/002005/002005002/002005002006/", "epoint", 50),
    "easysite": (script.easysite, f"/columns/{UUID}/index.html", "easysite", 40),
    "truecms": (script.truecms, "/xxgk/nb/index.html", "truecms", 34),
}


def walk_site(routes: Routes, entry: str) -> tuple[Walk, Host]:
    host = Host("127.0.0.1", routes)
    with serve(host), Fetcher(LIMITS) as fetcher:
        return walk_list(host.url + entry, fetcher), host


@pytest.mark.parametrize("name", FAMILIES)
def test_every_row_of_every_family_is_found_once_with_title_and_date(name: str) -> None:
    build, entry, dialect, count = FAMILIES[name]
    expected = documents(count)
    result, _ = walk_site(build(expected), entry)
    assert result.dialect == dialect
    assert sorted((row.title, row.date) for row in result.rows) == sorted((one.title, one.date) for one in expected)
    assert len({row.url for row in result.rows}) == count
    assert result.is_complete, result.problems


@pytest.mark.parametrize("name", FAMILIES)
def test_the_addresses_of_the_rows_answer_with_their_documents(name: str) -> None:
    build, entry, _, _ = FAMILIES[name]
    expected = documents(18)
    host = Host("127.0.0.1", build(expected))
    with serve(host), Fetcher(LIMITS) as fetcher:
        rows = walk_list(host.url + entry, fetcher).rows
        bodies = [fetcher.fetch(row.url).data for row in rows]
    assert len(rows) == 18
    assert bodies == [b"<p>x</p>"] * 18


def test_an_interface_that_refuses_replay_leaves_the_list_incomplete_and_says_so() -> None:
    result, _ = walk_site(script.jpage_encrypted(documents(120)), "/col/col103585/index.html")
    assert len(result.rows) == 45
    assert not result.is_complete
    assert "promised 120 rows, saw 45; the list is incomplete" in result.problems


def test_publishers_of_an_interface_come_with_the_rows() -> None:
    expected = documents(6, ("云溪县教育局", "云溪县财政局"))
    result, _ = walk_site(script.gkmlpt(expected), "/hyhphsz/gkmlpt/index")
    assert {row.title[:6]: row.organ for row in result.rows} == {
        "云溪县教育局": "云溪县教育局",
        "云溪县财政局": "云溪县财政局",
    }


@pytest.mark.parametrize(
    ("build", "entry"),
    [
        (script.hanweb_annual, "/module/xxgk/xxgkAnnualReport.jsp?area=113708260043292687&fbtime=2020"),
        (script.longxun_years, "/public/column/601?type=3&nav=3&sub=0&timeFrame=2020&hasContent=true"),
        (script.year_tabs, "/zfxxgk_gmx/zfxxgknb.html?nbYear=2020"),
    ],
)
def test_a_page_that_is_the_report_of_one_year_leads_to_the_other_years(build: Build, entry: str) -> None:
    result, host = walk_site(build(documents(6)), entry)
    years = {row.title for row in result.rows}
    assert {f"{year}年" for year in range(2019, 2025)} <= years
    assert all(row.is_report for row in result.rows)
    assert len(host.paths()) == 1


def site_of(url: str, **more: object) -> Site:
    return Site("test", "云溪县人民政府", "云溪县", "county", (url,), **more)  # type: ignore[arg-type]


def all_rows(routes: Routes, entry: str) -> list[tuple[str, str]]:
    host = Host("127.0.0.1", routes)
    with serve(host), Fetcher(LIMITS) as fetcher:
        walks = walk(site_of(host.url + entry), fetcher)
    assert all(one.is_complete for one in walks), [one.problems for one in walks]
    return sorted({(row.title, row.organ) for one in walks for row in one.rows})


def test_folders_of_years_are_walked_and_other_columns_are_not() -> None:
    expected = documents(30)
    routes = shapes.by_year(expected) | {
        "/zwgk/zfgzbg/": fixed(page("<a href='./202401/t20240101_1.html'>政府工作报告</a>"))
    }
    assert all_rows(routes, "/zwgk/zfxxgknb/") == sorted({(one.title, "") for one in expected})


def test_a_year_as_entry_leads_to_the_years_beside_it() -> None:
    expected = documents(12)
    routes = shapes.by_year(expected)
    beside = "".join(f"<a href='../{year}n/'>{year}</a>" for year in range(2019, 2025))
    routes["/zwgk/zfxxgknb/2024n/"] = fixed(page(beside))
    found = {title for title, _ in all_rows(routes, "/zwgk/zfxxgknb/2024n/")}
    assert found == {one.title for one in expected if one.year != 2024}


def test_yearly_archives_at_the_root_of_a_host_are_walked() -> None:
    expected = documents(30)
    found = {title for title, _ in all_rows(shapes.yearly_archives(expected), "/zfxxgknb/index.html")}
    assert found == {one.title for one in expected}


def test_columns_of_organs_give_their_name_to_rows() -> None:
    expected = documents(24, ("云溪县教育局", "云溪县财政局", "云溪县公安局"))
    assert all_rows(shapes.by_organ(expected), "/xxgk/gknb/") == sorted({(one.title, one.organ) for one in expected})


@pytest.mark.parametrize("shape", [shapes.behind_refresh, shapes.behind_script, shapes.in_frame])
def test_stubs_and_frames_are_passed_through(shape: Callable[[Routes, str], Routes]) -> None:
    expected = documents(30)
    routes = shape(static.trs(expected), "/zwgk/zfxxgknb/")
    assert all_rows(routes, "/gknb/") == sorted({(one.title, "") for one in expected})


def test_an_aggregating_page_leads_one_hop_to_other_hosts() -> None:
    towns = [documents(4, (f"云溪县{name}镇人民政府",)) for name in ("东", "西", "南", "北", "中")]
    hosts = [Host(f"127.0.0.{number}", static.trs(some)) for number, some in enumerate(towns, 11)]
    far = Host("127.0.0.30", static.trs(documents(3, ("松岭县人民政府",))))
    with serve(*hosts, far), Fetcher(LIMITS) as fetcher:
        links = [(some[0].organ, f"{host.url}/zwgk/zfxxgknb/") for host, some in zip(hosts, towns, strict=True)]
        beyond = [(f"松岭县第{n}镇政府", f"{far.url}/{n}/") for n in "一二三四五六"]
        hosts[0].routes["/zwgk/zfxxgknb/x/"] = shapes.aggregator(beyond, "/x/")["/x/"]
        top = Host("127.0.0.10", shapes.aggregator([*links, ("网站地图", f"{far.url}/map/")]))
        with serve(top):
            walks = walk(site_of(f"{top.url}/gkndbg/", many_organs=True), fetcher)
    rows = {(row.title, row.organ) for one in walks for row in one.rows}
    assert rows == {(one.title, one.organ) for some in towns for one in some}
    assert far.asked == []
