"""Papers as web pages, in the manners that site editors and word processors leave behind.

Every manner draws the same boxes; what differs is the markup around the text of a box, and around the table.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from html import escape
from random import Random

from tests.benchmarks.accuracy.corpus.model import Block, Box, Heading, Paper, Paragraph, Sheet

BoxMarkup = Callable[[Box], str]
SheetMarkup = Callable[[Sheet], str]


def text_of(box: Box) -> str:
    return escape(box.text) + (f"<sup>{box.note}</sup>" if box.note else "")


def spans(box: Box) -> str:
    return "".join(
        f' {name}="{count}"' for name, count in (("rowspan", box.row_span), ("colspan", box.column_span)) if count > 1
    )


def table(sheet: Sheet, markup: BoxMarkup = text_of, attributes: str = 'border="1" cellspacing="0"') -> str:
    """The sheet as an HTML table, its merges as rowspan and colspan."""
    lines = [f"<table {attributes}>"]
    lines += ["<tr>" + "".join(f"<td{spans(b)}>{markup(b)}</td>" for b in row) + "</tr>" for row in sheet.rows()]
    return "\n".join([*lines, "</table>"])


def body(paper: Paper, markup: SheetMarkup = table) -> str:
    parts = [f"<h1>{escape(paper.title)}</h1>"]
    return "\n".join([*parts, *(_block(block, markup) for block in paper.blocks)])


def _block(block: Block, markup: SheetMarkup) -> str:
    if isinstance(block, Sheet):
        return markup(block)
    return f"<p><b>{escape(block.text)}</b></p>" if isinstance(block, Heading) else f"<p>{escape(block.text)}</p>"


def page(paper: Paper, content: str, head: str = '<meta charset="utf-8">') -> str:
    return f"<!DOCTYPE html>\n<html><head>{head}<title>{escape(paper.title)}</title></head>\n<body>\n{content}\n</body></html>"


def plain(paper: Paper) -> bytes:
    return page(paper, body(paper)).encode()


def word(paper: Paper) -> bytes:
    """As Word saves a page: paragraphs and language spans inside the cells, conditional comments, o:p everywhere."""

    def markup(box: Box) -> str:
        inner = text_of(box) or "&nbsp;"
        language = " lang=EN-US" if box.role == "value" else ""
        return (
            f"<p class=MsoNormal align=center style='text-align:center;line-height:\n12.0pt'><span{language} "
            f"style='font-size:9.0pt;font-family:宋体'>{inner}<o:p></o:p></span></p>"
        )

    attributes = "class=MsoNormalTable border=0 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'"
    head = (
        "<meta http-equiv=Content-Type content='text/html; charset=utf-8'><meta name=Generator content='Microsoft Word 15'>"
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
        "<style><!-- p.MsoNormal {margin:0cm; font-size:10.5pt} --></style>"
    )
    return page(
        paper, f"<div class=WordSection1>{body(paper, lambda s: table(s, markup, attributes))}</div>", head
    ).encode()


def letters(paper: Paper) -> bytes:
    """Every character in a span of its own, three deep."""

    def markup(box: Box) -> str:
        return "".join(f'<span style="font-family:宋体"><span><span>{escape(c)}</span></span></span>' for c in box.text)

    return page(paper, body(paper, lambda s: table(s, markup))).encode()


def nested(paper: Paper) -> bytes:
    """The article in cells of a layout table; header texts in tables of their own inside the cells."""

    def markup(box: Box) -> str:
        inner = text_of(box)
        return f"<table width=100%><tr><td>{inner}</td></tr></table>" if box.role == "head" and box.row == 0 else inner

    rows = "".join(f"<tr><td>{_block(block, lambda s: table(s, markup))}</td></tr>" for block in paper.blocks)
    content = f"<table width=960><tr><td colspan=2><h1>{escape(paper.title)}</h1></td></tr><tr><td width=20>&nbsp;</td><td><table>{rows}</table></td></tr></table>"
    return page(paper, content).encode()


def broken_labels(paper: Paper) -> bytes:
    """Labels parted by <br> after every few characters, the group of results set one character a line."""

    def markup(box: Box) -> str:
        step = 1 if box.row_span > 3 else 3 + len(box.text) % 3
        if box.role == "value":
            return text_of(box)
        return "<br>".join(escape(box.text[i : i + step]) for i in range(0, len(box.text), step))

    return page(paper, body(paper, lambda s: table(s, markup))).encode()


def inputs(paper: Paper) -> bytes:
    """Figures as values of form controls, as a filing system prints them."""

    def markup(box: Box) -> str:
        if box.role != "value":
            return text_of(box)
        if box.column % 5 == 4:
            return f"<textarea readonly>{escape(box.text)}</textarea>"
        if box.column % 5 == 3:
            return f'<select disabled><option value="9">9</option><option selected value="{escape(box.text)}">{escape(box.text)}</option></select>'
        return f'<input type="text" readonly value="{escape(box.text)}"><input type="hidden" value="7">'

    return page(paper, body(paper, lambda s: table(s, markup))).encode()


def wrong_charset(paper: Paper) -> bytes:
    """GB18030 bytes that say utf-8, gb2312, or nothing."""
    head = ('<meta charset="utf-8">', '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "")[
        paper.seed % 3
    ]
    return page(paper, body(paper), head).encode("gb18030")


def template(paper: Paper) -> bytes:
    """The article in the middle of a portal: menus, tables that lay out, a calendar, a visitor counter."""
    rng = Random(paper.seed)
    menu = "".join(f'<li><a href="/c{i}/">栏目{i}</a></li>' for i in range(60))
    calendar = "".join(
        "<tr>" + "".join(f"<td>{7 * week + day + 1}</td>" for day in range(7)) + "</tr>" for week in range(4)
    )
    ranking = "".join(f"<tr><td>{i}</td><td>部门{i}</td><td>{rng.randint(10, 900)}</td></tr>" for i in range(1, 20))
    head = (
        f'<meta charset="utf-8"><meta name="ArticleTitle" content="{escape(paper.title)}">'
        f'<meta name="PubDate" content="{paper.published}"><meta name="ContentSource" content="{escape(paper.organ)}">'
        "<style>body{margin:0} .nav li{float:left} " + ".x{color:#333}" * 400 + "</style>"
    )
    content = (
        f'<div class="nav"><ul>{menu}</ul></div><table class="layout"><tr><td class="left"><table>{calendar}</table>'
        f"<table><tr><th>排名</th><th>部门</th><th>信息数</th></tr>{ranking}</table></td>"
        f'<td><div class="position">首页 &gt; 信息公开 &gt; 年度报告</div><div id="zoom" class="TRS_Editor">{body(paper)}</div>'
        f'<div class="share">浏览次数：<span>{rng.randint(1, 999)}</span> 字体：[大 中 小]</div></td></tr></table>'
        '<div class="footer">主办单位：某某网站管理中心 备案号 00000000 技术支持电话 0000-0000000</div>'
        + "<script>var counter=[" + ",".join(str(rng.randint(0, 9)) for _ in range(3000)) + "];</script>"
    )  # fmt: skip
    return page(paper, content, head).encode()


def other_figures(sheet: Sheet) -> Sheet:
    """The same sheet with other figures in it, as an earlier version of the page had them."""
    return replace(
        sheet,
        boxes=tuple(
            replace(b, text=str(len(b.text) + b.column + 3), note="") if b.role == "value" else b for b in sheet.boxes
        ),
    )


def hidden(paper: Paper) -> bytes:
    """Before each table an invisible older copy with other figures."""
    wrap = (
        '<div style="display:none">{}</div>',
        "<div hidden>{}</div>",
        '<div style="color:red; DISPLAY: none !important">{}</div>',
    )[paper.seed % 3]
    return page(paper, body(paper, lambda s: wrap.format(table(other_figures(s))) + table(s))).encode()


def hidden_by_class(paper: Paper) -> bytes:
    """The same with the invisibility in a style sheet."""
    head = '<meta charset="utf-8"><style>.article .old, #bak { display : none; } td.old2{color:red}</style>'
    wrap = ('<div class="box old">{}</div>', '<div id="bak">{}</div>')[paper.seed % 2]
    content = body(paper, lambda s: wrap.format(table(other_figures(s))) + table(s))
    return page(paper, f'<div class="article">{content}</div>', head).encode()


def in_script(paper: Paper) -> bytes:
    """The body as a string of JSON in a script, which the page writes into an empty box."""
    record = json.dumps(
        {"title": paper.title, "publishTime": paper.published, "content": body(paper)}, ensure_ascii=paper.seed % 2 == 0
    )
    record = record.replace("</", "<\\/")
    script = f'<div id="content"></div><script>var article = {record};\ndocument.getElementById("content").innerHTML = article.content;</script>'
    return page(paper, f"<div class='top'>首页</div>{script}").encode()


def grid_of_divs(paper: Paper) -> bytes:
    """Tables of div elements, placed by CSS grid; statistics without merges by display:table."""

    def markup(sheet: Sheet) -> str:
        if sheet.table.startswith("stats"):
            rows = ("".join(f'<div class="tc">{text_of(b)}</div>' for b in row) for row in sheet.rows())
            return '<div class="tb">' + "".join(f'<div class="tr">{row}</div>' for row in rows) + "</div>"
        cells = "".join(
            f'<div style="grid-row:{b.row + 1} / span {b.row_span};grid-column:{b.column + 1} / span {b.column_span}">{text_of(b)}</div>'
            for b in sheet.boxes
        )
        return f'<div style="display:grid;grid-template-columns:repeat({len(sheet.widths)},1fr)">{cells}</div>'

    head = '<meta charset="utf-8"><style>.tb{display:table}.tr{display:table-row}.tc{display:table-cell}</style>'
    return page(paper, body(paper, markup), head).encode()


def split_tables(paper: Paper) -> bytes:
    """Long tables come as two elements; groups that span the cut stand in both, the second time empty or repeated."""

    def markup(sheet: Sheet) -> str:
        if sheet.row_count < 12:
            return table(sheet)
        cut = sheet.head_rows + 1 + paper.seed % (sheet.row_count - sheet.head_rows - 2)
        return table(part(sheet, 0, cut)) + table(part(sheet, cut, sheet.row_count, is_repeated=paper.seed % 2 == 0))

    return page(paper, body(paper, markup)).encode()


def part(sheet: Sheet, first: int, end: int, *, is_repeated: bool = False) -> Sheet:
    """Rows ``first`` to ``end`` of the sheet; merges are cut, what began earlier is empty or repeated."""
    boxes = []
    for box in sheet.boxes:
        top, bottom = max(box.row, first), min(box.row + box.row_span, end)
        if top < bottom:
            text = box.text if box.row >= first or is_repeated else ""
            boxes.append(replace(box, row=top - first, row_span=bottom - top, text=text))
    boxes.sort(key=lambda box: (box.row, box.column))
    return replace(sheet, boxes=tuple(boxes), row_count=end - first, head_rows=max(0, sheet.head_rows - first))


def run_together(paper: Paper) -> bytes:
    """Text whose cell borders were lost: what stood in a table stands in one line, without a sign between the cells."""
    return page(paper, body(paper, lambda s: f"<p>{escape(run(s))}</p>")).encode()


def run(sheet: Sheet) -> str:
    return "".join(box.text for row in sheet.rows() for box in row)


def with_pictures(paper: Paper, pictures: list[tuple[str, bytes]]) -> bytes:
    """Each table as a picture in a data: address; ``pictures`` are (media type, bytes) in the order of the sheets."""
    from base64 import b64encode

    queue = iter(pictures)

    def markup(sheet: Sheet) -> str:
        media, data = next(queue)
        return f'<p align="center"><img src="data:{media};base64,{b64encode(data).decode()}" alt="{sheet.table}"></p>'

    return page(paper, body(paper, markup)).encode()


def superscripts(paper: Paper) -> bytes:
    """Footnote marks set high behind figures, explained below the tables."""
    content = body(paper) + "<p>注：1 含上年度转入。2 按新口径统计。</p>"
    return page(paper, content).encode()


def paragraphs(paper: Paper) -> list[str]:
    """Title and text outside of the sheets, in order."""
    return [paper.title, *(b.text for b in paper.blocks if isinstance(b, Heading | Paragraph))]
