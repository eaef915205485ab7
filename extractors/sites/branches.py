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

from extractors.sites.links import Link, links
from extractors.sites.model import ListingRow
from extractors.sites.pages import Page
from extractors.sites.rows import BARE_YEAR, ORGAN_ENDS, is_document, row_title
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
    rf"^[\u4e00-\u9fff（）()·、]{{2,24}}(?:{ORGAN_ENDS}|省|自治区|市|州|盟|地区|区|县|旗)"
    r"(?:年报|年度报告|(?:政府)?信息公开(?:工作)?(?:年度报告|年报))?$"
)
_TAIL = re.compile(r"(?:(?:政府)?信息公开(?:工作)?)?(?:年报|年度报告)$")
_COLUMN_OF_REPORTS = re.compile(r"年报|年度报告")
# Names of annual-report columns in addresses (CMS.md §8): zfxxgknb, xxgk_nb, gknb2018, bmnb, zfxxgkgzndbg …
_PATH_OF_REPORTS = re.compile(r"/(?:\w*gk_?(?:gz)?(?:nb|ndbg)|\w*ndbg|[bs]?(?:m|z|zf|zbm)?nb)\w{0,8}/", re.IGNORECASE)
FEWEST_OF_AN_AGGREGATOR = 5


@dataclass(frozen=True, slots=True)
class Branch:
    """A column to walk as well. ``organ`` is the publisher when the branch is the column of one organ.

    ``year``: the year its name says, which is the report year or the one after it; None for other branches. ``is_leaf``:
    by its address it is a document, so that it may be the report of that year, or a list all the same.
    """

    url: str
    kind: BranchKind
    name: str
    organ: str = ""
    year: int | None = None
    is_leaf: bool = False


def branches(page: Page) -> list[Branch]:
    """Columns of this host below the column of the page, in printed order, each once."""
    found: dict[str, Branch] = {}
    is_of_reports = bool(_COLUMN_OF_REPORTS.search(_heading(page)))
    for link in links(page):
        kind = _kind(link, page, is_of_reports)
        address = canonical_url(link.url)
        if kind and address not in found and address != canonical_url(page.url):
            name = _name(link.element)
            organ = organ_name(name) if kind == "organ" else ""
            year = int(name[:4]) if kind == "year" else None
            found[address] = Branch(link.url, kind, name, organ, year, is_document(link.url))
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
    for link in links(page):
        url, other = link.url, urlsplit(link.url).hostname or ""
        if other == host or not is_government_host(other, host or ""):
            continue
        name = _name(link.element)
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


def _kind(link: Link, page: Page, is_of_reports: bool) -> BranchKind | None:
    """What a link leads to, by its name and its place; None for what is no column below this one."""
    parts, here = urlsplit(link.url), urlsplit(page.url)
    if parts.hostname != here.hostname:
        return None
    name, own = _name(link.element), folder(page.url)
    if is_document(link.url):
        # a document called 2023年 in a column of reports: the report of that year, or the list of its reports
        return "year" if BARE_YEAR.match(name) and (is_of_reports or _PATH_OF_REPORTS.search(here.path)) else None
    if _YEAR.match(name):
        return "year" if _is_near(parts.path, own, name) else None
    is_below = parts.path.startswith(own) and parts.path.rstrip("/") != own.rstrip("/")
    if not is_below:
        # a directory of organs leads to their own columns, anywhere on the host
        is_elsewhere = is_of_reports and bool(_PATH_OF_REPORTS.search(f"{parts.path}/"))
        return "organ" if is_elsewhere and _ORGAN.match(name) else None
    if folder(link.url) == own and not parts.query:
        return None  # the same column by the name of its first page
    if _CLASS.match(name):
        return "class"
    return "organ" if _ORGAN.match(name) else None


def _is_near(path: str, own: str, name: str) -> bool:
    """Years stand below the column, or beside it when the entry is one of them, or at the root (/2025ndbg/: Shanghai)."""
    beside = "/".join(own.rstrip("/").split("/")[:-1]) + "/"
    is_near = path.startswith(own) or (len(beside) > 1 and path.startswith(beside))
    return is_near or bool(re.search(rf"/(?:gb|gknb|nb)?{name[:4]}(?:n|ndbg|nb|nian)\w*/", path))


def _name(anchor: HtmlElement) -> str:
    return "".join(row_title(anchor).split()).strip("·•>»-—[]【】")


def _heading(page: Page) -> str:
    return " ".join(str(element.text_content()) for element in page.tree.iter("title", "h1", "h2", "h3"))
