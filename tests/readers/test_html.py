"""What a browser shows of a page is what the reader gives, and nothing else."""

from __future__ import annotations

import pytest

from extractors.document import Document, Table, TextBlock
from extractors.readers import html
from extractors.readers.text_decode import decode
from tests.fixtures.forms import FormCell, cells_of


def read(body: str, head: str = "") -> Document:
    return html.read(f"<html><head>{head}</head><body>{body}</body></html>".encode())


def grid(markup: str) -> list[FormCell]:
    """The only table of a page. A second row keeps it from being a frame."""
    (table,) = read(markup).tables()
    return cells_of(table)


def texts(markup: str) -> list[str]:
    return [cell.text for cell in grid(f"<table><tr>{markup}<td>end</td></tr></table>")][:-1]


# --- text of cells -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<td><span>1</span><span>3</span></td>", "13"),
        ("<td><span><font>1</font></span><b>3<i>5</i></b></td>", "135"),
        ("<td>&nbsp;\u300013\u200b&nbsp;</td>", "13"),
        ("<td>1&nbsp;3</td>", "1 3"),
        ("<td>商业<br>企业</td>", "商业\n企业"),
        ("<td><p>商业</p><p>企业</p></td>", "商业\n企业"),
        ("<td><div><p>自</p></div><div>然</div>人</td>", "自\n然\n人"),
        ("<td><p>&nbsp;</p><p></p></td>", ""),
        ("<td>政府\n  信息</td>", "政府信息"),
        ("<td>new\nrequests</td>", "new requests"),
        ("<td>属于“三安全\n一稳定”</td>", "属于“三安全一稳定”"),
        ("<td>1<!-- 2 -->3</td>", "13"),
        ("<td>1<script>2</script><style>3</style><noscript>4</noscript><template>5</template></td>", "1"),
        ("<td>0<span style='display:none'>7</span></td>", "0"),
        ("<td>0<p style='color:red; DISPLAY : none'>7</p></td>", "0"),
        ("<td>0<span hidden>7</span><span style='visibility:hidden'>8</span></td>", "0"),
        ("<td><input value='12'></td>", "12"),
        ("<td><input type=hidden value=9><input type=checkbox value=8><input type=text value=' 12 '></td>", "12"),
        ("<td><textarea>12</textarea></td>", "12"),
        ("<td><select><option>1<option selected>2<option>3</select></td>", "2"),
        ("<td><select><optgroup><option>1<option>2</optgroup></select></td>", "1"),
        ("<td><button>查询</button>3</td>", "3"),
        ("<td><table><tr><td>12</td></tr></table></td>", "12"),
        ("<th>总计</th>", "总计"),
    ],
)
def test_text_of_a_cell_is_what_the_page_shows(cell: str, text: str) -> None:
    assert texts(cell) == [text]


def test_invisible_cell_keeps_its_slot_and_removed_cell_gives_it_up() -> None:
    assert texts("<td>a</td><td style='visibility:hidden'>7</td><td>c</td>") == ["a", "", "c"]
    assert texts("<td>a</td><td style='display:none'>7</td><td>c</td>") == ["a", "c"]


def test_hidden_duplicate_table_is_left_out_and_said_so() -> None:
    document = read(
        "<div style='display:none'><table><tr><td>规章</td><td>999</td></tr></table></div>"
        "<table><tr><td>规章</td><td>13</td></tr></table>"
    )
    assert [[cell.text for cell in table.cells] for table in document.tables()] == [["规章", "13"]]
    assert [(issue.code, issue.level) for issue in document.issues] == [("hidden_tables", "info")]


# --- spans -------------------------------------------------------------------------------------------------------


def test_rowspan_and_colspan_push_later_cells_aside() -> None:
    assert grid("<table><tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f</table>") == [
        FormCell(0, 0, "a", 2, 2),
        FormCell(0, 2, "b"),
        FormCell(1, 2, "c"),
        FormCell(2, 0, "d"),
        FormCell(2, 1, "e"),
        FormCell(2, 2, "f"),
    ]


def test_rowspan_zero_reaches_to_the_end_of_its_row_group_only() -> None:
    markup = "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e</table>"
    assert grid(markup) == [
        FormCell(0, 0, "a", 2),
        FormCell(0, 1, "b"),
        FormCell(1, 1, "c"),
        FormCell(2, 0, "d"),
        FormCell(2, 1, "e"),
    ]


def test_rowspan_past_the_last_row_is_cut() -> None:
    assert grid("<table><tr><td rowspan=9>a<td>b<tr><td>c</table>") == [
        FormCell(0, 0, "a", 2),
        FormCell(0, 1, "b"),
        FormCell(1, 1, "c"),
    ]


def test_cells_never_overlap_where_a_wide_cell_meets_a_tall_one() -> None:
    assert grid("<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c<td>d</table>") == [
        FormCell(0, 0, "a"),
        FormCell(0, 1, "b", 2),
        FormCell(1, 0, "c"),
        FormCell(1, 2, "d"),
    ]


@pytest.mark.parametrize(
    ("span", "columns"), [("-2", 1), ("0", 1), ("x", 1), ("3px", 3), ("", 1), (" 2", 2), ("9999", 1000)]
)
def test_spans_are_read_as_browsers_read_them(span: str, columns: int) -> None:
    assert grid(f"<table><tr><td colspan='{span}'>a<td>b</table>") == [
        FormCell(0, 0, "a", 1, columns),
        FormCell(0, columns, "b"),
    ]


def test_ragged_and_empty_rows_keep_their_place() -> None:
    assert grid("<table><tr><td>a<tr><tr><td>b<td>c</table>") == [
        FormCell(0, 0, "a"),
        FormCell(2, 0, "b"),
        FormCell(2, 1, "c"),
    ]


def test_head_is_first_and_foot_last_wherever_they_are_written() -> None:
    markup = "<table><tfoot><tr><td>总计<td>3</tfoot><tbody><tr><td>规章<td>3<thead><tr><th>内容<th>件数</table>"
    assert [cell.text for cell in grid(markup)] == ["内容", "件数", "规章", "3", "总计", "3"]


def test_caption_is_text_before_its_table() -> None:
    blocks = read("<table><caption>二、主动公开\n政府信息情况</caption><tr><td>规章<td>0</table>").blocks
    assert isinstance(blocks[0], TextBlock)
    assert (blocks[0].text, blocks[0].role) == ("二、主动公开政府信息情况", "heading")
    assert isinstance(blocks[1], Table)


# --- blocks ------------------------------------------------------------------------------------------------------


def test_layout_tables_dissolve_into_their_content() -> None:
    document = read(
        "<table><tr><td>页眉</td><td><p>一、总体情况</p>"
        "<table><tr><td>规章</td><td>1</td></tr></table><p>五、问题</p></td></tr></table>"
    )
    shown = [block.text if isinstance(block, TextBlock) else "TABLE" for block in document.blocks]
    assert shown == ["页眉", "一、总体情况", "TABLE", "五、问题"]


def test_table_that_holds_the_article_is_no_data() -> None:
    document = read(
        f"<table><tr><td>正文</td><td><p>一、总体情况</p><p>{'本机关依法公开。' * 200}</p></td></tr></table>"
    )
    assert list(document.tables()) == []
    assert [block.role for block in document.texts()] == ["paragraph", "heading", "paragraph"]


def test_data_table_with_a_small_table_in_one_cell_stays_whole() -> None:
    rows = "".join(f"<tr><td>行{number}</td><td>{number}</td></tr>" for number in range(9))
    inner = "<table><tr><td>其中</td><td>5</td></tr></table>"
    (table,) = read(f"<table>{rows}<tr><td>合计</td><td>{inner}</td></tr></table>").tables()
    assert [cell.text for cell in table.cells][-2:] == ["合计", "其中\n5"]


def test_line_breaks_end_paragraphs_but_not_titles() -> None:
    document = read(
        "<h1>某县司法局<br>2021年政府信息公开工作年度报告</h1><p>一、总体情况<br>\u3000\u3000本机关依法公开。</p>"
    )
    assert [(block.text, block.role) for block in document.texts()] == [
        ("某县司法局2021年政府信息公开工作年度报告", "title"),
        ("一、总体情况", "heading"),
        ("本机关依法公开。", "paragraph"),
    ]
    assert document.title == "某县司法局2021年政府信息公开工作年度报告"


def test_block_inside_inline_markup_is_a_block_of_its_own() -> None:
    assert [block.text for block in read("<span>前<p>中</p>后</span>").texts()] == ["前", "中", "后"]


def test_body_container_is_taken_and_navigation_left() -> None:
    article = f"<p>一、总体情况</p><p>{'本机关依法公开。' * 9}</p>"
    links = "".join(f"<li><a href='/{number}'>栏目{number}</a></li>" for number in range(30))
    document = read(f"<ul class=menu>{links}</ul><div class='con TRS_Editor'>{article}</div><div>版权所有</div>")
    assert [block.text for block in document.texts()] == ["一、总体情况", "本机关依法公开。" * 9]
    assert len(document.links) == 30


def test_empty_body_container_is_not_believed() -> None:
    article = f"<p>{'本机关依法公开。' * 9}</p><table><tr><td>规章</td><td>3</td></tr></table>"
    document = read(f"<div id=zoom><p>见下</p></div><div>{article}</div><div class=footer><a href=/>网站地图</a></div>")
    assert [block.text for block in document.texts()] == ["见下", "本机关依法公开。" * 9]
    assert len(list(document.tables())) == 1


# --- title, meta, links ------------------------------------------------------------------------------------------

TITLE = "某县2021年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f"<meta name=ArticleTitle content='{TITLE}'><title>某县</title>", "<h1>别的</h1>", TITLE),
        ("<meta name=ArticleTitle content='年报'><title>某县</title>", f"<h1>某县人民政府</h1><h1>{TITLE}</h1>", TITLE),
        ("<meta name=ArticleTitle content=''><title>某县年报</title>", "", "某县年报"),
        (f"<title>\n{TITLE} - 某县人民政府</title>", "", f"{TITLE} - 某县人民政府"),
        ("", "", ""),
    ],
)
def test_title_comes_from_meta_when_it_can_be_one_then_headline_then_title(head: str, body: str, title: str) -> None:
    assert read(body, head).title == title


def test_meta_names_are_lower_case_and_the_first_filled_one_wins() -> None:
    head = "<META NAME='PubDate' CONTENT=''><meta name=pubdate content='2022-01-20 10:00'><base href='/jxssthjt/'>"
    assert read("", head).meta == {"pubdate": "2022-01-20 10:00", "base": "/jxssthjt/"}


def test_links_of_anchors_viewers_and_scripts_in_order_with_their_text() -> None:
    body = (
        "<a href='./P020220101.pdf' title='某县2021年政府信息公开工作年度报告.pdf'>某县2021年…</a>"
        "<a href='javascript:void(0)'>打印</a><a href='#top'>顶部</a><!-- <a href='/old.pdf'>旧</a> -->"
        "<a style='display:none' href='/hidden.pdf'>x</a>"
        "<iframe src='/viewer.html?file=%2Fa.pdf'></iframe><embed src='/b.pdf'><object data='/c.pdf'></object>"
        "<div class=wp_pdf_player pdfsrc='/d.pdf'></div>"
        '<script>showVsbpdfIframe("/__local/A/B/e.pdf","100%","600");\n//showVsbpdfIframe(\'/f.pdf\')</script>'
    )
    assert read(body).links == (
        ("./P020220101.pdf", "某县2021年政府信息公开工作年度报告.pdf"),
        ("/viewer.html?file=%2Fa.pdf", ""),
        ("/b.pdf", ""),
        ("/c.pdf", ""),
        ("/d.pdf", ""),
        ("/__local/A/B/e.pdf", ""),
    )


# --- encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "charset", "encoding", "text"),
    [
        ("堃镕洺㳇".encode("gb18030"), "gb2312", "gb18030", "堃镕洺㳇"),
        ("政府信息公开".encode("gb18030"), "utf-8", "gb18030", "政府信息公开"),
        ("政府信息公开".encode(), "gbk", "utf-8", "政府信息公开"),
        ("政府資訊公開".encode("big5"), "big5", "big5hkscs", "政府資訊公開"),
        ("政府信息公开".encode("gb18030"), "iso-8859-1", "gb18030", "政府信息公开"),
        ("\ufeff政府".encode(), None, "utf-8", "政府"),
        ("\ufeff政府".encode("utf-16-le"), None, "utf-16-le", "政府"),
        ("<p>政府</p>".encode("utf-16-be"), None, "utf-16-be", "<p>政府</p>"),
        (b"plain", "no-such-charset", "utf-8", "plain"),
    ],
)
def test_bytes_decide_the_encoding(data: bytes, charset: str | None, encoding: str, text: str) -> None:
    decoded = decode(data, charset)
    assert (decoded.text, decoded.encoding, decoded.lost) == (text, encoding, 0)


def test_page_with_one_broken_include_keeps_its_encoding_and_is_reported() -> None:
    data = ("政府信息公开" * 20).encode() + "版权".encode("gb18030")
    decoded = decode(data, "utf-8")
    assert decoded.text.startswith("政府信息公开" * 20)
    assert decoded.encoding == "utf-8"
    assert [(issue.code, issue.level) for issue in decoded.issues()] == [("undecodable_bytes", "warning")]
