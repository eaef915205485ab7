"""A list page -> its rows: address, full title, printed date.

Every family prints rows differently (``li``, table rows, ``dl``), cuts titles with an ellipsis and keeps the whole
one in the ``title`` attribute, and surrounds the list with links of other columns. So rows are told by where they
lead, not by markup: under the folder of the entry page, and to a document instead of another list; or by a title that
can be nothing but an annual report's, because lists also lead to files and to pages in folders of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from extractors.sites.links import Link, links
from extractors.sites.model import ListingRow
from extractors.sites.pages import Page
from extractors.sites.urls import canonical_url, folder
from extractors.titles import parse_title

TRS_DETAIL = re.compile(r"/\d{6}/t\d{8}_\d+\.s?html?$")
ARTICLE = re.compile(
    rf"{TRS_DETAIL.pattern}|/\d{{8}}/[0-9a-f]{{32}}\.html$|/\d{{4}}/\d{{1,2}}/\d{{1,2}}/[0-9a-f]{{32}}\.s?html$"
    r"|/\d{4}-\d{2}/\d{2}/content_\d+\.s?html?$|/\d{6}/[0-9a-f]{32}\.s?html$"
)
"""Addresses of articles as common systems write them; CMS.md §2, end."""

_LIST_PAGE = re.compile(r"/(?:index|list|default)?(?:_\d+|\d{1,3})?(?:\.(?:s?html?|jsp|php|aspx?))?$", re.IGNORECASE)
# 3.html is a page of a list as often as an article: its title tells.
_SHORT_NUMBER = re.compile(r"/\d{1,3}\.(?:s?html?|jsp|php|aspx?)$", re.IGNORECASE)
_NUMBERED_FOLDER = re.compile(r"/\d{5,}/index\.s?html?$")
_DOCUMENT = re.compile(r"\.(?:s?html?|jhtml|jsp|php|aspx?|pdf|docx?|wps|xlsx?|ofd)$|/[a-z]+_?\d+$", re.IGNORECASE)
_QUERY_ID = re.compile(r"(?:^|&)(?:id|article|wbnewsid|docid|infoid)=\w+", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(20\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)")
_CUT = re.compile(r"(?:…|\.{2,}|⋯)+$")
_PAGER_TEXT = re.compile(
    r"^(?:首页|尾页|末页|上一?页|下一?页|第?\d+页?|[<>«»‹›]+|next|prev(?:ious)?|more|更多)[>»›]*$", re.IGNORECASE
)
ORGAN_ENDS = "局|委|委员会|办|办公室|办公厅|厅|部|院|署|会|中心|镇|乡|街道|街道办|办事处|政府|管委会|公安|税务|支队|总队|大队|队|所|站|处|馆|社|台"
"""How the name of an organ ends."""

BARE_YEAR = re.compile(r"^(?:20[012]\d)\s*(?:年度?|年份)?(?:工作)?(?:年度报告|年报|报告)?$")
"""What a link is called that leads to the reports, or to the report, of one year."""

_LOOK = re.compile(
    r"^[\[【(（]?(?:点击|在线)?(?:查看|浏览|阅读|预览|下载|打开|详情|详细|全文)(?:更多|全文|详情|详细|附件|文件|内容|报告|年报)?[\]】)）>»›]*$"
)
_FILE_EXTENSION = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|zip|rar|txt)$", re.IGNORECASE)
_SHORTEST_TITLE = 6
_ROW_ANCESTORS = 4


def list_rows(page: Page, entry_url: str, detail: re.Pattern[str] | None = None) -> list[ListingRow]:
    """Rows of one list page in printed order, without repeats.

    Documents under the folder of the entry page count; when there are none, those of the same host whose address is an
    article's, or whose title is a report's, do (a column may keep its pages in another folder). A family that knows its
    detail addresses says so by ``detail``, searched in path and query: then those links of the same host count. In any
    case a title that names organ and year of a report makes a row of a document of this host, wherever it lies.
    """
    host, prefix = urlsplit(entry_url).hostname, folder(entry_url)
    here = [link for link in links(page) if urlsplit(link.url).hostname == host and _is_row_link(link)]

    def is_named(link: Link) -> bool:
        is_file = is_document(link.url) or bool(_SHORT_NUMBER.search(urlsplit(link.url).path))
        return is_file and _names_report(link, needs_both=True)

    if detail is not None:
        return _rows_of([link for link in here if detail.search(_path_and_query(link.url)) or is_named(link)])
    return _rows_of(_chosen([link for link in here if is_document(link.url) or is_named(link)], prefix, is_named))


def _chosen(found: Sequence[Link], prefix: str, is_named: Callable[[Link], bool]) -> list[Link]:
    """Those documents of the host that are rows of this list."""
    if any(urlsplit(link.url).path.startswith(prefix) for link in found):
        return [link for link in found if urlsplit(link.url).path.startswith(prefix) or is_named(link)]
    return [link for link in found if ARTICLE.search(urlsplit(link.url).path) or _names_report(link, needs_both=False)]


def _is_row_link(link: Link) -> bool:
    """Not a link of a pager, and not the name of a folder of one year."""
    text = _clean(str(link.element.text_content()))
    return link.element.tag != "option" and not _PAGER_TEXT.match(text) and not BARE_YEAR.match(text)


def _names_report(link: Link, *, needs_both: bool) -> bool:
    """Whether the title of a link is a report's; ``needs_both``: with its organ and its year."""
    reading = parse_title(row_title(link.element))
    if not reading.is_report or reading.is_sentence:
        return False
    return not needs_both or bool(reading.year and re.search(f"(?:{ORGAN_ENDS})$", reading.organ))


def _path_and_query(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _rows_of(chosen: Sequence[Link]) -> list[ListingRow]:
    counted = Counter(ancestor for link in chosen for ancestor in link.element.iterancestors())
    rows: dict[str, ListingRow] = {}
    for link in chosen:
        url, title = canonical_url(link.url), row_title(link.element)
        if title and url not in rows:
            rows[url] = ListingRow(url, title, _row_date(link.element, counted))
    return list(rows.values())


def row_title(anchor: HtmlElement) -> str:
    """Title of a row: the ``title`` attribute when the text is cut or is its beginning, else the text; without the
    extension of a file. Of a link that only says 查看 or 下载 it is what else its row prints."""
    text = _clean(_text_without_date(anchor))
    attribute = _clean(str(anchor.get("title") or ""))
    stem = _CUT.sub("", text)
    if attribute and (not stem or (len(attribute) > len(stem) and attribute.startswith(stem))):
        text = attribute
    # a cut text whose attribute says something else ("点击查看") is still all we know
    return _FILE_EXTENSION.sub("", _title_beside(anchor) or text if _LOOK.match(text) else text)


def is_cut(title: str) -> bool:
    """Whether a list printed only the beginning of a title."""
    return bool(_CUT.search(title))


def _title_beside(anchor: HtmlElement) -> str:
    """The longest text of the row (or list item) of a link that stands in no link itself, "" when there is none."""
    row = next((one for one in anchor.iterancestors("tr", "li", "dl")), None)
    if row is None:
        return ""
    texts = (_clean(_DATE.sub("", str(part))) for part in row.xpath(".//text()[not(ancestor::a)]"))
    longest = max(texts, key=len, default="")
    return longest if len(longest) >= _SHORTEST_TITLE else ""


def find_date(text: str) -> str:
    """First full date in a text as YYYY-MM-DD, "" when there is none."""
    match = _DATE.search(text)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else ""


def is_document(url: str) -> bool:
    """Whether an address is of one document, by its form; the others are of lists and columns."""
    parts = urlsplit(canonical_url(url))
    if _QUERY_ID.search(parts.query) or _NUMBERED_FOLDER.search(parts.path):
        return True
    return not _LIST_PAGE.search(parts.path) and bool(_DOCUMENT.search(parts.path))


def _row_date(anchor: HtmlElement, links_below: Counter[HtmlElement]) -> str:
    """Date printed in the row: in the smallest ancestors that hold this link and no other row's."""
    inside = find_date(
        " ".join(child.text_content() for child in anchor.iterdescendants("span", "em", "i", "b", "font"))
    )
    if inside:
        return inside
    own = str(anchor.text_content())
    for depth, ancestor in enumerate(anchor.iterancestors()):
        if depth >= _ROW_ANCESTORS or links_below[ancestor] > 1:
            break
        date = find_date(str(ancestor.text_content()).replace(own, " ", 1))
        if date:
            return date
    return ""


def _text_without_date(anchor: HtmlElement) -> str:
    """Text of a link without child elements that are nothing but a date (``<a><span>2023-01-12</span>…</a>``)."""
    text = str(anchor.text_content())
    for child in anchor.iterdescendants("span", "em", "i", "b", "font"):
        printed = str(child.text_content())
        if find_date(printed) and not _DATE.sub("", printed).strip(" []()（）"):
            text = text.replace(printed, " ", 1)
    return text


def _clean(text: str) -> str:
    return " ".join(text.replace("\u3000", " ").replace("\xa0", " ").split())
