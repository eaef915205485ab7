"""Families whose lists come from an interface: Hanweb in its kinds, UCAP JSON, gkmlpt, openness, longxun, Epoint,
easysite, truecms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from tests.local_government.model import Ask, Document, Reply, Routes, as_json, chunks, details, fixed, items, page

_UUID = "29527d47-65f0-4e58-9a95-804549f339e9"


def jpage(documents: Sequence[Document], *, mode: str = "records", column: str = "103585") -> Routes:
    """45 records stand in the page; ``mode``: records | pages (``startrecord`` is ignored) | encrypted (replay is empty)."""

    def address(one: Document) -> str:
        year, month, day = one.date.split("-")
        return f"/art/{year}/{int(month)}/{int(day)}/art_{column}_{one.number}.html"

    def record(one: Document) -> str:
        row = f'<li><a href="{address(one)}" title="{one.title}">{one.title}</a><span>{one.date[:5]}\n{one.date[5:]}</span></li>'
        return f"<record><![CDATA[{row}]]></record>"

    def store(some: Sequence[Document], group: str = "") -> str:
        total = f"<totalrecord>{len(documents)}</totalrecord>"
        return f"<datastore>{group}{total}<recordset>{''.join(record(one) for one in some)}</recordset></datastore>"

    def proxy(ask: Ask) -> Reply:
        if mode == "encrypted" or ask.form.get("columnid") != column:
            return Reply(b"<datastore><recordset></recordset></datastore>", "text/xml")
        if mode == "pages":
            size = min(int(ask.query.get("perpage", "15")), 15)
            start = (int(ask.query.get("page", "1")) - 1) * size
            return Reply(store(documents[start : start + size]).encode(), "text/xml; charset=utf-8")
        first, last = int(ask.query["startrecord"]), int(ask.query["endrecord"])
        return Reply(store(documents[first - 1 : last]).encode(), "text/xml; charset=utf-8")

    query = f"page=1&webid=73&path=http://site/&columnid={column}&unitid=764752&webname=site&permissiontype=0"
    group = f'<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?{query}"></a>]]></nextgroup>'
    inline = f'<div id="764752"><script type="text/xml">{store(documents[:45], group)}</script></div>'
    hot = query.replace(column, "7")
    news = (
        f'<div id="1"><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?{hot}"></a>]]>'
        "</nextgroup><recordset><record><![CDATA[<li><a href='/art/2024/1/2/art_7_1.html'>要闻一则</a></li>]]></record></recordset>"
        "</datastore></script></div>"
    )
    routes = details(documents, address)
    routes[f"/col/col{column}/index.html"] = fixed(page(news + inline))
    routes["/module/web/jpage/dataproxy.jsp"] = proxy
    return routes


def hanweb_annual(documents: Sequence[Document], *, area: str = "113708260043292687") -> Routes:
    """The report of a year in the page, a tab for each year; a tab without a report says 暂无数据."""
    by_year = {str(one.year): one for one in documents}
    years = sorted({*by_year, "2018"}, reverse=True)

    def answer(ask: Ask) -> Reply:
        tabs = "".join(
            f"<a href='/module/xxgk/xxgkAnnualReport.jsp?fbtime={year}&area={area}'>{year}年</a>" for year in years
        )
        one = by_year.get(ask.query.get("fbtime", ""))
        body = one.body.decode() if one is not None and ask.query.get("area") == area else "<p>暂无数据</p>"
        return page(f"<div class='tab'>{tabs}</div>{body}")

    return {"/module/xxgk/xxgkAnnualReport.jsp": answer}


def jpaas(documents: Sequence[Document], *, column: str = "1577424") -> Routes:
    """``build/unit`` reads the page number inside ``paramJson`` and ignores any other."""

    def address(one: Document) -> str:
        return f"/col/col{column}/art/{one.date[:4]}/art_{one.hex_id}.html"

    def unit(ask: Ask) -> Reply:
        number = (
            int(json.loads(ask.query.get("paramJson", '{"pageNo":1}'))["pageNo"])
            if ask.query.get("webId") == "3185"
            else 99
        )
        some = documents[(number - 1) * 15 : number * 15]
        return as_json({"success": True, "data": {"html": items(some, address)}})

    keys = "{'webId':'3185','pageId':'1229848421','parseType':'bulidstatic','pageType':'column','tagId':'x','tplSetId':'y'}"
    path = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    script = f'<script src="/script/0/unitbuild.js" url="{path}" queryData="{keys}"></script>'
    pager = f'<div class="page" count="{len(documents)}" rows="15"></div>'
    routes = details(documents, address)
    routes[f"/col/col{column}/index.html"] = fixed(page(script + pager))
    routes[path] = unit
    return routes


def hanweb_query(documents: Sequence[Document], column: str = "/jxsrmzf/xxgkn142/pc/list.html") -> Routes:
    def address(one: Document) -> str:
        return f"/jxsrmzf/xxgkn142/{one.compact_date[:6]}/{one.hex_id}.shtml"

    def query(ask: Ask) -> Reply:
        body = ask.json()
        if body["channelCode"] != ["col42150"] or body["webSiteCode"] != ["jxsrmzf"]:
            return as_json({"data": {"total": 0, "results": []}})
        start = (body.get("pageNo", 1) - 1) * body["perPage"]
        results = [
            {
                "source": {
                    "title": one.title,
                    "pubDate": f"{one.date} 09:00:00",
                    "urls": json.dumps({"pc": address(one)}),
                }
            }
            for one in documents[start : start + body["perPage"]]
        ]
        return as_json({"data": {"total": len(documents), "results": results}})

    script = 'var option = {url: "/queryList", unitid: "380055", webSiteCode: ["jxsrmzf"], channelCode: ["col42150"]};'
    template = "<div id='380055'><script type='text/x-handlebars-template'>{{#each results}}<li>{{title}}</li>{{/each}}</script></div>"
    routes = details(documents, address)
    routes[column] = fixed(page(f"{template}<script>{script}</script>"))
    routes["/queryList"] = query
    return routes


def ucap_json(documents: Sequence[Document], column: str = "/csrc/c100028/common_zfxxgknb.shtml") -> Routes:
    def address(one: Document) -> str:
        return f"/csrc/c100028/c{one.number:07d}/content.shtml"

    def search(ask: Ask) -> Reply:
        number, size = int(ask.query["page"]), int(ask.query["_pageSize"])
        some = documents[(number - 1) * size : number * size]
        results = [
            {
                "title": one.title,
                "url": f"//{ask.headers['host']}{address(one)}",
                "publishedTimeStr": f"{one.date} 10:00:00",
                "domainMetaList": [{"resultList": [{"key": "发布机构", "value": one.organ}]}],
            }
            for one in some
        ]
        return as_json({"data": {"total": len(documents), "page": number, "rows": size, "results": results}})

    path = "/searchList/a1a078ee0bc54721ab6b148884c784a8"
    script = f"<script>var listUrl = '{path}?_isAgg=true&_isJson=true&_pageSize=18&_template=index';</script>"
    routes = details(documents, address)
    routes[column] = fixed(page(f"<ucaptitle></ucaptitle>{script}", "<meta name='channelid' content='a1a078ee'>"))
    routes[path] = search
    return routes


def gkmlpt(documents: Sequence[Document], prefix: str = "/hyhphsz/gkmlpt") -> Routes:
    def address(one: Document) -> str:
        return f"{prefix}/content/0/{one.number // 1000}/post_{one.number}.html"

    def listing(ask: Ask) -> Reply:
        number = max(int(ask.query.get("page", "0")), 1)
        if ask.query.get("sid") != "755001":
            return as_json({"articles": []})
        articles = [
            {"id": one.number, "title": one.title, "url": address(one), "publisher": one.organ, "date": one.date}
            for one in documents[(number - 1) * 100 : number * 100]
        ]
        return as_json({"classify": {"post_count": len(documents)}, "articles": articles})

    tree = [
        {"id": 1, "name": "机构职能", "children": []},
        {
            "id": 3091,
            "name": "法定主动公开内容",
            "children": [{"id": 3092, "name": "政府信息公开年报", "children": []}],
        },
    ]
    config = f"window._CONFIG = {{ SID: '755001', TREE: {json.dumps(tree, ensure_ascii=False)}, SERVICE_AREA_ID: 1 }};"
    routes = details(documents, address)
    routes[f"{prefix}/index"] = fixed(page(f"<script>{config}</script>"))
    routes[f"{prefix}/api/all/3092"] = listing
    return routes


def openness(documents: Sequence[Document], column: str = "/opennessAnnualReport/") -> Routes:
    """``?branch_id=…&page=N``: one address that reads its query."""
    pages = chunks(documents, 20)

    def address(one: Document) -> str:
        return f"/xxgk/openness/detail/annual_report/{one.hex_id[:24]}.html"

    def listing(ask: Ask) -> Reply:
        number = int(ask.query.get("page", "1"))
        some = pages[number - 1] if 0 < number <= len(pages) else []
        rows = "".join(
            f'<tr class="is-td"><td><div class="is-tda"><a href="{address(one)}">{one.title}</a></div></td><td>{one.date}</td></tr>'
            for one in some
        )
        return page(f'<table class="is-xxgkTable">{rows}</table><div>共{len(pages)}页</div>')

    routes = details(documents, address)
    routes[column] = listing
    return routes


def longxun(documents: Sequence[Document], organ: int = 46643864) -> Routes:
    pages = chunks(documents, 15)

    def address(one: Document) -> str:
        return f"/public/{organ}/{one.number}.html"

    def listing(ask: Ask) -> Reply:
        number = int(ask.query.get("pageIndex", "1")) if ask.query.get("type") == "3" else 99
        some = pages[number - 1] if 0 < number <= len(pages) else []
        rows = "".join(f"<li><a href='{address(one)}'>{one.title}</a><span>{one.date}</span></li>" for one in some)
        return page(
            f"<ul class='doc_list'>{rows}</ul><script>Ls.pagination({{pageCount:{len(pages)},pageIndex:1}})</script>"
        )

    routes = details(documents, address)
    routes[f"/public/column/{organ}"] = listing
    return routes


def longxun_years(documents: Sequence[Document], organ: int = 601) -> Routes:
    """The report of a year stands in the page of the column."""
    by_year = {str(one.year): one for one in documents}

    def answer(ask: Ask) -> Reply:
        links = "".join(
            f"<a href='/public/column/{organ}?type=3&nav=3&sub=0&timeFrame={year}&hasContent=true'>{year}年</a>"
            for year in by_year
        )
        one = by_year.get(ask.query.get("timeFrame", ""))
        body = one.body.decode() if one is not None else ""
        return page(f"<div>{links}</div><div class='j-fontContent wzcon'>{body}</div>")

    return {f"/public/column/{organ}": answer}


def year_tabs(documents: Sequence[Document], column: str = "/zfxxgk_gmx/zfxxgknb.html") -> Routes:
    """The report of a year stands in the page; ``nbYear`` names it, and the page without it shows the newest."""
    by_year = {str(one.year): one for one in documents}
    newest = max(by_year)

    def answer(ask: Ask) -> Reply:
        links = "".join(
            f"<li><a href='{column}?nbYear={year}'>{year}</a></li>" for year in sorted(by_year, reverse=True)
        )
        one = by_year.get(ask.query.get("nbYear", newest))
        return page(f"<ul class='years'>{links}</ul>{one.body.decode() if one is not None else '暂无数据'}")

    return {column: answer}


def epoint(documents: Sequence[Document], category: str = "002005002006") -> Routes:
    """Rows from ``getgovinfolist``, pages from 0; the key of the site stands in a script beside the page."""
    column = "/zwgk/" + "/".join(category[: 3 * level] for level in range(2, 5)) + "/"

    def address(one: Document) -> str:
        return f"{column}{one.compact_date}/{one.uuid}.html"

    def listing(ask: Ask) -> Reply:
        size = int(ask.form["pageSize"])
        start = int(ask.form["pageIndex"]) * size
        if ask.form["categorynum"] != category or ask.form["siteGuid"] != "7eb5f7f1":
            return as_json({"custom": {"data": [], "total": 0}})
        data = [
            {"infourl": address(one), "title": f"{one.title[:8]}…", "realtitle": one.title, "infodate": one.date}
            for one in documents[start : start + size]
        ]
        return as_json({"custom": {"data": data, "total": len(documents)}})

    routes = details(documents, address)
    head = "<script src='/js/webBuilderCommon.js'></script>"
    routes[f"{column}about.html"] = fixed(page("<div class='ewb-list' id='EWB-FRONT'></div>", head))
    routes[column] = routes[f"{column}about.html"]
    routes["/js/webBuilderCommon.js"] = fixed(
        Reply(b'var siteInfo={"projectName":"/EpointWeb","siteGuid":"7eb5f7f1"};', "application/javascript")
    )
    routes["/EpointWeb/rest/lightfrontaction/getgovinfolist"] = listing
    return routes


def easysite(documents: Sequence[Document]) -> Routes:
    pages = chunks(documents, 15)
    block = f"/columns/{_UUID}/templates/{_UUID}/blocks/{_UUID}"

    def address(one: Document) -> str:
        return f"/columns/{_UUID}/{one.compact_date[:6]}/{one.compact_date[6:]}/{one.uuid}.html"

    def fragment(ask: Ask) -> Reply:
        number = int(ask.query.get("page", "1"))
        return Reply(items(pages[number - 1] if number <= len(pages) else [], address).encode())

    routes = details(documents, address)
    script = f"<script>var pager = {{url: '{block}?page=1&fix=0', totalPages: {len(pages)}}};</script>"
    routes[f"/columns/{_UUID}/index.html"] = fixed(page(items(pages[0], address) + script))
    routes[block] = fragment
    return routes


def truecms(documents: Sequence[Document], column: str = "/xxgk/nb/index.html") -> Routes:
    """JSONP that answers 404 without the page as Referer."""

    def address(one: Document) -> str:
        return f"/xxgk/nb/{one.number}.html"

    def messages(ask: Ask) -> Reply:
        if column not in ask.headers.get("referer", ""):
            return page("404", status=404)
        first, last = int(ask.query["startrecord"]), int(ask.query["endrecord"])
        rows = [{"title": one.title, "url": address(one), "date": one.date} for one in documents[first - 1 : last]]
        data = json.dumps({"total": len(documents), "rows": rows}, ensure_ascii=False)
        return Reply(f"{ask.query['callback']}({data});".encode(), "application/javascript; charset=utf-8")

    script = "$.getJSON('/app/messageController/getMessage.do?x=1', {columnId: 'c81', startrecord: 1});"
    routes = details(documents, address)
    routes[column] = fixed(page(f"<ul id='list'></ul><script>{script}</script>"))
    routes["/app/messageController/getMessage.do"] = messages
    return routes


jpage_by_pages = partial(jpage, mode="pages")
jpage_encrypted = partial(jpage, mode="encrypted")
