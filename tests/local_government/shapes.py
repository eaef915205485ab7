"""How columns are arranged above the lists: by year, by class and organ, aggregated, behind stubs and frames."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tests.local_government.model import Document, Routes, details, fixed, items, page
from tests.local_government.static_families import trs


def by_year(documents: Sequence[Document], column: str = "/zwgk/zfxxgknb/") -> Routes:
    """A folder for each year, each a TRS list."""
    routes: Routes = {}
    links = []
    for year, some in groupby(sorted(documents, key=lambda one: one.year), key=lambda one: one.year):
        routes |= trs(list(some), f"{column}{year}n/")
        links.append(f"<li><a href='./{year}n/'>{year}年</a></li>")
    routes[column] = fixed(page(f"<ul>{''.join(links)}</ul><a href='/zwgk/zfgzbg/'>政府工作报告</a>"))
    return routes


def yearly_archives(documents: Sequence[Document], column: str = "/zfxxgknb/index.html") -> Routes:
    """Shanghai: a column of years that stand at the root of the host, details in a folder of yet another name."""
    routes: Routes = {}
    links = []
    for year, some in groupby(sorted(documents, key=lambda one: one.year), key=lambda one: one.year):
        rows = list(some)
        addresses = {one.number: f"/nw12344/{one.compact_date}/{one.hex_id}.html" for one in rows}
        routes |= details(rows, lambda one, known=addresses: known[one.number])  # type: ignore[misc]
        listed = items(rows, lambda one, known=addresses: known[one.number])  # type: ignore[misc]
        pager = '<script>$(".pagination").pagination({totalPage:1, currentPage:1})</script>'
        routes[f"/{year}ndbg/index.html"] = fixed(page(listed + pager))
        links.append(f"<li><a href='/{year}ndbg/index.html'>{year}年度报告</a></li>")
    routes[column] = fixed(page(f"<ul>{''.join(links)}</ul><a href='/2024gzbg/index.html'>2024年</a>"))
    return routes


def by_organ(documents: Sequence[Document], column: str = "/xxgk/gknb/") -> Routes:
    """Classes of organs, then a column for each organ, where titles leave the organ out."""
    routes: Routes = {}
    organs = []
    for number, (organ, some) in enumerate(
        groupby(sorted(documents, key=lambda one: one.organ), key=lambda one: one.organ)
    ):
        routes |= trs(list(some), f"{column}bm/jg{number}/")
        organs.append(f"<li><a href='./jg{number}/'>{organ}</a></li>")
    routes[column] = fixed(page("<a href='./bm/'>政府部门</a><a href='/xwzx/'>新闻中心</a>"))
    routes[f"{column}bm/"] = fixed(page(f"<ul>{''.join(organs)}</ul>"))
    return routes


def behind_refresh(routes: Routes, entry: str, stub: str = "/gknb/") -> Routes:
    """The entry is a meta refresh of a few hundred bytes."""
    return {**routes, stub: fixed(page("", f'<meta http-equiv="refresh" content="0; url={entry}">'))}


def behind_script(routes: Routes, entry: str, stub: str = "/gknb/") -> Routes:
    return {**routes, stub: fixed(page(f'<script>location.replace("{entry}");</script>'))}


def in_frame(routes: Routes, entry: str, outer: str = "/gknb/") -> Routes:
    return {**routes, outer: fixed(page(f'<h2>政府信息公开年报</h2><iframe src="{entry}" width="100%"></iframe>'))}


def aggregator(links: Sequence[tuple[str, str]], column: str = "/gkndbg/") -> Routes:
    """A page whose purpose is links to other hosts: (name of the organ, address)."""
    rows = "".join(f"<li><a href='{url}' target='_blank'>{name}</a></li>" for name, url in links)
    return {
        column: fixed(
            page(f"<h1>政府信息公开年度报告</h1><ul>{rows}</ul>", "<title>各地各部门政府信息公开年报</title>")
        )
    }
