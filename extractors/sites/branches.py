"""A column page -> the columns below it: a folder for each year, a class of organs, an organ, another host.

Annual-report columns are trees as often as lists: by year, by class and organ, by year and class (CMS.md §8); an
aggregating page of a province leads to the pages of other hosts. A link is a branch by where it leads and by what it is
called; navigation to other columns is called otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from extractors.sites.model import ListingRow
from extractors.sites.pages import Page
from extractors.sites.rows import is_document, row_title
from extractors.sites.urls import canonical_url, folder
from extractors.titles import parse_title

BranchKind = Literal["year", "class", "organ", "host"]

_YEAR = re.compile(r"^(?:20[012]\d)\s*(?:年度?|年份)?(?:政府信息公开)?(?:工作)?(?:年度)?(?:报告|年报)?$")
_CLASS = re.compile(
    r"^(?:(?:本|各)?(?:省|市|州|盟|区|县|旗)?(?:级|直|属|政府)*)?(?:人民)?(?:"
    r"政府(?:部门|本级|年报|年度报告|工作部门)?|(?:组成|直属|工作|所属|职能|垂直管理)?(?:部门|机构|单位)|委办局|乡镇(?:街道|街办)?|镇街(?:道)?"
    r"|(?:乡|镇)?街道(?:办事处)?|乡(?:、|/)?镇(?:、|/)?(?:街道)?|区县|县区|县市区|市县|市区县|各地|园区|开发区|管委会|驻.{1,3}(?:单位|机构)"
    r")(?:年报|年度报告|(?:政府)?信息公开(?:工作)?(?:年度报告|年报))?$"
)
_ORGAN = re.compile(
    r"^[\u4e00-\u9fff（）()·、]{2,24}(?:局|委|委员会|办|办公室|办公厅|厅|部|院|署|会|中心|镇|乡|街道|街道办|办事处|政府|管委会|公安|税务|支队|总队|大队|队"
    r"|所|站|处|馆|社|台|省|自治区|市|州|盟|地区|区|县|旗)(?:年报|年度报告|(?:政府)?信息公开(?:工作)?(?:年度报告|年报))?$"
)
_TAIL = re.compile(r"(?:(?:政府)?信息公开(?:工作)?)?(?:年报|年度报告)$")
_COLUMN_OF_REPORTS = re.compile(r"年报|年度报告")
FEWEST_OF_AN_AGGREGATOR = 5


@dataclass(frozen=True, slots=True)
class Branch:
    """A column to walk as well. ``organ`` is the publisher when the branch is the column of one organ.

    ``year``: the year its name says, which is the report year or the one after it; None for other branches.
    """

    url: str
    kind: BranchKind
    name: str
    organ: str = ""
    year: int | None = None


def branches(page: Page) -> list[Branch]:
    """Columns of this host below the column of the page, in printed order, each once."""
    found: dict[str, Branch] = {}
    for anchor, url in _anchors(page):
        kind = _kind(anchor, url, page)
        address = canonical_url(url)
        if kind and address not in found and address != canonical_url(page.url):
            name = _name(anchor)
            organ = organ_name(name) if kind == "organ" else ""
            found[address] = Branch(url, kind, name, organ, int(name[:4]) if kind == "year" else None)
    return list(found.values())


def foreign_rows(page: Page) -> tuple[list[ListingRow], list[Branch]]:
    """What an aggregating page lists on other hosts: reports, and columns to be walked one hop away.

    A page aggregates when it speaks of annual reports and leads to organs (or to titles of reports) on other government
    hosts at least ``FEWEST_OF_AN_AGGREGATOR`` times; a footer with a few neighbours does not.
    """
    if not _COLUMN_OF_REPORTS.search(_heading(page)):
        return [], []
    host = urlsplit(page.url).hostname
    rows: dict[str, ListingRow] = {}
    columns: dict[str, Branch] = {}
    for anchor, url in _anchors(page):
        other = urlsplit(url).hostname or ""
        if other == host or not is_government_host(other, host or ""):
            continue
        name = _name(anchor)
        is_title = parse_title(name).is_report
        if not is_title and not _ORGAN.match(name):
            continue
        address = canonical_url(url)
        organ = "" if is_title else organ_name(name)
        if is_document(url):
            rows.setdefault(address, ListingRow(address, name, organ=organ, is_report=not is_title))
        else:
            columns.setdefault(address, Branch(url, "host", name, organ))
    if len(rows) + len(columns) < FEWEST_OF_AN_AGGREGATOR:
        return [], []
    return list(rows.values()), list(columns.values())


def frame_target(page: Page) -> str:
    """Address of the only frame of this host, "" when there is none or several."""
    frames = [page.address(str(f.get("src") or "")) for f in page.tree.iter("iframe", "frame") if f.get("src")]
    here = [url for url in frames if url and urlsplit(url).hostname == urlsplit(page.url).hostname]
    return here[0] if len(here) == 1 else ""


def is_government_host(host: str, own_host: str) -> bool:
    """Hosts that may hold reports: ``*.gov.cn``, or the site's own kind (local tests). Mirrors live elsewhere."""
    return host == "gov.cn" or host.endswith(".gov.cn") or (host.startswith("127.") and own_host.startswith("127."))


def organ_name(name: str) -> str:
    """The organ a link is named after, without what it says of the column."""
    return _TAIL.sub("", name)


def _anchors(page: Page) -> list[tuple[HtmlElement, str]]:
    found = []
    for anchor in page.tree.iter("a", "option"):
        href = str(anchor.get("href") or (anchor.get("value") if anchor.tag == "option" else "") or "").strip()
        if href and not href.startswith(("#", "javascript:", "mailto:")):
            url = page.address(href)
            if url:
                found.append((anchor, url))
    return found


def _kind(anchor: HtmlElement, url: str, page: Page) -> BranchKind | None:
    parts, here = urlsplit(url), urlsplit(page.url)
    if parts.hostname != here.hostname or is_document(url):
        return None
    name = _name(anchor)
    own = folder(page.url)
    if _YEAR.match(name):
        # years stand below the column, or beside it when the entry is one of them
        beside = "/".join(own.rstrip("/").split("/")[:-1]) + "/"
        is_near = parts.path.startswith(own) or (len(beside) > 1 and parts.path.startswith(beside))
        # Shanghai: /2025ndbg/index.html, at the root of the host
        is_near = is_near or bool(re.search(rf"/(?:gb|gknb|nb)?{name[:4]}(?:n|ndbg|nb|nian)\w*/", parts.path))
        return "year" if is_near else None
    if not parts.path.startswith(own) or parts.path.rstrip("/") == own.rstrip("/"):
        return None
    if folder(url) == own and not parts.query:
        return None  # the same column by the name of its first page
    if _CLASS.match(name):
        return "class"
    return "organ" if _ORGAN.match(name) else None


def _name(anchor: HtmlElement) -> str:
    return "".join(row_title(anchor).split()).strip("·•>»-—[]【】")


def _heading(page: Page) -> str:
    return " ".join(str(element.text_content()) for element in page.tree.iter("title", "h1", "h2", "h3"))
