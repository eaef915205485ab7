"""Families whose lists are static pages: TRS in its pager forms, VSB, UCAP, webplus, numbered, hand-made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.local_government.model import Document, Reply, Routes, chunks, details, fixed, items, page

_NAVIGATION = '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/xwzx/yw/202401/t20240105_999.html">要闻</a></div>'


def _paged(
    documents: Sequence[Document],
    size: int,
    address: Callable[[Document], str],
    name: Callable[[int, int], str],
    body: Callable[[int, int, Sequence[Document]], Reply],
) -> Routes:
    """Routes of the documents and of the pages of their list; ``name`` and ``body`` get the number of a page, from 0, and
    how many there are."""
    pages = chunks(documents, size)
    lists = {name(number, len(pages)): fixed(body(number, len(pages), some)) for number, some in enumerate(pages)}
    return details(documents, address) | lists


def trs(
    documents: Sequence[Document], column: str = "/zwgk/zfxxgknb/", *, form: str = "call", first: int = 0
) -> Routes:
    """``index.html``, ``index_1.html`` …; ``form``: how the pager says it; ``first``: number of the entry page."""

    def address(one: Document) -> str:
        return f"{column}{one.compact_date[:6]}/t{one.compact_date}_{one.number}.html"

    def pager(current: int, total: int) -> str:
        calls = {
            "call": f'createPageHTML({total}, {current}, "index", "html");',
            "variables": f"//createPageHTML(9,0,'index','html');\nvar currentPage = {current};//所在页从0开始\nvar countPage = {total}//共多少页",
            "records": f'createPageHTML({len(documents)}, {total}, {current}, "index", "html");',
            "short": f"createPage({total},{current},'index','html')",
            "config": f"var pagination_script_config = {{ pageNumber: '{current}', total: '{total}' }};",
            "column": f"var countPage = {total};\nvar next = 'index_8597_{current + 1}.shtml';",
            "rows": f"var totalData = {len(documents)}; var showData = 12;",
            "kunming": f"function go(ele){{ if(ele.value>{total}) return; }}",
        }
        return f"<script>{calls[form]}</script>"

    def body(number: int, total: int, some: Sequence[Document]) -> Reply:
        old = f"<!-- <ul><li><a href='./202001/t20200101_{number}.html'>旧稿年度报告</a></li></ul> -->"
        rows = items(some, lambda one: f".{address(one).removeprefix(column[:-1])}")
        return page(_NAVIGATION + old + rows + pager(number, total))

    def name(number: int, total: int) -> str:
        stem, extension = {"column": ("index_8597", "shtml"), "rows": ("index_pc", "html")}.get(form, ("index", "html"))
        is_entry = number == 0 and form != "rows"
        return column if is_entry else f"{column}{stem}_{number + first}.{extension}"

    return _paged(documents, 12, address, name, body)


def vsb(documents: Sequence[Document], column: str = "/zfxxgk/zfxxgknb") -> Routes:
    """Page k of T is ``{T-k+1}.htm``; rows carry ids; links go to ``/info``."""

    def address(one: Document) -> str:
        return f"/info/1082/{one.number}.htm"

    def name(number: int, total: int) -> str:
        return f"{column}.htm" if number == 0 else f"{column}/{total - number}.htm"

    def body(number: int, total: int, some: Sequence[Document]) -> Reply:
        up = "../" if number else ""
        rows = "".join(
            f'<li id="line_u9_{i}"><a href="{up}../info/1082/{one.number}.htm" title="{one.title}">{one.title}</a><span>{one.date}</span></li>'
            for i, one in enumerate(some)
        )
        following = f"zfxxgknb/{total - 1}.htm" if number == 0 else f"{total - number - 1}.htm"
        link = f'<span class="p_next p_fun"><a href="{following}">下页</a></span>' if number < total - 1 else ""
        counts = f"<span class='p_t'>共{len(documents)}条 {number + 1}/{total}</span>"
        head = "<!--Announced by Visual SiteBuilder 9--><script src='/_sitegray/_sitegray.js'></script>"
        return page(f"<ul>{rows}</ul>{counts}{link}", head)

    return _paged(documents, 10, address, name, body)


def ucap(documents: Sequence[Document], column: str = "/cnsq/gknb/", *, first: int = 2) -> Routes:
    """``list.shtml``, ``list_2.shtml`` …; ``first``: number of the second page's file."""

    def address(one: Document) -> str:
        return f"/cnsq/c100294/{one.compact_date[:6]}/{one.hex_id}.shtml"

    def name(number: int, total: int) -> str:
        return f"{column}list.shtml" if number == 0 else f"{column}list_{number + first - 1}.shtml"

    def body(number: int, total: int, some: Sequence[Document]) -> Reply:
        call = f"createPageHTML('page_div',{total}, {number + 1},'list','shtml',{len(documents)});"
        head = '<meta name="channelid" content="92c4b76e80014566b8e42c5ae1131396">'
        return page(items(some, address) + f"<script>{call}</script>", head)

    return _paged(documents, 15, address, name, body)


def webplus(documents: Sequence[Document], column: str = "/xxgknb/") -> Routes:
    def address(one: Document) -> str:
        return f"/{one.date[:4]}/{one.compact_date[4:]}/c9666a{one.number}/page.htm"

    def body(number: int, total: int, some: Sequence[Document]) -> Reply:
        pager = f'<em class="all_pages">{total}</em><link href="/_upload/tpl/style.css">'
        return page(items(some, address) + pager)

    return _paged(documents, 14, address, lambda n, total: f"{column}list{n + 1 if n else ''}.htm", body)


def numbered(documents: Sequence[Document], column: str = "/zfxxgk/zfxxgknb/") -> Routes:
    def address(one: Document) -> str:
        return f"{column}17496038416711{one.number:05d}.html"

    def body(number: int, total: int, some: Sequence[Document]) -> Reply:
        return page(items(some, address) + f"<script>var maxPage = parseInt('{total}');</script>")

    return _paged(documents, 10, address, lambda n, total: f"{column}{n + 1}.html", body)


def plain(documents: Sequence[Document], column: str = "/xxgk/nb/") -> Routes:
    """Hand-made: a link 下一页 and nothing else; table rows; dates in brackets."""

    def address(one: Document) -> str:
        return f"{column}content_{one.number}.html"

    def body(number: int, total: int, some: Sequence[Document]) -> Reply:
        rows = "".join(
            f"<tr><td><a href='{address(one)}'>{one.title}</a></td><td>[{one.date}]</td></tr>" for one in some
        )
        link = f"<a href='p{number + 2}.htm'>下一页</a>" if number < total - 1 else ""
        return page(f"<table>{rows}</table>{link}")

    return _paged(documents, 20, address, lambda n, total: column if n == 0 else f"{column}p{n + 1}.htm", body)
